/** How far Rekey's own index of the users is, in words. */
import type { SearchIndexView } from '../../main/services/search-index/service.ts';
import { number } from './numbers.ts';

/** Whom a search may not find yet; null: it finds everybody. */
export function notYetFound({ asOf, walked }: SearchIndexView): string | null {
  if (asOf !== null) return null;
  if (walked === null) return 'Names are still to be made searchable.';
  return `Names are searchable of ${percent(walked)} of the users so far.`;
}

/** For who wants to know: "5,000,000 users. A walk is at 40 %." Where and when it was complete stands beside it. */
export function howFar(view: SearchIndexView): string {
  const { users, walked, walking } = view;
  const found = notYetFound(view) ?? `${number(users ?? 0)} users are found by Rekey’s own index.`;
  if (walked === null) return found;
  if (!walking) return `${found} The walk through them goes on when a console is open.`;
  return view.asOf === null ? found : `${found} It is being compared with them, at ${percent(walked)}.`;
}

/** Never 100 before the end. */
function percent(share: number): string {
  return `${Math.min(99, Math.floor(share * 100))} %`;
}
