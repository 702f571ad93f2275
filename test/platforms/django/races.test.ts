import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onMariaDb } from '../../support/databases.ts';
import { type DjangoDesk, openDjangoDesk } from '../../support/django-desk.ts';
import { missing } from '../../support/parts.ts';

interface Pages {
  tokens: number;
  shown: string[];
}

describe.skipIf(missing('django'))('at the same user at once', () => {
  onMariaDb((open) => {
    let desk: DjangoDesk;
    beforeAll(async () => {
      desk = await openDjangoDesk(open);
    });
    afterAll(() => desk.close());

    it('Rekey begins anew where the platform has one of the rows, and does it once', async () => {
      const { id } = await desk.enrolled('held');
      await desk.judge.ask('generate_tokens', { name: 'held' });
      const { reader } = desk.database;
      const device = await reader('otp_static_staticdevice').where({ user_id: id }).first('id');
      for (const [table, where] of [
        ['otp_static_statictoken', { device_id: device.id }],
        ['otp_static_staticdevice', { id: device.id }],
        ['otp_totp_totpdevice', { user_id: id }],
      ] as const) {
        const held = await reader.transaction();
        await held(table).where(where).forUpdate();
        let over = false;
        const acting = desk.act('issue-backup-codes', id).finally(() => {
          over = true;
        });
        await setTimeout(300);
        expect(over).toBe(false);
        // Who holds it can have the user's row: Rekey waits with nothing in its hands.
        await held('auth_user').where({ id }).update({ last_login: '2026-11-30 10:00:00' });
        await held.commit();
        const { codes } = await acting;
        const { shown } = await desk.judge.ask<Pages>('pages', { name: 'held' });
        expect(shown).toEqual(codes);
      }
    });

    it('a sign-in with a code and new codes by two consoles leave one whole set, and no error for anybody', async () => {
      const { id } = await desk.enrolled('busy');
      await desk.act('issue-backup-codes', id);
      const { reader } = desk.database;
      const issue = async (after: number) => {
        await setTimeout(after);
        return (await desk.act('issue-backup-codes', id)).codes ?? [];
      };
      const { shown: first } = await desk.judge.ask<Pages>('pages', { name: 'busy' });
      let backup = first[0];
      // As long as it takes alone: then the others come in between, now here and now there.
      const begun = performance.now();
      for (let round = 0, length = 0; round < 8; round += 1) {
        const signingIn = desk.judge.ask<{ at: string }>('sign_in', {
          login: 'busy',
          name: `n${round}`,
          backup,
        });
        const [{ at }, ...sets] = await Promise.all([
          signingIn,
          ...(round === 0 ? [] : [issue(length * Math.random()), issue(length * Math.random())]),
        ]);
        if (round === 0) length = performance.now() - begun;
        expect(['in', 'backup']).toContain(at);
        const tokens = await reader('otp_static_statictoken')
          .join('otp_static_staticdevice', 'otp_static_staticdevice.id', 'device_id')
          .where({ user_id: id })
          .orderBy('otp_static_statictoken.id')
          .pluck('token');
        const whole = round === 0 ? [first] : sets;
        // One of the sets, of which the sign-in has used at most one.
        expect(
          whole.some((set) => set.filter((code) => tokens.includes(code)).length === tokens.length),
        ).toBe(true);
        expect(tokens.length).toBeGreaterThanOrEqual(9);
        backup = tokens[0];
        // A code that was replaced meanwhile is a wrong one.
        if (at === 'backup')
          await reader('otp_static_staticdevice')
            .where({ user_id: id })
            .update({ throttling_failure_count: 0 });
      }
      const entries = await reader('rekey_audit_entries').where({
        user_id: id,
        action: 'issue-backup-codes',
      });
      expect(entries.map(({ outcome }) => outcome)).toEqual(Array(15).fill('done'));
    });
  });
});
