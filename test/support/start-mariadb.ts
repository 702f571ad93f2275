import type { TestProject } from 'vitest/node';
import { startMariaDb } from './mariadb.ts';
import { missing } from './parts.ts';

/** One server for the whole run; each test file makes databases of its own in it. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (missing('mariadb')) {
    project.provide('mariadb', null);
    return;
  }
  const server = await startMariaDb();
  project.provide('mariadb', server.url(''));
  return server.stop;
}
