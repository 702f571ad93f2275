/** What an action of Rekey's means at the user's next login, by the platform's own rules: the reference for every adapter. */
import { expect, test } from 'vitest';
import { forEachDatabase } from '../support/databases.ts';
import { openDesk, SUPPORT } from '../support/desk.ts';
import { DEVICE, openSandboxDesk, PASSWORD, SECRET } from '../support/sandbox-desk.ts';

forEachDatabase((open) => {
  async function both() {
    const database = await open();
    const desk = openDesk(database);
    const sandbox = openSandboxDesk(database);
    const id = await sandbox.add({
      username: 'mara',
      secret: SECRET,
      codes: ['7K3MQ-9XV2A', '00000-11111'],
    });
    const run: typeof desk.actions.run = (name, ...rest) => {
      desk.time.now = sandbox.time.now;
      return desk.actions.run(name, ...rest);
    };
    const act = (...[name, extra]: [Parameters<typeof run>[0], object]) =>
      run(name, desk.by(SUPPORT), desk.request(id), extra as never);
    return { ...sandbox, id, act };
  }

  test('issue backup codes: the new ones open, each once, and none from before does', async () => {
    const { act, enter, code, platform } = await both();
    const { codes = [] } = (await act('issue-backup-codes', {})) as { codes?: string[] };
    expect(codes).toHaveLength(10);
    await expect(enter('mara', '7k3mq-9xv2a')).rejects.toThrow('refused');
    const { visitor } = await enter('mara', codes[0]);
    expect((await platform.security(visitor)).codesLeft).toBe(9);
    await expect(enter('mara', codes[0])).rejects.toThrow('refused');
    // The phone, if it turns up again, works as before.
    await expect(enter('mara', code())).resolves.toBeDefined();
  });

  test('issue emergency code: it opens once and until its end, and the set stays as it is', async () => {
    const { act, enter, time, platform } = await both();
    const issue = async () =>
      ((await act('issue-emergency-code', { minutes: 60 })) as { codes?: string[] }).codes?.[0] ?? '';
    const first = await issue();
    const { visitor } = await enter('mara', first);
    expect((await platform.security(visitor)).codesLeft).toBe(2);
    await expect(enter('mara', first)).rejects.toThrow('refused');
    const second = await issue();
    time.now += 60 * 60_000;
    await expect(enter('mara', second)).rejects.toThrow('refused');
  });

  test('reset authenticator: signed out, the app and every code dead, and pairing comes next', async () => {
    const { act, enter, password, platform, code } = await both();
    const { ticket } = await enter('mara', code());
    await act('reset-authenticator', {});
    expect(await platform.visitor(ticket)).toBeNull();
    expect(await password('mara')).toMatchObject({ result: 'in', page: 'pair' });
    const { visitor } = await enter('mara');
    expect(visitor).toMatchObject({ enrolled: false, required: true });
    expect(await platform.startPairing(visitor, 'Authy', null)).toEqual({ result: 'started' });
  });

  test('disable 2FA: signed out, and the gate comes next', async () => {
    const { act, enter, password, platform, code } = await both();
    const { ticket } = await enter('mara', code());
    const between = await password('mara');
    await act('disable-2fa', { typedUsername: 'mara' });
    expect(await platform.visitor(ticket)).toBeNull();
    // Whoever stood between password and code is not let in by what was there before.
    expect(await platform.giveCode('ticket' in between ? between.ticket : null, code(1), DEVICE)).toEqual({
      result: 'gone',
    });
    expect(await password('mara')).toMatchObject({ result: 'in', page: 'gate' });
  });

  test('unlock: the lock is gone, and the count of wrong codes with it', async () => {
    const { act, enter, password, platform, code } = await both();
    const first = await password('mara');
    const ticket = 'ticket' in first ? first.ticket : null;
    for (let times = 0; times < 5; times += 1) await platform.giveCode(ticket, code(7), DEVICE);
    expect(await password('mara')).toMatchObject({ result: 'locked' });
    await act('unlock', {});
    const again = await password('mara');
    expect(await platform.giveCode('ticket' in again ? again.ticket : null, code(7), DEVICE)).toMatchObject({
      triesLeft: 4,
    });
    await expect(enter('mara', code())).resolves.toBeDefined();
  });

  test('end sessions: signed out everywhere, and the same way in as before', async () => {
    const { act, enter, platform, code } = await both();
    const { ticket, visitor } = await enter('mara', code());
    await act('revoke-sessions', {});
    expect(await platform.visitor(ticket)).toBeNull();
    // What a page that is still open would send.
    expect(await platform.newCodes(visitor, { password: PASSWORD, code: code() })).toMatchObject({
      because: 'used',
    });
    await expect(enter('mara', code(1))).resolves.toBeDefined();
  });
});
