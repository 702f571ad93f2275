import { Button, Group, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Role } from '../../../main/contract/permissions.ts';
import type { StaffMember } from '../../../main/services/staff.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client } from '../../trpc.ts';
import { CHANGES, type Change } from './changes.ts';
import { RoleField } from './role-field.tsx';

interface Props {
  change: Change;
  member: StaffMember;
  onChanged(): void;
  onInvited(member: StaffMember, firstPassword: string): void;
  onClose(): void;
}

export function ChangeMember({ change, member, onChanged, onInvited, onClose }: Props) {
  const words = CHANGES[change];
  const [role, setRole] = useState<Role>(member.role);
  const { freshly, prompt } = useFreshly();
  const attempt = useAttempt(async () => {
    const { name } = member;
    if (change === 'invite') {
      const invitation = await freshly(() => client.staff.invite.mutate({ name }));
      return onInvited(invitation.member, invitation.firstPassword);
    }
    if (change === 'role') await freshly(() => client.staff.setRole.mutate({ name, role }));
    else await freshly(() => client.staff[change].mutate({ name }));
    onChanged();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };

  return (
    <Dialog opened onClose={onClose} title={words.name} closeOnClickOutside={false}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <div>
            <Text fw={650} dir="auto">
              {member.fullName}
            </Text>
            <Text c="dimmed" size="sm">
              {member.name}
              {member.email && ` · ${member.email}`}
            </Text>
          </div>
          <Text>{words.what(member)}</Text>
          {change === 'role' && <RoleField value={role} onChange={setRole} />}
          {attempt.error !== null && <ProblemPanel error={attempt.error} />}
          <Group justify="flex-end" gap="xs">
            <Button
              variant="default"
              onClick={onClose}
              disabled={attempt.busy}
              data-autofocus={words.grave || undefined}
            >
              Cancel
            </Button>
            <Button
              type="submit"
              color={words.grave ? 'brick' : undefined}
              loading={attempt.busy}
              disabled={change === 'role' && role === member.role}
            >
              {words.doIt}
            </Button>
          </Group>
        </Stack>
      </form>
      {prompt}
    </Dialog>
  );
}
