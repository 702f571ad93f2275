/** Holds the log against a checkpoint that was kept elsewhere: a file, or the text that a reader of QR codes gives. */
import { Button, FileInput, Progress, Textarea } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Verification } from '../../../main/services/audit.ts';
import { IconAlertTriangle, IconShieldCheck, IconShieldX } from '../../icons.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useAttempt } from '../../parts/use-attempt.ts';
import { Problem } from '../../problem.ts';
import { client, queryClient, trpc } from '../../trpc.ts';
import { number } from '../../words/numbers.ts';
import { exactly, plural } from '../../words/time.ts';
import { useVerification } from './use-verification.ts';
import { Unlogged } from './verification.tsx';
import classes from './verify-against.module.css';

/** Bytes that are read of a file: more than any checkpoint has, so that one that goes on is seen to be too large. */
const ENOUGH = 4_000;

export function VerifyAgainst({ onClose }: { onClose(): void }) {
  const [file, setFile] = useState<File | null>(null);
  const [pasted, setPasted] = useState('');
  const [tried, setTried] = useState(false);
  /** When ours was started, ms UTC; null: it was not, or was cancelled. */
  const [startedAt, setStartedAt] = useState<number | null>(null);
  const { data: now } = useVerification();

  const starting = useAttempt(async () => {
    const checkpoint = file ? await textOf(file) : pasted;
    const begun = await client.audit.startVerification.mutate({ checkpoint });
    queryClient.setQueryData(trpc.audit.verification.queryKey(), begun);
    setStartedAt('startedAt' in begun ? begun.startedAt : null);
  });
  const cancel = async () => {
    await client.audit.cancelVerification.mutate();
    await queryClient.invalidateQueries({ queryKey: trpc.audit.verification.queryKey() });
    setStartedAt(null);
  };
  const empty = file === null && pasted.trim() === '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!empty) void starting.run();
  };
  const ours = startedAt !== null && now !== undefined && isOf(startedAt, now) ? now : null;

  return (
    <Dialog opened onClose={onClose} size={600} title="Verify against a checkpoint">
      {ours ? (
        <div className={classes.stack}>
          <Outcome verification={ours} />
          <div className={classes.buttons}>
            {ours.state === 'running' ? (
              <Button variant="default" onClick={() => void cancel()}>
                Cancel
              </Button>
            ) : (
              <>
                <Button variant="default" onClick={() => setStartedAt(null)}>
                  Another checkpoint
                </Button>
                <Button onClick={onClose}>Close</Button>
              </>
            )}
          </div>
        </div>
      ) : (
        <form className={classes.stack} onSubmit={submit} noValidate>
          <p className={classes.note}>
            A checkpoint that was kept where nobody who administers the database can write proves that nothing
            up to its entry was changed or cut off, or says what differs.
          </p>
          <FileInput
            label="Checkpoint file"
            placeholder="Choose a file"
            clearable
            clearButtonProps={{ 'aria-label': 'Choose no file' }}
            value={file}
            onChange={setFile}
            error={tried && empty ? 'Choose a file, or paste its text below.' : null}
            disabled={starting.busy}
          />
          <Textarea
            label="Or its text, as from a QR code"
            classNames={{ input: classes.text ?? '' }}
            minRows={4}
            maxRows={4}
            autosize
            spellCheck={false}
            value={file ? '' : pasted}
            disabled={starting.busy || file !== null}
            onChange={(event) => setPasted(event.currentTarget.value)}
          />
          {starting.error !== null && <ProblemPanel error={starting.error} />}
          <div className={classes.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={starting.busy}>
              Verify
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

/** The one that was started then, and not the one before it, to which a cancelled one falls back. */
function isOf(startedAt: number, verification: Verification): boolean {
  if (verification.state === 'never') return false;
  return verification.state === 'running' || verification.finishedAt >= startedAt;
}

async function textOf(file: File): Promise<string> {
  return file
    .slice(0, ENOUGH)
    .text()
    .catch(() => {
      throw new Problem({
        code: 'FILE_NOT_READ',
        message: 'Nothing was verified: the file can not be read.',
        next: 'Choose it again; it may have been moved or changed meanwhile.',
      });
    });
}

function Outcome({ verification }: { verification: Verification }) {
  switch (verification.state) {
    case 'never':
      return null;
    case 'running':
      return (
        <>
          <p className={classes.note} role="status">
            {number(verification.checked)} of {plural(verification.total, 'entry', 'entries')} verified
          </p>
          <Progress
            aria-label="Verification against the checkpoint"
            value={verification.total > 0 ? (100 * verification.checked) / verification.total : 0}
          />
        </>
      );
    case 'whole':
      return (
        <Verdict
          state="whole"
          icon={<IconShieldCheck size={22} aria-hidden />}
          words={`The log is whole: ${plural(verification.entries, 'entry', 'entries')} verified.`}
        >
          {verification.against && (
            <p>
              It agrees with this checkpoint: entry {verification.against.sequence}, signed{' '}
              {exactly(verification.against.time)} by key {verification.against.keyId}.
            </p>
          )}
          <p>{verification.unproven}</p>
          <Unlogged verdict={verification} />
          <p className={classes.hash}>Head: {verification.headHash}</p>
        </Verdict>
      );
    case 'broken':
      return (
        <Verdict
          state="broken"
          icon={<IconShieldX size={22} aria-hidden />}
          words={`The audit log fails verification at entry ${verification.sequence}: ${verification.why}.`}
        >
          <p>
            {verification.agreeing === null
              ? 'It agrees with no signed checkpoint before that.'
              : `Up to entry ${verification.agreeing} it agrees with a signed checkpoint.`}{' '}
            {plural(verification.checked, 'entry', 'entries')} before it{' '}
            {verification.checked === 1 ? 'is' : 'are'} whole.
          </p>
          <p>Tell your security team, and keep the database as it is.</p>
          <Unlogged verdict={verification} />
        </Verdict>
      );
    case 'failed':
      return (
        <Verdict
          state="failed"
          icon={<IconAlertTriangle size={22} aria-hidden />}
          words="The log was not verified against this checkpoint."
        >
          <p>{verification.message}.</p>
        </Verdict>
      );
  }
}

interface VerdictProps {
  state: 'whole' | 'broken' | 'failed';
  icon: ReactNode;
  words: string;
  children: ReactNode;
}

function Verdict({ state, icon, words, children }: VerdictProps) {
  return (
    <div className={classes.outcome} data-state={state} role={state === 'whole' ? 'status' : 'alert'}>
      {icon}
      <div>
        <p className={classes.verdict}>{words}</p>
        {children}
      </div>
    </div>
  );
}
