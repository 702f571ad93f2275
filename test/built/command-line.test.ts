/** The command line as a process: signals, pipes that break, streams that are closed. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type Database, rowsOf } from '../../db/database.ts';
import { newSecret } from '../../main/services/totp.ts';
import { environmentFor, openWorld, signedInAs } from '../cli/world.ts';
import { type Environment, type Failure, oneValue } from '../support/command-line.ts';
import { forEachDatabase, onMariaDb } from '../support/databases.ts';
import { addPerson } from '../support/people.ts';
import { waiveEvidenceOfDemo } from '../support/waive-evidence.ts';
import { CLI, finished, rekey, startRekey } from './command-line-process.ts';

let demo: Environment;

beforeAll(async () => {
  demo = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'demo-')) };
  await rekey(['lookup', 'x', '--as', 'sam'], demo);
  await waiveEvidenceOfDemo(demo.REKEY_DATA_DIR ?? '');
});

const ISSUE = ['issue-backup-codes', '1012', '--reason', 'lost-phone', '--as', 'sam'];
const LOOKUP = ['lookup', '@example.org', '--as', 'sam'];

function shell(line: string) {
  return finished(
    spawn('sh', ['-c', line, 'sh', process.execPath, CLI], {
      env: { PATH: process.env.PATH, ...demo },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

describe('what a script gets', () => {
  test('on success: exit 0, one JSON value, nothing on stderr', async () => {
    const { status, stdout, stderr } = await rekey(['lookup', '#1012', '--as', 'sam', '--json'], demo);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(oneValue(stdout)).toMatchObject({ users: [{ username: 'mara.lindqvist' }], nextCursor: null });
  });

  test('when refused: exit 1, the error as one JSON value, and in words on stderr', async () => {
    const { status, stdout, stderr } = await rekey(['status', 'nobody', '--as', 'sam', '--json'], demo);
    expect(status).toBe(1);
    expect(oneValue<Failure>(stdout).error.code).toBe('USER_NOT_FOUND');
    expect(stderr).toContain('There is no such user');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('when it is not understood: exit 2, the same', async () => {
    const { status, stdout, stderr } = await rekey(['status', '1012', '--sa', 'sam', '--json'], demo);
    expect(status).toBe(2);
    expect(oneValue<Failure>(stdout).error.code).toBe('USAGE');
    expect(stderr).toContain('Usage: rekey status');
  });

  test('what was typed is not echoed with escape sequences in it', async () => {
    const { stderr } = await rekey(['\u001b[31mlook'], demo);
    expect(stderr).not.toContain('\u001b');
  });
});

const quoted = (args: readonly string[]) => args.map((arg) => `'${arg}'`).join(' ');

describe('a reader that is gone', () => {
  const intoClosedPipe = async (args: string[]) => {
    const child = startRekey(args, demo, ['ignore', 'pipe', 'pipe']);
    child.stdout?.destroy();
    return finished(child);
  };

  test('as with `| head`, is no failure of a list, and no stack trace', async () => {
    const { status, stderr } = await intoClosedPipe(LOOKUP);
    expect(status).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|\n\s+at /);
  });

  test('is a failure where codes were to be read, since nobody has them now', async () => {
    const { status, stderr } = await intoClosedPipe(ISSUE);
    expect(status).toBe(1);
    expect(stderr).toContain('could not be printed');
  });
});

describe('a stdout that goes nowhere', () => {
  test.each(['>&-', '>/dev/null'])('%s: codes are not issued', async (redirection) => {
    const { status, stderr } = await shell(`"$1" "$2" ${quoted(ISSUE)} ${redirection}`);
    expect(status).toBe(2);
    expect(stderr).toContain('Nothing was done');
  });

  test('a list does not mind', async () => {
    expect((await shell(`"$1" "$2" ${quoted(LOOKUP)} >&-`)).status).toBe(0);
  });

  test('a full disk is a failure', async () => {
    const list = await shell(`"$1" "$2" ${quoted(LOOKUP)} >/dev/full`);
    expect(list.status).toBe(1);
    expect(list.stderr).toContain('could not be written');
    const issued = await shell(`"$1" "$2" ${quoted(ISSUE)} >/dev/full`);
    expect(issued.status).toBe(1);
    expect(issued.stderr).toContain('could not be printed');
  });
});

test('a closed stderr and a closed stdin change nothing', async () => {
  const { status, stdout } = await shell(`"$1" "$2" ${quoted(ISSUE)} 2>&- <&-`);
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(10);
});

test('npm run rekey hands over to what is built, quietly', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { status, stdout, stderr } = await finished(
    spawn('npm', ['run', '--silent', 'rekey', '--', 'lookup', '#1012', '--as', 'sam', '--json'], {
      cwd: root,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...demo },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
  // That line is there when somebody changed a source since the tests began.
  expect(stderr.replace(/^Building Rekey first.*\n/, '')).toBe('');
  expect(status).toBe(0);
  expect(JSON.parse(stdout).users).toHaveLength(1);
});

forEachDatabase((open) => {
  test('the same action id, sent twice at once, is done once', async () => {
    const world = await openWorld(open);
    const id = await addPerson(world.database, { username: 'bob', secret: newSecret() });
    const action = ['--reason', 'lost-phone', '--as', 'support', '--json', '--action-id', randomUUID()];
    const send = () => rekey(['issue-backup-codes', 'bob', ...action], signedInAs(world, world.support));
    const answers = await Promise.all([send(), send()]);
    expect(answers.map(({ status }) => status)).toEqual([0, 0]);
    const values = answers.map(({ stdout }) => oneValue<{ replayed: boolean; codes?: string[] }>(stdout));
    expect(values.filter(({ replayed }) => !replayed)).toHaveLength(1);
    for (const { replayed, codes } of values) expect(codes?.length).toBe(replayed ? undefined : 10);
    expect(await world.database.reader('backup_codes').where({ user_id: id })).toHaveLength(10);
  });

  test('three commands at once on a database without tables all work, and one first admin is made', async () => {
    const database = await open('none');
    const environment = await environmentFor(database);
    const three = (args: string[]) =>
      Promise.all(Array.from({ length: 3 }, () => rekey([...args, '--json'], environment)));
    const migrated = await three(['migrate', '--platform']);
    expect(migrated.map(({ status, stderr }) => ({ status, stderr }))).toEqual(
      Array(3).fill({ status: 0, stderr: '' }),
    );
    const applied = migrated.flatMap(({ stdout }) => oneValue<{ applied: string[] }>(stdout).applied);
    expect(new Set(applied).size).toBe(applied.length);
    const added = await three(['staff', 'add', 'first', '--full-name', 'First Admin', '--role', 'admin']);
    expect(added.some(({ status }) => status === 0)).toBe(true);
    expect(await database.reader('rekey_staff')).toHaveLength(1);
  });
});

onMariaDb((open) => {
  /** Until a statement of somebody waits for a row's lock. */
  async function untilBlocked({ reader }: Database): Promise<void> {
    const statement = `SELECT COUNT(*) AS n FROM information_schema.processlist
      WHERE db = DATABASE() AND id <> CONNECTION_ID() AND info LIKE '%for update%'`;
    while (Number((await rowsOf<{ n: number }>(reader, statement))[0]?.n) === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** An action that waits, because somebody else holds the user's row; and was interrupted while it did. */
  async function interruptAction() {
    const world = await openWorld(open);
    const id = await addPerson(world.database, { username: 'ivy', secret: newSecret() });
    const holder = await world.database.reader.transaction();
    await holder('users').where({ id }).forUpdate();
    const args = ['issue-backup-codes', 'ivy', '--reason', 'lost-phone', '--as', 'support'];
    const child = startRekey(args, signedInAs(world, world.support), ['ignore', 'pipe', 'pipe']);
    const ran = finished(child);
    await untilBlocked(world.database);
    const said = once(child.stderr as NodeJS.ReadableStream, 'data');
    child.kill('SIGINT');
    await said;
    const codes = () => world.database.reader('backup_codes').where({ user_id: id });
    return { child, ran, holder, codes };
  }

  test('Ctrl-C in the middle of an action waits for its end, and the codes are printed', async () => {
    const { ran, holder, codes } = await interruptAction();
    await holder.rollback();
    const { status, stdout, stderr } = await ran;
    expect(status).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(10);
    expect(stderr).toContain('waiting for its end');
    expect(await codes()).toHaveLength(10);
  });

  test('a second Ctrl-C stops at once; nothing was done', async () => {
    const { child, ran, holder, codes } = await interruptAction();
    child.kill('SIGINT');
    const { status, stdout, stderr } = await ran;
    expect(status).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/--action-id [0-9a-f-]{36}/);
    await holder.rollback();
    expect(await codes()).toHaveLength(0);
  });

  test('Ctrl-C anywhere else stops at once', async () => {
    const world = await openWorld(open);
    const holder = await world.database.reader.transaction();
    await holder('rekey_audit_head').where({ id: 1 }).forUpdate();
    const child = startRekey(['lookup', 'x', '--as', 'support'], signedInAs(world, world.support), [
      'ignore',
      'pipe',
      'pipe',
    ]);
    const ran = finished(child);
    // At the sign-in, which waits for its entry in the log.
    await untilBlocked(world.database);
    child.kill('SIGINT');
    const { status, stdout } = await ran;
    expect(status).toBe(130);
    expect(stdout).toBe('');
    await holder.rollback();
  });
});
