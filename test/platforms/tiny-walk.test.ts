/**
 * Every procedure and every command on the smallest platform there can be, and on one with a few parts: each answers, or says what the
 * platform lacks, and nothing that is not there is written as if it were a value.
 */

import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PlatformKind } from '../../db/platforms/kind.ts';
import type { Role } from '../../main/contract/permissions.ts';
import type { Answer } from '../../main/host.ts';
import { defaultTemplate, MAIL_KINDS } from '../../main/services/notifications/kinds.ts';
import { rekey } from '../support/command-line.ts';
import { forEachDatabase } from '../support/databases.ts';
import { EVERY_COMMAND } from '../support/every-command.ts';
import { EVERY_PROCEDURE } from '../support/every-procedure.ts';
import { missing } from '../support/parts.ts';
import { rowsOfCsv } from '../support/python-csv.ts';
import { pythonVerdict } from '../support/python-verifier.ts';
import { openTinyDesk } from '../support/tiny-desk.ts';
import { tinyKind, tinyKindWithParts } from '../support/tiny-kind.ts';

/** The command line finds a platform by the registry alone. */
vi.mock('../../db/platforms/registry.ts', async (original) => {
  const real = await original<typeof import('../../db/platforms/registry.ts')>();
  const { tinyKind, tinyKindWithParts } = await import('../support/tiny-kind.ts');
  const kinds = () => [...real.kinds(), tinyKind, tinyKindWithParts];
  const kindOf = (id: string, among: readonly PlatformKind[] = kinds()) => real.kindOf(id, among);
  return { ...real, kinds, kindOf };
});

/** What stands where a value is missing. */
const NO_VALUE = /undefined|NaN|Invalid Date|\[object /;
/** Of what is for the demo alone, whatever the platform. */
const DEMO = /^(training|sandbox|demo)\b/;

interface Refusal {
  code?: string;
  message: string;
}

forEachDatabase((open) => {
  describe.each([tinyKind, tinyKindWithParts])('on the $label', (kind) => {
    let desk: Awaited<ReturnType<typeof openTinyDesk>>;
    beforeAll(async () => {
      desk = await openTinyDesk(open, kind);
    });
    afterAll(() => desk?.close());

    /** As the walk of the demo is refused, or for what this platform has not, which it says. */
    function expectFit({ code, message }: Refusal, name: string, answers: string | undefined): void {
      expect(message).not.toMatch(/\{\w+\}/);
      if (code === 'NOT_SUPPORTED') expect(message).toMatch(`: ${kind.label} has no `);
      else expect([code, message], name).toEqual([DEMO.test(name) ? 'DEMO_ONLY' : answers, message]);
    }

    const whoMay = (roles: readonly Role[]): Role => roles.find((role) => role !== 'admin') ?? 'admin';

    const procedures = Object.entries(EVERY_PROCEDURE).filter(
      ([path, { roles }]) => roles !== 'anybody' || path === 'session.view',
    );
    it.each(procedures)('%s answers', async (path, { roles, input, answers }) => {
      const role = roles === 'anybody' ? 'admin' : whoMay(roles);
      const asked = await prepared(() => input?.(desk, role));
      if ('refusal' in asked) return expectFit(asked.refusal, path, answers);
      const answer: Answer = await desk.ask(role, path, asked.value);
      if (!answer.ok) return expectFit(answer.error, path, answers);
      expect(textsIn(answer.data).filter((text) => NO_VALUE.test(text) || text === 'null')).toEqual([]);
    });

    it.each(Object.entries(EVERY_COMMAND))('rekey %s answers', async (name, { roles, args, answers }) => {
      const role = roles === 'anybody' ? null : whoMay(roles);
      const given = await prepared(() => args(desk, role ?? 'admin'));
      if ('refusal' in given) return expectFit(given.refusal, name, answers);
      const environment = role ? await desk.signedInAs(role) : desk.environment;
      const as = role ? ['--as', desk.actors[role].name] : [];
      const { status, stdout, stderr } = await rekey(
        [...name.split(' '), ...given.value, ...as],
        environment,
      );
      if (status !== 0) {
        // What is wrong with the words of the command has no code.
        const [, message = stderr, code = 'USAGE'] = stderr.match(/^(.*) \[([A-Z_]+)\]$/m) ?? [];
        return expectFit({ code, message }, name, answers);
      }
      const written = given.value.filter((one) => existsSync(one)).map((file) => readFileSync(file, 'utf8'));
      for (const text of [stdout, stderr, ...written]) {
        expect(text).not.toMatch(NO_VALUE);
        // A value of JSON may be null.
        if (!text.startsWith('{')) expect(text).not.toMatch(/\bnull\b/);
      }
    });

    it('rekey status tells nothing of what the platform has not', async () => {
      const args = ['status', `#${await desk.user()}`, '--as', desk.actors.support.name];
      const { stdout } = await rekey(args, await desk.signedInAs('support'));
      expect(stdout).toMatch(/^Two-factor +on$/m);
      expect(stdout).not.toMatch(/Emergency|Backup|Failed|Locked|Phone|Role|Account|Last login|never/);
    });

    describe.skipIf(missing('python')).each(['csv', 'jsonl'] as const)('an export as %s', (format) => {
      /** From its first piece to its last. */
      async function exported(of: 'audit' | 'enrolment', filter: object): Promise<string> {
        const started: Answer = await desk.ask('auditor', `${of}.startExport`, { filter, format });
        if (!started.ok) throw started.error;
        let text = '';
        for (let done = false; !done; ) {
          const next: Answer = await desk.ask('auditor', `${of}.nextOfExport`, started.data);
          if (!next.ok) throw next.error;
          const piece = next.data as { text: string; done: boolean };
          text += piece.text;
          done = piece.done;
        }
        return text;
      }

      async function written(command: string[]): Promise<string> {
        const file = join(desk.environment.REKEY_DATA_DIR, randomUUID());
        const args = [...command, '--format', format, '--out', file, '--as', desk.actors.auditor.name];
        const { status, stderr } = await rekey(args, await desk.signedInAs('auditor'));
        if (status !== 0) throw { code: stderr.match(/\[([A-Z_]+)\]$/m)?.[1] };
        return readFileSync(file, 'utf8');
      }

      it('of the log is whole to its end, and another program says so', async () => {
        for (const text of [await exported('audit', {}), await written(['audit', 'export'])]) {
          expect(text).not.toMatch(NO_VALUE);
          expect(await pythonVerdict(text, format)).toMatchObject({ whole: true });
        }
      });

      it('of the users has each of them to its end, and of them what is known; or there is none', async () => {
        if (kind === tinyKind) {
          const refused = { code: 'NOT_SUPPORTED' };
          await expect(exported('enrolment', {})).rejects.toMatchObject(refused);
          await expect(written(['enrolment', 'export'])).rejects.toMatchObject(refused);
          return;
        }
        const accounts: { id: string; login: string; privileged: number; paired: number }[] =
          await desk.database.reader('accounts').orderBy('id');
        const users = accounts.map(({ id, login, privileged, paired }) => ({
          ...{ id, username: login, email: `${login}@example.org` },
          privileged: privileged ? 'yes' : 'no',
          two_factor: paired ? 'on' : 'off',
          confirmed: format === 'csv' ? '' : null,
        }));
        for (const text of [await exported('enrolment', {}), await written(['enrolment', 'export'])])
          expect(objectsOf(text, format)).toEqual(users);
      });
    });

    it('a report of a bulk change has each of its lines', { skip: missing('python') !== null }, async () => {
      const id = await prepared(() => desk.plan('lead'));
      if ('refusal' in id) return expectFit(id.refusal, 'bulk.report', undefined);
      const answer: Answer = await desk.ask('auditor', 'bulk.report', { id: id.value });
      if (!answer.ok) throw answer.error;
      const { csv } = answer.data as { csv: string };
      expect(csv).not.toMatch(NO_VALUE);
      expect(objectsOf(csv, 'csv')).toMatchObject([{ line: '1', verdict: 'ready', outcome: 'not done' }]);
    });

    it.each(MAIL_KINDS)('the mail %s is shown', async (mail) => {
      const input = { kind: mail, template: defaultTemplate(mail) };
      const answer: Answer = await desk.ask('admin', 'mail.preview', input);
      const shown = answer.ok ? (answer.data as Record<string, string>) : {};
      const { subject = '{subject}', text = '{text}', htmlBody = '{html}' } = shown;
      for (const part of [subject, text, htmlBody]) expect(part).not.toMatch(/undefined|null|NaN|\{\w+\}/);
    });
  });
});

type Prepared<T> = { value: T } | { refusal: Refusal };

/** What is to work on may be made by what the platform lacks as well. */
async function prepared<T>(make: () => Promise<T> | T): Promise<Prepared<T>> {
  try {
    return { value: await make() };
  } catch (error) {
    return { refusal: error as Refusal };
  }
}

/** What a file says of each of its lines, by the names of its columns. */
function objectsOf(text: string, format: 'csv' | 'jsonl'): object[] {
  if (format === 'jsonl') {
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    return lines.map((line) => JSON.parse(line));
  }
  const [head = [], ...rows] = rowsOfCsv(text);
  for (const row of rows) expect(row).toHaveLength(head.length);
  return rows.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column]])));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}
