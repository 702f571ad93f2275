/** What is chosen of a platform's users, at the terminal: in a table, asked for, and written as FIELD=VALUE. */
import type { SampledUser } from '../../db/platforms/kind.ts';
import type { Choices } from '../../db/platforms/profile.ts';
import type { PlatformChoicesView } from '../services/platform-choices.ts';
import type { Dialogue } from './dialogue.ts';
import { UsageError } from './failure.ts';
import { table } from './text.ts';

type Choice = PlatformChoicesView['choices'][number];
type Value = Choices[string];

/** In the place of a column, that there is none. */
const NO_COLUMN = '-';

export function choicesText({ choices }: PlatformChoicesView, chosen: Choices): string {
  return table(
    ['FIELD', 'IS', 'CAN BE'],
    choices.map((choice) => [
      choice.name,
      written(chosen[choice.name] ?? null) || 'still to be chosen',
      [...choice.among, ...(choice.none ? [choice.none] : [])]
        .map(({ value, label }) => (label === value ? value : `${value} (${label})`))
        .join(', '),
    ]),
  );
}

export function sampleText(users: readonly SampledUser[]): string {
  return table(
    ['ID', 'USERNAME', 'E-MAIL', 'NAME', 'PHONE', 'DEPARTMENT', 'ACTIVE', 'PRIVILEGED'],
    users.map(({ id, username, email, fullName, phone, department, status, privileged, role }) => [
      ...[id, username, email ?? '-', fullName ?? '-', phone ?? '-', department ?? '-'],
      status === null ? '-' : status === 'active' ? 'yes' : 'no',
      privileged ? `yes (${role})` : 'no',
    ]),
  );
}

/** `names=first_name,last_name`: `-` for no column. Fields that are not named stay. @throws UsageError */
export function withChanges(view: PlatformChoicesView, from: Choices, changes: readonly string[]): Choices {
  const read = changes.map((change) => {
    const [, name = '', text = ''] = /^([^=]+)=(.+)$/.exec(change) ?? [];
    const choice = view.choices.find((one) => one.name === name);
    if (choice) return [name, valueIn(choice, text)] as const;
    const names = view.choices.map((one) => one.name).join(', ');
    throw new UsageError(`${change} is no choice.`, `Write FIELD=VALUE; a FIELD is one of ${names}.`);
  });
  return { ...from, ...Object.fromEntries(read) };
}

/** Shows the users as they would read, until they are taken so. @throws UsageError where nobody answers */
export async function askChoices(
  dialogue: Dialogue,
  view: PlatformChoicesView,
  sample: (chosen: Choices) => Promise<SampledUser[]>,
): Promise<Choices> {
  dialogue.say('\nWho the users are:\n');
  if (view.unfit !== null) dialogue.say(`What was chosen before does not fit any more: ${view.unfit}.\n`);
  if (view.note !== null) dialogue.say(`${view.note}\n`);
  let chosen = view.start;
  for (;;) {
    dialogue.say(`\n${choicesText(view, chosen)}`);
    const refused = await sample(chosen).then(
      (users) => dialogue.say(`\nThe first users, as they would read:\n${sampleText(users)}`),
      (error: Error) => error.message,
    );
    if (refused) dialogue.say(`\n${refused}\n`);
    const isTaken = await dialogue.askFor('Take these columns (yes, no)', refused ? 'no' : 'yes', (text) =>
      text === 'yes' || text === 'no' ? text === 'yes' : null,
    );
    if (isTaken && !refused) return chosen;
    dialogue.say(`\nFor each field, columns with a comma between them, or ${NO_COLUMN} for none.\n`);
    for (const choice of view.choices) {
      // Any answer is one, also that there is none.
      const { value } = await dialogue.askFor(
        choice.hint ? `${choice.label} (${choice.hint})` : choice.label,
        written(chosen[choice.name] ?? null),
        (text) => ({ value: valueIn(choice, text) }),
      );
      chosen = { ...chosen, [choice.name]: value };
    }
  }
}

function written(value: Value): string {
  return value === null ? NO_COLUMN : [value].flat().join(',');
}

/** Whether such a column is there is for the platform to say. */
function valueIn({ most, none }: Choice, text: string): Value {
  if (text === none?.value) return text;
  const columns = text === NO_COLUMN ? [] : text.split(',').map((column) => column.trim());
  if (most > 1) return columns.filter((column) => column !== '');
  return columns.length === 0 ? null : text;
}
