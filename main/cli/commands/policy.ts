/** The policy, setting by setting: what Settings shows and changes, by the same procedures. */
import type { Command } from 'commander';
import type { Policy } from '../../contract/policy.ts';
import {
  changing,
  nameOf,
  SETTINGS,
  type Setting,
  STANDARD,
  type Value,
  valueIn,
} from '../../contract/policy-settings.ts';
import { atDesk } from '../desk.ts';
import { UsageError } from '../failure.ts';
import type { Start } from '../invocation.ts';
import type { Report } from '../report.ts';
import { table } from '../text.ts';

export function addPolicy(program: Command, start: Start): void {
  const policy = program
    .command('policy')
    .description('what staff may choose within, and what is demanded of them');
  policy
    .command('show [name]')
    .description('each setting, or one: its value, the standard, and what it may be')
    .action((name?: string) =>
      start(async (invocation) => {
        const settings = name === undefined ? SETTINGS : [settingNamed(name)];
        const { policy: now } = await atDesk(invocation, (desk) => desk.procedures.settings.view());
        return report(now, settings);
      }),
    );
  policy
    .command('set <name> <value>')
    .description(
      'change one setting: a whole number, yes or no, or names with commas between them (none: no name)',
    )
    .action((name: string, text: string) =>
      start(async (invocation) => {
        const setting = settingNamed(name);
        const changes = changing(setting, valueFrom(setting, text));
        const saved = await atDesk(invocation, (desk) => desk.procedures.settings.setPolicy(changes));
        return report(saved.policy, [setting]);
      }),
    );
  policy
    .command('reset [name]')
    .description('put one setting, or all of them, back to the standard')
    .action((name?: string) =>
      start(async (invocation) => {
        const settings = name === undefined ? SETTINGS : [settingNamed(name)];
        const [one] = settings;
        const changes = name === undefined || !one ? STANDARD : changing(one, one.standard);
        const saved = await atDesk(invocation, (desk) => desk.procedures.settings.setPolicy(changes));
        return report(saved.policy, settings);
      }),
    );
}

function settingNamed(name: string): Setting {
  const found = SETTINGS.find((setting) => nameOf(setting) === name);
  if (!found)
    throw new UsageError(`There is no setting “${name}”.`, 'Run `rekey policy show` for all of them.');
  return found;
}

/** What cannot be a value of its kind is a wrong command line; whether it may be this value is for the service to say. */
function valueFrom({ kind }: Setting, text: string): Value {
  if (kind.is === 'whole') {
    if (!/^-?\d{1,15}$/.test(text)) throw new UsageError(`“${text}” is not a whole number.`);
    return Number(text);
  }
  if (kind.is === 'yes-no') {
    if (text !== 'yes' && text !== 'no') throw new UsageError(`“${text}” is neither yes nor no.`);
    return text === 'yes';
  }
  const names = text === 'none' ? [] : text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !kind.of.includes(name));
  if (wrong !== undefined) throw new UsageError(`“${wrong}” is none of: ${kind.of.join(', ')}.`);
  return names;
}

function report(policy: Policy, settings: readonly Setting[]): Report {
  const shown = settings.map((setting) => ({
    ...{ name: nameOf(setting), value: valueIn(policy, setting), standard: setting.standard },
    ...{ unit: setting.unit, label: [...setting.groups, setting.label].join(': '), kind: setting.kind },
  }));
  return {
    value: shown.map(({ kind: { is, ...bounds }, ...one }) => ({ ...one, is, ...bounds })),
    text: table(
      ['NAME', 'VALUE', 'STANDARD', 'MAY BE', 'WHAT'],
      shown.map(({ name, value, standard, unit, label, kind }) => [
        ...[name, written(value, unit), written(standard, unit)],
        ...[
          kind.is === 'whole' ? `${kind.min} to ${kind.max}` : kind.is === 'yes-no' ? 'yes, no' : 'actions',
          label,
        ],
      ]),
    ),
    note: null,
    exit: 0,
  };
}

function written(value: Value, unit: string | null): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return unit === null ? String(value) : `${value} ${unit}`;
  return value.join(',') || 'none';
}
