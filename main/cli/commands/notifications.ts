import { type Command, Option } from 'commander';
import type { NotificationState } from '../../../db/notifications.ts';
import type { NotificationView } from '../../services/notifications/service.ts';
import { atDesk, type Desk } from '../desk.ts';
import type { Start } from '../invocation.ts';
import { wholeNumber } from '../parse.ts';

import { count, table, when } from '../text.ts';

interface ListOptions {
  state?: NotificationState;
  limit: number;
  before?: number;
}

/** What the service gives at once. */
const PAGE = 200;

export function addNotifications(program: Command, start: Start): void {
  const notifications = program.command('notifications').description('mails to users: sent, waiting, failed');
  notifications
    .command('list')
    .description('newest first, with why the last attempt failed')
    .addOption(new Option('--state <state>', 'in this state').choices(['waiting', 'sent', 'failed']))
    .option('--limit <number>', 'at most so many, 1 to 10000', wholeNumber(1, 10_000), 50)
    .option('--before <id>', 'only those older than this one', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action((options: ListOptions) =>
      start(async (invocation) => {
        const page = await atDesk(invocation, (desk) => list(desk, options));
        const more = page.before === null ? null : `There are more: add --before ${page.before}`;
        const note = page.notifications.length === 0 ? 'No notification matches.' : more;
        return { value: page, text: asTable(page.notifications), note, exit: 0 };
      }),
    );
  notifications
    .command('send')
    .description('send now what waits and is due; an open console does so by itself')
    .addHelpText('after', '\nThe mail server is that of REKEY_SMTP_URL.')
    .option('--retry-failed', 'also what was given up')
    .action((options: { retryFailed?: boolean }) =>
      start(async (invocation) => {
        const pass = await atDesk(invocation, async ({ procedures }) => {
          if (options.retryFailed) await reviveAny(procedures);
          return invocation.interruption.finishFirst(
            'It is being sent; waiting for its end. Once more stops now, and what was under way is sent again in ten minutes.',
            () => procedures.notifications.send(),
          );
        });
        const { sent, failed, later, stopped } = pass;
        return {
          value: pass,
          text: `${count(sent, 'mail')} sent, ${failed} given up, ${later} to be tried again.\n`,
          note: stopped && `Stopped, since ${stopped.message}.\n${stopped.next}`,
          exit: stopped || failed > 0 ? 1 : 0,
        };
      }),
    );
}

/** That none has failed is no reason not to send the others. */
async function reviveAny(procedures: Desk['procedures']): Promise<void> {
  const { failed } = await procedures.notifications.summary();
  if (failed > 0) await procedures.notifications.retryFailed();
}

async function list(desk: Desk, options: ListOptions) {
  const notifications: NotificationView[] = [];
  let before = options.before ?? null;
  do {
    const limit = Math.min(PAGE, options.limit - notifications.length);
    const page = await desk.procedures.notifications.list({
      filter: { state: options.state },
      limit,
      cursor: before,
    });
    notifications.push(...page.notifications);
    before = page.before;
  } while (before !== null && notifications.length < options.limit);
  return { notifications, before };
}

function asTable(notifications: readonly NotificationView[]): string {
  if (notifications.length === 0) return '';
  return table(
    ['ID', 'QUEUED', 'STATE', 'TO', 'WHAT', 'TRIES', 'SENT', 'WHY NOT'],
    notifications.map((one) => [
      String(one.id),
      when(one.createdAt),
      one.state,
      one.to,
      one.title,
      String(one.attempts),
      one.sentAt === null ? '-' : when(one.sentAt),
      one.lastError ?? '-',
    ]),
  );
}
