/** One command from its arguments to its exit status. */
import { type Command, CommanderError } from 'commander';
import { profileNamed } from '../core/profiles.ts';
import { failureReport, usageReport } from './failure.ts';
import type { Interruption } from './interruption.ts';
import { buildProgram } from './program.ts';
import { deliver, type Report } from './report.ts';
import type { Terminal } from './terminal.ts';

/** @returns the exit status: 0 done, 1 refused or failed, 2 the command line is wrong. */
export async function run(
  argv: readonly string[],
  { terminal, interruption, version }: { terminal: Terminal; interruption: Interruption; version: string },
): Promise<number> {
  const json = asksForJson(argv);
  let report: Report | null = null;
  let help = '';
  const program = buildProgram(async (work) => {
    const { as = null, profile } = program.opts<{ as?: string; profile?: string }>();
    const within = async () => {
      // An empty one, as of a variable that is not set in a script, is not the one without a name.
      const chosen = profile === undefined ? {} : { REKEY_PROFILE: profileNamed(profile) };
      return work({ as, json, terminal: { ...terminal, env: { ...terminal.env, ...chosen } }, interruption });
    };
    report = await within().catch(failureReport);
  }, version);
  everyCommand(program, (command) =>
    command.configureOutput({
      writeOut: (text) => {
        help += text;
      },
      // The one message about a wrong command line is made below, from the error.
      writeErr: () => {},
    }),
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) report = failureReport(error);
    else if (error.exitCode === 0) {
      return deliver({ value: null, text: help, note: null, exit: 0 }, false, terminal);
    } else report = usageReport(problem(error), hint(program, argv));
  }
  return deliver(report ?? usageReport('No command was given.', hint(program, argv)), json, terminal);
}

/** What goes wrong where nobody waits for it is told like everything else: with a code and without a stack trace. */
export function deliverCrash(error: unknown, argv: readonly string[], terminal: Terminal): Promise<number> {
  return deliver(failureReport(error), asksForJson(argv), terminal);
}

/** Known before the arguments are parsed, since a wrong command line is answered in JSON as well. */
function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end === -1 ? undefined : end).includes('--json');
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) everyCommand(child, visit);
}

function problem(error: CommanderError): string {
  if (error.code === 'commander.help') return 'A command is missing.';
  const text = error.message.replace(/^error: /, '');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? '' : '.'}`;
}

/** Usage of the command that was meant, as far as the words name one. */
function hint(program: Command, argv: readonly string[]): string {
  let command = program;
  let path = 'rekey';
  for (const word of argv) {
    const child = command.commands.find((candidate) => candidate.name() === word);
    if (!child) continue;
    command = child;
    path += ` ${word}`;
  }
  const children = command.commands.map((child) => child.name());
  const choices = children.length > 0 ? `\nCommands: ${children.join(', ')}.` : '';
  return `Usage: ${path} ${command.usage()}${choices}\nRun \`${path} --help\` for more.`;
}
