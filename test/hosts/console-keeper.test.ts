import { expect, it } from 'vitest';
import type { Console } from '../../main/console.ts';
import type { Answer, Seat } from '../../main/host.ts';
import { keepConsole } from '../../main/hosts/console-keeper.ts';

const SEAT = 'seat' as Seat;

/** Consoles that answer with their number; `hold`: the answer waits for `release`. */
function consoles() {
  const closed: number[] = [];
  const left: number[] = [];
  const opened: { profile: string | null; reopen: () => Promise<void> }[] = [];
  const waiting: (() => void)[] = [];
  let failing = false;
  const open = async (profile: string | null, reopen: () => Promise<void>): Promise<Console> => {
    if (failing) throw new Error('it cannot be opened');
    const number = opened.push({ profile, reopen });
    return {
      call: async (_seat, path): Promise<Answer> => {
        if (path === 'hold') await new Promise<void>((release) => waiting.push(release));
        if (path === 'reopen') await reopen();
        return { ok: true, data: number };
      },
      leave: () => void left.push(number),
      close: async () => void closed.push(number),
    };
  };
  return {
    ...{ open, opened, closed, left },
    release: () => {
      for (const go of waiting.splice(0)) go();
    },
    fail: (fails: boolean) => {
      failing = fails;
    },
  };
}

it('answers by the next console once it is open, and closes the one before when nobody waits for it any more', async () => {
  const room = consoles();
  const kept = await keepConsole(room.open, null);
  const slow = kept.call(SEAT, 'hold', null);
  await kept.reopen();
  expect(await kept.call(SEAT, 'any', null)).toEqual({ ok: true, data: 2 });
  expect(room.closed).toEqual([]);
  room.release();
  expect(await slow).toEqual({ ok: true, data: 1 });
  await expect.poll(() => room.closed).toEqual([1]);
  kept.leave(SEAT);
  expect(room.left).toEqual([2]);
  await kept.close();
  expect(room.closed).toEqual([1, 2]);
});

it('answers the very call that asked for another console', async () => {
  const room = consoles();
  const kept = await keepConsole(room.open, null);
  expect(await kept.call(SEAT, 'reopen', null)).toEqual({ ok: true, data: 1 });
  expect(await kept.call(SEAT, 'any', null)).toEqual({ ok: true, data: 2 });
  await expect.poll(() => room.closed).toEqual([1]);
});

it('goes on with the one it has where another cannot be opened, and opens one later', async () => {
  const room = consoles();
  const kept = await keepConsole(room.open, null);
  room.fail(true);
  await expect(kept.reopen()).rejects.toThrow('it cannot be opened');
  expect(await kept.call(SEAT, 'any', null)).toEqual({ ok: true, data: 1 });
  expect(room.closed).toEqual([]);
  room.fail(false);
  await kept.reopen();
  expect(await kept.call(SEAT, 'any', null)).toEqual({ ok: true, data: 2 });
});

it('opens one after the other when asked twice at once, and none after the end', async () => {
  const room = consoles();
  const kept = await keepConsole(room.open, null);
  await Promise.all([kept.reopen(), kept.reopen()]);
  expect(room.opened).toHaveLength(3);
  await expect.poll(() => room.closed).toEqual([1, 2]);
  await kept.close();
  await kept.reopen();
  expect(room.opened).toHaveLength(3);
  expect(room.closed).toEqual([1, 2, 3]);
});

it('stays on the profile that it was asked for last, and on the one before where that cannot be opened', async () => {
  const room = consoles();
  const kept = await keepConsole(room.open, 'shop');
  await kept.reopen('test');
  await kept.reopen();
  room.fail(true);
  await expect(kept.reopen(null)).rejects.toThrow('it cannot be opened');
  room.fail(false);
  await kept.reopen();
  await kept.reopen(null);
  expect(room.opened.map(({ profile }) => profile)).toEqual(['shop', 'test', 'test', 'test', null]);
});

it('stays where it is when it is refused at the last moment', async () => {
  const room = consoles();
  const kept = await keepConsole(room.open, null);
  const refuse = () => {
    throw new Error('somebody is there');
  };
  await expect(kept.reopen('shop', refuse)).rejects.toThrow('somebody is there');
  expect(room.closed).toEqual([2]);
  expect(await kept.call(SEAT, 'any', null)).toEqual({ ok: true, data: 1 });
});

it('says why the first one cannot be opened', async () => {
  const room = consoles();
  room.fail(true);
  await expect(keepConsole(room.open, null)).rejects.toThrow('it cannot be opened');
});
