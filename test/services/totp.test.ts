import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  codeAt,
  matchCode,
  newSecret,
  otpauthUri,
  STEP_SECONDS,
  stepAt,
  toBase32,
} from '../../main/services/totp.ts';
import { find } from '../support/find.ts';
import { missing } from '../support/parts.ts';

/** RFC 6238, appendix B, the SHA-1 rows: seconds, and the 8 digits of which 6-digit codes are the last 6. */
const RFC_KEY = Buffer.from('12345678901234567890');
const RFC_VECTORS: [seconds: number, eightDigits: string][] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
];

describe('codes of RFC 6238', () => {
  it.each(RFC_VECTORS)('at %i s are the last six digits of %s', (seconds, eightDigits) => {
    expect(codeAt(RFC_KEY, stepAt(seconds * 1000))).toBe(eightDigits.slice(2));
  });

  it('change exactly at the start of a step', () => {
    expect(stepAt(29_999)).toBe(0);
    expect(stepAt(30_000)).toBe(1);
    expect(STEP_SECONDS).toBe(30);
  });

  it('are made from the 80-bit keys that many platforms still have', () => {
    expect(codeAt(Buffer.from('0123456789'), 5)).toMatch(/^\d{6}$/);
  });
});

describe.skipIf(missing('oathtool'))('judged by oathtool', () => {
  it('codes are the same for new keys, at any time', () => {
    for (const seconds of [0, 29, 30, 1_767_225_599, 1_767_225_600, 4_102_444_800, 20_000_000_000]) {
      const key = newSecret();
      const options = ['--totp=sha1', '--digits=6', '--time-step-size=30s', `--now=@${seconds}`, '--base32'];
      // The key goes in by stdin, as it should: arguments are seen by everybody on a machine.
      const printed = execFileSync(find('oathtool') as string, [...options, '-'], {
        input: toBase32(key),
        encoding: 'utf8',
      });
      expect(codeAt(key, stepAt(seconds * 1000))).toBe(printed.trim());
    }
  });
});

describe('matching a code', () => {
  const now = 1_700_000_010_000;
  const step = stepAt(now);

  it('finds the step and how far the clock that made it is off', () => {
    expect(matchCode(RFC_KEY, codeAt(RFC_KEY, step), now, 1)).toEqual({ step, offsetSteps: 0 });
    expect(matchCode(RFC_KEY, codeAt(RFC_KEY, step - 1), now, 1)).toEqual({
      step: step - 1,
      offsetSteps: -1,
    });
    expect(matchCode(RFC_KEY, codeAt(RFC_KEY, step + 1), now, 1)).toEqual({ step: step + 1, offsetSteps: 1 });
    expect(matchCode(RFC_KEY, codeAt(RFC_KEY, step + 20), now, 20)).toEqual({
      step: step + 20,
      offsetSteps: 20,
    });
  });

  it('refuses what lies outside the window', () => {
    expect(matchCode(RFC_KEY, codeAt(RFC_KEY, step + 2), now, 1)).toBeNull();
    expect(matchCode(RFC_KEY, codeAt(RFC_KEY, step - 21), now, 20)).toBeNull();
    expect(matchCode(RFC_KEY, codeAt(RFC_KEY, step + 1), now, 0)).toBeNull();
  });

  it('refuses the code of another key', () => {
    expect(matchCode(Buffer.alloc(20, 7), codeAt(RFC_KEY, step), now, 1)).toBeNull();
  });

  it('takes the nearest step when two steps share a code, the earlier of two equally near', () => {
    const [early, late] = [56721294, 56721310];
    const code = codeAt(RFC_KEY, early);
    expect(codeAt(RFC_KEY, late)).toBe(code);
    const matchedAt = (current: number) => matchCode(RFC_KEY, code, current * 30_000, 20)?.step;
    expect(matchedAt(early)).toBe(early);
    expect(matchedAt(late)).toBe(late);
    expect(matchedAt(early + 9)).toBe(late);
    expect(matchedAt(early + 7)).toBe(early);
    expect(matchedAt(early + 8)).toBe(early);
  });

  it('takes a code with spaces and dashes in it', () => {
    const code = codeAt(RFC_KEY, step);
    expect(matchCode(RFC_KEY, ` ${code.slice(0, 3)} ${code.slice(3)} `, now, 1)?.step).toBe(step);
    expect(matchCode(RFC_KEY, `${code.slice(0, 3)}–${code.slice(3)}`, now, 1)?.step).toBe(step);
  });

  it.each(['', '12345', '1234567', '12345a', '١٢٣٤٥٦', '123456', '-12345', '1e5000', '0x1234', '😀😀😀'])(
    'refuses %j without failing',
    (text) => {
      expect(matchCode(Buffer.alloc(20, 9), text, now, 1)).toBeNull();
    },
  );

  it('works at the epoch, where there are no earlier steps', () => {
    expect(matchCode(RFC_KEY, codeAt(RFC_KEY, 0), 0, 20)).toEqual({ step: 0, offsetSteps: 0 });
  });
});

describe('a pairing', () => {
  it('has a new 160-bit key each time', () => {
    const keys = Array.from({ length: 50 }, newSecret);
    expect(keys.every((key) => key.length === 20)).toBe(true);
    expect(new Set(keys.map(toBase32)).size).toBe(50);
  });

  it('writes its key as Base32 of RFC 4648 without padding', () => {
    expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
    expect(toBase32(Buffer.from('12345678901234567890'))).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  });

  it('has a URI that authenticator apps read', () => {
    const uri = new URL(otpauthUri({ issuer: 'Rekey console', account: 'ada+1@example.org', key: RFC_KEY }));
    expect(uri.protocol).toBe('otpauth:');
    expect(uri.host).toBe('totp');
    expect(decodeURIComponent(uri.pathname)).toBe('/Rekey console:ada+1@example.org');
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
      issuer: 'Rekey console',
    });
  });

  it('keeps a colon in a name from changing where the account begins', () => {
    const uri = new URL(otpauthUri({ issuer: 'Rekey: staging', account: 'a:b', key: RFC_KEY }));
    expect(decodeURIComponent(uri.pathname)).toBe('/Rekey staging:a b');
    expect(uri.searchParams.get('issuer')).toBe('Rekey staging');
  });
});
