/** The queue of contact requests as a service. */

import { sequencesOf } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import {
  countQueue,
  findRequest,
  isOpen,
  listQueue,
  listRequestEvents,
  longestWaiting,
  type QueueFilter,
  type QueuePage,
  type RequestRecord,
  searchQueue,
} from '../../db/requests/index.ts';
import { visible } from '../../db/text/visible.ts';
import { may } from '../contract/permissions.ts';
import { type Clock, MINUTE, SECOND } from './clock.ts';
import { createLooks } from './looks.ts';
import { demand } from './permissions.ts';
import { type Attempted, refusals } from './refusals.ts';
import { createRequest, importRequests } from './requests/arrival.ts';
import { changeRequest } from './requests/change.ts';
import { confirming, editing, moving, noting, reassigning, taking } from './requests/changes.ts';
import { pickUpMessages } from './requests/intake.ts';
import { suggestUser, userById } from './requests/matching.ts';
import { movesOf } from './requests/transitions.ts';
import type { RequestPage, RequestService } from './requests.ts';
import { createSearchLog } from './search-log.ts';
import type { Actor } from './session.ts';
import { userLabel } from './user-version.ts';

export interface RequestDeps {
  database: Database;
  platform: Platform;
  clock: Clock;
}

/** Between two looks at the platform's contact form, ms. */
const PICK_UP = 15 * SECOND;
/** A search that is made again within this time is one search, ms. */
const ONE_SEARCH = 5 * MINUTE;
/** Events of one request that are shown; the latest. */
const MAX_EVENTS = 500;

export function createRequestService(deps: RequestDeps): RequestService & { close(): Promise<void> } {
  const { database, platform, clock } = deps;
  const { refusable, permit } = refusals(deps);
  const look = createLooks(deps);
  const searches = createSearchLog(deps, 'search-requests');
  /** A staff member's last search. */
  const lastSearch = new Map<number, { query: string; time: number }>();
  let pickingUp: Promise<number> | null = null;
  let timer: NodeJS.Timeout | null = null;

  /** One at a time in this process; among processes the row of the position is locked. */
  function pickUp(): Promise<number> {
    pickingUp ??= pickUpMessages(deps).finally(() => {
      pickingUp = null;
    });
    return pickingUp;
  }

  /** What it shows is who asked for help. The page reads its list again by itself, which is the same search. */
  async function logSearch(actor: Actor, query: string, results: number): Promise<void> {
    const now = clock();
    const last = lastSearch.get(actor.id);
    if (last?.query === query && now - last.time < ONE_SEARCH) return;
    await searches.note(actor, query, results);
    lastSearch.set(actor.id, { query, time: now });
  }

  return {
    async list(actor, { mine, query, ...filter }, page) {
      await permit(actor, 'requests.read');
      const queue = { ...filter, assigneeId: mine ? actor.id : undefined };
      const asked = visible(query);
      if (asked === '') return listQueue(database.reader, queue, page);
      const found = await search(database, asked, queue, page);
      await logSearch(actor, asked, found.requests.length);
      return found;
    },

    async summary(actor) {
      await permit(actor, 'requests.read');
      const [counts, longest] = await Promise.all([
        countQueue(database.reader, actor.id),
        longestWaiting(database.reader),
      ]);
      return {
        counts,
        longest: longest && { id: longest.id, sender: longest.sender, receivedAt: longest.receivedAt },
      };
    },

    async view(actor, id) {
      const told: Attempted = { category: 'view', action: 'view-request', detail: { requestId: id } };
      await permit(actor, 'requests.read', told);
      const request = await findRequest(database.reader, id);
      if (!request) throw new RekeyError('REQUEST_NOT_FOUND');
      await searches.flush(actor.id);
      await look(actor, { ...told, user: request.user, ticket: request.ticket });
      const [events, user, suggestion] = await Promise.all([
        readEvents(database, id),
        userById(platform, request.user?.id ?? null),
        request.user ? null : suggestUser(platform, request),
      ]);
      return { request, events, user, suggestion, ...rightsOf(actor, request) };
    },

    create: (actor, input) =>
      refusable(actor, { category: 'request', action: 'create-request' }, () =>
        createRequest(deps, actor, input),
      ),
    take: (actor, id) => changeRequest(deps, actor, id, taking(actor)),
    move: (actor, id, change) => changeRequest(deps, actor, id, moving(actor, change)),
    reassign: (actor, id, change) => changeRequest(deps, actor, id, reassigning(change)),
    edit: (actor, id, change) => changeRequest(deps, actor, id, editing(actor, change)),
    confirmUser(actor, id, { version, userId }) {
      const action = userId === null ? 'unset-request-user' : 'confirm-request-user';
      const told: Attempted = { category: 'request', action, detail: { requestId: id } };
      return refusable(actor, told, async () => {
        demand(actor, 'requests.work');
        const found = await userById(platform, userId);
        if (userId !== null && !found) throw new RekeyError('USER_NOT_FOUND');
        const user = found && { id: found.id, label: userLabel(found) };
        return changeRequest(deps, actor, id, confirming(actor, { version, user }));
      });
    },
    note: (actor, id, text) => changeRequest(deps, actor, id, noting(text)),
    importRows: (actor, input) =>
      refusable(actor, { category: 'request', action: 'import-requests' }, () =>
        importRequests(deps, actor, input),
      ),
    pickUp: (actor) =>
      refusable(actor, { category: 'request', action: 'pick-up-requests' }, () => {
        demand(actor, 'requests.work');
        return pickUp();
      }),

    watch() {
      const look = () => void pickUp().catch(() => {});
      look();
      timer ??= setInterval(look, PICK_UP).unref();
    },
    async close() {
      if (timer) clearInterval(timer);
      await pickingUp?.catch(() => {});
      await searches.flush();
    },
  };
}

async function search(
  { reader }: Database,
  query: string,
  queue: QueueFilter,
  page: { limit: number; cursor?: string | undefined },
): Promise<QueuePage> {
  const found = await searchQueue(reader, query, queue, page);
  // The request of that number comes first; other systems write their tickets so as well.
  const number = /^#(\d{1,15})$/.exec(query)?.[1];
  const numbered = number === undefined ? null : await findRequest(reader, Number(number));
  if (numbered === null) return found;
  const others = found.requests.filter(({ id }) => id !== numbered.id);
  return { ...found, requests: page.cursor === undefined ? [numbered, ...others] : others };
}

function rightsOf(actor: Actor, request: RequestRecord): Pick<RequestPage, 'moves' | 'editable'> {
  if (!may(actor.role, 'requests.work')) return { moves: [], editable: false };
  const mine = request.assignee === null || request.assignee.id === actor.id;
  return { moves: movesOf(request, actor), editable: isOpen(request.state) && mine };
}

async function readEvents(database: Database, id: number): Promise<RequestPage['events']> {
  const events = await listRequestEvents(database.reader, id, MAX_EVENTS);
  const actions = events.flatMap(({ actionId }) => actionId ?? []);
  const sequences = await sequencesOf(database.reader, actions);
  return events.map((event) => ({
    ...event,
    sequence: event.actionId === null ? null : (sequences.get(event.actionId) ?? null),
  }));
}
