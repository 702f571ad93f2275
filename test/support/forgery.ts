/** What somebody with full rights on the database, and without the signing key, can do to the log. */
import { GENESIS_HASH, hashEntry } from '../../db/audit/entry.ts';
import { readAuditEntry } from '../../db/audit/log.ts';
import { AUDIT_TABLE, toRow } from '../../db/audit/rows.ts';
import type { Database } from '../../db/database.ts';

/**
 * Changes one entry and makes every hash after it anew, and the head: the chain is whole afterwards, and false. `follows`: the
 * hash that it names as that of the entry before; else the one it named.
 */
export async function rewrite(
  database: Database,
  sequence: number,
  changes: { ticket: string },
  follows?: string,
): Promise<void> {
  const last = Number((await database.reader('rekey_audit_head').first('sequence')).sequence);
  let previousHash =
    follows ?? (await readAuditEntry(database.reader, sequence))?.previousHash ?? GENESIS_HASH;
  for (let at = sequence; at <= last; at += 1) {
    const entry = await readAuditEntry(database.reader, at);
    if (!entry) throw new Error(`entry ${at} is missing`);
    const { hash: _hash, ...content } = { ...entry, ...(at === sequence ? changes : {}), previousHash };
    previousHash = hashEntry(content);
    await database
      .reader(AUDIT_TABLE)
      .where({ sequence: at })
      .update(toRow({ ...content, hash: previousHash }));
  }
  await database.reader('rekey_audit_head').update({ hash: previousHash });
}

/** Deletes the end, and sets the head back: nothing in what is left shows it. */
export async function cutOff(database: Database, after: number): Promise<void> {
  const last = await readAuditEntry(database.reader, after);
  await database.reader(AUDIT_TABLE).where('sequence', '>', after).delete();
  await database.reader('rekey_audit_head').update({ sequence: after, hash: last?.hash ?? GENESIS_HASH });
}
