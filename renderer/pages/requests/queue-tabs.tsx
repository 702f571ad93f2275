import type { QueueCounts } from '../../../main/services/requests.ts';
import { number } from '../../words/numbers.ts';
import classes from './queue.module.css';
import type { RequestsSearch, View } from './requests-search.ts';

interface Props {
  search: RequestsSearch;
  counts: QueueCounts | null;
  onChange(search: RequestsSearch): void;
}

interface Tab {
  name: string;
  view: View;
  mine: boolean;
  count?(counts: QueueCounts): number;
}

const TABS: readonly Tab[] = [
  {
    name: 'Open',
    view: 'open',
    mine: false,
    count: (counts) => counts.new + counts['in-progress'] + counts['waiting-for-user'],
  },
  { name: 'New', view: 'new', mine: false, count: (counts) => counts.new },
  { name: 'Mine', view: 'open', mine: true, count: (counts) => counts.mine },
  { name: 'In progress', view: 'in-progress', mine: false, count: (counts) => counts['in-progress'] },
  {
    name: 'Waiting for user',
    view: 'waiting-for-user',
    mine: false,
    count: (counts) => counts['waiting-for-user'],
  },
  { name: 'Resolved', view: 'resolved', mine: false },
  { name: 'Rejected', view: 'rejected', mine: false },
  { name: 'All', view: 'all', mine: false },
];

/** Counting stops here. */
const MANY = 1_000;

export function QueueTabs({ search, counts, onChange }: Props) {
  const { view, mine = false, ...rest } = search;
  const present = view ?? (search.q && !mine ? 'all' : 'open');
  return (
    <nav className={classes.tabs} aria-label="Which requests">
      {TABS.map((tab) => {
        const active = tab.view === present && tab.mine === mine;
        const count = counts && tab.count ? tab.count(counts) : null;
        return (
          <button
            key={tab.name}
            type="button"
            className={classes.tab}
            aria-current={active ? 'page' : undefined}
            onClick={() =>
              onChange({
                ...rest,
                ...(tab.view === 'open' && !(search.q && !tab.mine) ? {} : { view: tab.view }),
                ...(tab.mine ? { mine: true as const } : {}),
              })
            }
          >
            {tab.name}
            {count !== null && (
              <span className={classes.count}>{count >= MANY ? `${number(MANY - 1)}+` : count}</span>
            )}
          </button>
        );
      })}
    </nav>
  );
}
