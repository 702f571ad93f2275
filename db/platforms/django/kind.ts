import type { Reader } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import {
  SEARCH_INDEX_NEEDS,
  searchIndexMadeOf,
  searchIndexTables,
  searchIndexUsers,
} from '../../search-index/tables.ts';
import type { TableNeed } from '../../table-need.ts';
import type { PlatformKind } from '../kind.ts';
import { djangoChoices } from './choices.ts';
import { djangoPlatform, ID, LABEL } from './index.ts';
import type { Mapping } from './mapped-fields.ts';
import { mappingBy, mappingOf } from './mapping.ts';
import * as emergencyTokens from './migrations/2026-12-01-django-emergency-tokens.ts';
import { LEAST_NEEDS, tableNeeds } from './needs.ts';
import { propose } from './people.ts';
import { sessionUse } from './sessions.ts';
import { type DjangoTables, readTables } from './tables.ts';
import { recognisedAs } from './version.ts';

const OWN_NEEDS: readonly TableNeed[] = [
  ...SEARCH_INDEX_NEEDS,
  {
    ...{ table: 'rekey_django_emergency_tokens', select: 'all', own: true },
    ...{ insert: 'all', update: ['gone_at'] },
  },
];

export const djangoKind = kindBy((reader, tables) => mappingOf(reader, tables, ID));

function kindBy(mapping: (reader: Reader, tables: DjangoTables) => Promise<Mapping>) {
  return {
    id: ID,
    label: LABEL,
    // Django keeps what Rekey reads in the clear.
    keys: [],
    migrations: {
      'django/2026-12-01-search-index': searchIndexTables,
      'django/2026-12-01-emergency-tokens': emergencyTokens,
      'django/2026-12-01-search-made-of': searchIndexMadeOf,
      'django/2026-12-01-search-users': searchIndexUsers,
    },
    schema: 'docs/django.md',
    choices: {
      ...djangoChoices,
      holding: (chosen): PlatformKind => kindBy((reader, tables) => mappingBy(reader, tables, chosen)),
    },
    async needs(reader) {
      if (!reader) throw new RekeyError('CONFIGURATION', { why: NO_DATABASE });
      const tables = await readTables(reader);
      if (!tables) return [...LEAST_NEEDS, ...OWN_NEEDS];
      // What was chosen and cannot be read, or does not fit any more, is told by `open`.
      const known = await mapping(reader, tables).catch(() => propose(tables));
      return [...tableNeeds(tables, known), ...OWN_NEEDS];
    },
    async recognise(reader) {
      const tables = await readTables(reader);
      return tables && recognisedAs(tables);
    },
    async open(database) {
      const tables = await tablesOf(database.reader);
      const use = await sessionUse(database.reader, tables, Date.now());
      return djangoPlatform(database, { tables, mapping: await mapping(database.reader, tables), use });
    },
  } satisfies PlatformKind;
}

const NO_DATABASE =
  'the tables of a Django platform are its own, so REKEY_DATABASE_URL must name its database to say which rights are needed';

async function tablesOf(reader: Reader): Promise<DjangoTables> {
  const tables = await readTables(reader);
  if (tables) return tables;
  const why =
    'REKEY_PLATFORM says django, and there is no table otp_totp_totpdevice whose user_id is a foreign key to a table of users with integers or UUIDs for keys, or the account may not see it';
  throw new RekeyError('CONFIGURATION', { why });
}
