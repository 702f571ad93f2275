import type { Command } from 'commander';
import { readConfiguration } from '../../configuration.ts';
import { resetDemoPlatform } from '../../maintenance.ts';
import { systemClock } from '../../services/clock.ts';
import type { Start } from '../invocation.ts';

export function addDemo(program: Command, start: Start): void {
  const demo = program.command('demo').description('the demo platform with its made-up users');
  demo
    .command('reset')
    .description('throw away all that was done on the demo and make it anew; refused on any other database')
    .action(() =>
      start(async ({ terminal, interruption }) => {
        const configuration = readConfiguration(terminal.env);
        await interruption.finishFirst(
          'The demo is being made anew; waiting for the end. Once more stops now.',
          () => resetDemoPlatform(configuration, systemClock),
        );
        return { value: { reset: true }, text: 'The demo is as new.\n', note: null, exit: 0 };
      }),
    );
}
