import { describe, expect, it } from 'vitest';
import { RekeyError } from '../../db/errors.ts';
import {
  assertStrongPassword,
  hashPassword,
  judgePassword,
  verifyPassword,
} from '../../main/services/passwords.ts';

const ADA = { name: 'ada.osei', fullName: 'Adaeze Osei-Bonsu', email: 'bonsu.a@example.org' };

async function whyWeak(password: string): Promise<string | null> {
  const error: unknown = await assertStrongPassword(password, ADA).catch((thrown) => thrown);
  if (error === undefined) return null;
  expect(error).toBeInstanceOf(RekeyError);
  if (password !== '') expect((error as RekeyError).message).not.toContain(password);
  return (error as RekeyError).facts.why as string;
}

describe('a password is refused', () => {
  it.each([
    ['elevenchars', 'it has fewer than 12 characters'],
    ['\u{1f600}'.repeat(11), 'it has fewer than 12 characters'],
    ['', 'it has fewer than 12 characters'],
    [`${'an honest sentence, '.repeat(52)}`, 'it has more than 1024 characters'],
    ['ababababababab', 'it repeats itself'],
    ['            ', 'it repeats itself'],
    ['xk7qpxk7qpxk7qp', 'it repeats itself'],
    ['my-ada.osei-rocks', 'it contains your name'],
    ['Adaeze loves maps', 'it contains your name'],
    ['the BONSU family tree', 'it contains your name'],
    ['Password1234', 'it is made of what everybody uses'],
    ['P4$$w0rd2026!', 'it is made of what everybody uses'],
    ['MyPassword123!', 'it is made of what everybody uses'],
    ['Summer2026!!!', 'it is made of what everybody uses'],
    ['Welcome to Rekey', 'it is made of what everybody uses'],
    ['qwertyuiop123', 'it is made of what everybody uses'],
    ['1q2w3e4r5t6y', 'it is made of what everybody uses'],
    ['123456789012', 'it is made of what everybody uses'],
    ['0987654321098', 'it is made of what everybody uses'],
    ['abcdefghijkl', 'it is made of what everybody uses'],
    ['correct horse battery staple', 'it is made of what everybody uses'],
    ['admin-admin-2024', 'it repeats itself'],
    ['correcthorsebatterystaple', 'it is made of what everybody uses'],
    ['tortoiseshell', 'it is made of what everybody uses'],
    ['ｐａｓｓｗｏｒｄ１２３４', 'it is made of what everybody uses'],
  ])('%j', async (password, why) => {
    expect(await whyWeak(password)).toBe(why);
  });
});

describe('a password is accepted without rules of composition', () => {
  it.each([
    'a quiet pond with two herons',
    'two tortoiseshell cats',
    'zwölf Boxkämpfer jagen',
    'пять синих лодок',
    '839201748362',
    'password manager on a hill of tin',
    '😀🐟🌲🚲🌋🎻🧊🪁🦔🥨🧭🪐',
    '   spaces count too   ',
  ])('%j', async (password) => {
    expect(await whyWeak(password)).toBeNull();
  });
});

it('a short part of a name may be in it by chance', async () => {
  const lee = { name: 'lee', fullName: 'Li Lee', email: null };
  expect(await judgePassword('a quiet pond with lee herons', lee)).toEqual({ strength: 100, why: null });
});

it('a password is the same however a system writes its characters', async () => {
  const hash = await hashPassword('Zoe\u0308 rows twelve boats');
  expect(await verifyPassword(hash, 'Zo\u00eb rows twelve boats')).toBe(true);
  expect(await verifyPassword(hash, 'Zoe rows twelve boats')).toBe(false);
});

it('strength rises with what has to be guessed, and from the middle on a password is taken', async () => {
  const judged = [];
  for (const password of ['Password1234', 'Welcome to Rekey', '839201748362', 'a quiet pond with two herons'])
    judged.push(await judgePassword(password, ADA));
  expect(judged.map(({ strength, why }) => [strength >= 50, why === null])).toEqual([
    [false, false],
    [false, false],
    [true, true],
    [true, true],
  ]);
  const strengths = judged.map(({ strength }) => strength);
  expect(strengths).toEqual([...strengths].sort((one, other) => one - other));
});
