/** The commands about the log as a whole, on a database of their own. */
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { dropGuards } from '../support/audit-room.ts';
import { type Failure, rekey, rekeyJson } from '../support/command-line.ts';
import { forEachDatabase } from '../support/databases.ts';
import { rewrite } from '../support/forgery.ts';
import { missing } from '../support/parts.ts';
import { pythonVerdict } from '../support/python-verifier.ts';
import { openWorld, signedInAs, type World } from './world.ts';

forEachDatabase((open, kind) => {
  describe('the log on the command line', () => {
    let world: World;
    let folder: string;
    beforeAll(async () => {
      world = await openWorld(open);
      folder = await mkdtemp(join(inject('scratch'), 'audit-cli-'));
    }, 60_000);
    const as = (member: 'admin' | 'support') => signedInAs(world, world[member]);

    it('is signed into a new file, which verifies it, and never over one that is there', async () => {
      const file = join(folder, 'checkpoint.json');
      const made = await rekey(['audit', 'checkpoint', '--out', file, '--qr', '--as', 'admin'], as('admin'));
      expect(made).toMatchObject({ status: 0, stdout: expect.stringMatching(/[▀▄█]{20}/) });
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const text = await readFile(file, 'utf8');
      const again = await rekey(['audit', 'checkpoint', '--out', file, '--as', 'admin'], as('admin'));
      expect(again.status).toBe(2);
      expect(await readFile(file, 'utf8')).toBe(text);
      const verified = await rekeyJson<{ against: unknown }>(
        ['audit', 'verify', '--checkpoint', file, '--as', 'admin'],
        as('admin'),
      );
      expect(verified).toMatchObject({ status: 0, value: { state: 'whole', against: { from: 'file' } } });
    });

    it('is refused to support, and a checkpoint that can not be read is a wrong command line', async () => {
      const refused = await rekeyJson<Failure>(['audit', 'checkpoint', '--as', 'support'], as('support'));
      expect(refused).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
      const none = await rekey(
        ['audit', 'verify', '--checkpoint', join(folder, 'none'), '--as', 'admin'],
        {},
      );
      expect(none.status).toBe(2);
    });

    /** Once for all tests: each sign-in costs one of the admin's backup codes. */
    const exportLog = () => {
      log ??= rekeyJson(
        ['audit', 'export', '--out', join(folder, 'log.jsonl'), '--as', 'admin'],
        as('admin'),
      );
      return log;
    };
    let log: ReturnType<typeof rekeyJson<{ entries: number }>> | undefined;

    it('is exported to a file that appears whole, or not at all', async () => {
      const exported = await exportLog();
      expect(exported.status).toBe(0);
      const lines = (await readFile(join(folder, 'log.jsonl'), 'utf8')).trimEnd().split('\n');
      // The last line is the signed end.
      expect(lines).toHaveLength(exported.value.entries + 1);
      await writeFile(join(folder, 'there.csv'), 'mine');
      const refused = await rekey(
        ['audit', 'export', '--out', join(folder, 'there.csv'), '--as', 'admin'],
        as('admin'),
      );
      expect(refused.status).toBe(2);
      expect(await readFile(join(folder, 'there.csv'), 'utf8')).toBe('mine');
    });

    it.skipIf(missing('python'))('is exported to what a verifier of another hand finds whole', async () => {
      const exported = await exportLog();
      const { says } = await pythonVerdict(await readFile(join(folder, 'log.jsonl'), 'utf8'), 'jsonl');
      expect(says).toContain(`WHOLE: ${exported.value.entries} entries from 1 `);
    });

    it('is followed without a sign-in, from where it was left', async () => {
      const position = join(folder, 'position.json');
      const follow = ['audit', 'follow', '--once', '--json', '--position', position, '--from', '1'];
      const first = await rekey(follow, world.environment);
      const lines = first.stdout.trimEnd().split('\n');
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ entry: { sequence: 1 } });
      const second = await rekey(follow, world.environment);
      // Only the entry that says that it is followed.
      const [only, ...rest] = second.stdout.trimEnd().split('\n');
      expect(JSON.parse(only ?? '')).toMatchObject({
        entry: { sequence: lines.length + 1, action: 'follow-audit-log' },
      });
      expect(rest).toEqual([]);
    });

    it('is sent to a collector, and a collector that is not there is an error when asked once', async () => {
      let received = '';
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        socket.on('data', (data) => {
          received += data;
        });
        socket.on('end', () => socket.end());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      const to = ['audit', 'follow', '--once', '--from', '1', '--syslog', `tcp://127.0.0.1:${port}`];
      expect((await rekey(to, world.environment)).status).toBe(0);
      expect(received).toMatch(/^\d+ <110>1 /);
      await new Promise((resolve) => server.close(resolve));
      expect((await rekey(to, world.environment)).status).toBe(1);
    });

    it('has a key that only an admin changes', async () => {
      expect(await rekeyJson(['audit', 'rotate-key', '--as', 'support'], as('support'))).toMatchObject({
        status: 1,
      });
      const rotated = await rekeyJson(['audit', 'rotate-key', '--as', 'admin'], as('admin'));
      expect(rotated).toMatchObject({
        status: 0,
        value: { genuine: true, previousKeyId: expect.any(String) },
      });
    });

    it('keeps entries for a year at least, and says what an archive needs', async () => {
      const short = await rekey(['audit', 'retention', '--days', '30', '--as', 'admin'], {});
      expect(short.status).toBe(2);
      const out = [
        'audit',
        'archive',
        '--out',
        join(folder, 'old.gz'),
        '--before',
        '2020-01-01',
        '--as',
        'admin',
      ];
      if (kind === 'mysql') expect((await rekey(out, world.environment)).status).toBe(2);
      const url = world.environment.REKEY_DATABASE_URL ?? '';
      const nothing = await rekeyJson<Failure>(out, { ...as('admin'), REKEY_MAINTENANCE_DATABASE_URL: url });
      expect(nothing).toMatchObject({ status: 1, value: { error: { code: 'NOTHING_TO_DO' } } });
    });

    it('that was rewritten fails against the file', async () => {
      await dropGuards(world.database);
      await rewrite(world.database, 2, { ticket: 'forged' });
      const failed = await rekeyJson<Failure>(
        ['audit', 'verify', '--checkpoint', join(folder, 'checkpoint.json'), '--as', 'admin'],
        as('admin'),
      );
      expect(failed).toMatchObject({ status: 1, value: { error: { code: 'AUDIT_BROKEN' } } });
    });
  });
});
