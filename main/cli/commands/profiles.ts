import type { Command } from 'commander';
import { rootDirectoryOf } from '../../configuration.ts';
import { profileFolder, profilesIn } from '../../core/profiles.ts';
import type { Start } from '../invocation.ts';
import { table } from '../text.ts';

export function addProfiles(program: Command, start: Start): void {
  program
    .command('profiles')
    .description("this machine's platforms, for --profile; `connect` makes one; needs no sign-in")
    .action(() =>
      start(async ({ terminal }) => {
        const root = rootDirectoryOf(terminal.env);
        const profiles = [null, ...profilesIn(root)].map((name) => ({
          name,
          folder: profileFolder(root, name),
        }));
        const rows = profiles.map(({ name, folder }) => [name ?? '(without a name)', folder]);
        return { value: { profiles }, text: table(['PROFILE', 'FOLDER'], rows), note: null, exit: 0 };
      }),
    );
}
