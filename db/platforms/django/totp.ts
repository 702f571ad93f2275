/** How the paired authenticators count, and how a code is used up: django_otp/plugins/otp_totp/models.py, TOTPDevice. */
import { type Reader, rowsOf } from '../../database.ts';
import type { Totp, TotpSecret, UserId } from '../contract.ts';
import { usedAt, withoutThrottle } from './device-rows.ts';
import { type DeviceTable, type DjangoTables, TOTP_DEVICES } from './tables.ts';

interface DeviceRow {
  id: number;
  confirmed: number;
  /** Hexadecimal, in the clear. */
  key: string;
  step: number;
  t0: number | string;
  digits: number;
  tolerance: number;
  drift: number;
  last_t: number | string;
}

export function djangoTotp({ devices }: DjangoTables) {
  const device = devices.find(({ table }) => table === TOTP_DEVICES) as DeviceTable;
  return {
    // Each device remembers how many it has; TWO_FACTOR_TOTP_DIGITS is one of these.
    digits: [6, 8],
    readSecrets,
    /** verify_token saves it all at once. The drift: OTP_TOTP_SYNC, which is on where a platform has not turned it off. */
    async consume(tx, { authenticatorId, step, drift }, now) {
      const changed = await tx(TOTP_DEVICES)
        .where({ id: authenticatorId })
        .where('last_t', '<', step)
        .update({ last_t: step, drift, ...withoutThrottle(device), ...usedAt(device, now) });
      return changed > 0;
    },
  } satisfies Totp;
}

async function readSecrets(reader: Reader, id: UserId): Promise<TotpSecret[]> {
  const rows = await rowsOf<DeviceRow>(
    reader,
    `SELECT id, confirmed, \`key\`, step, t0, digits, tolerance, drift, last_t FROM ${TOTP_DEVICES}
      WHERE user_id = ? ORDER BY confirmed DESC, id`,
    [id],
  );
  return rows.map((row) => ({
    authenticatorId: String(row.id),
    confirmed: Boolean(row.confirmed),
    key: Buffer.from(row.key, 'hex'),
    parameters: { algorithm: 'sha1', digits: row.digits, period: row.step, t0: Number(row.t0) },
    tolerance: row.tolerance,
    drift: row.drift,
    // -1: no code was taken yet.
    lastUsedStep: Number(row.last_t) < 0 ? null : Number(row.last_t),
  }));
}
