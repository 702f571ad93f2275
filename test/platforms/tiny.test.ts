/** The smallest platform there can be conforms, with only what it must have and with parts of its own. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../db/database.ts';
import type { Platform, UserId } from '../../db/platforms/contract.ts';
import {
  candidatesAmong,
  createTinyTables,
  tinyEnrolment,
  tinyPlatform,
  unpair,
} from '../support/tiny-platform.ts';
import { dumpRows } from './conformance/rows.ts';
import type { Situation, Subject } from './conformance/subject.ts';
import { conformance } from './conformance.ts';

function situation(account: { paired: boolean; privileged?: boolean }): Situation {
  const enrolment = account.paired ? ('on' as const) : ('off' as const);
  return {
    async make(database, login) {
      const id = randomUUID() as UserId;
      await database.reader('accounts').insert({ id, login, privileged: false, ...account });
      return id;
    },
    reads: {
      user: { email: null, fullName: null, enrolment, privileged: account.privileged ?? false },
      state: { required: null, enrolment, backupCodes: null, sessions: null, failedAttempts: null },
    },
  };
}

const change = (columns: object) => (database: Database, id: UserId) =>
  database.reader('accounts').where({ id }).update(columns);

function tiny(
  label: string,
  partsOf: (platform: Platform) => Partial<Platform>,
  effects: Subject['effects'],
): Subject {
  return {
    label,
    async open(open) {
      const database = await open('console');
      await createTinyTables(database);
      return { database, platform: tinyPlatform(database, partsOf(tinyPlatform(database))) };
    },
    dump: (database) => dumpRows(database, { accounts: 'id' }),
    situations: {
      off: situation({ paired: false }),
      full: situation({ paired: true }),
      'privileged and on': situation({ paired: true, privileged: true }),
      'privileged and off': situation({ paired: false, privileged: true }),
    },
    effects,
    nobody: '00000000-0000-4000-8000-000000000000' as UserId,
    noIds: (id) => [
      '',
      id.toUpperCase(),
      ` ${id}`,
      `${id} `,
      `#${id}`,
      `${id}\n`,
      id.slice(0, 8),
      `${id}0`,
      '1',
      'ann',
    ],
    changes: {
      matters: { 'a pairing that is gone': change({ paired: false }) },
      doesNot: { 'more rights': change({ privileged: true }) },
    },
    queries: ({ id, username }) => ({
      'the beginning': username.slice(0, -1),
      'the whole login': username,
      'the id': `#${id}`,
    }),
    references: ({ username }) => [username],
    remove: (database, id) => database.reader('accounts').where({ id }).delete(),
    async fill(database, count) {
      const rows = Array.from({ length: count }, (_, n) => ({
        ...{ id: randomUUID(), login: `many${String(n).padStart(6, '0')}`, privileged: false, paired: false },
      }));
      await database.reader.batchInsert('accounts', rows, 500);
    },
  };
}

conformance(tiny('tiny platform', () => ({}), {}));
conformance(
  tiny(
    'tiny platform that can unpair and be counted',
    (platform) => ({ reset: unpair, candidates: candidatesAmong(platform), enrolment: tinyEnrolment }),
    { reset: { all: ['accounts.paired'] } },
  ),
);
