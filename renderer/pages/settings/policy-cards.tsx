/** What each section of the policy means as it stands. The forms below are made from its schema (policy-form.tsx). */
import { CATALOGUE } from '../../../main/contract/actions.ts';
import type { Policy } from '../../../main/contract/policy.ts';
import { inGroups, settingsOf, valueIn } from '../../../main/contract/policy-settings.ts';
import { useSignedIn } from '../../session/session.ts';
import { duration, plural } from '../../words/time.ts';
import { useBulkActions } from '../bulk/plan-dialog.tsx';
import { PolicyCard } from './policy-form.tsx';
import classes from './settings-page.module.css';

interface Props {
  policy: Policy;
  /** What of the saved policy holds in another way than it was saved. */
  notes: readonly string[];
  manages: boolean;
}

export function PolicyCards(props: Props) {
  const { platform } = useSignedIn();
  const can = (action: keyof typeof CATALOGUE) => platform.actions.includes(action);
  const onLists = useBulkActions().length > 0;
  return (
    <>
      {can('send-backup-codes') && <BackupCodes {...props} />}
      {can('issue-emergency-code') && <EmergencyCode {...props} />}
      {platform.actions.length > 0 && (
        <>
          <Approvals {...props} />
          <Limits {...props} />
          {onLists && <Bulk {...props} />}
          <Verification {...props} />
        </>
      )}
    </>
  );
}

/** Whether new codes may go past the agent, and what that trades. */
function BackupCodes({ policy, manages }: Props) {
  return (
    <PolicyCard section="backupCodes" policy={policy} manages={manages} below={WHAT_MAIL_TRADES}>
      <p className={classes.note}>
        {policy.backupCodes.byMail
          ? 'An agent may show new codes, or have them mailed straight to the user.'
          : 'An agent sees new codes and tells them to the user. They are not mailed.'}
      </p>
    </PolicyCard>
  );
}

const WHAT_MAIL_TRADES =
  'What this trades: an agent can no longer keep or leak the codes, but whoever holds the mailbox holds them, and mail is read by others than its owner more often than a voice on the line. The password is still needed beside a code; where it can be reset by that same mailbox, the mailbox alone opens the account. Codes are only mailed to an address whose user read back a code by e-mail within the last hour, and never to one that was changed since.';

function EmergencyCode({ policy, notes, manages }: Props) {
  const { minMinutes, maxMinutes, defaultMinutes, readOut } = policy.emergencyCode;
  return (
    <PolicyCard section="emergencyCode" policy={policy} manages={manages}>
      <p className={classes.note}>
        {readOut
          ? `Agents read them out on the phone, so they live ${duration(maxMinutes * 60_000)}.`
          : `They live ${duration(minMinutes * 60_000)} to ${duration(maxMinutes * 60_000)}, as the agent chooses; ${duration(defaultMinutes * 60_000)} when nothing is chosen.`}
      </p>
      {notes.map((note) => (
        <p key={note} className={classes.note}>
          {note}
        </p>
      ))}
    </PolicyCard>
  );
}

/** What needs a second person. */
function Approvals({ policy, manages }: Props) {
  const { privileged, actions, minutes } = policy.approvals;
  const named = [
    ...(privileged ? ['every action on a privileged user'] : []),
    ...actions.map((name) => CATALOGUE[name].name),
  ];
  return (
    <PolicyCard section="approvals" policy={policy} manages={manages}>
      <p className={classes.note}>
        {named.length === 0
          ? 'Nothing needs a second person.'
          : `These need a second person, within ${minutes} minutes: ${named.join(', ')}.`}
      </p>
    </PolicyCard>
  );
}

/** How much may be done before it is refused and the leads are told. */
function Limits({ policy, manages }: Props) {
  return (
    <PolicyCard section="limits" policy={policy} manages={manages}>
      <p className={classes.note}>At a limit an action is refused, and the leads are told by mail.</p>
      {!manages && (
        <ul className={classes.note}>
          {inGroups(settingsOf('limits')).map(([whose, settings]) => (
            <li key={whose}>
              {whose}: {settings.map((one) => `${valueIn(policy, one)} ${one.label}`).join(', ')}
            </li>
          ))}
        </ul>
      )}
    </PolicyCard>
  );
}

function Bulk({ policy, manages }: Props) {
  const { maxLines, perDay } = policy.bulk;
  return (
    <PolicyCard section="bulk" policy={policy} manages={manages}>
      <p className={classes.note}>
        A list has at most {plural(maxLines, 'line')}, and {plural(perDay, 'bulk change')} may be started
        within 24 hours by all staff together. They are counted apart from single actions.
      </p>
    </PolicyCard>
  );
}

/** How much a caller has to prove. */
function Verification({ policy, manages }: Props) {
  const { platform } = useSignedIn();
  const { thresholds, validMinutes } = policy.verification;
  return (
    <PolicyCard section="verification" policy={policy} manages={manages}>
      <p className={classes.note}>
        Evidence that the caller is the user has a weight, and an action needs so much of it. It counts for{' '}
        {validMinutes} minutes. Personal data should weigh nothing: birthdays and numbers are for sale.
      </p>
      {!manages && (
        <ul className={classes.note}>
          {platform.actions.map((name) => (
            <li key={name}>
              {CATALOGUE[name].name}: {thresholds.ordinary[name]}, on a privileged user{' '}
              {thresholds.privileged[name]}
            </li>
          ))}
        </ul>
      )}
    </PolicyCard>
  );
}
