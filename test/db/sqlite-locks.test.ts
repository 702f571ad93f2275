/** Two consoles on one file, which SQLite lets write one after the other. */

import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type Database, openDatabase } from '../../db/database.ts';

let one: Database;
let other: Database;

beforeEach(async () => {
  const path = join(await mkdtemp(join(inject('scratch'), 'locks-')), 'rekey.sqlite');
  one = openDatabase({ kind: 'sqlite', path });
  other = openDatabase({ kind: 'sqlite', path });
  await one.reader.raw('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE)');
  await one.reader.raw(
    'CREATE TABLE owned (note_id INTEGER NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)',
  );
});

afterEach(async () => {
  await one.close();
  await other.close();
});

/** Holds the write lock until the function that it returns is called. */
async function lock(): Promise<() => Promise<void>> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  let hasIt = () => {};
  const locked = new Promise<void>((resolve) => {
    hasIt = resolve;
  });
  const transaction = one.transaction(async () => {
    hasIt();
    await held;
  });
  await locked;
  return () => {
    letGo();
    return transaction;
  };
}

function texts(): Promise<string[]> {
  return one.reader('notes').orderBy('id').pluck('text');
}

test('waiting for the lock does not stop whoever has it in the same thread', async () => {
  const release = await lock();
  const transaction = other.transaction((tx) => tx('notes').insert({ text: 'in a transaction' }));
  await pause(200);
  await release();
  await transaction;
  expect(await texts()).toEqual(['in a transaction']);
});

test('a single statement waits too', async () => {
  const release = await lock();
  const statement = other.reader('notes').insert({ text: 'alone' });
  await pause(200);
  await release();
  expect(await statement).toEqual([1]);
  expect(await texts()).toEqual(['alone']);
});

test('who waited in vain is told so, and can write as soon as the lock is free', async () => {
  const release = await lock();
  let ran = false;
  const transaction = other.transaction(
    async (tx) => {
      ran = true;
      await tx('notes').insert({ text: 'never' });
    },
    { patience: 100 },
  );
  await expect(transaction).rejects.toMatchObject({ code: 'SQLITE_BUSY' });
  expect(ran).toBe(false);
  await release();
  await other.transaction((tx) => tx('notes').insert({ text: 'second try' }));
  await one.reader('notes').insert({ text: 'nobody is locked out' });
  expect(await texts()).toEqual(['second try', 'nobody is locked out']);
});

test('a commit that fails leaves no transaction open, neither for the next one nor for the other console', async () => {
  const transaction = other.transaction((tx) => tx('owned').insert({ note_id: 7 }));
  await expect(transaction).rejects.toThrow('FOREIGN KEY');
  await one.reader('notes').insert({ text: 'one' });
  await other.transaction((tx) => tx('notes').insert({ text: 'other' }));
  expect(await texts()).toEqual(['one', 'other']);
  expect(await one.reader('owned')).toEqual([]);
});

test('what made SQLite roll back is told, and not that it has rolled back already', async () => {
  await one.reader('notes').insert({ text: 'there' });
  const transaction = one.transaction((tx) =>
    tx.raw("INSERT OR ROLLBACK INTO notes (text) VALUES ('there')"),
  );
  await expect(transaction).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' });
  await one.transaction((tx) => tx('notes').insert({ text: 'next' }));
  expect(await texts()).toEqual(['there', 'next']);
});

test('a single statement that fails leaves the connection as it was', async () => {
  await one.reader('notes').insert({ text: 'there' });
  await expect(one.reader('notes').insert({ text: 'there' })).rejects.toMatchObject({
    code: 'SQLITE_CONSTRAINT_UNIQUE',
  });
  await other.reader('notes').insert({ text: 'next' });
  expect(await texts()).toEqual(['there', 'next']);
});
