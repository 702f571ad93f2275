/** Counting and listing users by their second factor, what the platform recorded itself, and its contact form. */
import { expect } from 'vitest';
import type { ContactForm, UserId } from '../../../db/platforms/contract.ts';
import type {
  EnrolmentFilter,
  EnrolmentFinding,
  EnrolmentSource,
  UserRange,
} from '../../../db/platforms/enrolment.ts';
import { ENROLMENTS } from '../../../db/platforms/user.ts';
import { START } from '../../support/people.ts';
import { type Check, make, makeAll, NOW, newName, readingOf, type World } from './subject.ts';

const countable: Check['needs'] = ({ enrolment }) => enrolment !== undefined;

function sourceOf({ platform }: World): EnrolmentSource {
  if (!platform.enrolment) throw new Error('the platform counts nobody');
  return platform.enrolment;
}

/** All of them in their order. `between`: done after each. */
async function everyRange(
  world: World,
  between?: (range: UserRange) => Promise<unknown>,
): Promise<UserRange[]> {
  const ranges: UserRange[] = [];
  let range = await sourceOf(world).rangeFrom(world.database.reader, null);
  while (range !== null && ranges.length < 1000) {
    ranges.push(range);
    await between?.(range);
    range = await sourceOf(world).rangeFrom(world.database.reader, range.end);
  }
  return ranges;
}

/** Everybody from the first place on, step by step, until no range begins there. */
async function everybody(
  world: World,
  filter: EnrolmentFilter,
  limit = 3,
  between?: () => Promise<unknown>,
): Promise<EnrolmentFinding[]> {
  const { database } = world;
  const source = sourceOf(world);
  const found: EnrolmentFinding[] = [];
  let from = (await source.rangeFrom(database.reader, null))?.from ?? null;
  for (let step = 0; from !== null && step < 5000; step += 1) {
    const page = await source.list(database.reader, filter, from, { limit, now: NOW, staffSince: 0 });
    expect(page.found.length).toBeLessThanOrEqual(limit);
    found.push(...page.found);
    expect(page.next, 'a step that leads nowhere').not.toBe(from);
    await between?.();
    // Steps over places without users are the service's: it asks for the range from there on.
    const range = await source.rangeFrom(database.reader, page.next);
    from = range?.from ?? null;
  }
  return found;
}

export const COUNTING: readonly Check[] = [
  {
    name: 'counts everybody in exactly one range, while users come and go',
    needs: countable,
    async run(world) {
      const here = await world.another();
      const { database, subject } = here;
      const source = sourceOf(here);
      const ids = (await makeAll(here)).map(({ id }) => id);
      await subject.fill(database, 40);
      const total = ids.length + 40;
      const counts: number[] = [];
      const keys: string[] = [];
      const ranges = await everyRange(here, async ({ key, from, end }) => {
        const groups = await source.count(database.reader, key, NOW);
        counts.push(groups.reduce((sum, { users }) => sum + users, 0));
        keys.push(key);
        expect(key.length).toBeLessThanOrEqual(64);
        for (const cursor of [from, end]) expect(cursor.length).toBeLessThanOrEqual(255);
      });
      expect(ranges.length).toBeGreaterThan(0);
      expect(new Set(keys).size, 'a range twice').toBe(keys.length);
      expect(counts.reduce((sum, one) => sum + one, 0)).toBe(total);
      // Who goes and who comes changes only the range that they were in.
      await subject.remove(database, ids[0] as UserId);
      await make(here, 'off');
      const again = await everyRange(here);
      const after = await Promise.all(again.map(({ key }) => source.count(database.reader, key, NOW)));
      expect(after.flat().reduce((sum, { users }) => sum + users, 0)).toBe(total);
      const shares = await Promise.all(again.map(({ from }) => source.shareBefore(database.reader, from)));
      for (const share of shares) expect(share >= 0 && share <= 1, `${share}`).toBe(true);
      expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    },
  },
  {
    name: 'lists everybody once, as their page tells, while users come and go',
    needs: countable,
    async run(world) {
      const here = await world.another();
      const { database, subject } = here;
      const ids = (await makeAll(here)).map(({ id }) => id);
      for (const row of await everybody(here, {})) {
        const { user, state } = await readingOf(here, row.id);
        const { username, email, fullName, privileged, enrolment, lockedUntil, lastLoginAt } = user;
        expect(row).toMatchObject({ username, email, fullName, privileged, enrolment, lastLoginAt });
        expect(row.lockedUntil !== null && row.lockedUntil > NOW).toBe(
          lockedUntil !== null && lockedUntil > NOW,
        );
        expect(row.createdAt).toBe(user.createdAt);
        if (row.unusedCodes !== null) expect(row.unusedCodes).toBe(state.backupCodes?.unused ?? 0);
        expect(row.department).toBe(user.department?.trim() || null);
        expect(row.role).toBe(user.role?.trim() || null);
        if (row.confirmedAt !== null) expect(row.confirmedAt).toBe(state.authenticator?.confirmedAt);
      }
      const gone: UserId[] = [];
      const seen = await everybody(here, {}, 1, async () => {
        if (gone.length > 0) return;
        gone.push(ids.at(-1) as UserId);
        await subject.remove(database, gone[0] as UserId);
        await make(here, 'off');
      });
      const times = seen.map(({ id }) => id);
      expect(new Set(times).size, 'listed twice').toBe(times.length);
      expect(
        ids.filter((id) => !gone.includes(id) && !times.includes(id)),
        'lost',
      ).toEqual([]);
    },
  },
  {
    name: 'lists as many as it counts, for each state and each concern',
    needs: countable,
    async run(world) {
      const here = await world.another();
      const { database } = here;
      const source = sourceOf(here);
      await makeAll(here);
      await makeAll(here);
      const groups = (
        await Promise.all((await everyRange(here)).map(({ key }) => source.count(database.reader, key, NOW)))
      ).flat();
      const sum = (numbers: (number | undefined)[]) =>
        numbers.reduce<number>((total, one) => total + (one ?? 0), 0);
      for (const enrolment of ENROLMENTS) {
        const counted = sum(
          groups.filter((group) => group.enrolment === enrolment).map(({ users }) => users),
        );
        const listed = await everybody(here, { enrolment });
        expect(listed.length, enrolment).toBe(counted);
        for (const row of listed) expect(row.enrolment).toBe(enrolment);
      }
      for (const { concerns } of groups) expect(new Set(Object.keys(concerns))).toEqual(source.concerns);
      for (const concern of source.concerns) {
        const counted = sum(groups.map(({ concerns }) => concerns[concern]));
        const listed = await everybody(here, { concern });
        const found = concern === 'changed-outside' ? listed.filter((row) => row.contradicted) : listed;
        expect(found.length, concern).toBe(counted);
      }
      const confirmed = await Promise.all(
        (await everyRange(here)).map(({ key }) => source.countConfirmed(database.reader, key)),
      );
      const listedConfirmed = (await everybody(here, {})).filter(({ confirmedAt }) => confirmedAt !== null);
      expect(sum(confirmed.flat().map(({ users }) => users))).toBe(listedConfirmed.length);
    },
  },
  {
    name: 'refuses a place in the list that it did not give',
    needs: countable,
    async run(world) {
      const { reader } = world.database;
      const options = { limit: 5, now: NOW, staffSince: 0 };
      for (const cursor of ['no cursor of ours', "1' OR '1'='1", '\0']) {
        const bad = { code: 'BAD_INPUT' };
        await expect(sourceOf(world).rangeFrom(reader, cursor), cursor).rejects.toMatchObject(bad);
        await expect(sourceOf(world).list(reader, {}, cursor, options), cursor).rejects.toMatchObject(bad);
      }
    },
  },
  {
    name: 'says which ranges changed since a place in its own records',
    needs: ({ enrolment }) => enrolment?.changes !== undefined,
    async run(world) {
      const { database, subject } = world;
      const source = sourceOf(world);
      const { id } = await make(world, 'full');
      const position = await source.changes?.last(database.reader);
      const written = (await subject.writeEvents?.(database, id)) ?? 0;
      const since = await source.changes?.since(database.reader, position ?? '', written * 2);
      expect(since).toMatchObject({ complete: true });
      const mine = (await everyRange(world)).map(({ key }) => key);
      expect(since?.ranges).toHaveLength(1);
      expect(mine).toContain(since?.ranges[0] ?? 'no range');
      const first = await source.changes?.since(database.reader, position ?? '', 1);
      expect(first).toMatchObject({ complete: false, ranges: since?.ranges });
      expect(since?.position).toBe(await source.changes?.last(database.reader));
      expect(await source.changes?.since(database.reader, since?.position ?? '', 5)).toMatchObject({
        ranges: [],
        complete: true,
      });
    },
  },
];

export const RECORDS: readonly Check[] = [
  {
    name: 'tells what it recorded, newest first and page by page',
    needs: ({ events }) => events !== undefined,
    async run(world) {
      const { database, platform, subject } = world;
      const { id } = await make(world, 'off');
      const { id: another } = await make(world, 'off');
      const written = (await subject.writeEvents?.(database, id)) ?? 0;
      expect(written).toBeGreaterThan(2);
      const read = async (before: number, limit: number) =>
        (await platform.events?.read(database.reader, id, { before, limit })) ?? [];
      const all = await read(NOW, 100);
      expect(all).toHaveLength(written);
      expect(new Set(all.map((event) => event.id)).size).toBe(written);
      const times = all.map(({ time }) => time);
      expect(times).toEqual([...times].sort((a, b) => b - a));
      const newest = times[0] as number;
      expect(await read(newest, 100)).toEqual(all.filter(({ time }) => time < newest));
      expect(await read(NOW, 2)).toEqual(all.slice(0, 2));
      expect(await platform.events?.read(database.reader, another, { before: NOW, limit: 9 })).toEqual([]);
      const kinds = [...new Set(all.map(({ kind }) => kind))];
      const last = await platform.events?.last(database.reader, id, kinds, 0);
      for (const kind of kinds) expect(last?.get(kind)).toBe(all.find((event) => event.kind === kind)?.time);
      expect(await platform.events?.last(database.reader, id, kinds, newest + 1)).toEqual(new Map());
      expect(await platform.events?.last(database.reader, id, [], 0)).toEqual(new Map());
    },
  },
  {
    name: 'gives the messages of its contact form in an order of its own, from a place on, and none is left out',
    needs: ({ contactForm }) => contactForm !== undefined,
    async run(world) {
      const { database, platform, subject } = world;
      const form = platform.contactForm as ContactForm;
      const mark = newName();
      const minute = (number: number) => START + number * 60_000;
      const texts = [1, 2, 3, 4, 5].map((number) => `${mark} ${number}`);
      for (const [index, text] of texts.entries()) {
        await subject.writeMessage?.(database, { text, time: minute(index) });
      }
      const { reader } = database;
      // A message may come again.
      const read = new Set<string>();
      let cursor = await form.lastBefore(reader, minute(0));
      for (let step = 0; step < 9; step += 1) {
        const page = await form.after(reader, cursor, 2);
        expect(page.messages.length).toBeLessThanOrEqual(2);
        expect(page.skipped.filter((id) => page.messages.some((message) => message.id === id))).toEqual([]);
        if (page.messages.length === 0) expect(page.cursor, 'at the end').toBe(cursor);
        for (const { message } of page.messages) read.add(message);
        cursor = page.cursor;
      }
      expect([...read]).toEqual(texts);
      const second = await form.after(reader, await form.lastBefore(reader, minute(1)), 1);
      expect(second.messages).toMatchObject([{ message: texts[1], time: minute(1) }]);
      expect(await form.withIds(reader, [second.messages[0]?.id as string])).toEqual(second.messages);
      expect(await form.withIds(reader, [])).toEqual([]);
    },
  },
];
