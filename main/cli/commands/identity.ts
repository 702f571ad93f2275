import { Argument, type Command } from 'commander';
import { ATTESTED_KINDS, type AttestedKind } from '../../contract/identity.ts';
import type { IdentityView } from '../../services/identity/service.ts';
import { atDesk, type Desk } from '../desk.ts';
import type { Invocation, Start } from '../invocation.ts';
import { wholeNumber } from '../parse.ts';
import { facts, UNTOLD, when } from '../text.ts';

interface About {
  request?: number;
}

export function addIdentity(program: Command, start: Start): void {
  const identity = program
    .command('identity')
    .description('evidence of who calls: gather it, and see what it is worth');

  identity
    .command('show <user>')
    .description('the evidence there is, signs of risk, and what each action needs')
    .action((reference: string) =>
      step(start, reference, {}, (desk, about) => desk.procedures.identity.view({ userId: about.userId })),
    );

  withRequest(identity.command('record <user>'))
    .description('what you saw or heard; it counts for you only')
    .addArgument(new Argument('<kind>', 'what it was').choices(ATTESTED_KINDS))
    .requiredOption('--who <name>', 'with whom, e.g. the manager who confirmed, or the caller')
    .requiredOption('--note <text>', 'how: on which number, by which document')
    .action((reference: string, kind: AttestedKind, options: About & { who: string; note: string }) =>
      step(start, reference, options, (desk, about) =>
        desk.procedures.identity.record({
          ...about,
          kind,
          who: options.who,
          note: options.note,
        }),
      ),
    );

  withRequest(identity.command('send-code <user>'))
    .description(
      'mail six digits to the address on file, for the caller to read back; they work for ten minutes',
    )
    .action((reference: string, options: About) =>
      step(start, reference, options, (desk, about) => desk.procedures.identity.sendCode(about)),
    );

  withCode(start, identity, 'confirm-code <user> <code>', {
    description: 'the six digits that the caller read back',
    take: (desk, about) => desk.procedures.identity.confirmCode(about),
  });
  withCode(start, identity, 'totp <user> <code>', {
    description: "a current code of the user's authenticator; taken once",
    take: (desk, about) => desk.procedures.identity.checkTotp(about),
  });
  withCode(start, identity, 'backup-code <user> <code>', {
    description: "one of the user's unused backup codes; it is used up",
    take: (desk, about) => desk.procedures.identity.useBackupCode(about),
    note: ({ hasAddress }) => (hasAddress ? null : UNTOLD),
  });
}

type Caller = Parameters<Desk['procedures']['identity']['sendCode']>[0];
type CallerWithCode = Parameters<Desk['procedures']['identity']['confirmCode']>[0];

function withCode(
  start: Start,
  identity: Command,
  usage: string,
  what: {
    description: string;
    take(desk: Desk, about: CallerWithCode): Promise<IdentityView>;
    note?: (view: IdentityView) => string | null;
  },
): void {
  withRequest(identity.command(usage))
    .description(`${what.description}; "-" reads it from stdin`)
    .action((reference: string, typed: string, options: About) =>
      step(
        start,
        reference,
        options,
        async (desk, about, invocation) => {
          const code = typed === '-' ? await invocation.terminal.readLine() : typed;
          return what.take(desk, { ...about, code });
        },
        what.note,
      ),
    );
}

function withRequest(command: Command): Command {
  const number = wholeNumber(1, Number.MAX_SAFE_INTEGER);
  return command.option('--request <number>', 'the contact request it is for', number);
}

function step(
  start: Start,
  reference: string,
  options: About,
  work: (desk: Desk, about: Caller, invocation: Invocation) => Promise<IdentityView>,
  note: (view: IdentityView) => string | null = () => null,
): Promise<void> {
  return start(async (invocation) => {
    const view = await atDesk(invocation, async (desk) =>
      work(desk, { userId: await desk.resolve(reference), requestId: options.request ?? null }, invocation),
    );
    return { value: view, text: asText(view), note: note(view), exit: 0 };
  });
}

function asText(view: IdentityView): string {
  const evidence = view.evidence.map((one): [string, string] => [
    one.kind,
    [
      one.doesNotCountBecause === null
        ? `weighs ${one.weight}`
        : `does not count: ${one.doesNotCountBecause}`,
      `${when(one.at)} by ${one.by}`,
      one.who,
      one.note,
    ]
      .filter(Boolean)
      .join(', '),
  ]);
  const waiting: [string, string][] = view.waiting
    ? [
        ['code sent to', `${view.waiting.to}, good until ${when(view.waiting.expiresAt)}`],
        ...(view.waiting.phrase === null ? [] : [['your phrase', view.waiting.phrase] as [string, string]]),
      ]
    : [];
  const needs = view.needs.map(({ action, need }): [string, string] => [
    action,
    need <= view.have
      ? 'enough'
      : need <= view.reachable
        ? `needs ${need}`
        : `needs ${need}, and all that can be checked of this user weighs ${view.reachable}`,
  ]);
  const signs = view.signs.map(({ text }): [string, string] => ['sign of risk', text]);
  return [[['evidence', `weighs ${view.have}`] as [string, string], ...evidence, ...waiting, ...signs], needs]
    .map(facts)
    .join('\n');
}
