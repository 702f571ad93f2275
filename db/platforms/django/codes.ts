/** Backup tokens: otp_static_statictoken, in the clear, of the one static device that the platform looks at. */
import type { Transaction } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import { newCodes } from '../../new-codes.ts';
import { type CodeFormat, readCode } from '../../text/codes.ts';
import type { Codes, UserId, UserReading } from '../contract.ts';
import { newDevice, usedAt, withoutThrottle } from './device-rows.ts';
import {
  addEmergencyToken,
  emergencyTokens,
  endEmergencyTokens,
  withdrawEmergencyTokens,
} from './emergency.ts';
import { askedAmong } from './state.ts';
import { type DeviceTable, type DjangoTables, STATIC_DEVICES, STATIC_TOKENS } from './tables.ts';

/** RFC 4648, section 6, in lower case as StaticToken.random_token: some collations compare by case, and a wrong try counts. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
/** random_token's own: 40 bits. */
const OWN_LENGTH = 8;
/** 65 bits: NIST SP 800-63B-4, section 4.2.1.1, asks for 64. The form of D2FA (BackupTokenForm) takes any length. */
const LONG = 13;
/** BackupTokensView.number_of_tokens. */
const SET_SIZE = 10;
/** What D2FA calls its static device; up to 1.17 it looks for no other. */
const NAME = 'backup';

/** Undefined: otp_static is not installed. */
export function djangoCodes(tables: DjangoTables): Codes | undefined {
  const device = tables.devices.find(({ table }) => table === STATIC_DEVICES);
  if (!(device && tables.tokens)) return undefined;
  const { width } = tables.tokens;
  const length = width >= LONG ? LONG : OWN_LENGTH;
  const deviceFor = (tx: Transaction, id: UserId, now: number) =>
    staticDevice(tx, tables, device, { id, now });
  const several = ({ state }: UserReading) =>
    state.factors.filter(({ kind }) => kind === 'backup-codes').length > 1;
  // In one piece: the form takes a code as it is stored, and would refuse a dash.
  const format: CodeFormat = {
    alphabet: BASE32,
    groups: [length],
    earlierLengths: Array.from({ length: width - OWN_LENGTH + 1 }, (_, more) => OWN_LENGTH + more),
  };
  return {
    setSize: SET_SIZE,
    storedAs: 'clear',
    canBeCode: (typed) => readCode(format, typed) !== null,
    async make(count) {
      const codes = newCodes(format, count);
      return { shown: codes, stored: codes };
    },
    async replace(tx, id, stored, now) {
      await withdrawEmergencyTokens(tx, id, now);
      // Every code of the user goes anyway, and with two devices their own page of backup tokens fails.
      await leaveOneDevice(tx, id);
      const deviceId = await deviceFor(tx, id, now);
      await tx(STATIC_TOKENS).where({ device_id: deviceId }).delete();
      await tx(STATIC_TOKENS).insert(stored.map((token) => ({ device_id: deviceId, token })));
    },
    async addEmergency(tx, id, stored, expiresAt, now) {
      const deviceId = await deviceFor(tx, id, now);
      await addEmergencyToken(tx, { id, deviceId, token: stored, expiresAt, now });
    },
    async consume(tx, id, typed, now) {
      const code = readCode(format, typed);
      if (code === null) return false;
      const emergency = await emergencyTokens(tx, id);
      const asked = askedAmong(tables.rule, await staticDevices(tx, id));
      const tokens: { id: number; token: string; device_id: number }[] = await tx(STATIC_TOKENS)
        .whereIn(
          'device_id',
          asked.map((one) => one.id),
        )
        .select('id', 'token', 'device_id');
      const found = tokens.find(({ id, token }) => token.toLowerCase() === code && !emergency.has(id));
      if (!found) return false;
      const deleted = await tx(STATIC_TOKENS).where({ id: found.id }).delete();
      if (deleted === 0) return false;
      await tx(STATIC_DEVICES)
        .where({ id: found.device_id })
        .update({ ...withoutThrottle(device), ...usedAt(device, now) });
      return true;
    },
    removeExpired: endEmergencyTokens,
    leaves: (reading) => (several(reading) ? [SEVERAL] : []),
  };
}

const SEVERAL =
  'The user has several devices for backup codes. New backup codes leave one of them, and remove the others.';

/**
 * One that the login asks for by its name, since 2FA would be off without it; else that which the platform's version looks at: the one
 * called "backup" up to D2FA 1.17, the first since. Tokens go first: there is no cascade.
 */
async function leaveOneDevice(tx: Transaction, id: UserId): Promise<void> {
  const devices = await staticDevices(tx, id);
  const [first] = devices;
  const kept = devices.find(isAskedFor) ?? devices.find(({ name }) => name === NAME) ?? first;
  const others = devices.filter((one) => one !== kept).map((one) => one.id);
  if (others.length === 0) return;
  await tx(STATIC_TOKENS).whereIn('device_id', others).delete();
  await tx(STATIC_DEVICES).whereIn('id', others).delete();
}

interface StaticDeviceRow {
  id: number;
  name: string;
  confirmed: number;
}

/**
 * The id of the device whose tokens the platform asks for: the one that is there, made where none is. Its throttle is cleared: older
 * versions count each good authenticator code as a failure of it, so new tokens would be refused for hours.
 * @throws RekeyError TWO_CODE_DEVICES where two are: the user's own page of backup tokens fails then (MultipleObjectsReturned)
 */
async function staticDevice(
  tx: Transaction,
  tables: DjangoTables,
  device: DeviceTable,
  { id, now }: { id: UserId; now: number },
): Promise<number> {
  const [first, ...others] = await staticDevices(tx, id);
  if (others.length > 0) throw new RekeyError('TWO_CODE_DEVICES', { count: others.length + 1 });
  if (!first) {
    const [made] = await tx(STATIC_DEVICES).insert(newDevice(device, id, NAME, now));
    return made as number;
  }
  const renamed = tables.rule === 'default' && !isAskedFor(first);
  await tx(STATIC_DEVICES)
    .where({ id: first.id })
    .update({ ...withoutThrottle(device), confirmed: true, ...(renamed ? { name: NAME } : {}) });
  return first.id;
}

/** Under this name it is a second factor by itself for D2FA, and under another none. */
function isAskedFor({ name, confirmed }: StaticDeviceRow): boolean {
  return name === 'default' && Boolean(confirmed);
}

/** In the order in which the platform looks at them. */
function staticDevices(tx: Transaction, id: UserId): Promise<StaticDeviceRow[]> {
  return tx(STATIC_DEVICES).where({ user_id: id }).orderBy('id').select('id', 'name', 'confirmed');
}
