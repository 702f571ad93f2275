import { Radio, Stack } from '@mantine/core';
import { ROLES, type Role } from '../../../main/contract/permissions.ts';
import { ROLE_WORDS } from '../../words/staff.ts';

/** Each role with what it may: choosing one is choosing that. */
export function RoleField({ value, onChange }: { value: Role; onChange(role: Role): void }) {
  return (
    <Radio.Group label="Role" value={value} onChange={(role) => onChange(role as Role)}>
      <Stack gap={8} mt={6}>
        {ROLES.map((role) => (
          <Radio key={role} value={role} label={ROLE_WORDS[role].name} description={ROLE_WORDS[role].what} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
