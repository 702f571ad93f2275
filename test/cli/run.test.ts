/** The command line in this process: what needs no console, and what a real process can not be given. */
import { describe, expect, test } from 'vitest';
import { Interruption } from '../../main/cli/interruption.ts';
import { deliver, type Report } from '../../main/cli/report.ts';
import { run } from '../../main/cli/run.ts';
import type { Terminal, WriteFailure } from '../../main/cli/terminal.ts';

function fakeTerminal(changes: Partial<Terminal> = {}) {
  const heard = { out: '', err: '' };
  const terminal: Terminal = {
    // A directory that can not be made: whoever opens the console by mistake fails.
    env: { REKEY_DATA_DIR: '/dev/null/nowhere' },
    out: async (text) => {
      heard.out += text;
      return null;
    },
    err: (text) => {
      heard.err += text;
    },
    watched: false,
    outGoesNowhere: false,
    ask: async () => null,
    readLine: async () => '',
    ...changes,
  };
  return { terminal, heard };
}

async function runHere(argv: readonly string[], changes: Partial<Terminal> = {}) {
  const { terminal, heard } = fakeTerminal(changes);
  const status = await run(argv, { terminal, interruption: new Interruption(() => {}), version: '1.2.3' });
  return { status, ...heard };
}

const ACTION = ['issue-backup-codes', '12', '--as', 'sam', '--reason', 'lost-phone'];

describe('a wrong command line', () => {
  test.each([
    ['no command', []],
    ['an unknown command', ['look']],
    ['an unknown option', ['lookup', 'ann', '--wide']],
    ['a missing argument', ['status']],
    ['one argument too many', ['status', '12', '13']],
    ['an action without a reason', ['unlock', '12', '--as', 'sam']],
    ['a reason that there is not', ['unlock', '12', '--as', 'sam', '--reason', 'boredom']],
    ['an action id that is no UUID', [...ACTION, '--action-id', '1']],
    [
      'minutes that are no number',
      ['issue-emergency-code', '12', '--reason', 'lost-phone', '--minutes', 'ten'],
    ],
    ['disabling without the username', ['disable-2fa', '12', '--as', 'sam', '--reason', 'lost-phone']],
    ['a half command', ['audit']],
    ['an unknown half', ['audit', 'edit']],
    ['a time that is none', ['audit', 'list', '--from', 'yesterday']],
    ['a role that there is not', ['staff', 'add', 'kim', '--full-name', 'Kim', '--role', 'king']],
    ['an option without its value', ['lookup', 'ann', '--as']],
  ])('%s: exit 2, usage on stderr, nothing on stdout', async (_name, argv) => {
    const { status, out, err } = await runHere(argv);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/Usage: rekey/);
    expect(err).not.toMatch(/\n\s+at /);
  });

  test('with --json it is told as one JSON value as well', async () => {
    const { status, out, err } = await runHere(['status', '--json']);
    expect(status).toBe(2);
    expect(out.match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(out)).toEqual({
      error: {
        code: 'USAGE',
        message: "Missing required argument 'user'.",
        next: expect.stringContaining('Usage: rekey status'),
        facts: {},
      },
    });
    expect(err).toContain("Missing required argument 'user'");
  });

  test('usage names the command that was meant', async () => {
    const { err } = await runHere(['audit', 'list', '--limit', '0']);
    expect(err).toContain('Usage: rekey audit list');
    expect(err).toContain('from 1 to 10000');
  });

  test('a wrong value is told without driving the terminal', async () => {
    const { err } = await runHere(['audit', '\u001b[2Jlist']);
    expect(err).not.toContain('\u001b');
  });
});

test('help and version go to stdout', async () => {
  const help = await runHere(['--help']);
  expect(help.status).toBe(0);
  expect(help.out).toContain('issue-emergency-code');
  expect(help.err).toBe('');
  expect(await runHere(['--version'])).toMatchObject({ status: 0, out: '1.2.3\n', err: '' });
});

test('the help of each command names its options and those of all', async () => {
  const { out } = await runHere(['disable-2fa', '--help']);
  for (const option of [
    '--confirm',
    '--reason',
    '--reason-text',
    '--ticket',
    '--action-id',
    '--as',
    '--json',
  ]) {
    expect(out).toContain(option);
  }
});

describe('codes that would be lost', () => {
  test.each([
    ['issue-backup-codes', []],
    ['issue-emergency-code', []],
  ])('%s is not even begun when stdout goes nowhere', async (command, more) => {
    const { status, err } = await runHere([command, '12', '--as', 'sam', '--reason', 'lost-phone', ...more], {
      outGoesNowhere: true,
    });
    expect(status).toBe(2);
    expect(err).toContain('Nothing was done');
  });

  test('the first password of a colleague neither', async () => {
    const argv = ['staff', 'add', 'kim', '--full-name', 'Kim', '--role', 'lead', '--as', 'ada'];
    const { status, err } = await runHere(argv, { outGoesNowhere: true });
    expect(status).toBe(2);
    expect(err).toContain('Nothing was done');
  });
});

describe('delivering', () => {
  const report: Report = { value: { codes: ['x'] }, text: 'x\n', note: 'a note', exit: 0 };
  const failing = (failure: WriteFailure) => fakeTerminal({ out: async () => failure });

  test('a reader who has had enough is no failure', async () => {
    const { terminal, heard } = failing('reader-gone');
    expect(await deliver(report, false, terminal)).toBe(0);
    expect(heard.err).toBe('a note\n');
  });

  test('a full disk is', async () => {
    const { terminal, heard } = failing('failed');
    expect(await deliver(report, true, terminal)).toBe(1);
    expect(heard.err).toContain('could not be written');
  });

  test.each(['reader-gone', 'failed'] as const)(
    'what is shown once only must reach its reader: %s',
    async (failure) => {
      const { terminal, heard } = failing(failure);
      expect(await deliver({ ...report, onceOnly: 'It is lost.' }, false, terminal)).toBe(1);
      expect(heard.err).toContain('It is lost.');
    },
  );
});
