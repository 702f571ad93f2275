import { hash } from '@node-rs/argon2';
import { describe, expect, test } from 'vitest';
import { nextPage } from '../../db/platforms/reference/playbook.ts';
import {
  type Account,
  afterWrongCode,
  areFew,
  codeStands,
  codesLeft,
  findBackupCode,
  isLocked,
  judgeCode,
  mayPairWithoutCode,
  mayShowFirstCodes,
  passesGate,
  type StoredCode,
} from '../../main/services/sandbox/rules.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;
const KEY = Buffer.from('12345678901234567890');
const codeOf = (steps: number) => codeAt(KEY, stepAt(NOW) + steps);

describe('a code of the authenticator', () => {
  const fresh = { key: KEY, lastUsedStep: null };

  test.each([-1, 0, 1])('is accepted %i steps from now, with the step it belongs to', (steps) => {
    expect(judgeCode(fresh, codeOf(steps), NOW)).toEqual({ accepted: true, step: stepAt(NOW) + steps });
  });

  test.each([-2, 2])('is refused %i steps from now: that clock is too far off', (steps) => {
    expect(judgeCode(fresh, codeOf(steps), NOW)).toEqual({ accepted: false, because: 'wrong' });
  });

  test('is refused a second time, and so is an earlier one', () => {
    const used = { key: KEY, lastUsedStep: stepAt(NOW) };
    expect(judgeCode(used, codeOf(0), NOW)).toEqual({ accepted: false, because: 'used' });
    expect(judgeCode(used, codeOf(-1), NOW)).toEqual({ accepted: false, because: 'used' });
    expect(judgeCode(used, codeOf(1), NOW)).toMatchObject({ accepted: true });
  });

  test('may be typed with the space that apps show', () => {
    const code = codeOf(0);
    expect(judgeCode(fresh, `${code.slice(0, 3)} ${code.slice(3)}`, NOW)).toMatchObject({ accepted: true });
    const fullWidth = code.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
    expect(judgeCode(fresh, fullWidth, NOW)).toMatchObject({ accepted: true });
  });

  test.each(['', '12345', '1234567', 'abcdef', '７２３４５６７'])('%j is none', (typed) => {
    expect(judgeCode(fresh, typed, NOW)).toEqual({ accepted: false, because: 'not-a-code' });
  });
});

describe('a backup code', () => {
  const stored = async (code: string, changes: Partial<StoredCode> = {}): Promise<StoredCode> => ({
    id: code,
    kind: 'standard',
    hash: await hash(code, { memoryCost: 8, timeCost: 1 }),
    usedAt: null,
    expiresAt: null,
    ...changes,
  });

  test('is found however it is typed, and no other is', async () => {
    const codes = [await stored('0123456789'), await stored('7K3MQ9XV2A'), await stored('7K3MQ9XV2A0BC')];
    for (const typed of ['7k3mq-9xv2a', ' 7K3MQ 9XV2A ', '7k3mq9xv2a'])
      expect((await findBackupCode(codes, typed, NOW))?.id).toBe('7K3MQ9XV2A');
    for (const typed of [
      '7k3m-q9xv-2a0bc',
      '7K3M\u2212Q9XV\u20132A\u200bOBC',
      '７ｋ３ｍ ｑ９ｘｖ ２ａ０ｂｃ',
    ])
      expect((await findBackupCode(codes, typed, NOW))?.id).toBe('7K3MQ9XV2A0BC');
    expect((await findBackupCode(codes, 'OI234-56789', NOW))?.id).toBe('0123456789');
    for (const typed of ['7k3mq-9xv2b', '', '7k3mq', '7k3mq-9xv2a0'])
      expect(await findBackupCode(codes, typed, NOW)).toBeNull();
  });

  test('of ten characters, stored before codes became longer, is still found', async () => {
    const earlier = await stored('old', {
      hash: '$argon2id$v=19$m=19456,t=2,p=1$gOOJWjw0uW6KFCDuQQpWYA$c699c3vS8bNB/F5Nb3XcoJvwjYkb/93upP2UNEmaq8g',
    });
    expect((await findBackupCode([earlier], '7K3MQ 9XV2A', NOW))?.id).toBe('old');
  });

  test('is refused once it was used, and from its end on', async () => {
    const used = await stored('7K3MQ9XV2A', { usedAt: NOW - 1 });
    const ended = await stored('7K3MQ9XV2A', { kind: 'emergency', expiresAt: NOW });
    expect(await findBackupCode([used, ended], '7k3mq-9xv2a', NOW)).toBeNull();
    expect((await findBackupCode([used, ended], '7k3mq-9xv2a', NOW - 1))?.kind).toBe('emergency');
    expect(codeStands(used, NOW)).toBe(false);
  });

  test('counts as left while it stands; an emergency code is none of the set', async () => {
    const codes = [
      await stored('A', { usedAt: 1 }),
      await stored('B'),
      await stored('C'),
      await stored('D', { kind: 'emergency', expiresAt: NOW + 1 }),
    ];
    expect(codesLeft(codes, NOW)).toBe(2);
    expect([3, 2, 1, 0].map(areFew)).toEqual([false, true, true, true]);
  });
});

describe('wrong codes', () => {
  test('lock at the fifth for half an hour, and at the tenth until support helps or for thirty days', () => {
    let account: Pick<Account, 'failedAttempts' | 'lockedUntil'> = { failedAttempts: 0, lockedUntil: null };
    const locks: (number | null)[] = [];
    for (let number = 1; number <= 11; number += 1) {
      account = { ...afterWrongCode({ ...account, lockedUntil: null }, NOW) };
      locks.push(account.lockedUntil && account.lockedUntil - NOW);
    }
    const month = 30 * 24 * 60 * MINUTE;
    expect(locks).toEqual([null, null, null, null, 30 * MINUTE, null, null, null, null, month, month]);
  });

  test('a lock ends at its time', () => {
    expect(isLocked({ lockedUntil: NOW + 1 }, NOW)).toBe(true);
    expect(isLocked({ lockedUntil: NOW }, NOW)).toBe(false);
    expect(isLocked({ lockedUntil: null }, NOW)).toBe(false);
  });
});

describe('the next page after the password', () => {
  const account: Account = { status: 'active', required: true, failedAttempts: 0, lockedUntil: null };
  test.each([
    ['code', 'enrolled', account, true],
    ['pair', 'reset by support', account, false],
    ['gate', 'disabled, or never enrolled', { ...account, required: false }, false],
    ['locked', 'locked', { ...account, lockedUntil: NOW + 1 }, true],
    ['code', 'locked until a moment ago', { ...account, lockedUntil: NOW }, true],
    [
      'suspended',
      'suspended, whatever else',
      { ...account, status: 'suspended', lockedUntil: NOW + 1 },
      true,
    ],
  ] as const)('is %s for who is %s', (page, _who, of, enrolled) => {
    expect(nextPage(of, enrolled, NOW)).toBe(page);
  });
});

describe('the gate', () => {
  test('lets a user without 2FA reach the Profile area only', () => {
    const visitor = { signedIn: true, enrolled: false };
    expect(passesGate('profile', visitor)).toBe(true);
    expect(passesGate('public', visitor)).toBe(true);
    expect(passesGate('inside', visitor)).toBe(false);
  });
  test('lets a user with 2FA in', () => {
    expect(passesGate('inside', { signedIn: true, enrolled: true })).toBe(true);
  });
  test('lets nobody past login who is not signed in', () => {
    for (const area of ['profile', 'inside'] as const)
      expect(passesGate(area, { signedIn: false, enrolled: true })).toBe(false);
    expect(passesGate('public', { signedIn: false, enrolled: false })).toBe(true);
  });
});

describe('what needs no code', () => {
  const code: StoredCode = { id: '1', kind: 'standard', hash: '', usedAt: null, expiresAt: null };
  test('the first codes, right after the pairing and once', () => {
    expect(mayShowFirstCodes(NOW, [], NOW + MINUTE)).toBe(true);
    expect(mayShowFirstCodes(NOW, [{ ...code, kind: 'emergency' }], NOW)).toBe(true);
    expect(mayShowFirstCodes(NOW, [{ ...code, usedAt: NOW }], NOW)).toBe(false);
    expect(mayShowFirstCodes(NOW, [], NOW + 15 * MINUTE)).toBe(false);
    expect(mayShowFirstCodes(null, [], NOW)).toBe(false);
  });
  test('another app, for half an hour after a login with a backup code', () => {
    const session = { openedWith: 'backup-code', createdAt: NOW } as const;
    expect(mayPairWithoutCode(session, NOW + 29 * MINUTE)).toBe(true);
    expect(mayPairWithoutCode(session, NOW + 30 * MINUTE)).toBe(false);
    expect(mayPairWithoutCode({ ...session, openedWith: 'code' }, NOW)).toBe(false);
    expect(mayPairWithoutCode({ ...session, openedWith: 'password' }, NOW)).toBe(false);
  });
});
