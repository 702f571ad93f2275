import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A console in small, whose imports are all allowed. */
const ALLOWED: Record<string, string> = {
  'db/errors.ts': "import type { Knex } from 'knex';\nexport type Any = Knex;\nexport const error = 1;",
  'db/database.ts':
    "import knex from 'knex';\nimport { error } from './errors.ts';\nexport const database = [knex, error];",
  'db/platforms/one/index.ts': "export const one = 'one';",
  'db/platforms/one/kind.ts': "import { one } from './index.ts';\nexport const kind = one;",
  'db/platforms/one/demo/users.ts': 'export const users = [1];',
  'db/platforms/one/other-end.ts': "export * from './demo/users.ts';",
  'db/platforms/two/kind.ts': 'export const kind = 2;',
  'db/platforms/registry.ts':
    "import { kind as one } from './one/kind.ts';\nimport { kind as two } from './two/kind.ts';\nexport * as otherEnd from './one/other-end.ts';\nexport const kinds = [one, two];",
  'db/detect.ts': "import { kinds } from './platforms/registry.ts';\nexport const detect = kinds;",
  'test/one.test.ts': "import { one } from '../db/platforms/one/index.ts';\nexport default one;",
  'db/text/visible.ts': 'export const visible = (text: string) => text.trim();',
  'main/cli/parse.ts': "import { visible } from '../../db/text/visible.ts';\nexport const parse = visible;",
  'main/api/input.ts': "import { visible } from '../../db/text/visible.ts';\nexport const line = visible;",
  'main/contract/roles.ts': "import { z } from 'zod';\nexport const role = z.enum(['admin']);",
  'main/contract/policy.ts': "import { role } from './roles.ts';\nexport const policy = role;",
  'main/host.ts': 'export interface Host {}\nexport const nobody: Host = {};',
  'main/core/key.ts': "import { database } from '../../db/database.ts';\nexport const key = database;",
  'main/services/users.ts':
    "import type { Host } from '../host.ts';\nimport { database } from '../../db/database.ts';\nimport { key } from '../core/key.ts';\nexport const users = (_: Host) => [database, key];",
  'main/api/router.ts':
    "import { z } from 'zod';\nimport { error } from '../../db/errors.ts';\nimport { users } from '../services/users.ts';\nexport const router = [z, error, users];",
  'main/console.ts':
    "import { database } from '../db/database.ts';\nimport { router } from './api/router.ts';\nexport const start = () => [database, router];",
  'main/electron.ts':
    "import { app } from 'electron';\nimport { start } from './console.ts';\nstart();\napp.quit();",
  'main/hosts/guard.ts': "import type { Session } from 'electron';\nexport type Guard = Session;",
  'preload/index.ts':
    "import { ipcRenderer } from 'electron';\nimport type { Host } from '../main/host.ts';\nexport const call = (_: Host) => ipcRenderer;",
  'renderer/page.tsx':
    "import { useState } from 'react';\nimport type { router } from '../main/api/router.ts';\nexport const page = (_: typeof router) => useState(import.meta.url);",
  'renderer/words.ts': "import { policy } from '../main/contract/policy.ts';\nexport default policy;",
  'renderer/inline-type.ts': "export type Router = import('../main/api/router.ts').router;",
  'test/users.test.ts':
    "import knex from 'knex';\nimport { users } from '../main/services/users.ts';\nexport default [knex, users];",
};

/** What must be refused: the rule, who imports, and how. */
const REFUSED: [rule: string, from: string, code: string][] = [
  [
    'page-takes-types-only',
    'renderer/value.ts',
    "import { router } from '../main/api/router.ts';\nexport default router;",
  ],
  [
    'page-takes-types-only',
    'renderer/value.tsx',
    "import { users } from '../main/services/users.ts';\nexport default <b>{users}</b>;",
  ],
  [
    'page-takes-types-only',
    'renderer/mixed.ts',
    "import { router, type Any } from '../main/api/router.ts';\nexport default router as Any;",
  ],
  ['page-takes-types-only', 'renderer/effect.ts', "import '../main/api/router.ts';"],
  ['page-takes-types-only', 'renderer/later.ts', "export default () => import('../main/api/router.ts');"],
  ['page-takes-types-only', 'renderer/again.ts', "export { router } from '../main/api/router.ts';"],
  ['page-takes-types-only', 'renderer/everything.ts', "export * from '../main/api/router.ts';"],
  [
    'page-takes-types-only',
    'renderer/errors.ts',
    "import { error } from '../db/errors.ts';\nexport default error;",
  ],
  [
    'contract-is-pure',
    'main/contract/rows.ts',
    "import { error } from '../../db/errors.ts';\nexport default error;",
  ],
  [
    'contract-is-pure',
    'main/contract/files.ts',
    "import { readFileSync } from 'node:fs';\nexport default readFileSync;",
  ],
  [
    'page-knows-the-contract-only',
    'renderer/host.ts',
    "import type { start } from '../main/console.ts';\nexport type S = typeof start;",
  ],
  [
    'page-knows-the-contract-only',
    'renderer/tables.ts',
    "import type { database } from '../db/database.ts';\nexport type D = typeof database;",
  ],
  [
    'nothing-needs-the-page',
    'main/services/page.ts',
    "import { page } from '../../renderer/page.tsx';\nexport default page;",
  ],
  [
    'nothing-needs-the-page',
    'db/page.ts',
    "import type { page } from '../renderer/page.tsx';\nexport type P = typeof page;",
  ],
  [
    'preload-is-one-function',
    'preload/more.ts',
    "import { error } from '../db/errors.ts';\nexport default error;",
  ],
  ['preload-is-one-function', 'preload/package.ts', "import { z } from 'zod';\nexport default z;"],
  [
    'db-is-the-bottom',
    'db/up.ts',
    "import { users } from '../main/services/users.ts';\nexport default users;",
  ],
  [
    'db-is-the-bottom',
    'db/up-type.ts',
    "import type { Host } from '../main/host.ts';\nexport type H = Host;",
  ],
  [
    'platforms-through-the-registry',
    'main/short-cut.ts',
    "import { kind } from '../db/platforms/one/kind.ts';\nexport default kind;",
  ],
  [
    'platforms-through-the-registry',
    'main/services/short-cut-type.ts',
    "import type { one } from '../../db/platforms/one/index.ts';\nexport type One = typeof one;",
  ],
  [
    'platforms-through-the-registry',
    'db/platforms/short-cut.ts',
    "import { kind } from './two/kind.ts';\nexport default kind;",
  ],
  [
    'platforms-through-the-registry',
    'renderer/short-cut.ts',
    "import type { one } from '../db/platforms/one/index.ts';\nexport type One = typeof one;",
  ],
  [
    'platforms-know-no-other',
    'db/platforms/two/neighbour.ts',
    "import { one } from '../one/index.ts';\nexport default one;",
  ],
  [
    'platform-stands-without-its-demo',
    'db/platforms/one/reading.ts',
    "import { users } from './demo/users.ts';\nexport default users;",
  ],
  [
    'services-know-no-api-and-no-host',
    'main/services/api.ts',
    "import type { router } from '../api/router.ts';\nexport type R = typeof router;",
  ],
  [
    'services-know-no-api-and-no-host',
    'main/services/guard.ts',
    "import type { Guard } from '../hosts/guard.ts';\nexport type G = Guard;",
  ],
  [
    'services-know-no-api-and-no-host',
    'main/core/api.ts',
    "import type { router } from '../api/router.ts';\nexport type R = typeof router;",
  ],
  [
    'services-know-no-window-no-network-no-sql',
    'main/core/sql.ts',
    "import type { Knex } from 'knex';\nexport type K = Knex;",
  ],
  [
    'services-know-no-window-no-network-no-sql',
    'main/services/sql.ts',
    "import type { Knex } from 'knex';\nexport type K = Knex;",
  ],
  [
    'services-know-no-window-no-network-no-sql',
    'main/services/driver.ts',
    "import mysql from 'mysql2/promise';\nexport default mysql;",
  ],
  [
    'services-know-no-window-no-network-no-sql',
    'main/services/http.ts',
    "import { request } from 'node:http';\nexport default request;",
  ],
  [
    'services-know-no-window-no-network-no-sql',
    'main/services/window.ts',
    "import type { Session } from 'electron';\nexport type S = Session;",
  ],
  [
    'api-knows-no-host',
    'main/api/guard.ts',
    "import type { Guard } from '../hosts/guard.ts';\nexport type G = Guard;",
  ],
  [
    'api-goes-through-services',
    'main/api/short-cut.ts',
    "import { database } from '../../db/database.ts';\nexport default database;",
  ],
  [
    'hosts-go-through-the-console',
    'main/sandbox/short-cut.ts',
    "import { database } from '../../db/database.ts';\nexport default database;",
  ],
  [
    'hosts-go-through-the-console',
    'main/hosts/short-cut.ts',
    "import { database } from '../../db/database.ts';\nexport default database;",
  ],
  [
    'electron-in-one-place',
    'main/hosts/window.ts',
    "import { BrowserWindow } from 'electron';\nexport default BrowserWindow;",
  ],
  [
    'electron-in-one-place',
    'renderer/window.ts',
    "import { ipcRenderer } from 'electron';\nexport default ipcRenderer;",
  ],
  [
    'electron-in-one-place',
    'main/required.ts',
    "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nexport default require('electron');",
  ],
  ['sql-in-db', 'main/api/sql.ts', "import knex from 'knex';\nexport default knex;"],
  ['sql-in-db', 'main/sqlite.ts', "import Database from 'libsql';\nexport default Database;"],
  [
    'product-takes-shipped-packages',
    'main/hosts/react.ts',
    "import React from 'react';\nexport default React;",
  ],
  [
    'product-knows-no-test',
    'main/services/tested.ts',
    "import tests from '../../test/users.test.ts';\nexport default tests;",
  ],
  ['no-cycle', 'db/egg.ts', "import { hen } from './hen.ts';\nexport const egg = hen;"],
  ['no-orphan', 'db/forgotten.ts', 'export const forgotten = 1;'],
  ['no-lost-import', 'db/lost.ts', "import lost from './nowhere.ts';\nexport default lost;"],
];
/** A cycle is reported once, from one of its files. */
const HEN = "import { egg } from './egg.ts';\nexport const hen = egg;";

let folder: string;
let violations: { rule: string; from: string; to: string }[];

beforeAll(async () => {
  folder = await makeTemporaryFolder('arrows');
  const files = {
    ...ALLOWED,
    ...Object.fromEntries(REFUSED.map(([, from, code]) => [from, code])),
    'db/hen.ts': HEN,
  };
  for (const [path, code] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), `${code}\n`);
  }
  for (const name of ['.dependency-cruiser.cjs', 'package.json', 'tsconfig.json'])
    await cp(join(ROOT, name), join(folder, name));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const report = JSON.parse(await cruise());
  violations = report.summary.violations.map(
    (found: { rule: { name: string }; from: string; to: string }) => ({
      rule: found.rule.name,
      from: found.from,
      to: found.to,
    }),
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Ends with the number of violations as its exit code, which is what this test wants to see. */
function cruise(): Promise<string> {
  const program = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['--output-type', 'json', 'main', 'preload', 'renderer', 'db', 'test'];
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [program, ...options],
      { cwd: folder, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => (stdout ? resolve(stdout) : reject(error ?? new Error(stderr))),
    );
  });
}

describe('an import against the arrows is refused', () => {
  test.each(REFUSED)('%s: %s', (rule, from) => {
    expect(violations.filter((found) => found.from === from).map((found) => found.rule)).toContain(rule);
  });
});

test('every rule has a case here that it refuses', async () => {
  const { forbidden } = (await import(join(ROOT, '.dependency-cruiser.cjs'))).default as {
    forbidden: { name: string }[];
  };
  expect([...new Set(REFUSED.map(([rule]) => rule))].sort()).toEqual(
    forbidden.map(({ name }) => name).sort(),
  );
});

test('an import along the arrows is allowed', () => {
  expect(violations.filter((found) => found.from in ALLOWED)).toEqual([]);
});

/** What a layer could do with the reader it hands down, and leaves to db. */
const SQL =
  /\b(reader|tx|database)\s*\(\s*['"`]|\b(reader|tx)\.(raw|select|from|insert|table|schema|with|queryBuilder)\b|\b(SELECT\s|INSERT INTO|UPDATE \w+ SET|DELETE FROM)/;

test('the services, the api and the hosts write no SQL and build no query', async () => {
  const entries = await readdir(join(ROOT, 'main'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  expect(files.length).toBeGreaterThan(50);
  const texts = await Promise.all(
    files.map(async ({ parentPath, name }) => [name, await readFile(join(parentPath, name), 'utf8')]),
  );
  expect(texts.filter(([, text]) => SQL.test(text ?? '')).map(([name]) => name)).toEqual([]);
});

test.each([
  "await tx('users').where({ id })",
  'database.reader("users")',
  'reader.raw(sql)',
  'const sql = `SELECT 1`',
  'UPDATE users SET a = 1',
])('%s would be found', (code) => {
  expect(code).toMatch(SQL);
});
