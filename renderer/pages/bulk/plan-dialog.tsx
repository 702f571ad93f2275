/** A list, what is to be done to everybody on it, and why: what comes of it is a dry run. */

import { Button, FileInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useId, useState } from 'react';
import { BULK_ACTIONS, type BulkActionName, CATALOGUE } from '../../../main/contract/actions.ts';
import type { Reason } from '../../../main/contract/reasons.ts';
import { ReasonField } from '../../actions/reason-field.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { useSignedIn } from '../../session/session.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { bulkActionWords } from '../../words/bulk.ts';
import { namedBy } from '../../words/users.ts';
import classes from './bulk.module.css';
import { ColumnField } from './column-field.tsx';
import { packed } from './packed.ts';

interface Props {
  onClose(): void;
  onPlanned(id: number): void;
}

/** Bytes; the console refuses more as well. */
const MAX = 8 * 1024 * 1024;

export function PlanDialog({ onClose, onPlanned }: Props) {
  const { knows } = useSignedIn();
  const offered = useBulkActions();
  const [file, setFile] = useState<File | null>(null);
  const [column, setColumn] = useState<string | null>(null);
  const [action, setAction] = useState(offered[0]);
  const [reason, setReason] = useState<Reason | null>(null);
  const [reasonText, setReasonText] = useState('');
  const [ticket, setTicket] = useState('');
  const [tried, setTried] = useState(false);
  const wordless = reason === 'other' && reasonText.trim() === '';
  const tooLong = file !== null && file.size > MAX;

  const planning = useAttempt(async () => {
    if (file === null || reason === null || action === undefined) return;
    const job = await client.bulk.plan.mutate({
      action,
      reason,
      reasonText: reasonText.trim() || null,
      ticket: ticket.trim() || null,
      fileName: file.name.replace(/\p{Cc}/gu, '').slice(0, 255) || null,
      list: await packed(file),
      column,
    });
    await queryClient.invalidateQueries(trpc.bulk.pathFilter());
    onClose();
    onPlanned(job.id);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (file !== null && !tooLong && reason !== null && !wordless) void planning.run();
  };
  const whyNotFile = tooLong
    ? 'It is longer than 8 MiB; keep the one column that names the users.'
    : tried && file === null
      ? 'Choose a file.'
      : null;

  return (
    <Dialog opened onClose={onClose} closeOnClickOutside={false} size={640} title="Upload a list">
      <form className={classes.form} onSubmit={submit} noValidate>
        <FileInput
          label="List"
          description={`CSV or plain lines. A line names a user by ${namedBy('id', 'username', knows('email') && 'e-mail')}; of a CSV the columns that are called so are read.`}
          placeholder="Choose a file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          value={file}
          onChange={(chosen) => {
            setFile(chosen);
            setColumn(null);
          }}
          error={whyNotFile}
          disabled={planning.busy}
        />
        {file !== null && !tooLong && (
          <ColumnField file={file} value={column} onChange={setColumn} disabled={planning.busy} />
        )}
        <ActionField value={action} onChange={setAction} disabled={planning.busy} />
        <ReasonField
          value={reason}
          onChange={setReason}
          disabled={planning.busy}
          error={tried && reason === null ? 'Choose a reason.' : null}
        />
        <Textarea
          label={reason === 'other' ? 'Which reason' : 'More about it (optional)'}
          autosize
          minRows={2}
          maxRows={5}
          maxLength={500}
          dir="auto"
          value={reasonText}
          error={tried && wordless ? 'Write which.' : null}
          onChange={(event) => setReasonText(event.currentTarget.value)}
        />
        <TextInput
          label="Ticket (optional)"
          maxLength={64}
          autoComplete="off"
          value={ticket}
          onChange={(event) => setTicket(event.currentTarget.value)}
        />
        {planning.error !== null && <ProblemPanel error={planning.error} />}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose} disabled={planning.busy}>
            Cancel
          </Button>
          <Button type="submit" loading={planning.busy}>
            Make the dry run
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Those that the platform's users can be changed by. */
export function useBulkActions(): BulkActionName[] {
  const { platform } = useSignedIn();
  return BULK_ACTIONS.filter((action) => platform.actions.includes(action));
}

interface ActionFieldProps {
  value: BulkActionName | undefined;
  onChange(action: BulkActionName): void;
  disabled: boolean;
}

function ActionField({ value, onChange, disabled }: ActionFieldProps) {
  const id = useId();
  const { platform, knows } = useSignedIn();
  return (
    <fieldset className={classes.actions}>
      <legend>What is done to each of them</legend>
      {useBulkActions().map((action) => (
        <label key={action} className={classes.action}>
          <input
            type="radio"
            name={id}
            checked={value === action}
            disabled={disabled}
            onChange={() => onChange(action)}
          />
          <span>
            <strong>{CATALOGUE[action].name}</strong>
            <span className={classes.dim}>{bulkActionWords(action, platform)}</span>
          </span>
        </label>
      ))}
      {!knows('email') && (
        <p className={classes.dim}>
          Nobody is told of it by mail: {platform.label} knows no e-mail address of its users.
        </p>
      )}
    </fieldset>
  );
}
