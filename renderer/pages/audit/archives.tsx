/** For how long entries are kept, what is older than that, and which archives hold what was. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { useSignedIn } from '../../session/session.ts';
import { type Outputs, trpc } from '../../trpc.ts';
import { number } from '../../words/numbers.ts';
import { exactly, plural } from '../../words/time.ts';
import classes from './archives.module.css';

type Kept = Outputs['audit']['kept'];

const COMMAND = 'rekey audit archive --if-due --folder DIRECTORY';

export function Archives({ onClose }: { onClose(): void }) {
  const kept = useQuery(trpc.audit.kept.queryOptions(undefined, { staleTime: 0 }));
  return (
    <Dialog opened onClose={onClose} size={820} title="Retention and archives">
      {kept.error && (
        <ProblemPanel error={kept.error} retry={() => void kept.refetch()} retrying={kept.isFetching} />
      )}
      {kept.isPending && <Skeleton height={120} radius={8} />}
      {kept.data && (
        <>
          <Due kept={kept.data} />
          <h3 className={classes.heading}>Archives</h3>
          <Made archives={kept.data.archives} />
        </>
      )}
    </Dialog>
  );
}

/** On the page itself, for who can do something about it. */
export function DueNotice() {
  const { may } = useSignedIn();
  const { data } = useQuery(
    trpc.audit.kept.queryOptions(undefined, { staleTime: 5 * 60_000, enabled: may('audit.manage') }),
  );
  if (!data || (!data.due && !data.archives[0]?.unfinished)) return null;
  return (
    <div className={classes.notice} role="status">
      <Due kept={data} />
    </div>
  );
}

function Due({ kept: { days, due, archives } }: { kept: Kept }) {
  const [last] = archives;
  if (last?.unfinished) {
    return (
      <p className={classes.words}>
        The archive {last.file} holds the entries {range(last.seal)}, but not all of them are removed yet.
        This finishes it, with DIRECTORY for where that file is: <code>{COMMAND}</code>
      </p>
    );
  }
  if (days === null) {
    return (
      <p className={classes.words}>Entries are kept for ever, until an admin sets a retention in Settings.</p>
    );
  }
  if (!due) {
    return <p className={classes.words}>Entries are kept for {plural(days, 'day')}; none is older.</p>;
  }
  const count = due.lastSequence - due.firstSequence + 1;
  return (
    <p className={classes.words}>
      <strong>{plural(count, 'entry is', 'entries are')} older</strong> than the {number(days)} days that
      entries are kept ({range(due)}). To archive {count === 1 ? 'it' : 'them'}: <code>{COMMAND}</code>
    </p>
  );
}

function Made({ archives }: { archives: Kept['archives'] }) {
  if (archives.length === 0) return <p className={classes.words}>No archive was made yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={classes.scroll} tabIndex={0} aria-label="Archives">
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">Entries</th>
            <th scope="col">Archived</th>
            <th scope="col">File and its SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {archives.map(({ sequence, seal, file, by }) => (
            <tr key={sequence}>
              <td>{range(seal)}</td>
              <td>
                {exactly(seal.time)}
                <br />
                {by === null ? 'by a timer' : `by ${by}`}, entry {number(sequence)}
              </td>
              <td>
                {file}
                <br />
                <code>{seal.archive}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function range({ firstSequence, lastSequence }: { firstSequence: number; lastSequence: number }): string {
  return `${number(firstSequence)} to ${number(lastSequence)}`;
}
