import { Button, Group, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Role } from '../../../main/contract/permissions.ts';
import type { StaffMember } from '../../../main/services/staff.ts';
import { useFreshly } from '../../actions/use-freshly.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { client } from '../../trpc.ts';
import { RoleField } from './role-field.tsx';

interface Props {
  onAdded(member: StaffMember, firstPassword: string): void;
  onClose(): void;
}

export function AddMember({ onAdded, onClose }: Props) {
  const [fullName, setFullName] = useState('');
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('support');
  const { freshly, prompt } = useFreshly();
  const attempt = useAttempt(async () => {
    const input = { name, fullName, email: email.trim() === '' ? null : email.trim(), role };
    const { member, firstPassword } = await freshly(() => client.staff.add.mutate(input));
    onAdded(member, firstPassword);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run();
  };

  return (
    <Dialog opened onClose={onClose} title="Add a staff member" closeOnClickOutside={false}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Full name"
            required
            withAsterisk={false}
            data-autofocus
            maxLength={120}
            autoComplete="off"
            dir="auto"
            value={fullName}
            onChange={(event) => setFullName(event.currentTarget.value)}
          />
          <TextInput
            label="Sign-in name"
            required
            withAsterisk={false}
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="E-mail (optional)"
            description="Nobody may act on the platform account that has this address while signed in as this person"
            type="email"
            maxLength={190}
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <RoleField value={role} onChange={setRole} />
          {attempt.error !== null && <ProblemPanel error={attempt.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} disabled={attempt.busy}>
              Cancel
            </Button>
            <Button type="submit" loading={attempt.busy}>
              Add
            </Button>
          </Group>
        </Stack>
      </form>
      {prompt}
    </Dialog>
  );
}
