/** Each procedure, called by each role and by nobody: who may, who may not, and what the log tells of either. */

import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appRouter } from '../../main/api/router.ts';
import { ROLES } from '../../main/contract/permissions.ts';
import { openDemoDesk } from '../support/demo-desk.ts';
import { EVERY_PROCEDURE } from '../support/every-procedure.ts';
import type { WalkDesk } from '../support/walk-desk.ts';

const PATHS = Object.keys(appRouter._def.procedures);

let desk: WalkDesk;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

it('classifies each procedure, and none that is not there', () => {
  expect(Object.keys(EVERY_PROCEDURE).sort()).toEqual([...PATHS].sort());
});

const WALKED = Object.entries(EVERY_PROCEDURE).filter(([, { roles }]) => roles !== 'anybody');
describe.each(WALKED)('%s', (path, procedure) => {
  it('is for those who are signed in', async () => {
    const before = await desk.lastEntry();
    const answer = await desk.ask(null, path, await procedure.input?.(desk, 'admin'));
    expect(answer).toMatchObject({ ok: false, error: { code: 'SIGNED_OUT' } });
    const names = (await desk.entriesAfter(before)).filter(({ outcome }) => outcome !== 'done');
    expect(names).toEqual([]);
  });

  it.each(ROLES.filter((role) => procedure.roles.includes(role)))(
    'is done for %s, and logged if it is a look or a change',
    async (role) => {
      const input = await procedure.input?.(desk, role);
      const before = await desk.lastEntry();
      const answer = await desk.ask(role, path, input);
      expect(answer).toMatchObject(
        procedure.answers ? { ok: false, error: { code: procedure.answers } } : { ok: true },
      );
      await settled(path);
      const entries = await desk.entriesAfter(before);
      if (procedure.entry === null) return expect(entries).toEqual([]);
      const outcome = procedure.answers ? expect.stringMatching(/^(refused|failed)$/) : 'done';
      const staff = procedure.byNobody ? null : expect.objectContaining({ name: desk.actors[role].name });
      expect(entries).toContainEqual(expect.objectContaining({ action: procedure.entry, outcome, staff }));
    },
  );

  it.each(ROLES.filter((role) => !procedure.roles.includes(role)))(
    'is refused to %s, which is logged',
    async (role) => {
      const input = await procedure.input?.(desk, role);
      const before = await desk.lastEntry();
      expect(await desk.ask(role, path, input)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
      expect(
        (await desk.entriesAfter(before)).map(({ action, outcome, staff, detail }) => [
          ...[action, outcome, staff?.name],
          (detail as { code?: string }).code,
        ]),
      ).toEqual([
        [procedure.refused ?? procedure.entry ?? 'look', 'refused', desk.actors[role].name, 'FORBIDDEN'],
      ]);
    },
  );
});

/** What goes on in the background and is told when it is over. */
async function settled(path: string): Promise<void> {
  const { audit } = desk.services;
  while (
    path === 'audit.startVerification' &&
    (await audit.verification(desk.actors.admin)).state === 'running'
  )
    await setTimeout(10);
}
