/** `rekey connect`: a platform, step by step; each answer is tried before the next question, and kept only at the end. */
import type { Command } from 'commander';
import { visible } from '../../../db/text/visible.ts';
import { dataDirectoryOf } from '../../configuration.ts';
import { markOf, TITLE_LENGTH } from '../../contract/mark.ts';
import * as connect from '../../services/connecting/ask.ts';
import { keepConnected } from '../../services/connecting/keeping.ts';
import { askAddress } from '../address-questions.ts';
import { checksText } from '../checks-text.ts';
import { askChoices } from '../choices-text.ts';
import { Dialogue } from '../dialogue.ts';
import { failureReport, UsageError } from '../failure.ts';
import type { Invocation, Start } from '../invocation.ts';
import { lookText } from '../look-text.ts';
import { printableLine } from '../text.ts';

export function addConnect(program: Command, start: Start): void {
  program
    .command('connect')
    .description("connect to your platform's database, step by step; needs no sign-in")
    .addHelpText(
      'after',
      '\nAsks at the terminal. An empty answer takes what stands in [brackets]; Ctrl-D ends it, and nothing is kept.',
    )
    .action(() =>
      start(async (invocation) => {
        const { env } = invocation.terminal;
        if (env.REKEY_DATABASE_URL) {
          throw new UsageError(
            'REKEY_DATABASE_URL is set, and it wins over what would be kept here.',
            'Unset it first, or go on with it: `rekey doctor` says how it stands.',
          );
        }
        const value = await new Connecting(invocation).run();
        return { value, text: '', note: NEXT, exit: 0 };
      }),
    );
}

const NEXT =
  'Start Rekey with `npm start`: its first start makes the first admin. `rekey doctor` says how everything stands.';

/** From the first question to the file. Where nobody answers, each question ends it with a UsageError. */
class Connecting extends Dialogue {
  private readonly invocation: Invocation;

  constructor(invocation: Invocation) {
    super(
      invocation.terminal,
      new UsageError(
        'Nothing was kept: there was no answer.',
        'Run `rekey connect` in a terminal, or write REKEY_DATABASE_URL and REKEY_PLATFORM into rekey.env.',
      ),
    );
    this.invocation = invocation;
  }

  async run(): Promise<{ platform: string; file: string }> {
    const { terminal } = this.invocation;
    this.say('Nothing is written before the end, and every answer is tried at once.\n');
    const { target, found, kept, mark } = await this.server();
    const recognised = await this.platform(found, kept);
    const chosen = await this.users(recognised, target);
    const kind = connect.holding(recognised, chosen);
    const keys = await this.keys(kind, target);
    await this.tables(target, kind);
    await this.account(target, kind);
    const told = { choices: chosen, mark: mark ?? (await this.mark()) };
    const place = { dataDirectory: dataDirectoryOf(terminal.env), secretStore: null };
    // This console works without the rows: it was told what the account lacks, which may be granted yet.
    const withoutRows = (error: unknown) =>
      this.say(`\n${failureReport(error).note}\nSo the next console asks for the platform again.\n`);
    const file = await keepConnected({ target, kind, keys: keys.texts, told, place }, { withoutRows });
    this.say(
      `\nKept in ${file}, which only you may read (mode 600). The password is in it as it is: whoever reads the file can use it.\n`,
    );
    return { platform: kind.id, file };
  }

  /** Asked until somebody is let in. */
  private async server(): Promise<{ target: connect.MysqlConnection } & Omit<connect.Survey, 'checks'>> {
    let target: connect.MysqlConnection = {
      ...{ host: '127.0.0.1', port: 3306, user: 'rekey', password: '', database: '', tls: 'verify' },
    };
    for (;;) {
      target = await askAddress(this, target);
      let { checks, ...seen } = await this.survey(target);
      if (await this.accepted(target, checks)) ({ checks, ...seen } = await this.survey(target));
      if (checks.some(({ outcome }) => outcome === 'failed')) {
        this.say('\nOnce more; an empty answer keeps the one before.\n');
        continue;
      }
      if (seen.found.length > 0) return { target, ...seen };
      this.say(
        `\nIn ${printableLine(target.database)} stand the tables of no platform that Rekey knows, or the account may not see them. Name another database or account.\n`,
      );
    }
  }

  private async survey(target: connect.MysqlConnection): Promise<connect.Survey> {
    const survey = await connect.survey(target);
    this.say(`\n${checksText(survey.checks.filter(({ outcome }) => outcome !== 'skipped'))}`);
    return survey;
  }

  /** Whether somebody has made the bastion known just now. */
  private async accepted(
    target: connect.MysqlConnection,
    checks: readonly connect.Check[],
  ): Promise<boolean> {
    const fingerprint = checks.find(({ hostKey }) => hostKey !== undefined)?.hostKey;
    if (fingerprint === undefined) return false;
    const answer = await this.ask(
      `Is ${fingerprint} the bastion’s fingerprint (yes, and it is remembered)`,
      'no',
    );
    if (answer !== 'yes') return false;
    await connect.acceptBastion(target, fingerprint);
    return true;
  }

  private async platform(
    found: readonly connect.Found[],
    kept: connect.PlatformKind | null,
  ): Promise<connect.PlatformKind> {
    this.say('\nWhat stands there:\n');
    for (const { kind, version, evidence } of found) {
      const named = version === null ? kind.label : `${kind.label} (${version})`;
      this.say(
        `  ${kind.id}: ${printableLine(named)}\n${evidence.map((fact) => `    - ${printableLine(fact)}\n`).join('')}`,
      );
    }
    if (kept) return kept;
    const [only] = found;
    if (only && found.length === 1) return only.kind;
    const ids = found.map(({ kind }) => kind.id);
    return this.askFor(
      `Which of them (${ids.join(', ')})`,
      '',
      (text) => found.find(({ kind }) => kind.id === text)?.kind ?? null,
    );
  }

  /** Undefined: there is nothing to choose, or another console's choice holds. */
  private async users(
    kind: connect.PlatformKind,
    target: connect.MysqlConnection,
  ): Promise<connect.Choices | undefined> {
    const view = await connect.choicesOf(target, kind);
    if (!view || !connect.isToBeChosen(view)) return undefined;
    return askChoices(this, view, (chosen) => connect.sampleOf(target, kind, chosen));
  }

  /** Asked until they open what is stored there; with them the platform is looked at. */
  private async keys(
    kind: connect.PlatformKind,
    target: connect.MysqlConnection,
  ): Promise<{ texts: Record<string, string> }> {
    for (;;) {
      const texts: Record<string, string> = {};
      const keys: Record<string, Buffer> = {};
      for (const { setting, without, form, parse } of kind.keys) {
        this.say(`\n${setting}: without it ${without}. It must be ${form}.\n`);
        keys[setting] = await this.askHidden(setting, (text) => {
          texts[setting] = text.trim();
          return parse(text.trim());
        });
      }
      const seen = await connect.look(target, kind, keys);
      const refused = seen.proof?.refused ?? 0;
      if (connect.isProved(seen.proof)) {
        if (refused > 0) this.say('The key opens some of the newest stored values and not others.\n');
        this.say(lookText(seen));
        return { texts };
      }
      this.say(
        `${kind.keys.map(({ setting }) => setting).join(' and ')}: not the platform's, since ${refused} of the newest stored values do not open with it.\n`,
      );
    }
  }

  /** Rekey's own, by an account that may make them and is forgotten then. */
  private async tables(target: connect.MysqlConnection, kind: connect.PlatformKind): Promise<void> {
    while ((await connect.pendingTables(target, kind)).length > 0) {
      this.say("\nRekey's own tables, all called rekey_…, are still to be made in this database.\n");
      const user = await this.ask(
        'Account that may create tables, used once and kept nowhere (- to leave it to an administrator)',
        target.user,
      );
      if (user === '-') return this.leaveToAdministrator(target, kind);
      const password =
        user === target.user ? target.password : await this.answer(`Password of ${user}: `, true);
      try {
        const applied = await this.invocation.interruption.finishFirst(
          'Tables are being made; waiting for the end. Once more stops now.',
          () => connect.makeTables({ ...target, user, password }, kind),
        );
        this.say(`${applied.length} steps were applied.\n`);
      } catch (error) {
        this.say(`${failureReport(error).note}\n`);
      }
    }
  }

  private async leaveToAdministrator(
    target: connect.MysqlConnection,
    kind: connect.PlatformKind,
  ): Promise<void> {
    const { sql, withTables } = await connect.statementsOf(target, kind);
    const also = withTables ? ', or' : ', then';
    this.say(
      `\nFor the administrator: run \`rekey migrate\` with an account that may create tables${also} these statements, with the place that Rekey connects from instead of %:\n\n${sql}\n`,
    );
    this.say('Until then nothing of this is known in the database, so another console is asked the same.\n');
  }

  /** With what the console itself will have. What fails is told, and does not undo what was found. */
  private async account(target: connect.MysqlConnection, kind: connect.PlatformKind): Promise<void> {
    this.say(`\n${checksText(await connect.examineAccount(target, kind))}`);
  }

  /** What every console's window says of it, where no other console has said it. */
  private async mark(): Promise<connect.Survey['mark']> {
    const title = await this.askFor(
      `What the platform is called in a band on every page, at most ${TITLE_LENGTH} characters (- for none)`,
      '-',
      (text) => (visible(text).length <= TITLE_LENGTH ? visible(text) : null),
    );
    const production = await this.askFor(
      'Is it production, with real people’s accounts (yes, no)',
      'no',
      (text) => ({ yes: true, no: false })[text] ?? null,
    );
    return markOf(title === '-' ? '' : title, production);
  }
}
