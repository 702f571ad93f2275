/** Each command, run by each role and by nobody: who may, who may not, and what the log tells of either. */

import type { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../main/cli/program.ts';
import { ROLES, type Role } from '../../main/contract/permissions.ts';
import { type Failure, rekey } from '../support/command-line.ts';
import { openDemoDesk } from '../support/demo-desk.ts';
import { EVERY_COMMAND } from '../support/every-command.ts';
import type { WalkDesk } from '../support/walk-desk.ts';

/** What comes before the command's own work: a seat, and whom a USER means. Requests are fetched before they are listed. */
const BEFORE = ['sign-in', 'search-users', 'requests-received'];

let desk: WalkDesk;
beforeAll(async () => {
  desk = await openDemoDesk();
});
afterAll(() => desk.close());

it('classifies each command, and none that is not there', () => {
  const program = buildProgram(async () => {}, '0.0.0');
  expect(Object.keys(EVERY_COMMAND).sort()).toEqual(namesOf(program).sort());
});

const WALKED = Object.entries(EVERY_COMMAND);

describe.each(WALKED.filter(([, { roles }]) => roles !== 'anybody'))('%s', (name, command) => {
  it('says who acts', async () => {
    const args = await command.args(desk, 'admin');
    const before = await desk.lastEntry();
    const { status, code } = await run([...name.split(' '), ...args]);
    expect([status, code]).toEqual([2, 'USAGE']);
    expect(await desk.entriesAfter(before)).toEqual([]);
  });

  it.each(ROLES.filter((role) => command.roles.includes(role)))(
    'is done for %s, and logged if it is a look or a change',
    async (role) => {
      const args = await command.args(desk, role);
      const before = await desk.lastEntry();
      const { code } = await run([...name.split(' '), ...args], role);
      expect(code).toBe(command.answers ?? null);
      const entries = await desk.entriesAfter(before);
      const staff = desk.actors[role].name;
      expect(entries.filter((entry) => entry.outcome !== 'done').map(({ action }) => action)).toEqual(
        command.answers ? [command.entry] : [],
      );
      const own = entries.filter((entry) => entry.staff?.name === staff).map(({ action }) => action);
      if (command.entry !== null) expect(own).toContain(command.entry);
      else expect(own.filter((action) => !BEFORE.includes(action))).toEqual([]);
    },
  );

  it.each(ROLES.filter((role) => !command.roles.includes(role)))(
    'is refused to %s, which is logged',
    async (role) => {
      const { refused = command.entry ?? 'look' } = command;
      const tried = typeof refused === 'string' ? refused : refused(role);
      const args = await command.args(desk, role);
      const before = await desk.lastEntry();
      expect((await run([...name.split(' '), ...args], role)).code).toBe('FORBIDDEN');
      const entries = await desk.entriesAfter(before);
      expect(
        entries
          .filter(({ action }) => !BEFORE.includes(action) || action === command.entry)
          .map(({ action, outcome, staff }) => [action, outcome, staff?.name]),
      ).toEqual([[tried, 'refused', desk.actors[role].name]]);
    },
  );
});

describe.each(WALKED.filter(([, { roles }]) => roles === 'anybody'))('%s', (name, command) => {
  it('needs no sign-in, and is logged if it shows what was logged', async () => {
    const before = await desk.lastEntry();
    const { code } = await run([...name.split(' '), ...(await command.args(desk, 'admin'))]);
    expect(code).toBe(command.answers ?? null);
    const entries = await desk.entriesAfter(before);
    expect(entries.map(({ action, staff }) => [action, staff])).toEqual(
      command.entry === null ? [] : [[command.entry, null]],
    );
  });
});

async function run(args: string[], role?: Role): Promise<{ status: number; code: string | null }> {
  const as = role ? ['--as', desk.actors[role].name] : [];
  const { status, stdout } = await rekey([...args, '--json', ...as], desk.environment);
  const value = stdout.startsWith('{"error":') ? (JSON.parse(stdout) as Failure) : null;
  return { status, code: value?.error.code ?? null };
}

/** Of what can be run: a group with something of its own to do, too. */
function namesOf(command: Command, path: readonly string[] = []): string[] {
  const { _actionHandler: own } = command as unknown as { _actionHandler: unknown };
  const inner = command.commands.flatMap((child) => namesOf(child, [...path, child.name()]));
  return own ? [path.join(' '), ...inner] : inner;
}
