/** One audit entry told in words: who, what, to whom, why, what was different afterwards, and its place in the chain. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditEntry, JsonValue } from '../../../db/audit/entry.ts';
import { When } from '../../parts/when.tsx';
import { auditActionName, CATEGORY_WORDS, reasonWords, searchWords, story } from '../../words/audit.ts';
import { circumstancesOf } from '../../words/circumstances.ts';
import { differencesOf } from '../../words/differences.ts';
import { exactly } from '../../words/time.ts';
import { OutcomeTag } from './audit-row.tsx';
import type { AuditSearch } from './audit-search.ts';
import classes from './entry-story.module.css';
import { PlaceInChain } from './place-in-chain.tsx';

interface Props {
  entry: AuditEntry;
  onOpen(sequence: number): void;
  onFilter(search: AuditSearch): void;
}

export function EntryStory({ entry, onOpen, onFilter }: Props) {
  const reason = reasonWords(entry);
  const searched = searchWords(entry);
  const { evidence, approved, because, requestId, bulkId, rest } = circumstancesOf(entry);
  return (
    <div className={classes.story}>
      <p className={classes.told} dir="auto">
        {story(entry)}
      </p>
      <dl className={classes.facts}>
        <Fact name="Outcome">
          <OutcomeTag outcome={entry.outcome} />
          {because && <> because {because}</>}
        </Fact>
        <Fact name="When">
          {exactly(entry.time)} (<When time={entry.time} />)
        </Fact>
        <Fact name="UTC">
          <span className="mono">{new Date(entry.time).toISOString()}</span>
        </Fact>
        <Fact name="Staff member">{entry.staff?.name ?? 'nobody was signed in'}</Fact>
        <Fact name="Action">
          {auditActionName(entry.action)}{' '}
          <span className={classes.dim}>· {CATEGORY_WORDS[entry.category]}</span>
        </Fact>
        {entry.user && (
          <Fact name="User">
            <Link className="link" to="/users/$userId" params={{ userId: entry.user.id }}>
              {entry.user.label || `user ${entry.user.id}`}
            </Link>
          </Fact>
        )}
        {searched && <Fact name="Searched">{searched}</Fact>}
        {reason && <Fact name="Reason">{reason}</Fact>}
        {entry.ticket && <Fact name="Ticket">{entry.ticket}</Fact>}
        {requestId !== null && (
          <Fact name="Request">
            <Link className="link" to="/requests/$requestId" params={{ requestId: String(requestId) }}>
              {requestId}
            </Link>
          </Fact>
        )}
        {bulkId !== null && (
          <Fact name="Bulk change">
            <Link className="link" to="/bulk/$jobId" params={{ jobId: String(bulkId) }}>
              {bulkId}
            </Link>
          </Fact>
        )}
        {evidence && (
          <Fact name="Evidence">
            {evidence.map((line) => (
              <div key={line}>{line}</div>
            ))}
          </Fact>
        )}
        {approved && <Fact name="Approved by">{approved}</Fact>}
      </dl>
      <Differences before={entry.before} after={entry.after} />
      {!searched && <Detail detail={rest} />}
      <Together entry={entry} onFilter={onFilter} />
      <PlaceInChain entry={entry} onOpen={onOpen} />
    </div>
  );
}

/** All of one user, one staff member, one request. */
function Together({ entry, onFilter }: Omit<Props, 'onOpen'>) {
  const { user, staff } = entry;
  const { requestId } = circumstancesOf(entry);
  const ways: [string, AuditSearch][] = [];
  if (user)
    ways.push([
      `All of ${user.label || `user ${user.id}`}`,
      { user: user.id, who: user.label || `#${user.id}` },
    ]);
  if (staff) ways.push([`All that ${staff.name} did`, { staff: staff.name }]);
  if (requestId !== null) ways.push([`All of request ${requestId}`, { request: requestId }]);
  if (ways.length === 0) return null;
  return (
    <nav className={classes.together} aria-label="What belongs together">
      {ways.map(([label, search]) => (
        <Button key={label} size="compact-sm" variant="light" onClick={() => onFilter(search)}>
          {label}
        </Button>
      ))}
    </nav>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd dir="auto">{children}</dd>
    </>
  );
}

function Differences({ before, after }: { before: JsonValue; after: JsonValue }) {
  if (before === null && after === null) return null;
  const differences = differencesOf(before, after);
  return (
    <section aria-label="Before and after">
      <h3 className={classes.heading}>Before and after</h3>
      <table className={classes.differences}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {differences.map(({ field, before: was, after: is, changed }) => (
            <tr key={field} data-changed={changed || undefined}>
              <th scope="row">
                {field}
                {changed && <span className="quiet"> (changed)</span>}
              </th>
              <td dir="auto">{was}</td>
              <td dir="auto">{is}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Detail({ detail }: { detail: JsonValue }) {
  const rows = differencesOf(null, detail);
  if (rows.length === 0) return null;
  return (
    <section aria-label="Details">
      <h3 className={classes.heading}>Details</h3>
      <dl className={classes.facts}>
        {rows.map(({ field, after }) => (
          <Fact key={field} name={field}>
            {after}
          </Fact>
        ))}
      </dl>
    </section>
  );
}
