/** A letter that is broken off ends, in whatever step it was: a console that waits for it could never be closed. */
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { smtpCarrier } from '../../main/mail/smtp.ts';
import { parseMailUrl } from '../../main/services/notifications/mail-server.ts';

const LETTER = {
  ...{ to: 'anna@example.org', toName: 'Anna', subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' },
  ...{ messageId: '<1@example.org>', date: 0, secrets: [] },
};

const servers: Server[] = [];

/** Answers each command with the next of `answers`, and after the last with nothing. */
async function serverThatSays(answers: readonly string[]) {
  const reached = { step: 0 };
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const say = () => {
      const answer = answers[reached.step];
      reached.step += 1;
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    };
    say();
    socket.on('data', say);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { reached, server: parseMailUrl(`smtp://127.0.0.1:${port}?from=support@example.org`) };
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const WHOLE = ['220 hello', '250 hello', '250 sender', '250 recipient', '354 go on'];

describe('a letter that is broken off', () => {
  it.each([0, 1, 2, 3, 4, 5])('ends when the server fell silent after %i answers', async (answered) => {
    const { reached, server } = await serverThatSays(WHOLE.slice(0, answered));
    const closing = new AbortController();
    const end = smtpCarrier.carry(server, LETTER, closing.signal).then(
      () => 'sent',
      (error) => error,
    );
    await expect.poll(() => reached.step, { timeout: 10_000 }).toBeGreaterThan(answered);
    closing.abort();
    const came = await Promise.race([end, pause(5_000, 'nothing came')]);
    expect(came).toMatchObject({ name: 'MailFailure', scope: 'later' });
  });

  it('does not begin when it is broken off before', async () => {
    const { reached, server } = await serverThatSays(WHOLE);
    const carried = smtpCarrier.carry(server, LETTER, AbortSignal.abort());
    await expect(carried).rejects.toMatchObject({ name: 'MailFailure', scope: 'later' });
    expect(reached.step).toBe(0);
  });
});
