/** Entry of `npm run sandbox`: the platform that the demo's users know, beside the console. `[--port N]` */
import { parseArgs } from 'node:util';
import { RekeyError } from '../db/errors.ts';
import { readConfiguration } from './configuration.ts';
import { endOf } from './hosts/ending.ts';
import { startProblemOf } from './hosts/problem.ts';
import { openSandbox } from './open-sandbox.ts';
import { systemClock } from './services/clock.ts';

/** ms. */
const GRACE = 5_000;

try {
  const port = portOf(process.argv.slice(2));
  const server = await openSandbox(readConfiguration(process.env), { clock: systemClock, port });
  process.stdout.write(
    `The platform of the demo is ready at ${server.address}\nEvery user's password is "open sesame". Ctrl+C stops it.\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      void endOf([server.close()], GRACE).then((status) => process.exit(status));
    });
  }
} catch (error) {
  const { message, next } = startProblemOf(error);
  process.stderr.write(`${message}\n${next}\n`);
  process.exit(1);
}

function portOf(args: string[]): number {
  const wrong = () => new RekeyError('CONFIGURATION', { why: 'the one option is --port, a number to 65535' });
  let text: string | undefined;
  try {
    text = parseArgs({ args, options: { port: { type: 'string' } } }).values.port;
  } catch {
    throw wrong();
  }
  if (text !== undefined && (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)) throw wrong();
  return Number(text ?? 0);
}
