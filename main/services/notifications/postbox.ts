/** Mails that go at once, past the outbox: those that hold a code for the moment, and the test mail. */
import { randomUUID } from 'node:crypto';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { headerName, isMailAddress } from '../../../db/text/mail-address.ts';
import type { Clock } from '../clock.ts';
import { type MailCarrier, MailFailure } from './carrier.ts';
import { compose, newMessageId } from './compose.ts';
import { timeInMail } from './follow-up.ts';
import { htmlDocument, htmlFromText } from './html.ts';
import type { MailServer } from './mail-server.ts';
import { type MailSetup, notConfigured } from './mail-setup.ts';
import type { MailService } from './service.ts';

export interface Postbox extends MailService {
  /** @throws MailFailure */
  sendTest(server: MailServer, person: { to: string; name: string }): Promise<void>;
}

export function openPostbox(deps: {
  database: Database;
  clock: Clock;
  platform: { label: string };
  setup: MailSetup;
  carrier: MailCarrier;
}): Postbox {
  const { database, clock, platform, setup, carrier } = deps;
  return {
    async sendNow({ to, kind, variables }) {
      const server = setup.server();
      if (!server) throw notConfigured(setup);
      const messageId = newMessageId(randomUUID(), server.from);
      try {
        const mail = { kind, to, variables, messageId, date: clock() };
        await carrier.carry(server, await compose(database.reader, platform.label, mail));
      } catch (error) {
        if (error instanceof MailFailure)
          throw new RekeyError('MAIL_FAILED', { why: error.message, next: error.next });
        throw error;
      }
    },

    async sendTest(server, { to, name }) {
      if (!isMailAddress(to)) {
        const next = 'An admin can invite you anew with the right one.';
        throw new MailFailure('letter', 'your own address is not an e-mail address', next);
      }
      const subject = 'Test mail from Rekey';
      const text = `This is the test that you asked for on ${timeInMail(clock())}.\n\nMail for the users of ${platform.label} can be sent this way.`;
      await carrier.carry(server, {
        to,
        toName: headerName(name),
        subject,
        text: `${text}\n`,
        html: htmlDocument(subject, htmlFromText(text)),
        messageId: newMessageId(randomUUID(), server.from),
        date: clock(),
        secrets: [],
      });
    },
  };
}
