/** What a window, or whoever took its place, can send: each procedure with input that is wrong, and as nobody. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appRouter } from '../../main/api/router.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { type Console, openConsole } from '../../main/console.ts';
import type { Answer, Seat } from '../../main/host.ts';

const PATHS = Object.keys(appRouter._def.procedures);
/** Sign-in, and connecting, which the service refuses where the console is no demo. */
const OPEN = /^(session|connect)\./;
interface Parser {
  safeParse(input: unknown): { success: boolean };
}
/** What a procedure reads its input with; empty where it takes none. */
function parsersOf(path: string): Parser[] {
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: { inputs: Parser[] } }>;
  return procedures[path]?._def.inputs ?? [];
}
/** Where everything may be left out, an object of other things is read as one that leaves everything out. */
function takesEmptyObject(path: string): boolean {
  return parsersOf(path).every((parser) => parser.safeParse({}).success);
}

/** The fields of what a procedure reads; none where it reads no object. */
function shapeOf(path: string): Record<string, unknown> {
  const all = parsersOf(path) as unknown as { shape?: Record<string, unknown> }[];
  return Object.assign({}, ...all.map(({ shape }) => shape));
}

/** Each text that a schema reads, however deep. */
function textsIn(schema: z.core.$ZodType): z.core.$ZodType[] {
  const { def } = schema._zod as unknown as { def: Record<string, unknown> & { type: string } };
  if (def.type === 'string') return [schema];
  const inner = [def.innerType, def.element, def.keyType, def.valueType, def.in, def.out];
  const all = [
    ...inner,
    ...((def.options as unknown[]) ?? []),
    ...Object.values((def.shape as object) ?? {}),
  ];
  return all.filter((one) => one !== undefined).flatMap((one) => textsIn(one as z.core.$ZodType));
}

const TEXTS = PATHS.flatMap((path) =>
  parsersOf(path)
    .flatMap((parser) => textsIn(parser as unknown as z.core.$ZodType))
    .map((text, n) => [path, n, text] as const),
);

const WRONG_INPUTS: [string, unknown][] = [
  ['nothing', undefined],
  ['null', null],
  ['a number', 42],
  ['an empty object', {}],
  ['a list', [1, 2]],
  [
    'objects where text belongs',
    { name: {}, userId: { toString: 'x' }, query: [], code: {}, sequence: {}, filter: 1, text: 1 },
  ],
  [
    '10,000 characters',
    {
      name: 'x'.repeat(10_000),
      userId: 'x'.repeat(10_000),
      query: 'x'.repeat(10_000),
      code: '1'.repeat(10_000),
      text: 'x'.repeat(10_000),
    },
  ],
  ['NUL', { name: 'a\0', userId: '1\0', query: 'a\0', code: '1\0', suggestedName: 'a\0' }],
];

describe('the bridge', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-api-'));
  let console_: Console;
  const admin = 'admin window' as Seat;
  const nobody = 'nobody' as Seat;

  beforeAll(async () => {
    console_ = await openConsole({
      configuration: readConfiguration({ REKEY_DATA_DIR: folder }),
      host: { kind: 'browser', secretStore: null, copyForAWhile: null, savePdf: null },
    });
    const view = await data<{ session: { demoStaff: { name: string; role: string }[] } }>(
      nobody,
      'session.view',
    );
    const face = view.session.demoStaff.find(({ role }) => role === 'admin');
    await data(admin, 'session.signInDemo', { name: face?.name });
  });
  afterAll(async () => {
    await console_.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function data<T>(seat: Seat, path: string, input?: unknown): Promise<T> {
    const answer = await console_.call(seat, path, input);
    if (!answer.ok) throw new Error(`${path}: ${answer.error.code} ${answer.error.message}`);
    return answer.data as T;
  }

  function expectClean(answer: Answer) {
    const text = JSON.stringify(answer);
    expect(text).not.toMatch(/node_modules|at \w+ \(|SQLITE|select |insert |argon2|x{50}/i);
  }

  it.each([
    'nothing',
    '',
    'session',
    'session.__proto__',
    '__proto__',
    'constructor',
    'users.view.call',
    'x'.repeat(10_000),
  ])('knows no procedure %j', async (path) => {
    const answer = await console_.call(admin, path, {});
    expect(answer).toMatchObject({ ok: false, error: { code: 'NO_SUCH_PROCEDURE' } });
    expectClean(answer);
  });

  it.each([undefined, null, 7, {}, []])('takes no path of another type: %j', async (path) => {
    expect(await console_.call(admin, path, {})).toMatchObject({
      ok: false,
      error: { code: 'NO_SUCH_PROCEDURE' },
    });
  });

  describe.each(PATHS.filter((path) => !OPEN.test(path)))('%s', (path) => {
    it('answers nobody who is not signed in', async () => {
      const answer = await console_.call(nobody, path, {});
      expect(answer).toMatchObject({ ok: false, error: { code: 'SIGNED_OUT' } });
    });
  });

  describe.each(PATHS.filter((path) => parsersOf(path).length > 0))('%s', (path) => {
    const wrong = WRONG_INPUTS.filter(([, input]) => !takesEmptyObject(path) || !isObject(input));
    it.each(wrong)('refuses %s with a code and without an echo', async (_what, input) => {
      const answer = await console_.call(admin, path, input);
      expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
      expectClean(answer);
    });
  });

  describe.each(PATHS.filter((path) => shapeOf(path).userId !== undefined))('%s', (path) => {
    it.each(['\ud800', 'abc', '1\0', '12abc', '0', '-1', '1e3', '१', ' 7', '9'.repeat(17), '🙂', ''])(
      'takes %j for nobody',
      async (userId) => {
        const answer = await console_.call(admin, path, { userId });
        expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
        expect(JSON.stringify(answer)).toContain('userId');
      },
    );
  });

  it.each(TEXTS)('%s: the text %i of its input takes no half of a character', (_path, _n, text) => {
    expect(z.safeParse(text, 'a\ud800b').success).toBe(false);
    expect(z.safeParse(text, '\udc00').success).toBe(false);
  });

  it('reads an action id in capitals as the one in small letters', async () => {
    const id = '6F9619FF-8B86-4D01-B42D-00CF4FC964FF';
    const [parser] = parsersOf('approvals.find');
    expect(parser?.safeParse({ actionId: id })).toMatchObject({ data: { actionId: id.toLowerCase() } });
  });

  it('changes nothing by wrong input', async () => {
    const { entries } = await data<{ entries: { category: string }[] }>(admin, 'audit.list', { filter: {} });
    expect(entries.filter((entry) => entry.category === 'action')).toEqual([]);
  });

  it.each([
    ['users.view', { userId: '99999999' }, 'USER_NOT_FOUND'],
    ['users.view', { userId: "1' OR '1'='1" }, 'BAD_INPUT'],
    ['users.view', { userId: '🙂' }, 'BAD_INPUT'],
    ['users.search', { query: 'a', cursor: 'nonsense' }, 'BAD_INPUT'],
    ['actions.checkCode', { userId: '99999999', code: '123456' }, 'USER_NOT_FOUND'],
    ['actions.checkCode', { userId: '1', code: 'abcdef' }, 'BAD_INPUT'],
    ['audit.entry', { sequence: 99999999 }, 'ENTRY_NOT_FOUND'],
    ['session.signIn', { name: 'nobody', password: 'wrong', code: '123456' }, 'WRONG_CREDENTIALS'],
    ['session.signInDemo', { name: 'nobody' }, 'WRONG_CREDENTIALS'],
    ['window.copy', { text: 'x' }, 'NOT_SUPPORTED'],
  ])('%s with %j answers %s', async (path, input, code) => {
    const seat = path.startsWith('session.') ? nobody : admin;
    const answer = await console_.call(seat, path, input);
    expect(answer).toMatchObject({ ok: false, error: { code } });
    expectClean(answer);
  });

  it.each(['%', '_', '\\', '🙂', 'שלום', "'; DROP TABLE users; --"])(
    'searches for %j without harm',
    async (query) => {
      await data(admin, 'users.search', { query });
      expect(
        (await data<{ users: unknown[] }>(admin, 'users.search', { query: 'a' })).users.length,
      ).toBeGreaterThan(0);
    },
  );
});

function isObject(input: unknown): boolean {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}
