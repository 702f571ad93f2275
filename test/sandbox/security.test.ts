import { expect, test } from 'vitest';
import { createSandboxPlatform } from '../../main/services/sandbox/create-platform.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { base32Decode } from '../support/base32.ts';
import { forEachDatabase } from '../support/databases.ts';
import { DEVICE, openSandboxDesk, PASSWORD, SECRET } from '../support/sandbox-desk.ts';

forEachDatabase((open) => {
  const desk = async () => openSandboxDesk(await open());

  test('pairs an app by its first code, shows the codes once, and asks for the app at the next login', async () => {
    const { add, enter, platform, password, time, events, database } = await desk();
    const id = await add({ username: 'mara', required: false });
    const { visitor } = await enter('mara');
    expect(await platform.pairing(visitor)).toBeNull();
    expect(await platform.confirmPairing(visitor, '123456')).toEqual({ result: 'none' });
    expect(await platform.startPairing(visitor, '1Password', null)).toEqual({ result: 'started' });
    const pairing = await platform.pairing(visitor);
    const key = base32Decode((pairing?.keyText ?? '').replaceAll(' ', ''));
    const at = (steps: number) => codeAt(key, stepAt(time.now) + steps);
    const parameters = Object.fromEntries(new URL(pairing?.uri ?? '').searchParams);
    expect(parameters).toMatchObject({ issuer: 'Application Platform' });
    expect(base32Decode(parameters.secret ?? '')).toEqual(key);
    expect({ algorithm: 'SHA1', digits: '6', period: '30', ...parameters }).toMatchObject({
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    expect(decodeURIComponent(new URL(pairing?.uri ?? '').pathname)).toContain('mara');

    expect(await platform.showFirstCodes(visitor)).toBeNull();
    expect(await platform.confirmPairing(visitor, at(5))).toEqual({ result: 'code', because: 'wrong' });
    expect(await platform.confirmPairing(visitor, at(0))).toEqual({ result: 'confirmed', first: true });
    expect(await platform.confirmPairing(visitor, at(1))).toEqual({ result: 'none' });
    const [codes, second] = await Promise.all([
      platform.showFirstCodes(visitor),
      platform.showFirstCodes(visitor),
    ]);
    expect([codes, second].filter((one) => one !== null)).toHaveLength(1);
    expect(new Set(codes ?? second)).toHaveProperty('size', 10);
    expect(await database.reader('backup_codes').where({ user_id: id })).toHaveLength(10);
    expect(await events(id)).toEqual(['login', 'pairing-started', 'enrolled', 'backup-codes-generated']);

    // The code that confirmed the pairing does not open the login too.
    const login = await password('mara');
    const ticket = 'ticket' in login ? login.ticket : null;
    expect(await platform.giveCode(ticket, at(0), DEVICE)).toMatchObject({ because: 'used' });
    expect(await platform.giveBackupCode(ticket, (codes ?? second)?.[3] ?? '', DEVICE)).toMatchObject({
      result: 'in',
      codesLeft: 9,
    });
  });

  test('seals no new secret with a key that opens none of those that are there', async () => {
    const { add, enter, database, time } = await desk();
    await add({ username: 'anna', secret: SECRET });
    await add({ username: 'mara', required: false });
    const { visitor } = await enter('mara');
    const other = createSandboxPlatform({ database, key: Buffer.alloc(32, 99), clock: () => time.now });
    await expect(other.startPairing(visitor, 'Authy', null)).rejects.toMatchObject({
      code: 'PLATFORM_KEY_WRONG',
    });
    expect(await database.reader('totp_authenticators')).toHaveLength(1);
  });

  test('a pairing that was begun changes nothing until its first code, and ends every other session with it', async () => {
    const { add, enter, platform, time, code } = await desk();
    await add({ username: 'mara', secret: SECRET, codes: ['7K3MQ-9XV2A'], devices: 1 });
    const other = await enter('mara', code(-1));
    const { visitor, ticket } = await enter('mara', code());
    expect(await platform.startPairing(visitor, 'macOS Keychain', null)).toEqual({ result: 'password' });
    const proof = { password: PASSWORD, code: code(1) };
    expect(await platform.startPairing(visitor, 'macOS Keychain', proof)).toEqual({ result: 'started' });
    const pairing = await platform.pairing(visitor);
    expect(pairing).toMatchObject({ replaces: true, app: 'macOS Keychain' });
    time.now += 60_000;
    expect((await enter('mara', code())).visitor.enrolled).toBe(true);
    const key = base32Decode((pairing?.keyText ?? '').replaceAll(' ', ''));
    expect(await platform.confirmPairing(visitor, codeAt(key, stepAt(time.now)))).toMatchObject({
      result: 'confirmed',
      first: false,
    });
    expect(await platform.visitor(other.ticket)).toBeNull();
    expect(await platform.visitor(ticket)).not.toBeNull();
    time.now += 60_000;
    await expect(enter('mara', code())).rejects.toThrow('refused');
    await expect(enter('mara', codeAt(key, stepAt(time.now)))).resolves.toBeDefined();
    // The codes of before belong to the account, not to the phone.
    expect((await platform.security(visitor)).codesLeft).toBe(1);
  });

  test('after a login with a backup code the password pairs a new phone, for half an hour; after one with a code it does not', async () => {
    const { add, enter, platform, time, code } = await desk();
    await add({ username: 'mara', secret: SECRET, codes: ['7K3MQ-9XV2A', '00000-11111'] });
    const alone = { password: PASSWORD, code: '' };
    const withCode = await enter('mara', code());
    expect(await platform.startPairing(withCode.visitor, 'Authy', alone)).toMatchObject({ result: 'code' });
    const rescued = await enter('mara', '7k3mq-9xv2a');
    expect(await platform.startPairing(rescued.visitor, 'Authy', { password: 'wrong', code: '' })).toEqual({
      result: 'password',
    });
    expect(await platform.startPairing(rescued.visitor, 'Authy', alone)).toEqual({ result: 'started' });
    time.now += 30 * 60_000;
    expect(await platform.startPairing(rescued.visitor, 'Authy', alone)).toMatchObject({ result: 'code' });
    const other = { password: PASSWORD, code: '00000-11111' };
    expect(await platform.startPairing(rescued.visitor, 'Authy', other)).toEqual({ result: 'started' });
    expect((await platform.security(rescued.visitor)).codesLeft).toBe(0);
  });

  test.each(['newCodes', 'disable'] as const)('%s asks for the password and a current code', async (act) => {
    const { add, enter, platform, code, time, database } = await desk();
    const id = await add({ username: 'mara', secret: SECRET, codes: ['7K3MQ-9XV2A'], sessions: 1 });
    const { visitor } = await enter('mara', code(-1));
    const left = () => database.reader('backup_codes').where({ user_id: id });
    const before = await left();
    expect(await platform[act](visitor, { password: 'wrong', code: code() })).toEqual({ result: 'password' });
    expect(await platform[act](visitor, { password: PASSWORD, code: code(-1) })).toMatchObject({
      because: 'used',
    });
    expect(await platform[act](visitor, { password: PASSWORD, code: code(7) })).toMatchObject({
      because: 'wrong',
    });
    // A backup code is no current code.
    expect(await platform[act](visitor, { password: PASSWORD, code: '7k3mq-9xv2a' })).toMatchObject({
      because: 'not-a-code',
    });
    expect(await left()).toEqual(before);
    for (let times = 0; times < 3; times += 1)
      await platform[act](visitor, { password: PASSWORD, code: code(7) });
    expect(await platform[act](visitor, { password: PASSWORD, code: code(7) })).toMatchObject({
      result: 'locked',
    });
    expect(await platform[act](visitor, { password: PASSWORD, code: code() })).toMatchObject({
      result: 'locked',
    });
    time.now += 30 * 60_000;
    expect(await platform[act](visitor, { password: PASSWORD, code: code() })).toMatchObject({
      result: act === 'disable' ? 'disabled' : 'made',
    });
    expect(await left()).toHaveLength(act === 'disable' ? 0 : 10);
    if (act === 'newCodes') return;
    expect((await platform.security(visitor)).enrolled).toBe(false);
    expect(await database.reader('users').where({ id }).first()).toMatchObject({ two_factor_required: 0 });
    expect(await database.reader('sessions').where({ user_id: id })).toHaveLength(1);
    expect(await platform[act](visitor, { password: PASSWORD, code: code(1) })).toEqual({
      result: 'off',
    });
  });

  test('what is written to contact says who was signed in, and nobody who was not', async () => {
    const { add, platform, database, time } = await desk();
    const id = await add({ username: 'mara' });
    const input = { topic: 'lost-phone', name: ' Mara ', email: '', phone: '', message: ' Help ' };
    await platform.contact({ userId: id }, input);
    await platform.contact({ userId: null }, input);
    const rows = await database.reader('contact_messages').orderBy('id');
    expect(rows.map((row) => [row.user_id && String(row.user_id), row.name, row.email, row.message])).toEqual(
      [
        [id, 'Mara', null, 'Help'],
        [null, 'Mara', null, 'Help'],
      ],
    );
    expect(Number(rows[0].created_at)).toBe(time.now);
  });
});
