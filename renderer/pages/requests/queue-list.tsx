/** The requests, as many as there are: only those in sight are in the document. */
import { Button, Kbd, Skeleton } from '@mantine/core';
import { useEffect, useId } from 'react';
import type { RequestSummary } from '../../../main/services/requests.ts';
import { IconInbox } from '../../icons.ts';
import { Emptiness } from '../../parts/emptiness.tsx';
import { ProblemPanel } from '../../parts/problem-panel.tsx';
import { type LongQuery, useRowsInSight } from '../../parts/use-rows-in-sight.ts';
import classes from './queue.module.css';
import { QueueRow } from './queue-row.tsx';
import type { RequestsSearch } from './requests-search.ts';

interface Props {
  list: LongQuery;
  requests: readonly RequestSummary[];
  chosen: number;
  search: RequestsSearch;
  mayTake: boolean;
  onChoose(id: number): void;
  onOpen(id: number): void;
  onTake(): void;
  onClear(): void;
}

/** px; QueueRow has this height. */
const ROW = 56;

export function QueueList(props: Props) {
  const { list, requests, chosen, onChoose, onOpen } = props;
  const { hasNextPage, fetchNextPage, error } = list;
  const id = useId();
  const { scroller, virtual, items } = useRowsInSight(requests.length, ROW, list);

  useEffect(() => {
    virtual.scrollToIndex(chosen, { align: 'auto' });
  }, [chosen, virtual]);

  return (
    <div className={classes.panel}>
      <div className={classes.scroller} ref={scroller}>
        {requests.length > 0 && (
          <div
            role="listbox"
            tabIndex={0}
            aria-label="Requests"
            aria-activedescendant={`${id}-${chosen}`}
            className={classes.list}
            style={{ height: virtual.getTotalSize() }}
          >
            {items.map((item) => {
              const request = requests[item.index];
              if (!request) return null;
              return (
                <QueueRow
                  key={request.id}
                  id={`${id}-${item.index}`}
                  request={request}
                  position={item.index + 1}
                  size={hasNextPage ? -1 : requests.length}
                  top={item.start}
                  chosen={item.index === chosen}
                  onPoint={() => onChoose(request.id)}
                  onOpen={() => onOpen(request.id)}
                />
              );
            })}
          </div>
        )}
        {list.isPending && <RowSkeletons />}
        {!list.isPending && !error && requests.length === 0 && <NoRequests {...props} />}
        {error !== null && (
          <div className={classes.problem}>
            <ProblemPanel
              error={error}
              retry={() => void (list.isFetchNextPageError ? fetchNextPage() : list.refetch())}
              retrying={list.isFetching}
            />
          </div>
        )}
      </div>
      <Foot {...props} />
    </div>
  );
}

/** What can be done from here, and with which keys. */
function Foot({ requests, chosen, mayTake, onTake }: Props) {
  const request = requests[chosen];
  return (
    <div className={classes.foot}>
      <span className={classes.keys} aria-hidden>
        <Kbd size="xs">J</Kbd> <Kbd size="xs">K</Kbd> move · <Kbd size="xs">Enter</Kbd> opens ·{' '}
        <Kbd size="xs">/</Kbd> searches{mayTake && ' · '}
        {mayTake && <Kbd size="xs">T</Kbd>}
        {mayTake && ' takes · '}
        {mayTake && <Kbd size="xs">N</Kbd>}
        {mayTake && ' new'}
      </span>
      {mayTake && request?.state === 'new' && (
        <Button size="xs" variant="default" onClick={onTake}>
          Take request {request.id}
        </Button>
      )}
    </div>
  );
}

function NoRequests({ search, onClear }: Props) {
  const narrowed = Object.keys(search).length > 0;
  return (
    <Emptiness icon={IconInbox} title={narrowed ? 'No request fits' : 'Nobody is waiting'}>
      <p>{narrowed ? 'Nothing in the queue is like this.' : 'New requests appear here by themselves.'}</p>
      {narrowed && (
        <Button variant="default" onClick={onClear}>
          Show all open requests
        </Button>
      )}
    </Emptiness>
  );
}

function RowSkeletons() {
  return (
    <div aria-hidden>
      {[72, 60, 78, 66, 70, 58, 74, 64].map((width) => (
        <div key={width} className={classes.skeleton}>
          <Skeleton height={12} width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}
