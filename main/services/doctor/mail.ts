/** The step about mail: whether the users can be told at all, and are. Sends nothing. */
import { type Check, failed, ok, warning } from '../../../db/check.ts';
import type { Database } from '../../../db/database.ts';
import { heldUpBy } from '../../../db/notifications.ts';
import { translateError } from '../../../db/translate-error.ts';
import type { SecretStore } from '../../host.ts';
import { type Clock, MINUTE } from '../clock.ts';
import { MailFailure } from '../notifications/carrier.ts';
import type { MailServer } from '../notifications/mail-server.ts';
import { readSavedMailServer } from '../notifications/saved-mail-server.ts';
import type { RunningConfiguration } from '../running-configuration.ts';

/** Connects, turns TLS on and signs in as for a mail, and hangs up. @throws MailFailure */
export type KnockAtMailServer = (server: MailServer) => Promise<void>;

export async function checkMail(
  { smtp, dataDirectory }: RunningConfiguration,
  { knock, secretStore }: { knock: KnockAtMailServer; secretStore: SecretStore | null },
): Promise<Check> {
  let server: MailServer | null;
  try {
    server = smtp ?? readSavedMailServer(dataDirectory, secretStore ?? CLOSED);
  } catch (error) {
    const { message, next } = translateError(error);
    return failed('mail', message, next);
  }
  if (!server) {
    return warning(
      'mail',
      'No mail server is set, so no user is told what was done, and no code by e-mail can be sent.',
      'Set REKEY_SMTP_URL, or let an admin enter the mail server in Settings.',
    );
  }
  const place = `${server.host}:${server.port}`;
  const locked = smtp === null && secretStore === null && server.user !== '';
  try {
    await knock(locked ? { ...server, user: '' } : server);
  } catch (error) {
    if (error instanceof MailFailure) return failed('mail', sentence(error.message), error.next);
    return failed('mail', `The mail server ${place} could not be tried.`, 'Send a test mail from Settings.');
  }
  if (locked) {
    return warning(
      'mail',
      `The mail server ${place} answers. Whether it lets ${server.user} sign in was not tried: the saved password opens in the desktop window only.`,
      'Send a test mail from Settings in that window; for the command line, set REKEY_SMTP_URL.',
    );
  }
  const as = server.user === '' ? 'without a sign-in' : `for ${server.user}`;
  return ok('mail', `The mail server ${place} answers ${as}; the sender is ${server.from}.`);
}

const COUNTED_TO = 1000;

/**
 * What the mail server said to whole mails, which knocking does not find out: that it passes none on, say. Null: nothing
 * that still holds. @throws what the database throws
 */
export async function checkOutbox({
  database,
  clock,
}: {
  database: Database;
  clock: Clock;
}): Promise<Check | null> {
  const held = await heldUpBy(database.reader, COUNTED_TO);
  if (!held) return null;
  const { waiting, since, why } = held;
  const many =
    waiting === 1 ? '1 mail waits' : `${waiting}${waiting === COUNTED_TO ? ' or more' : ''} mails wait`;
  return failed(
    'mail',
    `${many} to be sent: ${why} (last tried ${Math.max(0, Math.round((clock() - since) / MINUTE))} min ago).`,
    'Mend it with whoever runs the mail server. Mails wait for 24 hours and are then given up; codes in them are erased.',
  );
}

/** Where there is no keychain, the rest of what was saved is looked at all the same. The dots are never sent. */
const CLOSED: SecretStore = { encrypt: () => '…', decrypt: () => '…' };

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
