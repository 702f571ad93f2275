/** The kind of the smallest platform there can be: no key, and a table of Rekey's own that it brings. */
import { columnsOf } from '../../db/columns.ts';
import type { PlatformKind } from '../../db/platforms/kind.ts';
import { tinyEnrolment, tinyPlatform, unpair, withAddresses } from './tiny-platform.ts';

export const tinyKind: PlatformKind = {
  ...{ id: 'tiny', label: 'Tiny platform', keys: [], schema: 'test/support/tiny-platform.ts' },
  needs: async () => [
    { table: 'accounts', select: ['id', 'login', 'privileged', 'paired'], update: ['paired'] },
    { table: 'rekey_tiny_index', select: 'all', insert: 'all', own: true },
  ],
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

/** The same with an address of each user and a few parts, and with no table of Rekey's own. */
export const tinyKindWithParts: PlatformKind = {
  ...tinyKind,
  ...{ id: 'tiny-with-parts', label: 'Tiny platform with parts', migrations: {} },
  needs: async () => [{ table: 'accounts', select: 'all', update: ['paired'] }],
  async open(database) {
    const platform = withAddresses(tinyPlatform(database, { reset: unpair, enrolment: tinyEnrolment }));
    return { ...platform, id: tinyKindWithParts.id, label: tinyKindWithParts.label };
  },
};
