import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { Policy } from '../../../main/services/policy/index.ts';
import { Card } from '../../parts/card.tsx';
import { useSignedIn } from '../../session/session.ts';
import { PolicyForm } from './policy-form.tsx';
import classes from './settings-page.module.css';

interface Props {
  policy: Policy;
  manages: boolean;
}

/** Whether new codes may go past the agent, and what that trades. */
export function BackupCodesPolicy({ policy, manages }: Props) {
  const { platform } = useSignedIn();
  if (!platform.actions.includes('send-backup-codes')) return null;
  return (
    <Card title="Backup codes">
      <p className={classes.note}>
        {policy.backupCodes.byMail
          ? 'An agent may show new codes, or have them mailed straight to the user.'
          : 'An agent sees new codes and tells them to the user. They are not mailed.'}
      </p>
      {manages && <BackupCodesForm policy={policy} />}
    </Card>
  );
}

function BackupCodesForm({ policy }: { policy: Policy }) {
  const [byMail, setByMail] = useState(policy.backupCodes.byMail);
  return (
    <PolicyForm section={{ backupCodes: { byMail } }}>
      <Checkbox
        label="New codes may be mailed to the address on file, so that no agent sees them"
        checked={byMail}
        onChange={(event) => setByMail(event.currentTarget.checked)}
      />
      <p className={classes.note}>
        What this trades: an agent can no longer keep or leak the codes, but whoever holds the mailbox holds
        them, and mail is read by others than its owner more often than a voice on the line. The password is
        still needed beside a code; where it can be reset by that same mailbox, the mailbox alone opens the
        account. Codes are only mailed to an address whose user read back a code by e-mail within the last
        hour, and never to one that was changed since.
      </p>
    </PolicyForm>
  );
}
