import { Button, Group, Stack, Text } from '@mantine/core';
import type { StaffMember } from '../../../main/services/staff.ts';
import { CopyCodes } from '../../actions/copy-codes.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { useSignedIn } from '../../session/session.ts';
import classes from './first-password.module.css';

interface Props {
  member: StaffMember;
  password: string;
  onClose(): void;
}

/** Shown this once; it lives in the page's state and goes with this dialog. */
export function FirstPassword({ member, password, onClose }: Props) {
  const { host } = useSignedIn();
  return (
    <Dialog
      opened
      onClose={onClose}
      title="The first password"
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="sm">
        <Text>
          Hand it to <bdi>{member.fullName}</bdi> in person or on the phone. It is not shown again and dies
          after 72 hours.
        </Text>
        <dl className={classes.facts}>
          <dt>Sign-in name</dt>
          <dd>{member.name}</dd>
          <dt>First password</dt>
          <dd className={classes.password}>{password}</dd>
        </dl>
        <Text c="dimmed" size="sm">
          The code stays empty at that first sign-in. Then Rekey asks for an own password and pairs an
          authenticator.
        </Text>
        <Group justify="space-between" gap="xs">
          <Group gap="xs">
            <CopyCodes codes={[password]} host={host} />
          </Group>
          <Button onClick={onClose} data-autofocus>
            Done
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
