/** Whose enrolment is meant, as options that several commands have. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  CONCERNS,
  type Concern,
  ENROLMENTS,
  type Enrolment,
  type EnrolmentFilter,
} from '../../services/enrolment/service.ts';
import { time } from '../parse.ts';

export interface FilterOptions {
  state?: Enrolment;
  concern?: Concern;
  department?: string;
  withoutDepartment?: boolean;
  role?: string;
  withoutRole?: boolean;
  joinedFrom?: number;
  joinedBefore?: number;
  asOf?: number;
}

export function withFilter(command: Command): Command {
  return command
    .addOption(new Option('--state <state>', 'in this state').choices(ENROLMENTS).argParser(stateOf))
    .addOption(new Option('--concern <concern>', 'of whom this is true').choices([...CONCERNS]))
    .option('--department <name>', 'of this department')
    .addOption(new Option('--without-department', 'of no department').conflicts('department'))
    .option('--role <name>', 'with this role on the platform')
    .addOption(new Option('--without-role', 'with no role').conflicts('role'))
    .option('--joined-from <time>', 'who joined then or later; 2026-02-03', time)
    .option('--joined-before <time>', 'who joined before', time)
    .option(
      '--as-of <time>',
      "who had joined before, with --state as it was then, by the dates in today's records",
      time,
    );
}

/** As a script of before may say it, too. */
const FORMER = new Map<string, Enrolment>([
  ['enrolled', 'on'],
  ['not-enrolled', 'off'],
]);

function stateOf(text: string): Enrolment {
  const state = ENROLMENTS.find((one) => one === text) ?? FORMER.get(text);
  if (!state) throw new InvalidArgumentError(`Allowed choices are ${ENROLMENTS.join(', ')}.`);
  return state;
}

export function filterOf(options: FilterOptions): EnrolmentFilter {
  return {
    enrolment: options.state,
    concern: options.concern,
    department: options.withoutDepartment ? null : options.department,
    role: options.withoutRole ? null : options.role,
    joinedFrom: options.joinedFrom,
    joinedBefore: options.joinedBefore,
    asOf: options.asOf,
  };
}
