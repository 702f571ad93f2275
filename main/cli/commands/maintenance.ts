import type { Command } from 'commander';
import { withServices } from '../desk.ts';
import type { Start } from '../invocation.ts';
import { count } from '../text.ts';

export function addMaintenance(program: Command, start: Start): void {
  program
    .command('maintenance')
    .description(
      'do now what an open console does by itself: remove emergency codes whose time is up; needs no sign-in',
    )
    .action(() =>
      start(async ({ terminal }) => {
        const removed = await withServices(terminal, ({ expiredCodes }) => expiredCodes.remove());
        const text = `${count(removed, 'emergency code')} removed.\n`;
        return { value: { removed }, text, note: null, exit: 0 };
      }),
    );
}
