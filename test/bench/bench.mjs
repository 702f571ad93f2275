/** Runs main.ts, which Node 20 can not read by itself, against a product that is built from the sources as they are. */
import { runnerImport } from 'vite';
import { build } from '../../main/build.mjs';

await build();
const { module } = await runnerImport(new URL('main.ts', import.meta.url).pathname, {
  configFile: false,
  logLevel: 'warn',
});
process.exit(await module.run(process.argv.slice(2)));
