/** A console that goes away and comes back, as the page's own queries meet it: with the clock of the test. */
import type { QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const answer = (data: unknown) => new Response(JSON.stringify({ ok: true, data }), { status: 200 });

describe('a console that is away', () => {
  const asked: string[] = [];
  let respond: (path: string) => Response | Promise<Response>;
  let close = () => {};

  beforeEach(async () => {
    vi.useFakeTimers();
    vi.resetModules();
    asked.length = 0;
    // Before the library is loaded: without a window it polls nothing.
    vi.stubGlobal('window', {});
    vi.stubGlobal('fetch', async (_address: string, { body }: { body: string }) => {
      const { path } = JSON.parse(body) as { path: string };
      asked.push(path);
      return respond(path);
    });
    const { QueryObserver: Observer } = await import('@tanstack/react-query');
    const { queryClient, trpc } = await import('../../renderer/trpc.ts');
    const { surroundings } = await import('../../renderer/session/session.ts');
    respond = (path) => answer(path === 'session.view' ? { session: { state: 'signed-in' } } : { count: 0 });
    queryClient.mount();
    const observers = [
      new Observer(queryClient, surroundings() as never),
      new Observer(
        queryClient,
        trpc.approvals.pending.queryOptions(undefined, { refetchInterval: 2_000 }) as never,
      ),
    ] as QueryObserver[];
    const stops = observers.map((observer) => observer.subscribe(() => {}));
    close = () => {
      for (const stop of stops) stop();
      queryClient.unmount();
      queryClient.clear();
    };
    await vi.advanceTimersByTimeAsync(100);
    expect(asked.sort()).toEqual(['approvals.pending', 'session.view']);
    asked.length = 0;
  });
  afterEach(() => {
    close();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const count = (path: string) => asked.filter((one) => one === path).length;

  it.each([
    ['does not know this window any more', async () => new Response('', { status: 401 })],
    ['does not answer', async () => Promise.reject(new TypeError('Failed to fetch'))],
  ])(
    'is asked with growing pauses when it %s, and the page goes on by itself when it is back',
    async (_what, away) => {
      const there = respond;
      respond = away;
      await vi.advanceTimersByTimeAsync(12_000);
      asked.length = 0;
      await vi.advanceTimersByTimeAsync(5_000);
      expect(count('session.view')).toBeLessThanOrEqual(4);
      await vi.advanceTimersByTimeAsync(60_000);
      asked.length = 0;
      await vi.advanceTimersByTimeAsync(10 * 60_000);
      // Half of the longest pause to the whole of it.
      expect(count('session.view')).toBeGreaterThanOrEqual(20);
      expect(count('session.view')).toBeLessThanOrEqual(41);
      // What else is looked at waits.
      expect(count('approvals.pending')).toBe(0);
      respond = there;
      asked.length = 0;
      await vi.advanceTimersByTimeAsync(30_000);
      expect(count('session.view')).toBeGreaterThanOrEqual(1);
      expect(count('approvals.pending')).toBeGreaterThanOrEqual(1);
    },
  );

  it('has one look at a time, however many calls failed at once', async () => {
    const { client, queryClient, trpc } = await import('../../renderer/trpc.ts');
    let running = 0;
    let most = 0;
    respond = async (path) => {
      if (path !== 'session.view') return new Response('', { status: 401 });
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 500));
      running -= 1;
      return new Response('', { status: 401 });
    };
    for (let n = 1; n <= 20; n += 1) {
      void queryClient
        .fetchQuery({ ...trpc.requests.view.queryOptions({ id: n }), networkMode: 'always' } as never)
        .catch(() => {});
      void client.session.touch.mutate().catch(() => {});
    }
    await vi.advanceTimersByTimeAsync(5_000);
    expect(most).toBe(1);
  });
});

it('pauses grow from half a second to half a minute, by chance within a half', async () => {
  const { pauseAfter } = await import('../../renderer/session/reach.ts');
  expect([1, 2, 3, 4, 5, 6, 60].map((n) => pauseAfter(n, 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
  ]);
  expect(pauseAfter(3, 0)).toBe(2_000);
});
