import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepClipboard } from '../../main/hosts/clipboard-keeper.ts';

let content: string;
const clipboard = {
  readText: async () => content,
  writeText: async (text: string) => {
    content = text;
  },
  clear: () => {
    content = '';
  },
};

beforeEach(() => {
  content = 'before';
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('what was copied is there until its time is over, then gone', async () => {
  await keepClipboard(clipboard).copyForAWhile('aaaaa-bbbbb', 60_000);
  await vi.advanceTimersByTimeAsync(59_999);
  expect(content).toBe('aaaaa-bbbbb');
  await vi.advanceTimersByTimeAsync(1);
  expect(content).toBe('');
});

test('what somebody else copied meanwhile is left alone', async () => {
  await keepClipboard(clipboard).copyForAWhile('aaaaa-bbbbb', 60_000);
  content = 'a shopping list';
  await vi.advanceTimersByTimeAsync(60_000);
  expect(content).toBe('a shopping list');
});

test('a second copy has its full time', async () => {
  const keeper = keepClipboard(clipboard);
  await keeper.copyForAWhile('first', 60_000);
  await vi.advanceTimersByTimeAsync(50_000);
  await keeper.copyForAWhile('second', 60_000);
  await vi.advanceTimersByTimeAsync(59_999);
  expect(content).toBe('second');
  await vi.advanceTimersByTimeAsync(1);
  expect(content).toBe('');
});

test('when the program ends the clipboard is cleared at once, but only of what Rekey put there', async () => {
  const keeper = keepClipboard(clipboard);
  await keeper.clearNow();
  expect(content).toBe('before');
  await keeper.copyForAWhile('aaaaa-bbbbb', 60_000);
  content = 'a shopping list';
  await keeper.clearNow();
  expect(content).toBe('a shopping list');
  await keeper.copyForAWhile('aaaaa-bbbbb', 60_000);
  await keeper.clearNow();
  expect(content).toBe('');
  expect(vi.getTimerCount()).toBe(0);
});

test('a copy that failed is told, and clears nothing later', async () => {
  const broken = { ...clipboard, writeText: () => Promise.reject(new Error('no clipboard')) };
  await expect(keepClipboard(broken).copyForAWhile('aaaaa-bbbbb', 60_000)).rejects.toThrow('no clipboard');
  expect(vi.getTimerCount()).toBe(0);
});

test('a clipboard that can not be read later ends no program', async () => {
  const broken = { ...clipboard, readText: () => Promise.reject(new Error('no clipboard')) };
  await keepClipboard(broken).copyForAWhile('aaaaa-bbbbb', 60_000);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(content).toBe('aaaaa-bbbbb');
});
