/** Requests that a person brings: one by hand, or many from a file. */
import { appendAudit } from '../../../db/audit/log.ts';
import {
  addRequestEvents,
  addRequests,
  findRequest,
  knownSources,
  type NewRequest,
  type RequestRecord,
  updateRequest,
} from '../../../db/requests/index.ts';
import { isDuplicate } from '../../../db/translate-error.ts';
import { demand } from '../permissions.ts';
import type { ImportRow, NewRequestInput } from '../requests.ts';
import type { Actor } from '../session.ts';
import type { ChangeDeps } from './change.ts';
import { blankIsNull, readMessage, readSender } from './text.ts';

export async function createRequest(
  deps: ChangeDeps,
  actor: Actor,
  input: NewRequestInput,
): Promise<RequestRecord> {
  demand(actor, 'requests.work');
  const { database, clock } = deps;
  const now = clock();
  const staff = { id: actor.id, name: actor.name };
  const request: NewRequest = {
    ...content(input),
    source: 'hand',
    sourceRef: input.key,
    claimedUserId: null,
    receivedAt: now,
  };
  return onceMoreIfDuplicate(() =>
    database.transaction(async (tx) => {
      const arrived = await addRequests(tx, [request], { now, staff });
      let made = (await findRequest(tx, arrived.ids[0] as number)) as RequestRecord;
      if (arrived.added === 0) return made;
      if (input.take) {
        const changes = { state: 'in-progress' as const, assignee: staff, takenAt: now };
        made = (await updateRequest(tx, made, changes)) as RequestRecord;
        await addRequestEvents(tx, [{ requestId: made.id, time: now, staff, kind: 'taken' }]);
      }
      await appendAudit(tx, {
        time: now,
        staff,
        category: 'request',
        action: 'create-request',
        outcome: 'done',
        ticket: made.ticket,
        detail: { requestId: made.id, channel: made.channel, category: made.category, taken: input.take },
      });
      return made;
    }),
  );
}

export async function importRequests(
  deps: ChangeDeps,
  actor: Actor,
  { origin, rows, dryRun }: { origin: string; rows: ImportRow[]; dryRun: boolean },
): Promise<{ added: number; known: number }> {
  demand(actor, 'requests.work');
  const { database, clock } = deps;
  const now = clock();
  const staff = { id: actor.id, name: actor.name };
  const requests: NewRequest[] = rows.map((row) => ({
    ...content(row),
    source: 'import',
    sourceRef: `${origin}/${row.key}`,
    claimedUserId: null,
    receivedAt: row.receivedAt ?? now,
  }));
  if (dryRun) {
    const known = await knownSources(database.reader, requests);
    const fresh = new Set(requests.map(({ sourceRef }) => sourceRef).filter((ref) => !known.has(ref)));
    return { added: fresh.size, known: rows.length - fresh.size };
  }
  return onceMoreIfDuplicate(() =>
    database.transaction(async (tx) => {
      const { ids, added } = await addRequests(tx, requests, { now, staff });
      if (added > 0) {
        await appendAudit(tx, {
          time: now,
          staff,
          category: 'request',
          action: 'import-requests',
          outcome: 'done',
          detail: { origin, count: added, first: Math.min(...ids), last: Math.max(...ids) },
        });
      }
      return { added, known: rows.length - added };
    }),
  );
}

function content(input: NewRequestInput | ImportRow) {
  return {
    channel: input.channel,
    category: input.category,
    ticket: blankIsNull(input.ticket),
    sender: readSender(input.sender),
    message: readMessage(input.message),
  };
}

/** The same request arrived through another console at the same moment: it is there the second time. */
async function onceMoreIfDuplicate<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return work();
  }
}
