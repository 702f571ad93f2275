/** What wants a code of the last minutes: refused without one before anything is done, and only to those who may do it. */

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { RekeyError } from '../../db/errors.ts';
import { ROLES } from '../../main/contract/permissions.ts';
import { openDemoDesk } from '../support/demo-desk.ts';
import { EVERY_PROCEDURE } from '../support/every-procedure.ts';
import type { WalkDesk } from '../support/walk-desk.ts';

const WANTED = [
  ...['actions.unlock', 'approvals.ask', 'audit.setRetention', 'bulk.run'],
  ...['mail.saveServer', 'mail.removeServer', 'mail.setLetterhead', 'mail.setTemplate'],
  ...['settings.save', 'settings.setMark', 'settings.setPolicy'],
  ...['staff.add', 'staff.setRole', 'staff.close', 'staff.reopen', 'staff.unlock', 'staff.invite'],
];

let desk: WalkDesk;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

describe.each(WANTED)('%s', (path) => {
  const procedure = EVERY_PROCEDURE[path];

  it.each(ROLES)('by %s with a code that is too old', async (role) => {
    const input = await procedure?.input?.(desk, role);
    const before = await desk.lastEntry();
    const stale = vi.spyOn(desk.services.session, 'requireFreshCode').mockImplementation(() => {
      throw new RekeyError('FRESH_CODE_REQUIRED');
    });
    const answer = await desk.ask(role, path, input).finally(() => stale.mockRestore());
    const entries = (await desk.entriesAfter(before)).map(({ detail }) => (detail as { code?: string }).code);
    const code = procedure?.roles.includes(role) ? 'FRESH_CODE_REQUIRED' : 'FORBIDDEN';
    expect(answer).toMatchObject({ ok: false, error: { code } });
    // The page asks for the code and goes on, so that is no refusal.
    expect(entries).toEqual(code === 'FORBIDDEN' ? ['FORBIDDEN'] : []);
  });
});
