import { Drawer, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { trpc } from '../../trpc.ts';
import type { AuditSearch } from './audit-search.ts';
import { EntryStory } from './entry-story.tsx';

interface Props {
  sequence: number | null;
  onOpen(sequence: number): void;
  /** Shows all of one user, one staff member or one request. */
  onFilter(search: AuditSearch): void;
  onClose(): void;
}

export function EntryDrawer({ sequence, onOpen, onFilter, onClose }: Props) {
  return (
    <Drawer
      opened={sequence !== null}
      onClose={onClose}
      size={520}
      title={sequence === null ? '' : `Entry ${sequence}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {sequence !== null && <Entry sequence={sequence} onOpen={onOpen} onFilter={onFilter} />}
    </Drawer>
  );
}

function Entry({ sequence, onOpen, onFilter }: Pick<Props, 'onOpen' | 'onFilter'> & { sequence: number }) {
  // Entries never change.
  const entry = useQuery(
    trpc.audit.entry.queryOptions({ sequence }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  if (entry.error) {
    return (
      <ProblemPanel error={entry.error} retry={() => void entry.refetch()} retrying={entry.isFetching} />
    );
  }
  if (!entry.data) {
    return (
      <div aria-hidden>
        <Skeleton height={64} mb="md" />
        <Skeleton height={160} mb="md" />
        <Skeleton height={220} />
      </div>
    );
  }
  return <EntryStory entry={entry.data} onOpen={onOpen} onFilter={onFilter} />;
}
