/** Blocks of users in the order of their keys: a walk skips one whose rows are as they were when it was last indexed. */
import { createHash } from 'node:crypto';
import { type Reader, rowsOf } from '../database.ts';
import type { Searchable } from '../platforms/search-source.ts';
import type { UserId } from '../platforms/user.ts';
import { FOLD_VERSION } from '../text/fold.ts';
import { USERS } from './tables.ts';

/** Of so many users one ends a block, by chance: a power of two. */
const MEAN_LENGTH = 256;

export interface Block {
  users: readonly Searchable[];
  /** Which rows it was made of. Null: it ends elsewhere, so it is compared user by user. */
  digest: string | null;
}

/** `after`: the user before the first one. Where a block ends is told by that user's id alone, so who is new or gone moves no other block. */
export function blocksOf(users: readonly Searchable[], after: UserId | null, madeOf: string): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  for (const [at, { id }] of users.entries()) {
    if (!endsBlock(id)) continue;
    const some = users.slice(start, at + 1);
    const before = start === 0 ? after : (users[start - 1]?.id ?? null);
    blocks.push({ users: some, digest: digestOf([FOLD_VERSION, madeOf, before, some]) });
    start = at + 1;
  }
  return start === users.length ? blocks : [...blocks, { users: users.slice(start), digest: null }];
}

/** Those that are not as they were. */
export async function changedBlocks(reader: Reader, blocks: readonly Block[]): Promise<Block[]> {
  const ends = blocks.flatMap(({ users, digest }) => (digest === null ? [] : (users.at(-1)?.id ?? [])));
  if (ends.length === 0) return [...blocks];
  const rows = await rowsOf<{ block: string | null }>(
    reader,
    `SELECT block FROM ${USERS} WHERE part = 0 AND user_id IN (${ends.map(() => '?').join(', ')})`,
    ends,
  );
  const known = new Set(rows.map(({ block }) => block));
  return blocks.filter(({ digest }) => digest === null || !known.has(digest));
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}

function endsBlock(id: UserId): boolean {
  // FNV-1a: ids that follow each other are spread, and each console computes the same.
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return ((hash ^ (hash >>> 16)) & (MEAN_LENGTH - 1)) === 0;
}
