import { beforeAll, describe, expect, test } from 'vitest';
import type { Enrolment, UserId } from '../../../db/platforms/contract.ts';
import { propose } from '../../../db/platforms/django/people.ts';
import { read, readUsers, type Source } from '../../../db/platforms/django/reading.ts';
import { readTables } from '../../../db/platforms/django/tables.ts';
import { forEachDatabase, type TestDatabase } from '../../support/databases.ts';
import {
  type DeviceFields,
  type DjangoSettings,
  migrateDjango,
  openJudge,
  type Verdict,
} from '../../support/django.ts';
import { missing } from '../../support/parts.ts';

const totp = (fields: Partial<DeviceFields> = {}): DeviceFields => ({
  ...{ model: 'otp_totp.TOTPDevice', name: 'default', confirmed: true, key: '00'.repeat(20) },
  ...fields,
});
const codes = (fields: Partial<DeviceFields> = {}): DeviceFields => ({
  ...{ model: 'otp_static.StaticDevice', name: 'backup', tokens: ['aaaaaaa2', 'aaaaaaa3'] },
  ...fields,
});
const PHONE = { name: 'default', number: '+4930123456', key: '11'.repeat(20), method: 'sms' };

/** Every situation that a user can be in, and what Rekey says of it: where django-two-factor-auth is, and where it is not. */
const SITUATIONS: Record<string, { devices: DeviceFields[]; says: Enrolment; plain: Enrolment | null }> = {
  none: { devices: [], says: 'off', plain: 'off' },
  'codes-only': { devices: [codes()], says: 'off', plain: 'on' },
  unconfirmed: { devices: [totp({ confirmed: false })], says: 'pending', plain: 'pending' },
  'another-name': { devices: [totp({ name: 'phone' })], says: 'off', plain: 'on' },
  capitals: { devices: [totp({ name: 'Default' })], says: 'off', plain: 'on' },
  default: { devices: [totp(), codes()], says: 'on', plain: 'on' },
  'codes-called-default': { devices: [codes({ name: 'default' })], says: 'on', plain: 'on' },
  email: {
    devices: [{ model: 'otp_email.EmailDevice', name: 'default', email: 'mail@example.org' }],
    ...{ says: 'on', plain: 'on' },
  },
  'email-unconfirmed': {
    devices: [
      { model: 'otp_email.EmailDevice', name: 'default', confirmed: false, email: 'mail@example.org' },
    ],
    ...{ says: 'pending', plain: 'pending' },
  },
  phone: { devices: [{ model: 'phonenumber.PhoneDevice', ...PHONE }], says: 'on', plain: null },
  'phone-as-backup': {
    devices: [totp(), { model: 'phonenumber.PhoneDevice', ...PHONE, name: 'backup' }],
    ...{ says: 'on', plain: null },
  },
  key: {
    devices: [
      {
        ...{ model: 'two_factor_webauthn.WebauthnDevice', name: 'default' },
        ...{ public_key: 'a', key_handle: 'b', sign_count: 1 },
      },
    ],
    ...{ says: 'on', plain: null },
  },
  two: {
    devices: [totp({ name: 'old' }), totp(), totp({ confirmed: false })],
    says: 'on',
    plain: 'on',
  },
  card: {
    devices: [{ model: 'devices.CardDevice', name: 'default', serial: '1' }],
    says: 'unknown',
    plain: 'unknown',
  },
  'card-of-another-name': {
    devices: [{ model: 'devices.CardDevice', name: 'card', serial: '1' }],
    ...{ says: 'off', plain: 'unknown' },
  },
  'card-and-app': {
    devices: [totp(), { model: 'devices.CardDevice', name: 'default', serial: '1' }],
    ...{ says: 'on', plain: 'on' },
  },
};

const NOW = Date.UTC(2026, 10, 1);
const SETTINGS: DjangoSettings[] = ['settings', 'settings_uuid', 'settings_plain'];

describe.skipIf(missing('django'))('how users stand is what Django itself says', () => {
  forEachDatabase((open) => {
    describe.each(SETTINGS)('of %s', (settings) => {
      const isPlain = settings === 'settings_plain';
      const situations = Object.entries(SITUATIONS).filter(([, { plain }]) => !isPlain || plain !== null);
      let database: TestDatabase;
      let source: Source;
      let verdicts: Record<string, Verdict>;
      let idOf: Map<string, UserId>;

      beforeAll(async () => {
        database = await open('none');
        await migrateDjango(database.target, settings);
        const judge = openJudge(database.target, settings);
        const people = situations.map(([name, { devices }]) => ({
          ...(settings === 'settings_uuid' ? { name } : { username: name }),
          ...{ email: `${name}@example.org`, password: 'secret', devices },
        }));
        await judge.ask('enrol', { people });
        verdicts = await judge.ask('standing');
        judge.close();
        const tables = await readTables(database.reader);
        if (!tables) throw new Error('nothing was recognised');
        source = {
          ...{ tables, mapping: propose(tables) },
          ...{ emergencyTokens: async () => new Map(), sessions: async () => null },
        };
        idOf = new Map(
          Object.entries(verdicts).map(([key, { login }]) => {
            const id = tables.users.keyType === 'uuid-text' ? key.replaceAll('-', '') : key;
            return [login.replace('@example.org', ''), id as UserId];
          }),
        );
      });

      test.each(situations)('%s', async (name, { says, plain }) => {
        const id = idOf.get(name) as UserId;
        const reading = await read(database.reader, source, id, NOW);
        const verdict = Object.values(verdicts).find(
          ({ login }) => login === name || login === `${name}@example.org`,
        ) as Verdict;
        const [listed] = await readUsers(database.reader, source, [id]);
        const expected = isPlain ? plain : says;
        expect(reading?.state.enrolment).toBe(expected);
        expect(listed?.enrolment).toBe(expected);
        const isOn = isPlain ? verdict.has_device : verdict.status === 'enabled';
        if (expected !== 'unknown') expect(isOn).toBe(expected === 'on');
        const counting = reading?.state.factors.filter((factor) => factor.counts).map(({ row }) => row) ?? [];
        if (verdict.default !== null && expected === 'on') {
          expect(counting).toContain(rowOf(verdict.default));
        }
      });
    });
  });
});

/** Of `otp_totp.totpdevice/7`. */
function rowOf(device: string): string {
  const [model = '', id] = device.split('/');
  return `${model.replace('phonenumber.', 'two_factor.').replace('.', '_')} ${id}`;
}
