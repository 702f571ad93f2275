import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { UserId } from '../../../db/platforms/contract.ts';
import { asDjangoWrites, isUserId, userIdOf } from '../../../db/platforms/django/ids.ts';
import { placeNumber, rangeNamed, rangeOf } from '../../../db/platforms/django/ranges.ts';
import { djangoTime, readDjangoTime } from '../../../db/platforms/django/times.ts';
import { onMariaDb } from '../../support/databases.ts';

const RANDOM = '6f9619ff-8b86-4011-b42d-00cf4fc964ff';
const BY_TIME = '01936c7e-23aa-7abc-8def-0123456789ab';

describe('an id', () => {
  test('is the key as its column holds it, and nothing that a database would take for one', () => {
    expect(isUserId('integer', '12')).toBe(true);
    expect(isUserId('uuid', RANDOM)).toBe(true);
    expect(isUserId('uuid-text', RANDOM.replaceAll('-', ''))).toBe(true);
    expect(isUserId('integer', '9223372036854775807')).toBe(true);
    for (const text of [
      '',
      '0',
      '012',
      '12abc',
      '-1',
      '1e3',
      '9223372036854775808',
      '1'.repeat(20),
      RANDOM,
    ]) {
      expect(isUserId('integer', text)).toBe(false);
    }
    expect(isUserId('uuid', RANDOM.replaceAll('-', ''))).toBe(false);
    expect(isUserId('uuid-text', RANDOM)).toBe(false);
  });

  test('is understood in capitals, with hyphens and without', () => {
    const typed = [RANDOM, RANDOM.toUpperCase(), RANDOM.replaceAll('-', '')];
    expect(typed.map((text) => userIdOf('uuid', text))).toEqual([RANDOM, RANDOM, RANDOM]);
    expect(typed.map((text) => userIdOf('uuid-text', text))).toEqual(
      Array(3).fill(RANDOM.replaceAll('-', '')),
    );
    expect(userIdOf('uuid', `${RANDOM}0`)).toBeNull();
    expect(userIdOf('integer', '1-2')).toBeNull();
  });

  test('is told to Django with hyphens', () => {
    expect(asDjangoWrites('uuid-text', RANDOM.replaceAll('-', '') as UserId)).toBe(RANDOM);
    expect(asDjangoWrites('uuid', RANDOM as UserId)).toBe(RANDOM);
    expect(asDjangoWrites('integer', '12' as UserId)).toBe('12');
  });
});

describe('a time', () => {
  test('is UTC in either database', () => {
    expect(djangoTime(Date.UTC(2026, 10, 1, 12, 0, 0, 7))).toBe('2026-11-01 12:00:00.007000');
    expect(readDjangoTime('2026-11-01 12:00:00.007999')).toBe(Date.UTC(2026, 10, 1, 12, 0, 0, 7));
    expect(readDjangoTime('2026-11-01 12:00:00')).toBe(Date.UTC(2026, 10, 1, 12));
    expect(readDjangoTime(new Date(5))).toBe(5);
    expect(readDjangoTime(null)).toBeNull();
  });
});

describe('a range', () => {
  test('of integers is 5,000 keys', () => {
    expect(rangeOf('integer', '12345' as UserId)).toEqual({ name: '10000', from: '10000', end: '15000' });
    expect(rangeNamed('integer', '10000')).toEqual(rangeOf('integer', '14999' as UserId));
    expect(rangeOf('integer', '9007199254740993' as UserId)).toEqual({
      ...{ name: '9007199254740000', from: '9007199254740000', end: '9007199254745000' },
    });
    expect(rangeOf('integer', '9223372036854775807' as UserId).end).toBeNull();
  });

  test('of UUIDs is what begins alike; those that begin with the time are cut finer', () => {
    const text = (id: string) => id.replaceAll('-', '') as UserId;
    expect(rangeOf('uuid-text', text(RANDOM))).toEqual({
      ...{ name: '6f9', from: '6f9'.padEnd(32, '0'), end: '6fa'.padEnd(32, '0') },
    });
    expect(rangeOf('uuid-text', text(BY_TIME)).name).toBe('01936');
    expect(rangeNamed('uuid-text', 'fff').end).toBeNull();
    expect(rangeNamed('uuid-text', '01936')).toEqual(rangeOf('uuid-text', text(BY_TIME)));
    // MariaDB compares the end of a random one first.
    expect(rangeOf('uuid', RANDOM as UserId)).toEqual({
      name: '00c',
      from: '00c00000-0000-0000-0000-000000000000',
      end: '00d00000-0000-0000-0000-000000000000',
    });
    expect(rangeOf('uuid', BY_TIME as UserId).name).toBe('01936');
  });

  test('is none that is not named as one', () => {
    expect(() => rangeNamed('integer', 'abc')).toThrow();
    expect(() => rangeNamed('uuid', 'x')).toThrow();
    expect(() => rangeNamed('uuid', '0123456')).toThrow();
  });

  onMariaDb((open) => {
    test('holds what MariaDB itself holds between its ends, in the order of its places', async () => {
      const { reader } = await open('none');
      await reader.raw('CREATE TABLE users (id UUID PRIMARY KEY)');
      const ids = [...Array.from({ length: 200 }, () => randomUUID() as string), BY_TIME, RANDOM];
      await reader('users').insert(ids.map((id) => ({ id })));
      const inOrder: { id: UserId }[] = await reader('users').orderBy('id');
      const places = inOrder.map(({ id }) => placeNumber('uuid', id));
      expect(places).toEqual([...places].sort((one, other) => one - other));
      for (const id of ids as UserId[]) {
        const { from, end } = rangeOf('uuid', id);
        const query = reader('users').where('id', '>=', from).where({ id });
        if (end !== null) query.where('id', '<', end);
        expect(await query).toHaveLength(1);
      }
    });
  });
});
