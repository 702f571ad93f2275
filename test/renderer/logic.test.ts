import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../main/host.ts';
import { lifetimesWithin } from '../../renderer/actions/lifetimes.ts';
import { call } from '../../renderer/bridge.ts';
import { auditSearch, filterCount, filterOf } from '../../renderer/pages/audit/audit-search.ts';
import { endsSession, Problem, problemOf, worthRetrying } from '../../renderer/problem.ts';

const NOW = Date.UTC(2026, 10, 25, 12, 0);

describe('the address of the audit page', () => {
  it('brings ids of digits back as text', () => {
    expect(auditSearch({ user: 42, entry: '7' })).toEqual({ user: '42', entry: 7 });
  });

  it('is not trusted', () => {
    const typed = {
      category: 'everything',
      outcome: '',
      range: 'ever',
      from: 'soon',
      entry: -1,
      staff: {},
      other: 1,
    };
    expect(auditSearch(typed)).toEqual({});
  });

  it('becomes a filter with times', () => {
    expect(filterOf({ range: 'hour' }, NOW).from).toBe(NOW - 3_600_000);
    expect(filterOf({ range: 'between', from: 5, to: 9 }, NOW)).toMatchObject({ from: 5, to: 9 });
    const withoutRange = filterOf({ from: 5, to: 9 }, NOW);
    expect([withoutRange.from, withoutRange.to]).toEqual([undefined, undefined]);
  });

  it('does not count the open entry as a filter', () => {
    expect(filterCount({ entry: 3 })).toBe(0);
    expect(filterCount({ staff: 'ada', range: 'today', entry: 3 })).toBe(2);
  });
});

describe('the lives of an emergency code', () => {
  it('stay within the policy and hold its default', () => {
    const emergencyCode = { minMinutes: 12, maxMinutes: 55, defaultMinutes: 40, readOut: false };
    const policy = { emergencyCode } as Parameters<typeof lifetimesWithin>[0];
    expect(lifetimesWithin(policy)).toEqual([12, 15, 20, 30, 40, 45, 55]);
  });
});

describe('the bridge', () => {
  afterEach(() => vi.unstubAllGlobals());

  function over(respond: () => Promise<Response>) {
    vi.stubGlobal('window', {});
    vi.stubGlobal('fetch', vi.fn(respond));
  }

  const caught = (path = 'users.view') =>
    call(path, { userId: '1' }).then(
      () => null,
      (error: unknown) => problemOf(error),
    );

  it('answers the data of an answer', async () => {
    over(async () => Response.json({ ok: true, data: { found: 1 } } satisfies Answer));
    expect(await call('users.view', { userId: '1' })).toEqual({ found: 1 });
  });

  it('posts the path and the input as JSON to the page’s own host', async () => {
    over(async () => Response.json({ ok: true, data: null } satisfies Answer));
    await call('users.view', { userId: '1' });
    const [address, request] = vi.mocked(fetch).mock.calls[0] ?? [];
    expect(address).toBe('/api/call');
    expect(request).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(String(request?.body))).toEqual({ path: 'users.view', input: { userId: '1' } });
  });

  it('takes the way over IPC where Electron laid one', async () => {
    over(async () => Response.error());
    vi.stubGlobal('window', { rekey: { call: async (path: string) => ({ ok: true, data: path }) } });
    expect(await call('users.view', null)).toBe('users.view');
    expect(fetch).not.toHaveBeenCalled();
  });

  it('throws what the console refused, word for word', async () => {
    const error = { code: 'OWN_ACCOUNT', message: 'Nothing was changed.', next: 'Ask a colleague.' };
    over(async () => Response.json({ ok: false, error } satisfies Answer));
    expect(await caught()).toMatchObject(error);
  });

  it('calls it uncertain when no answer came', async () => {
    over(async () => {
      throw new TypeError('Failed to fetch');
    });
    expect((await caught())?.code).toBe('CONSOLE_UNREACHABLE');
    over(async () => new Response('<html>', { status: 502 }));
    expect((await caught())?.code).toBe('CONSOLE_UNREACHABLE');
    vi.stubGlobal('window', { rekey: { call: () => Promise.reject(new Error('gone')) } });
    expect((await caught())?.code).toBe('CONSOLE_UNREACHABLE');
  });

  it('tells a window that is shut out from a console that is gone', async () => {
    over(async () => new Response('', { status: 403 }));
    expect((await caught())?.code).toBe('SHUT_OUT');
  });
});

describe('a problem', () => {
  it('is found behind what wrapped it', () => {
    const problem = Problem.unreachable();
    expect(problemOf(new Error('wrapped', { cause: problem }))).toBe(problem);
    expect(problemOf('a string').code).toBe('WINDOW');
  });

  it('is worth the very same attempt only when it was not a refusal', () => {
    expect(['CONSOLE_UNREACHABLE', 'DATABASE_UNREACHABLE', 'DATABASE_BUSY'].every(worthRetrying)).toBe(true);
    expect(['OWN_ACCOUNT', 'NOT_ENROLLED', 'CHANGED_SINCE', 'FRESH_CODE_REQUIRED'].some(worthRetrying)).toBe(
      false,
    );
  });

  it('ends the session only when it says so', () => {
    expect(['SIGNED_OUT', 'SESSION_LOCKED', 'SHUT_OUT'].every(endsSession)).toBe(true);
    expect(['FORBIDDEN', 'WRONG_CODE'].some(endsSession)).toBe(false);
  });
});
