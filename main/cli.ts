/** Entry of the command line: `npm run --silent rekey -- COMMAND`. */
import { version } from '../package.json';
import { Interruption } from './cli/interruption.ts';
import { deliverCrash, run } from './cli/run.ts';
import { processTerminal } from './cli/terminal.ts';

const argv = process.argv.slice(2);
const terminal = processTerminal();
const interruption = new Interruption((text) => terminal.err(text));
interruption.listen();
process.on('uncaughtException', (error) => {
  void deliverCrash(error, argv, terminal).then((status) => process.exit(status));
});
// Not left to the event loop: a database that does not answer keeps sockets open.
process.exit(await run(argv, { terminal, interruption, version }));
