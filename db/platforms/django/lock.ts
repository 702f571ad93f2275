/**
 * Which rows are locked before a user's second factor is changed, and how. The platform's own code takes them in several orders: a
 * backup token is deleted and then its device saved (StaticDevice.verify_token), or the device is locked first
 * (django_otp.verify_token), and with ATOMIC_REQUESTS the user's row comes last (last_login). No order of ours fits them all, so
 * Rekey waits for the user's row only and asks for every other one without waiting: where somebody holds it, the transaction begins
 * anew (db/retry.ts). So it never waits for the platform while it holds what the platform waits for, and there is no deadlock.
 */
import type { Knex } from 'knex';
import type { Transaction } from '../../database.ts';
import type { UserId } from '../contract.ts';
import { type DjangoTables, isMysql, STATIC_DEVICES, STATIC_TOKENS } from './tables.ts';

/** Every device of the user, of every kind, and the tokens of theirs. The user's row is locked already. */
export async function lockFactors(tx: Transaction, tables: DjangoTables, id: UserId): Promise<void> {
  for (const { table } of tables.devices) {
    const devices: { id: number }[] = await atOnce(tx, tx(table).where({ user_id: id }).select('id'));
    if (table !== STATIC_DEVICES || !tables.tokens) continue;
    const ids = devices.map((device) => device.id);
    if (ids.length === 0) continue;
    await atOnce(tx, tx(STATIC_TOKENS).whereIn('device_id', ids).select('id'));
  }
}

/** Locks what it reads, and fails at once where somebody else has it. SQLite has one writer, who is us. */
export async function atOnce<Row>(tx: Transaction, rows: Knex.QueryBuilder): Promise<Row[]> {
  return isMysql(tx) ? await rows.forUpdate().noWait() : await rows;
}
