/** Entry of the command line: `npm run --silent rekey -- COMMAND`. */
import { version } from '../package.json';
import { Interruption } from './cli/interruption.ts';
import { run } from './cli/run.ts';
import { processTerminal } from './cli/terminal.ts';

const terminal = processTerminal();
const interruption = new Interruption((text) => terminal.err(text));
interruption.listen();
// Not left to the event loop: a database that does not answer keeps sockets open.
process.exit(await run(process.argv.slice(2), { terminal, interruption, version }));
