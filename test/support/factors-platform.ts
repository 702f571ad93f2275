/**
 * The reference platform with factors of more kinds, as platforms have them that were put together of plug-ins: a table of gadgets, no
 * flag that 2FA is required, trusted devices but no sessions, and a lock that is worked out.
 */
import { createHash } from 'node:crypto';
import type { Database, Reader } from '../../db/database.ts';
import type {
  Enrolment,
  Factor,
  Operation,
  Platform,
  UserId,
  UserReading,
} from '../../db/platforms/contract.ts';
import { openDesk } from './desk.ts';

export interface Gadget {
  kind: Factor['kind'];
  name: string;
  confirmed?: boolean;
  counts?: boolean;
  detail?: string;
}

export interface FactorsPlatform {
  platform: Platform;
  add(id: UserId, gadget: Gadget): Promise<void>;
  /** Whose rows say something that the gadgets do not. */
  states: Map<UserId, Enrolment>;
}

export async function openFactorsPlatform(database: Database): Promise<FactorsPlatform> {
  await database.reader.schema.createTable('gadgets', (table) => {
    table.increments('id');
    table.string('user_id', 64).notNullable().index();
    table.string('kind', 20).notNullable();
    table.string('name', 60).notNullable();
    table.boolean('confirmed').notNullable();
    table.boolean('counts').notNullable();
    table.string('detail', 60);
  });
  const { sessions: _none, playbook: _neutral, ...reference } = openDesk(database).platform;
  const states = new Map<UserId, Enrolment>();

  async function stateOf(
    reader: Reader,
    id: UserId,
    known: Enrolment,
  ): Promise<{ gadgets: Factor[]; enrolment: Enrolment }> {
    const rows = await reader('gadgets').where({ user_id: id }).orderBy('id');
    const gadgets = rows.map((row) => ({
      ...{ kind: row.kind, row: `gadgets ${row.id}`, name: row.name, detail: row.detail },
      ...{ confirmed: Boolean(row.confirmed), counts: Boolean(row.counts) },
      ...{ createdAt: null, lastUsedAt: null },
    }));
    const counting = gadgets.filter(({ counts }) => counts);
    const other = counting.some(({ kind }) => kind !== 'unknown')
      ? 'on'
      : counting.length > 0
        ? 'unknown'
        : known;
    return { gadgets, enrolment: states.get(id) ?? (known === 'on' ? known : other) };
  }

  const stay = ({ state }: UserReading) =>
    state.factors
      .filter(({ kind }) => kind !== 'authenticator')
      .map(({ kind, name }) => `The ${kind.replace('-', ' ')} “${name}” stays.`);
  const reset: Operation = { ...reference.reset, requirementStays: null, leaves: stay };
  const disable: Operation = {
    async apply(tx, id, now) {
      await reference.disable.apply(tx, id, now);
      await tx('gadgets').where({ user_id: id }).whereNot({ kind: 'unknown' }).delete();
    },
    requirementStays: null,
    leaves: () => ['Pages that are open stay open until they are loaded again.'],
  };

  return {
    states,
    async add(id, { kind, name, confirmed = true, counts = true, detail = null as string | null }) {
      await database.reader('gadgets').insert({ user_id: id, kind, name, confirmed, counts, detail });
    },
    platform: {
      ...reference,
      ...{ reset, disable, label: 'Platform of many factors' },
      devices: { ...reference.devices, leaves: () => ['Remembered browsers stay so for 30 days.'] },
      async search(query, options) {
        const page = await reference.search(query, options);
        return { ...page, users: await this.summaries(page.users.map(({ id }) => id)) };
      },
      async summaries(ids) {
        const users = await reference.summaries(ids);
        const { reader } = database;
        return Promise.all(
          users.map(async (user) => ({
            ...user,
            enrolment: (await stateOf(reader, user.id, user.enrolment)).enrolment,
          })),
        );
      },
      async read(reader, id, now) {
        const reading = await reference.read(reader, id, now);
        if (!reading) return null;
        const { user, state } = reading;
        const { gadgets, enrolment } = await stateOf(reader, id, user.enrolment);
        return {
          user: { ...user, enrolment },
          state: {
            ...state,
            ...{
              required: null,
              enrolment,
              sessions: null,
              lockAssumes: 'if the platform waits as it does by default',
            },
            because: [
              ...state.because,
              ...gadgets.map(({ row, counts }) => `${row} ${counts ? 'counts' : 'does not count'}`),
            ],
            factors: [...state.factors, ...gadgets],
          },
          version: createHash('sha256')
            .update(`${reading.version}${JSON.stringify(gadgets)}`)
            .digest('base64url'),
        };
      },
    },
  };
}
