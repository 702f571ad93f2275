/** Reading the queue: each view of it is one range of one index, page after page (docs/requests.md). */
import { type Reader, rowsOf } from '../database.ts';
import { RekeyError } from '../errors.ts';
import { rowsInTurn, type TermPosition, termRanges } from '../term-search.ts';
import type { Category, Channel, RequestRecord, RequestState } from './request.ts';
import { fromRow, REQUEST_COLUMNS, REQUESTS, type RequestRow } from './rows.ts';
import { queryPrefixes, TERMS } from './terms.ts';

export interface QueueFilter {
  /** `open`: new, in progress and waiting for the user. `closed`: resolved and rejected. */
  state: RequestState | 'open' | 'closed' | 'all';
  /** A staff member's id. */
  assigneeId?: number | undefined;
  category?: Category | undefined;
  channel?: Channel | undefined;
}

export interface QueuePage {
  requests: RequestRecord[];
  /** Opaque; null when there is nothing after this page. */
  nextCursor: string | null;
}

interface PageOptions {
  limit: number;
  cursor?: string | undefined;
}

interface Statement {
  sql: string;
  bindings: (string | number)[];
}

/** Enough of a message for a line of a list. */
const EXCERPT = 160;
const LIST_COLUMNS = REQUEST_COLUMNS.map((column) =>
  column === 'message' ? `SUBSTR(r.message, 1, ${EXCERPT}) AS message` : `r.${column}`,
).join(', ');

/** Whoever waits longest comes first while it is open; what was closed is read from its newest. */
export function queueStatement(filter: QueueFilter, options: PageOptions): Statement {
  const backwards = !waitsInLine(filter);
  const direction = backwards ? 'DESC' : 'ASC';
  const conditions = conditionsOf(filter);
  if (options.cursor !== undefined) {
    const [time, id] = readCursor(options.cursor, 'number');
    const after = backwards ? '<' : '>';
    // As two ranges: a row comparison is no index range on every server.
    conditions.push({
      sql: `r.received_at ${after}= ? AND (r.received_at ${after} ? OR r.id ${after} ?)`,
      bindings: [time, time, id],
    });
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}` : '';
  return {
    sql: `SELECT ${LIST_COLUMNS} FROM ${REQUESTS} r ${where}
      ORDER BY r.received_at ${direction}, r.id ${direction} LIMIT ?`,
    bindings: [...conditions.flatMap(({ bindings }) => bindings), options.limit + 1],
  };
}

export async function listQueue(
  reader: Reader,
  filter: QueueFilter,
  options: PageOptions,
): Promise<QueuePage> {
  const { sql, bindings } = queueStatement(filter, options);
  const rows = await rowsOf<RequestRow>(reader, sql, bindings);
  const page = rows.slice(0, options.limit);
  const last = page.at(-1);
  return {
    requests: page.map(fromRow),
    nextCursor:
      rows.length > page.length && last ? writeCursor([Number(last.received_at), Number(last.id)]) : null,
  };
}

/** By the beginnings of terms, as users are searched; one statement a reading of the query, and most queries have one. */
export function queueSearchStatements(query: string, filter: QueueFilter, options: PageOptions): Statement[] {
  const after = options.cursor === undefined ? undefined : toPosition(readCursor(options.cursor, 'string'));
  const conditions = conditionsOf(filter);
  return termRanges({ table: TERMS, owner: 'request_id' }, queryPrefixes(query), after).map((range) => ({
    sql: `SELECT t.term, ${LIST_COLUMNS}
      FROM ${TERMS} t JOIN ${REQUESTS} r ON r.id = t.request_id
      WHERE ${[range, ...conditions].map(({ sql }) => sql).join(' AND ')}
      ORDER BY t.term, t.request_id LIMIT ?`,
    bindings: [...[range, ...conditions].flatMap(({ bindings }) => bindings), options.limit + 1],
  }));
}

function toPosition([term, id]: [string, number]): TermPosition {
  return { term, id };
}

export async function searchQueue(
  reader: Reader,
  query: string,
  filter: QueueFilter,
  options: PageOptions,
): Promise<QueuePage> {
  const statements = queueSearchStatements(query, filter, options);
  const rows = await rowsInTurn(statements, options.limit + 1, ({ sql, bindings }) =>
    rowsOf<RequestRow & { term: string }>(reader, sql, bindings),
  );
  const page = rows.slice(0, options.limit);
  const last = page.at(-1);
  const more = rows.length > page.length && last;
  return {
    requests: page.map(fromRow),
    nextCursor: more ? writeCursor([last.term, Number(last.id)]) : null,
  };
}

export interface QueueCounts {
  new: number;
  'in-progress': number;
  'waiting-for-user': number;
  mine: number;
}

/** Counting stops here: "999+" is as good as 80,000, and costs nothing. */
const COUNT_LIMIT = 1_000;

export async function countQueue(reader: Reader, staffId: number): Promise<QueueCounts> {
  const count = async (where: string, binding: string | number) => {
    const sql = `SELECT COUNT(*) AS n FROM (SELECT 1 FROM ${REQUESTS} WHERE ${where} LIMIT ${COUNT_LIMIT}) few`;
    const [row] = await rowsOf<{ n: number }>(reader, sql, [binding]);
    return Number(row?.n ?? 0);
  };
  const [fresh, progress, waiting, mine] = await Promise.all([
    count('state = ?', 'new'),
    count('state = ?', 'in-progress'),
    count('state = ?', 'waiting-for-user'),
    count('assignee_id = ? AND open = 1', staffId),
  ]);
  return { new: fresh, 'in-progress': progress, 'waiting-for-user': waiting, mine };
}

/** Who waits longest for us: of those that are new or in progress. Null: nobody. */
export async function longestWaiting(reader: Reader): Promise<RequestRecord | null> {
  const oldest = await Promise.all(
    (['new', 'in-progress'] as const).map((state) => listQueue(reader, { state }, { limit: 1 })),
  );
  const found = oldest.flatMap(({ requests }) => requests);
  return found.sort((a, b) => a.receivedAt - b.receivedAt || a.id - b.id)[0] ?? null;
}

function waitsInLine({ state }: QueueFilter): boolean {
  return state === 'open' || state === 'new' || state === 'in-progress' || state === 'waiting-for-user';
}

function conditionsOf(filter: QueueFilter): Statement[] {
  const conditions: Statement[] = [];
  const equal = (column: string, value: string | number) =>
    conditions.push({ sql: `r.${column} = ?`, bindings: [value] });
  if (filter.assigneeId !== undefined) equal('assignee_id', filter.assigneeId);
  if (filter.category !== undefined) equal('category', filter.category);
  if (filter.channel !== undefined) equal('channel', filter.channel);
  if (filter.state === 'open' || filter.state === 'closed') equal('open', filter.state === 'open' ? 1 : 0);
  else if (filter.state !== 'all') equal('state', filter.state);
  return conditions;
}

function writeCursor(position: readonly [string | number, number]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function readCursor<Type extends 'string' | 'number'>(
  cursor: string,
  type: Type,
): [Type extends 'string' ? string : number, number] {
  try {
    const [first, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof first === type && Number.isSafeInteger(id)) return [first as never, id as number];
  } catch {
    // Falls through to the one error there is for all bad cursors.
  }
  throw new RekeyError('BAD_INPUT', { why: 'the cursor is not one that the queue gave' });
}
