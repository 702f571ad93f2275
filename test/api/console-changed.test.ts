/** What was typed on a page of one console is not taken by another one that was opened meanwhile. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../../main/api/call.ts';
import type { Seat } from '../../main/host.ts';
import { openDemoDesk } from '../support/demo-desk.ts';
import { HOST, type WalkDesk } from '../support/walk-desk.ts';

let desk: WalkDesk;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

const ask = (seat: Seat, path: string, input: unknown) =>
  call({ seat, host: HOST, services: desk.services }, path, input);

it.each([
  ['session.signInDemo', { name: 'lena' }],
  ['session.signIn', { name: 'lena', password: 'x', code: '' }],
  ['session.createFirstAdmin', { name: 'a', fullName: 'A', email: null, password: 'seven wooden ladders' }],
  ['session.openProfile', { name: null }],
])('%s of another console is refused', async (path, input) => {
  const answer = await ask('one' as Seat, path, { ...input, console: randomUUID() });
  expect(answer).toMatchObject({ ok: false, error: { code: 'CONSOLE_CHANGED' } });
});

it('takes what was typed on its own page, and knows who works there', async () => {
  const { session } = desk.services;
  const seat = 'two' as Seat;
  const before = session.occupied();
  const own = { name: 'lena', console: desk.services.id };
  expect(await ask(seat, 'session.signInDemo', own)).toMatchObject({ ok: true });
  expect(session.occupied()).toBe(true);
  await session.signOut(seat);
  expect(session.occupied()).toBe(before);
});
