/** The queue: who waits longest is on top, J and K move, T takes, Enter opens. */
import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { IconPlus } from '../../icons.ts';
import { NotAllowed } from '../../parts/not-allowed.tsx';
import { say, sayProblem } from '../../parts/say.ts';
import { useSignedIn } from '../../session/session.ts';
import { Page } from '../../shell/page.tsx';
import { client, queryClient, trpc } from '../../trpc.ts';
import { LongestWait } from './longest-wait.tsx';
import { NewRequest } from './new-request.tsx';
import { QueueFilters } from './queue-filters.tsx';
import { QueueList } from './queue-list.tsx';
import { QueueTabs } from './queue-tabs.tsx';
import { readAnew } from './read-anew.ts';
import { filterOf, type RequestsSearch } from './requests-search.ts';
import { useQueueKeys } from './use-queue-keys.ts';

/** ms between two looks at the counts. */
const POLL = 5_000;

export function RequestsPage() {
  const { may } = useSignedIn();
  if (!may('requests.read')) return <NotAllowed title="Requests" />;
  return <Queue />;
}

function Queue() {
  const search = useSearch({ from: '/requests' });
  const navigate = useNavigate();
  const { may } = useSignedIn();
  const [making, setMaking] = useState(false);
  const [chosenId, setChosenId] = useState<number | null>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const filter = filterOf(search);
  const summary = useQuery(
    trpc.requests.summary.queryOptions(undefined, { refetchInterval: POLL, staleTime: 0 }),
  );
  const list = useInfiniteQuery(
    trpc.requests.list.infiniteQueryOptions(
      { ...filter, limit: 100 },
      { getNextPageParam: (page) => page.nextCursor, refetchOnMount: 'always', gcTime: 0 },
    ),
  );
  const requests = useMemo(() => list.data?.pages.flatMap((page) => page.requests) ?? [], [list.data]);
  useReadAnewOn(JSON.stringify(summary.data ?? null), list.data?.pages.length ?? 0);

  const index = Math.max(
    0,
    requests.findIndex(({ id }) => id === chosenId),
  );
  const chosen = requests[index];
  const change = (next: RequestsSearch) => void navigate({ to: '/requests', search: next, replace: true });
  const open = (id: number) =>
    void navigate({ to: '/requests/$requestId', params: { requestId: String(id) } });
  const take = async () => {
    if (!chosen || !may('requests.work')) return;
    try {
      await client.requests.take.mutate({ id: chosen.id });
      say(`Request ${chosen.id} is yours.`);
    } catch (error) {
      sayProblem(error);
    }
    await readAnew();
  };
  useQueueKeys({
    move: (by) => setChosenId(requests[Math.max(0, Math.min(index + by, requests.length - 1))]?.id ?? null),
    open: () => chosen && open(chosen.id),
    take: () => void take(),
    search: () => searchField.current?.focus(),
    make: () => may('requests.work') && setMaking(true),
  });

  return (
    <Page
      title="Requests"
      layout="fill"
      aside={
        <>
          <LongestWait longest={summary.data?.longest ?? null} />
          {may('requests.work') && (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
              New request
            </Button>
          )}
        </>
      }
    >
      <QueueTabs search={search} counts={summary.data?.counts ?? null} onChange={change} />
      <QueueFilters search={search} fieldRef={searchField} onChange={change} />
      <QueueList
        list={list}
        requests={requests}
        chosen={index}
        search={search}
        mayTake={may('requests.work')}
        onChoose={setChosenId}
        onOpen={open}
        onTake={() => void take()}
        onClear={() => change({})}
      />
      {making && <NewRequest onClose={() => setMaking(false)} onMade={open} />}
    </Page>
  );
}

/** Somebody took one, or one came in: the list is read again, unless somebody has scrolled far down in it. */
function useReadAnewOn(summary: string, pages: number): void {
  const before = useRef(summary);
  const few = pages <= 3;
  useEffect(() => {
    if (before.current === summary) return;
    const first = before.current === 'null';
    before.current = summary;
    if (!first && few) void queryClient.invalidateQueries(trpc.requests.list.pathFilter());
  }, [summary, few]);
}
