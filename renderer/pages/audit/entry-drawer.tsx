import { Drawer, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { trpc } from '../../trpc.ts';
import { EntryStory } from './entry-story.tsx';

interface Props {
  sequence: number | null;
  onClose(): void;
}

export function EntryDrawer({ sequence, onClose }: Props) {
  return (
    <Drawer
      opened={sequence !== null}
      onClose={onClose}
      size={520}
      title={sequence === null ? '' : `Entry ${sequence}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {sequence !== null && <Entry sequence={sequence} />}
    </Drawer>
  );
}

function Entry({ sequence }: { sequence: number }) {
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
  return <EntryStory entry={entry.data} />;
}
