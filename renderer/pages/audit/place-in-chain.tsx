/** Where an entry stands: between which others, by which hashes, and which signed checkpoint fixes it. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AuditEntry } from '../../../db/audit/entry.ts';
import { IconShieldCheck, IconShieldHalf } from '../../icons.ts';
import { trpc } from '../../trpc.ts';
import { exactly } from '../../words/time.ts';
import classes from './entry-story.module.css';

interface Props {
  entry: AuditEntry;
  onOpen(sequence: number): void;
}

export function PlaceInChain({ entry, onOpen }: Props) {
  const { sequence, previousHash, hash, actionId } = entry;
  const span = useQuery(trpc.audit.span.queryOptions()).data;
  const isFirst = sequence === (span?.first ?? 1);
  const isLast = sequence === span?.last;
  return (
    <section aria-label="Place in the chain">
      <h3 className={classes.heading}>Place in the chain</h3>
      <p className={classes.fixed}>
        <Covering sequence={sequence} />
      </p>
      <dl className={classes.hashes}>
        <dt>Action id</dt>
        <dd>{actionId ?? 'none'}</dd>
        <dt>Entry before</dt>
        <dd>
          {sequence === 1 ? 'none: this is the first' : previousHash}
          {isFirst && sequence > 1 && ' (archived)'}
        </dd>
        <dt>This entry</dt>
        <dd>{hash}</dd>
      </dl>
      <div className={classes.neighbours}>
        <Button size="compact-sm" variant="default" disabled={isFirst} onClick={() => onOpen(sequence - 1)}>
          {isFirst ? 'None before' : `Entry ${sequence - 1}`}
        </Button>
        <Button size="compact-sm" variant="default" disabled={isLast} onClick={() => onOpen(sequence + 1)}>
          {isLast ? 'None after yet' : `Entry ${sequence + 1}`}
        </Button>
      </div>
    </section>
  );
}

function Covering({ sequence }: { sequence: number }) {
  const { data, isPending, error } = useQuery(trpc.audit.covering.queryOptions({ sequence }));
  if (isPending) return <span aria-hidden> </span>;
  if (error) return <>Which checkpoint fixes it can not be read now.</>;
  if (data === null) {
    return (
      <>
        <IconShieldHalf size={16} aria-hidden /> No checkpoint fixes it yet; the next one will.
      </>
    );
  }
  return (
    <>
      <IconShieldCheck size={16} aria-hidden /> Fixed by the checkpoint of entry {data.sequence}, signed{' '}
      {exactly(data.time)}
    </>
  );
}
