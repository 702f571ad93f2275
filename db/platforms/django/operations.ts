/** Reset, disable and unlock: the rows as django_otp's own code would leave them. */
import type { Transaction } from '../../database.ts';
import type { Operation, Platform, UserId } from '../contract.ts';
import { withoutThrottle } from './device-rows.ts';
import { withdrawEmergencyTokens } from './emergency.ts';
import {
  type DeviceKind,
  type DeviceTable,
  type DjangoTables,
  STATIC_DEVICES,
  STATIC_TOKENS,
} from './tables.ts';

/** Whether a device goes, by its kind and its name. */
type Goes = (kind: DeviceKind, name: string | null) => boolean;

/**
 * D2FA has no reset of its own: its users disable, and set up anew. What may be lost goes: every authenticator, what is called
 * "default", and the backup tokens with their device. By DELETE: a remembered browser (views/utils.py) is bound to the device's id,
 * and stays trusted where only the key is changed.
 */
export function djangoReset(tables: DjangoTables): Operation {
  const goes: Goes = (kind, name) =>
    kind === 'authenticator' || kind === 'backup-codes' || (tables.rule === 'default' && name === 'default');
  return removing(tables, goes);
}

/** As `two_factor_disable` and the platform's Disable page: every confirmed device of every kind, and none that is not confirmed. */
export function djangoDisable(tables: DjangoTables): Operation {
  return removing(tables, () => true);
}

export function djangoLock(tables: DjangoTables): NonNullable<Platform['lock']> {
  return {
    async unlock(tx, id) {
      const owner = { user_id: id };
      for (const device of tables.devices) {
        const cleared = withoutThrottle(device);
        if (Object.keys(cleared).length > 0) await tx(device.table).where(owner).update(cleared);
      }
    },
  };
}

function removing(tables: DjangoTables, goes: Goes): Operation {
  // Without a device called "default" the login of D2FA asks for none.
  const taken =
    tables.rule === 'default'
      ? 'the login takes it again once the user has set up anew'
      : 'the platform goes on taking it';
  return {
    requirementStays: null,
    removes: ({ kind, name, confirmed }) => confirmed && goes(kind, name),
    async apply(tx, id, now) {
      await withdrawEmergencyTokens(tx, id, now);
      for (const device of tables.devices) await removeFrom(tx, device, id, goes);
    },
    leaves: ({ state }) =>
      state.factors
        .filter(({ confirmed, kind, name }) => !confirmed || !goes(kind, name))
        .map(({ row, name, confirmed }) =>
          confirmed
            ? `The device ${row}${called(name)} stays, and ${taken}.`
            : `The device ${row}${called(name)} is not confirmed and stays, as it does when the user disables 2FA.`,
        ),
  };
}

async function removeFrom(tx: Transaction, device: DeviceTable, id: UserId, goes: Goes): Promise<void> {
  const confirmed: { id: number; name: string }[] = await tx(device.table)
    .where({ user_id: id, confirmed: true })
    .select('id', 'name');
  const ids = confirmed.filter(({ name }) => goes(device.kind, name)).map((row) => row.id);
  if (ids.length === 0) return;
  // Django cascades by itself, so the foreign key does not.
  if (device.table === STATIC_DEVICES) await tx(STATIC_TOKENS).whereIn('device_id', ids).delete();
  await tx(device.table).whereIn('id', ids).delete();
}

function called(name: string | null): string {
  return name ? ` ("${name}")` : '';
}
