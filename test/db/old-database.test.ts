/** A database that an earlier version made, before platforms had folders of their own, opens and is brought up to date. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { migrate, pendingMigrations } from '../../db/migrate.ts';
import type { UserId } from '../../db/platforms/contract.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import { commandLineHost } from '../../main/cli/desk.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { openServices } from '../../main/console.ts';
import { codeAt, stepAt } from '../../main/services/totp.ts';
import { environmentFor } from '../cli/world.ts';
import { forEachDatabase } from '../support/databases.ts';
import { makeFirstAdmin } from '../support/paired-staff.ts';

/** The tables as Rekey of 2026-11-30 made them on that database, and its rows with one user of the reference platform. */
const FILES = { sqlite: ['sqlite.sql', 'rows.sql'], mysql: ['mariadb.sql', 'rows.sql'] };

forEachDatabase((open, kind) => {
  test('what was applied is not applied again, and what is new is, of Rekey and of the platform', async () => {
    const database = await open('none');
    for (const file of FILES[kind]) {
      const dump = await readFile(new URL(`of-2026-11-30/${file}`, import.meta.url), 'utf8');
      for (const statement of dump.split(/;\n(?=CREATE|INSERT|$)/))
        if (statement) await database.reader.raw(statement);
    }
    const names = (table: string) => database.reader(table).orderBy('id').pluck('name');
    const before = await names('rekey_migrations');
    expect(before.at(-1)).toBe('2026-11-25-audit-counted');
    const applied = await migrate(database, referenceKind, { platform: true });
    expect(applied.slice(0, 2)).toEqual(['2026-11-30-audit-limits', '2026-11-30-enrolment-names']);
    expect(applied.at(-1)).toBe('2026-12-01-search-terms');
    expect(await names('rekey_migrations')).toEqual([...before, ...applied.slice(0, -1)]);
    expect(await names('rekey_platform_migrations')).toEqual([
      ...['2026-11-24-reference-platform', '2026-11-24-contact-messages', '2026-11-25-sandbox'],
      '2026-12-01-search-terms',
    ]);
    expect(await pendingMigrations(database, referenceKind)).toEqual([]);

    const now = Date.now();
    const { services, platform, close } = await openServices({
      configuration: readConfiguration(await environmentFor(database)),
      host: commandLineHost,
      clock: () => now,
    });
    try {
      expect(platform).toMatchObject({ id: 'reference', version: '2026-12-01-search-terms' });
      const { actor } = await makeFirstAdmin(services, 'admin');
      const { users } = await services.users.search(actor, 'παππάσ', { limit: 5 });
      expect(users.map(({ username }) => username)).toEqual(['mara']);
      expect(await services.users.view(actor, '1' as UserId)).toMatchObject({
        state: { enrolment: 'on' },
      });
      const code = codeAt(new Uint8Array(20).fill(1), stepAt(now));
      expect(await services.actions.checkCode(actor, '1' as UserId, code)).toMatchObject({
        authenticator: 'confirmed',
        verdict: 'right',
      });
    } finally {
      await close();
    }
  });
});
