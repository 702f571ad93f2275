/** `rekey platform`: what is chosen of the platform's users. It does not open the platform, which may be what does not fit any more. */
import type { Command } from 'commander';
import type { PlatformChoicesView } from '../../services/platform-choices.ts';
import { choicesText, sampleText, withChanges } from '../choices-text.ts';
import { atPlatformChoices } from '../desk.ts';
import type { Start } from '../invocation.ts';

export function addPlatform(program: Command, start: Start): void {
  const platform = program.command('platform').description('who the users are: which columns say what');

  platform
    .command('show')
    .description('what is chosen, and what can be')
    .action(() =>
      start(async (invocation) => {
        const view = await atPlatformChoices(invocation, (choices, actor) => choices.view(actor));
        if (!view) return { value: { choices: [] }, text: NOTHING, note: null, exit: 0 };
        return {
          value: view,
          text: `${standing(view)}\n${choicesText(view, view.start)}`,
          note: null,
          exit: 0,
        };
      }),
    );

  platform
    .command('set')
    .description('choose: fields that are not named stay as `rekey platform show` has them')
    .argument('<choices...>', 'FIELD=COLUMN, FIELD=COLUMN,COLUMN or FIELD=- for none')
    .option('--proposed', 'begin with what is proposed, in place of what was chosen')
    .action((changes: string[], { proposed = false }: { proposed?: boolean }) =>
      start(async (invocation) => {
        const { after, users } = await atPlatformChoices(invocation, async (choices, actor) => {
          const view = await choices.view(actor);
          const wanted = view ? withChanges(view, proposed ? view.proposed : view.start, changes) : {};
          const after = await choices.choose(actor, wanted);
          return { after, users: await choices.sample(actor, after.start) };
        });
        const text = `${choicesText(after, after.start)}\n${sampleText(users)}`;
        return { value: { chosen: after.start, users }, text, note: HOLDS, exit: 0 };
      }),
    );
}

const NOTHING = 'There is nothing to choose of this platform.\n';
const HOLDS = 'It holds from the next start of each console on.';

function standing({ chosen, unfit, note }: PlatformChoicesView): string {
  const holds =
    unfit === null
      ? `${chosen === null ? 'Nothing was chosen; this is proposed' : 'This was chosen'}.\n`
      : `What was chosen does not fit the platform's tables any more: ${unfit}.\n`;
  return note === null ? holds : `${holds}${note}\n`;
}
