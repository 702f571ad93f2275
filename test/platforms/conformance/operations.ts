/** Changing: each operation does what it says to its user, leaves all else alone, and is undone by a rollback. */
import { expect } from 'vitest';
import { openDatabase, type Transaction } from '../../../db/database.ts';
import type { Platform, Sessions, Totp, UserId, UserReading } from '../../../db/platforms/contract.ts';
import { stepAt } from '../../../main/services/totp.ts';
import { asTexts, differences } from './rows.ts';
import {
  type Check,
  make,
  makeAll,
  NOW,
  OPERATIONS,
  type OperationName,
  readingOf,
  type Situation,
  type World,
} from './subject.ts';

type Run = (tx: Transaction, id: UserId, situation: Situation) => Promise<unknown>;

const EXPIRES = NOW + 15 * 60 * 1000;

/** The operation as the service would call it; null: the platform does not have it. Codes are made before, as the service does. */
async function runOf(platform: Platform, operation: OperationName): Promise<Run | null> {
  const { reset, disable, lock, codes, totp, sessions, devices } = platform;
  switch (operation) {
    case 'reset':
      return reset ? (tx, id) => reset.apply(tx, id, NOW) : null;
    case 'disable':
      return disable ? (tx, id) => disable.apply(tx, id, NOW) : null;
    case 'unlock':
      return lock ? (tx, id) => lock.unlock(tx, id, NOW) : null;
    case 'replace codes': {
      if (!codes) return null;
      const { stored } = await codes.make(codes.setSize);
      return (tx, id) => codes.replace(tx, id, stored, NOW);
    }
    case 'add emergency code': {
      if (!codes?.addEmergency) return null;
      const { stored } = await codes.make(1);
      return async (tx, id) => codes.addEmergency?.(tx, id, stored[0] as string, EXPIRES, NOW);
    }
    case 'use a code up':
      return codes ? (tx, id, situation) => codes.consume(tx, id, situation.codes?.[0] ?? '', NOW) : null;
    case "use an authenticator's code up":
      return totp?.consume ? (tx, id) => useStep(totp, tx, id) : null;
    case 'end sessions':
      return sessions ? (tx, id) => endAll(sessions, tx, id) : null;
    case 'forget devices':
      return devices ? (tx, id) => endAll(devices, tx, id) : null;
  }
}

export async function endAll(part: Sessions, tx: Transaction, id: UserId): Promise<number> {
  return part.end(tx, id, NOW, await part.find?.(tx, [id], NOW));
}

/** Of the confirmed authenticator, the code of this moment. Null: there is none. */
async function useStep(totp: Totp, tx: Transaction, id: UserId): Promise<boolean | null> {
  const secret = (await totp.readSecrets(tx, id)).find(({ confirmed }) => confirmed);
  if (!secret) return null;
  const { authenticatorId, parameters, drift } = secret;
  return (await totp.consume?.(tx, { authenticatorId, step: stepAt(NOW, parameters), drift }, NOW)) ?? null;
}

/** What is not as the operation means it. `answer`: what it returned. */
function failingsOf(
  operation: OperationName,
  platform: Platform,
  {
    before,
    after,
    answer,
    situation,
  }: { before: UserReading; after: UserReading; answer: unknown; situation: Situation },
): string[] {
  const { state } = after;
  const counting = state.factors.filter(({ counts }) => counts);
  /** Django itself leaves what was never confirmed. */
  const isTold = (operation: Platform['reset']) => (operation?.leaves(before) ?? []).length > 0;
  const unused = (reading: UserReading) => reading.state.backupCodes?.unused ?? 0;
  const rules: Record<OperationName, () => Record<string, boolean>> = {
    reset: () => ({
      'no authenticator counts': counting.every(({ kind }) => kind !== 'authenticator'),
      'none is paired, but what was said to stay':
        state.authenticator === null || (!state.authenticator.confirmed && isTold(platform.reset)),
      'the requirement is as was said': requirementFits(platform.reset, state),
    }),
    disable: () => ({
      'no factor counts': counting.length === 0,
      'it is not on': state.enrolment !== 'on' && (state.enrolment !== 'pending' || isTold(platform.disable)),
      'the requirement is as was said': requirementFits(platform.disable, state),
    }),
    unlock: () => ({ 'not locked': state.lockedUntil === null, 'no wrong tries': !state.failedAttempts }),
    'replace codes': () => ({
      'as many as a set has':
        state.backupCodes?.unused === platform.codes?.setSize || state.backupCodes?.unused === null,
      'none is used': !state.backupCodes?.used,
    }),
    'add emergency code': () => ({
      'it is there': state.emergencyCodes.some(({ expiresAt }) => expiresAt === EXPIRES),
      'the others stay': unused(after) === unused(before),
    }),
    'use a code up': () => {
      const had = (situation.codes?.length ?? 0) > 0;
      return { 'was it taken': answer === had, 'one less': unused(after) === unused(before) - (had ? 1 : 0) };
    },
    "use an authenticator's code up": () => ({
      'was it taken': answer === (situation.secret ? true : null),
      'the codes stay': unused(after) === unused(before),
    }),
    'end sessions': () => ({
      'none is left': !state.sessions,
      'so many there were': before.state.sessions === null || Number(answer) >= before.state.sessions,
    }),
    'forget devices': () => ({
      'none is left': !state.trustedDevices,
      'so many there were':
        before.state.trustedDevices === null || Number(answer) >= before.state.trustedDevices,
    }),
  };
  return Object.entries(rules[operation]()).flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

function requirementFits(operation: Platform['reset'], { required }: UserReading['state']): boolean {
  const stays = operation?.requirementStays ?? null;
  return stays === null || required === null || required === stays;
}

/** `work` for each operation that the platform has. */
async function forEachOperation(
  { platform }: World,
  work: (operation: OperationName, run: Run) => Promise<void>,
) {
  for (const operation of OPERATIONS) {
    const run = await runOf(platform, operation);
    if (run) await work(operation, run);
  }
}

const changing: Check['needs'] = ({ reset, disable, lock, codes, totp, sessions, devices }) =>
  [reset, disable, lock, codes, totp?.consume, sessions, devices].some((part) => part !== undefined);

const changeless = new Error('this transaction is to be undone');

export const CHANGING: readonly Check[] = [
  {
    name: 'does what each operation means, to whoever is in whatever situation, and to nobody else',
    needs: changing,
    run: (world) =>
      forEachOperation(world, async (operation, run) => {
        const { database, platform, subject } = world;
        for (const { name, id, situation } of await makeAll(world)) {
          const before = await readingOf(world, id);
          const rows = await subject.dump(database);
          const answer = await database.transaction((tx) => run(tx, id, situation));
          const after = await readingOf(world, id);
          const what = `${operation} on ${name}`;
          expect(failingsOf(operation, platform, { before, after, answer, situation }), what).toEqual([]);
          expect(differences(rows, await subject.dump(database), { but: id }), what).toEqual([]);
        }
      }),
  },
  {
    name: 'changes of its user what it says, and no other row or column; a second time nothing more',
    async run(world) {
      const { database, platform, subject } = world;
      const known = Object.keys(subject.effects);
      await forEachOperation(world, async (operation, run) => {
        const { id, situation } = await make(world, 'full');
        const rows = [await subject.dump(database)];
        for (const _time of [1, 2]) {
          await database.transaction((tx) => run(tx, id, situation));
          rows.push(await subject.dump(database));
        }
        const [none = [], once = [], twice = []] = rows;
        const { all = [], again = [] } = subject.effects[operation] ?? {};
        expect(differences(none, once, { of: id }), operation).toEqual([...all].sort());
        expect(differences(once, twice, { of: id }), `${operation} again`).toEqual([...again].sort());
        known.splice(known.indexOf(operation), 1);
      });
      expect(known, `effects of what ${platform.label} does not have`).toEqual([]);
    },
  },
  {
    name: 'shows a change inside its transaction, and none of it after a rollback',
    needs: changing,
    run: (world) =>
      forEachOperation(world, async (operation, run) => {
        const { database, platform, subject } = world;
        const { id, situation } = await make(world, 'full');
        const rows = asTexts(await subject.dump(database));
        const before = await readingOf(world, id);
        const undone = database.transaction(async (tx) => {
          const answer = await run(tx, id, situation);
          const after = await platform.read(tx, id, NOW);
          expect(after, operation).not.toBeNull();
          const shown = { before, after: after as UserReading, answer, situation };
          expect(failingsOf(operation, platform, shown), operation).toEqual([]);
          throw changeless;
        });
        await expect(undone, operation).rejects.toBe(changeless);
        expect(asTexts(await subject.dump(database)), operation).toEqual(rows);
      }),
  },
  {
    name: 'changes nothing by what is no id, or an id that nobody has',
    needs: changing,
    run: (world) =>
      forEachOperation(world, async (operation, run) => {
        const { database, subject } = world;
        const { id, situation } = await make(world, 'full');
        const rows = asTexts(await subject.dump(database));
        for (const other of [...subject.noIds(id), subject.nobody] as UserId[]) {
          // Whether it is refused, as by a foreign key, or nothing is done, is the platform's own choice.
          const answer = await database.transaction((tx) => run(tx, other, situation)).catch(() => null);
          expect(answer || null, `${operation} on ${JSON.stringify(other)}`).toBeNull();
        }
        expect(asTexts(await subject.dump(database)), operation).toEqual(rows);
      }),
  },
  {
    name: 'says in sentences before it happens what a reset or disabling leaves behind',
    needs: ({ reset, disable }) => reset !== undefined || disable !== undefined,
    async run(world) {
      const { database, platform } = world;
      for (const operation of [platform.reset, platform.disable]) {
        if (!operation) continue;
        for (const { name, id } of await makeAll(world)) {
          const told = operation.leaves(await readingOf(world, id));
          expect(
            told.filter((sentence) => !/^\p{Lu}.*[.]$/su.test(sentence)),
            name,
          ).toEqual([]);
          await database.transaction((tx) => operation.apply(tx, id, NOW));
          const left = (await readingOf(world, id)).state.factors.map(({ row }) => row);
          expect(told.length > 0 ? [] : left, `${name}: nobody is told what is left`).toEqual([]);
        }
      }
    },
  },
  {
    name: 'locks the user: who comes second waits, and sees what the first one did',
    async run(world) {
      const { database, platform } = world;
      const { id, situation } = await make(world, 'full');
      const [operation] = OPERATIONS.filter((one) => one in world.subject.effects);
      const run = await runOf(platform, operation ?? 'reset');
      const other = openDatabase(database.target);
      const order: string[] = [];
      const started = gate();
      const goOn = gate();
      try {
        const first = database.transaction(async (tx) => {
          expect(await platform.lockUser(tx, id)).toBe(true);
          started.open();
          await goOn.opened;
          await run?.(tx, id, situation);
          order.push('first');
        });
        await Promise.race([started.opened, first]);
        let asked = false;
        const second = other.transaction(async (tx) => {
          asked = true;
          expect(await platform.lockUser(tx, id)).toBe(true);
          order.push('second');
          return platform.read(tx, id, NOW);
        });
        // SQLite lets the second one begin only when the first has ended.
        await expect.poll(() => asked || database.kind === 'sqlite').toBe(true);
        await new Promise((resolve) => setTimeout(resolve, 200));
        expect(order).toEqual([]);
        goOn.open();
        await first;
        const seen = await second;
        expect(order).toEqual(['first', 'second']);
        expect(seen).toEqual(await readingOf(world, id));
      } finally {
        goOn.open();
        await other.close();
      }
    },
  },
];

function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
