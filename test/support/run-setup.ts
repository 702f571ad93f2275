import type { TestProject } from 'vitest/node';
import { installDjango } from './django.ts';
import { startKeeper } from './keeper.ts';
import { startMariaDb } from './mariadb.ts';
import { missing } from './parts.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder that is removed after the run, however it ends. */
    scratch: string;
    /** Of the run's own MariaDB, without a schema; null where mariadbd is not installed. */
    mariadb: string | null;
  }
}

/** One server and one folder for the whole run; each test makes databases of its own in them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const scratch = await startKeeper('tests');
  project.provide('scratch', scratch.folder);
  const [server] = await Promise.all([missing('mariadb') ? null : startMariaDb(), installDjango()]);
  project.provide('mariadb', server?.url('') ?? null);
  return async () => {
    await server?.stop();
    await scratch.release();
  };
}
