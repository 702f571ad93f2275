/** The kind of the smallest platform there can be: no key, and a table of Rekey's own that it brings. */
import { columnsOf } from '../../db/columns.ts';
import { RekeyError } from '../../db/errors.ts';
import type { PlatformKind } from '../../db/platforms/kind.ts';
import { tinyPlatform } from './tiny-platform.ts';

export const tinyKind: PlatformKind = {
  ...{ id: 'tiny', label: 'Tiny platform', keys: [], schema: 'test/support/tiny-platform.ts' },
  async needs(reader) {
    if (!reader)
      throw new RekeyError('CONFIGURATION', { why: 'its accounts differ from platform to platform' });
    const columns = (await columnsOf(reader, ['accounts'])).get('accounts') ?? new Set(['id', 'login']);
    return [
      { table: 'accounts', select: [...columns], update: ['paired'] },
      { table: 'rekey_tiny_index', select: 'all', insert: 'all', own: true },
    ];
  },
  migrations: {
    'tiny/2026-12-01-index': {
      async up(knex) {
        await knex.schema.createTable('rekey_tiny_index', (table) => {
          table.string('term', 60).primary();
        });
      },
      async down(knex) {
        await knex.schema.dropTableIfExists('rekey_tiny_index');
      },
    },
  },
  async recognise(reader) {
    const columns = (await columnsOf(reader, ['accounts'])).get('accounts');
    return columns?.has('paired') ? { version: '1', evidence: ['the table accounts has paired'] } : null;
  },
  open: async (database) => tinyPlatform(database),
};
