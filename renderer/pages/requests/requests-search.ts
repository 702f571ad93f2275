/** What the queue shows, as it stands in the address. */
import type { Category, Channel, RequestState } from '../../../main/services/requests.ts';
import { CATEGORY_WORDS, CHANNEL_WORDS } from '../../words/requests.ts';

export type View = RequestState | 'open' | 'closed' | 'all';

const VIEWS: readonly View[] = [
  'open',
  'new',
  'in-progress',
  'waiting-for-user',
  'resolved',
  'rejected',
  'closed',
  'all',
];

export interface RequestsSearch {
  /** Absent: open. */
  view?: View;
  mine?: true;
  category?: Category;
  channel?: Channel;
  q?: string;
}

/** Leaves out what is not understood: an address can be typed. */
export function requestsSearch(search: Record<string, unknown>): RequestsSearch {
  const result: RequestsSearch = {};
  const view = VIEWS.find((one) => one === search.view);
  if (view && view !== 'open') result.view = view;
  if (search.mine === true) result.mine = true;
  if (typeof search.category === 'string' && Object.hasOwn(CATEGORY_WORDS, search.category))
    result.category = search.category as Category;
  if (typeof search.channel === 'string' && Object.hasOwn(CHANNEL_WORDS, search.channel))
    result.channel = search.channel as Channel;
  // A query of digits only comes back from the address as a number.
  if (search.q !== undefined && search.q !== '') result.q = String(search.q).slice(0, 200);
  return result;
}

/** The list's input. A search looks everywhere unless a state was chosen. */
export function filterOf({ view, mine, category, channel, q }: RequestsSearch) {
  return {
    state: view ?? (q ? 'all' : 'open'),
    mine: mine ?? false,
    query: q ?? '',
    ...(category ? { category } : {}),
    ...(channel ? { channel } : {}),
  } as const;
}
