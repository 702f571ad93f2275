/** Even if the library that sends mail never says what became of a letter, the console can be closed. */
import { expect, it, vi } from 'vitest';
import { smtpCarrier } from '../../main/mail/smtp.ts';
import { parseMailUrl } from '../../main/services/notifications/mail-server.ts';

vi.mock('nodemailer', () => ({
  createTransport: () => ({ sendMail: () => new Promise(() => {}), close() {} }),
}));

it('a letter of which nothing is heard ends when it is broken off', async () => {
  const closing = new AbortController();
  const letter = {
    ...{ to: 'anna@example.org', toName: '', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' },
    ...{ messageId: '<1@example.org>', date: 0, secrets: [] },
  };
  const server = parseMailUrl('smtp://127.0.0.1?from=support@example.org');
  const carried = smtpCarrier.carry(server, letter, closing.signal);
  setTimeout(() => closing.abort(), 50);
  await expect(carried).rejects.toMatchObject({ name: 'MailFailure', scope: 'later' });
}, 10_000);
