import { expect, test } from 'vitest';
import { forEachDatabase } from '../support/databases.ts';
import { DEVICE, digest, openSandboxDesk, PASSWORD, SECRET } from '../support/sandbox-desk.ts';

const HALF_AN_HOUR = 30 * 60_000;

forEachDatabase((open) => {
  const desk = async () => openSandboxDesk(await open());

  test('a wrong password and a username that nobody has are told apart by nothing', async () => {
    const { platform, add } = await desk();
    await add({ username: 'mara' });
    expect(await platform.signIn('mara', 'wrong', DEVICE)).toEqual({ result: 'wrong' });
    expect(await platform.signIn('nobody', PASSWORD, DEVICE)).toEqual({ result: 'wrong' });
    expect(await platform.signIn(' Mara ', PASSWORD, DEVICE)).toMatchObject({ result: 'in' });
  });

  test('without 2FA, the password opens a session, and says whether the gate or pairing comes next', async () => {
    const { add, password } = await desk();
    await add({ username: 'mara', required: false });
    await add({ username: 'sami', required: true });
    expect(await password('mara')).toMatchObject({ result: 'in', page: 'gate' });
    expect(await password('sami')).toMatchObject({ result: 'in', page: 'pair' });
  });

  test('with 2FA, the password alone opens nothing but the code page', async () => {
    const { add, password, platform, database } = await desk();
    await add({ username: 'mara', secret: SECRET });
    const first = await password('mara');
    if (first.result !== 'code') throw new Error(first.result);
    expect(await platform.visitor(first.ticket)).toBeNull();
    expect(await database.reader('sessions')).toEqual([]);
    expect(await platform.pendingUser(first.ticket)).toMatchObject({ fullName: 'mara' });
  });

  test('a code opens a session once: of two at the same moment one gets in, and a replay is refused', async () => {
    const { add, password, platform, code, events } = await desk();
    const id = await add({ username: 'mara', secret: SECRET });
    const windows = await Promise.all([password('mara'), password('mara')]);
    const outcomes = await Promise.all(
      windows.map((one) => platform.giveCode('ticket' in one ? one.ticket : null, code(), DEVICE)),
    );
    expect(outcomes.map(({ result }) => result).sort()).toEqual(['in', 'refused']);
    const third = await password('mara');
    const ticket = 'ticket' in third ? third.ticket : null;
    expect(await platform.giveCode(ticket, code(), DEVICE)).toMatchObject({
      result: 'refused',
      because: 'used',
      triesLeft: 5,
    });
    expect(await events(id)).toEqual(['code-used', 'login']);
    expect(await platform.giveCode(ticket, code(1), DEVICE)).toMatchObject({ result: 'in' });
  });

  test('the way from the password to the code is walked once, and ends after ten minutes', async () => {
    const { add, password, platform, code, time } = await desk();
    await add({ username: 'mara', secret: SECRET });
    const first = await password('mara');
    const ticket = 'ticket' in first ? first.ticket : null;
    expect(await platform.giveCode(ticket, code(), DEVICE)).toMatchObject({ result: 'in' });
    expect(await platform.giveCode(ticket, code(1), DEVICE)).toEqual({ result: 'gone' });
    const late = await password('mara');
    time.now += 10 * 60_000;
    expect(await platform.giveCode('ticket' in late ? late.ticket : null, code(), DEVICE)).toEqual({
      result: 'gone',
    });
    expect(await platform.giveCode(null, code(), DEVICE)).toEqual({ result: 'gone' });
    expect(await platform.giveCode('made up', code(), DEVICE)).toEqual({ result: 'gone' });
  });

  test('five wrong codes lock for a while, also for the right one; then it works again', async () => {
    const { add, password, platform, code, time, events, database } = await desk();
    const id = await add({ username: 'mara', secret: SECRET, codes: ['7K3MQ-9XV2A'] });
    const first = await password('mara');
    const ticket = 'ticket' in first ? first.ticket : null;
    for (const triesLeft of [4, 3, 2, 1])
      expect(await platform.giveCode(ticket, code(9), DEVICE)).toMatchObject({ because: 'wrong', triesLeft });
    expect(await platform.giveCode(ticket, 'not a code', DEVICE)).toMatchObject({ because: 'not-a-code' });
    const until = time.now + HALF_AN_HOUR;
    expect(await platform.giveBackupCode(ticket, '00000-00000', DEVICE)).toEqual({ result: 'locked', until });
    expect(await platform.giveCode(ticket, code(), DEVICE)).toEqual({ result: 'locked', until });
    expect(await platform.giveBackupCode(ticket, '7k3mq-9xv2a', DEVICE)).toEqual({ result: 'locked', until });
    const again = await password('mara');
    expect(again).toMatchObject({ result: 'locked', until });
    // Locked out, and still known by the password, for whoever writes to support.
    expect(await platform.pendingUser('ticket' in again ? again.ticket : null)).toMatchObject({ userId: id });
    expect(await events(id)).toEqual([...Array(5).fill('code-failed'), 'locked']);
    time.now = until;
    const later = await password('mara');
    expect(await platform.giveCode('ticket' in later ? later.ticket : null, code(), DEVICE)).toMatchObject({
      result: 'in',
    });
    expect(await database.reader('users').where({ id }).first()).toMatchObject({
      failed_attempts: 0,
      locked_until: null,
    });
  });

  test('what cannot be a backup code is no try, and nor is any where none is left', async () => {
    const { add, password, platform, events } = await desk();
    const mara = await add({ username: 'mara', secret: SECRET, codes: ['7K3MQ-9XV2A'] });
    const tomas = await add({ username: 'tomas', secret: SECRET });
    const give = async (username: string, code: string) => {
      const first = await password(username);
      return platform.giveBackupCode('ticket' in first ? first.ticket : null, code, DEVICE);
    };
    for (let n = 0; n < 6; n += 1) {
      expect(await give('mara', '7k3m-q9xv')).toMatchObject({ because: 'not-a-backup-code', triesLeft: 5 });
      expect(await give('tomas', '00000-00000')).toMatchObject({ because: 'no-backup-code', triesLeft: 5 });
    }
    expect(await give('mara', '７Ｋ３ＭＱ\u2012９xv２\u2060a')).toMatchObject({ result: 'in', codesLeft: 0 });
    expect(await events(mara)).not.toContain('code-failed');
    expect(await events(tomas)).toEqual([]);
  });

  test('a backup code opens once, and says how many are left', async () => {
    const { add, password, platform, events } = await desk();
    const id = await add({ username: 'mara', secret: SECRET, codes: ['7K3MQ-9XV2A', '00000-11111'] });
    const give = async (code: string) => {
      const first = await password('mara');
      return platform.giveBackupCode('ticket' in first ? first.ticket : null, code, DEVICE);
    };
    const [one, two] = await Promise.all([give('7k3mq-9xv2a'), give('7k3mq-9xv2a')]);
    expect([one, two].map(({ result }) => result).sort()).toEqual(['in', 'refused']);
    expect([one, two].find(({ result }) => result === 'in')).toMatchObject({ codesLeft: 1 });
    expect(await give('7k3mq-9xv2a')).toMatchObject({ result: 'refused', because: 'wrong' });
    expect(await events(id)).toContain('backup-code-used');
    expect(await give('00000-11111')).toMatchObject({ result: 'in', codesLeft: 0 });
  });

  test('a suspended user is told so, and signed in nowhere any more', async () => {
    const { add, enter, password, platform, code, database } = await desk();
    const id = await add({ username: 'mara', secret: SECRET });
    const { ticket } = await enter('mara', code(-1));
    const between = await password('mara');
    await database.reader('users').where({ id }).update({ status: 'suspended' });
    expect(await platform.visitor(ticket)).toBeNull();
    expect(await password('mara')).toEqual({ result: 'suspended' });
    expect(await platform.giveCode('ticket' in between ? between.ticket : null, code(), DEVICE)).toEqual({
      result: 'gone',
    });
  });

  test('a session is known by its ticket only while its row is there and its time has not come', async () => {
    const { add, enter, platform, time, database } = await desk();
    await add({ username: 'mara', required: false });
    const { ticket } = await enter('mara');
    expect(await database.reader('sessions').select('id', 'user_agent')).toEqual([
      { id: digest(ticket), user_agent: 'Firefox on Linux' },
    ]);
    expect(await platform.visitor(digest(ticket))).toBeNull();
    expect(await platform.visitor(null)).toBeNull();
    const other = await enter('mara');
    await platform.signOut(other.ticket);
    expect(await platform.visitor(other.ticket)).toBeNull();
    expect(await platform.visitor(ticket)).not.toBeNull();
    time.now += 8 * 60 * 60_000;
    expect(await platform.visitor(ticket)).toBeNull();
  });
});
