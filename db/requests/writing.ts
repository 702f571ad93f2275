/** Writing requests. Each of these is one step of a transaction whose other steps log it. */
import type { Reader, Transaction } from '../database.ts';
import { addRequestEvents } from './events.ts';
import type { NewRequest, RequestChanges, RequestRecord } from './request.ts';
import { fromRow, REQUEST_COLUMNS, REQUESTS, type RequestRow, toColumns } from './rows.ts';
import { replaceTerms, TERMS, termsOf } from './terms.ts';

export async function findRequest(reader: Reader, id: number): Promise<RequestRecord | null> {
  const row: RequestRow | undefined = await reader(REQUESTS).where({ id }).first(REQUEST_COLUMNS);
  return row ? fromRow(row) : null;
}

/** The row as it is now, which nobody else changes until the transaction ends. */
export async function lockRequest(tx: Transaction, id: number): Promise<RequestRecord | null> {
  const row: RequestRow | undefined = await tx(REQUESTS).where({ id }).forUpdate().first(REQUEST_COLUMNS);
  return row ? fromRow(row) : null;
}

/**
 * Changes it if it still is of that version, and counts the version up.
 * @returns null when it is not, and then nothing was changed
 */
export async function updateRequest(
  tx: Transaction,
  { id, version }: Pick<RequestRecord, 'id' | 'version'>,
  changes: RequestChanges,
): Promise<RequestRecord | null> {
  const changed = await tx(REQUESTS)
    .where({ id, version })
    .update({ ...toColumns(changes), version: version + 1 });
  if (changed !== 1) return null;
  const request = await findRequest(tx, id);
  if (request && (changes.ticket !== undefined || changes.sender !== undefined))
    await replaceTerms(tx, request);
  return request;
}

export interface ArrivedRequests {
  /** In the order given; with those that were there before. */
  ids: number[];
  /** How many of them were not there before. */
  added: number;
}

/** knex writes many rows for SQLite as one compound SELECT, which may have 500 parts. */
const ROWS_AT_ONCE = 400;

/** Adds those that are not there yet by their source and its reference, as new, each with its first event. At most 200. */
export async function addRequests(
  tx: Transaction,
  requests: readonly NewRequest[],
  arrival: { now: number; staff: { id: number; name: string } | null },
): Promise<ArrivedRequests> {
  const before = await idsBySource(tx, requests);
  const seen = new Set(before.keys());
  const fresh = requests.filter((request) => {
    const first = !seen.has(keyOf(request));
    seen.add(keyOf(request));
    return first;
  });
  if (fresh.length === 0) return { ids: requests.map((one) => before.get(keyOf(one)) as number), added: 0 };
  await tx(REQUESTS).insert(fresh.map((request) => toNewRow(request, arrival.now)));
  const ids = await idsBySource(tx, requests);
  const idOf = (request: NewRequest) => ids.get(keyOf(request)) as number;
  const terms = fresh.flatMap((request) =>
    termsOf(request).map((term) => ({ term, request_id: idOf(request) })),
  );
  for (let start = 0; start < terms.length; start += ROWS_AT_ONCE)
    await tx(TERMS).insert(terms.slice(start, start + ROWS_AT_ONCE));
  await addRequestEvents(
    tx,
    fresh.map((request) => ({
      requestId: idOf(request),
      time: arrival.now,
      staff: arrival.staff,
      kind: 'received' as const,
      detail: { source: request.source, channel: request.channel },
    })),
  );
  return { ids: requests.map(idOf), added: fresh.length };
}

function toNewRow(request: NewRequest, now: number) {
  const { channel, category, ticket, sender } = request;
  return {
    ...toColumns({ state: 'new', channel, category, ticket, sender }),
    source: request.source,
    source_ref: request.sourceRef,
    message: request.message,
    claimed_user_id: request.claimedUserId,
    received_at: request.receivedAt,
    created_at: now,
    version: 1,
  };
}

type Key = Pick<RequestRecord, 'source' | 'sourceRef'>;

function keyOf({ source, sourceRef }: Key): string {
  return `${source}\n${sourceRef}`;
}

/** Which of these are there already, by their key. */
async function idsBySource(reader: Reader, keys: readonly Key[]): Promise<Map<string, number>> {
  const ids = new Map<string, number>();
  for (const source of new Set(keys.map((key) => key.source))) {
    const refs = keys.filter((key) => key.source === source).map((key) => key.sourceRef);
    const rows = await reader(REQUESTS)
      .where({ source })
      .whereIn('source_ref', refs)
      .select('id', 'source_ref');
    for (const row of rows) ids.set(keyOf({ source, sourceRef: row.source_ref }), Number(row.id));
  }
  return ids;
}

export async function knownSources(reader: Reader, keys: readonly Key[]): Promise<Set<string>> {
  const known = await idsBySource(reader, keys);
  return new Set(keys.filter((key) => known.has(keyOf(key))).map((key) => key.sourceRef));
}
