/** An entry's evidence, approval, request and refusal, in words. */
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../db/audit/entry.ts';
import { circumstancesOf } from '../../renderer/words/circumstances.ts';

const AT = new Date(2026, 10, 25, 14, 5).getTime();
const CALL_BACK = { kind: 'call-back', weight: 2, by: 'sam', at: AT, who: 'Mia', note: 'by telephone' };

const action = (detail: JsonValue) => circumstancesOf({ category: 'action', outcome: 'done', detail });

describe('what an entry says beside who did what', () => {
  it('is on what evidence, approved by whom and for which request, and nothing of it twice', () => {
    const told = action({
      evidence: [CALL_BACK],
      approvedBy: 'lena',
      approvalId: 3,
      requestId: 12,
      codes: 10,
    });
    expect(told).toEqual({
      evidence: ['Call back by sam (Mia: by telephone), 25 Nov 2026, 14:05'],
      approved: 'lena',
      because: null,
      requestId: 12,
      bulkId: null,
      rest: { approvalId: 3, codes: 10 },
    });
  });

  it('is that none was demanded, where an action was done without', () => {
    expect(action({ codes: 10 })).toMatchObject({
      evidence: ['none was demanded by the policy'],
      approved: 'nobody had to',
    });
    expect(action({ bulkId: 4 })).toMatchObject({
      evidence: ['none: by a list'],
      approved: 'whoever approved the bulk change',
      bulkId: 4,
      rest: null,
    });
  });

  it('is nothing about evidence where none is asked of anybody', () => {
    const look = circumstancesOf({ category: 'view', outcome: 'done', detail: { code: 'kept' } });
    expect(look).toMatchObject({ evidence: null, approved: null, because: null, rest: { code: 'kept' } });
  });

  it('is why a rule said no, also by a code that is newer than these words', () => {
    const refused = (code: string) =>
      circumstancesOf({ category: 'action', outcome: 'refused', detail: { code } });
    expect(refused('VERIFICATION_REQUIRED')).toEqual({
      evidence: null,
      approved: null,
      because: 'too little was known of the caller',
      requestId: null,
      bulkId: null,
      rest: null,
    });
    expect(refused('MOON_TOO_FULL').because).toBe('moon too full');
  });

  it('is shown as it stands where another hand wrote the evidence', () => {
    expect(action({ evidence: ['email-code', { odd: 1 }] }).evidence).toEqual(['email-code', '{"odd":1}']);
    expect(action('not JSON: {').rest).toBe('not JSON: {');
  });
});
