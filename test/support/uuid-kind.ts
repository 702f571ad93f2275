/** The kind of the platform whose users have UUIDs: no key, and a table of Rekey's own that it brings. */
import { columnsOf } from '../../db/columns.ts';
import { RekeyError } from '../../db/errors.ts';
import type { PlatformKind } from '../../db/platforms/kind.ts';
import { uuidPlatform } from './uuid-platform.ts';

export const uuidKind: PlatformKind = {
  ...{ id: 'uuid', label: 'UUID platform', keys: [], schema: 'test/support/uuid-platform.ts' },
  async needs(reader) {
    if (!reader)
      throw new RekeyError('CONFIGURATION', { why: 'its accounts differ from platform to platform' });
    const columns = (await columnsOf(reader, ['accounts'])).get('accounts') ?? new Set(['id', 'login']);
    return [
      { table: 'accounts', select: [...columns], update: ['paired'] },
      { table: 'rekey_uuid_index', select: 'all', insert: 'all', own: true },
    ];
  },
  migrations: {
    'uuid/2026-12-01-index': {
      async up(knex) {
        await knex.schema.createTable('rekey_uuid_index', (table) => {
          table.string('term', 60).primary();
        });
      },
      async down(knex) {
        await knex.schema.dropTableIfExists('rekey_uuid_index');
      },
    },
  },
  async recognise(reader) {
    const columns = (await columnsOf(reader, ['accounts'])).get('accounts');
    return columns?.has('paired') ? { version: '1', evidence: ['the table accounts has paired'] } : null;
  },
  open: async (database) => uuidPlatform(database),
};
