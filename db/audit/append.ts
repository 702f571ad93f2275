/** The two ways in which an entry is put into the chain. Both hold the head row, so that no two entries follow the same one. */
import type { Transaction } from '../database.ts';
import { RekeyError } from '../errors.ts';
import { type AuditEntry, canonicalAround, hashEntry, type UnchainedEntry } from './entry.ts';
import { AUDIT_TABLE, toRow } from './rows.ts';

/** @returns its sequence */
export type Append = (tx: Transaction, entry: UnchainedEntry) => Promise<number>;

/** The head is read, and the entry hashed here: for the embedded database, which has no SHA-256 of its own. */
export const appendHere: Append = async (tx, entry) => {
  const head: { sequence: number; hash: string } | undefined = await tx('rekey_audit_head')
    .where({ id: 1 })
    .first('sequence', 'hash');
  if (!head) throw new RekeyError('AUDIT_UNWRITABLE');
  const complete = chain(entry, { sequence: Number(head.sequence), hash: head.hash });
  await tx(AUDIT_TABLE).insert(toRow(complete));
  await tx('rekey_audit_head').where({ id: 1 }).update({ sequence: complete.sequence, hash: complete.hash });
  return complete.sequence;
};

/** What stands in the row only once the head is known. */
const CHAIN = ['sequence', 'previous_hash', 'hash'];

/**
 * The server hashes the entry as it writes it: every other writer waits while the head is held, and so waits for one
 * message less between here and there. The parts of the hashed text go as bytes: no character set can change them.
 */
export const appendOnServer: Append = async (tx, entry) => {
  const row = toRow(chain(entry, { sequence: 0, hash: '' }));
  const columns = Object.entries(row).filter(([column]) => !CHAIN.includes(column));
  const [inserted] = await tx.raw(
    `INSERT INTO ${AUDIT_TABLE} (sequence, previous_hash, hash, ${columns.map(([column]) => column).join(', ')})
     SELECT LAST_INSERT_ID(head.sequence + 1), head.hash,
       SHA2(CONCAT(?, head.hash, ?, head.sequence + 1, ?), 256), ${columns.map(() => '?').join(', ')}
     FROM rekey_audit_head head WHERE head.id = 1 FOR UPDATE`,
    [...canonicalAround(entry).map((part) => Buffer.from(part)), ...columns.map(([, value]) => value)],
  );
  if (inserted.affectedRows !== 1) throw new RekeyError('AUDIT_UNWRITABLE');
  const sequence = Number(inserted.insertId);
  await tx.raw(
    `UPDATE rekey_audit_head SET sequence = ?, hash = (SELECT hash FROM ${AUDIT_TABLE} WHERE sequence = ?) WHERE id = 1`,
    [sequence, sequence],
  );
  return sequence;
};

/** The entry as it stands after `head`. */
export function chain(entry: UnchainedEntry, head: { sequence: number; hash: string }): AuditEntry {
  const linked = { ...entry, sequence: head.sequence + 1, previousHash: head.hash };
  return { ...linked, hash: hashEntry(linked) };
}
