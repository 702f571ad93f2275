/** A platform with django-otp, most often with django-two-factor-auth. */
import type { Database, Reader } from '../../database.ts';
import { searchIndexed } from '../../search-index/search.ts';
import { candidatesBy, resolveBy } from '../candidates.ts';
import type { Platform, UserId } from '../contract.ts';
import { actingParts } from './acting.ts';
import { emergencyTokens } from './emergency.ts';
import { enrolmentSource } from './enrolment.ts';
import { djangoEvents } from './events.ts';
import { isUserId } from './ids.ts';
import { limitsOf } from './limits.ts';
import { lockFactors } from './lock.ts';
import { nameLookup } from './names.ts';
import { fieldsOf, type Mapping } from './people.ts';
import { playbook } from './playbook.ts';
import { read, type Source } from './reading.ts';
import { searchSource } from './search-source.ts';
import { countSessions, type SessionUse, sessionLimits } from './sessions.ts';
import type { DjangoTables } from './tables.ts';
import { recognisedAs } from './version.ts';

export const ID = 'django';
export const LABEL = 'Django with django-otp';

export interface Found {
  tables: DjangoTables;
  mapping: Mapping;
  use: SessionUse;
}

export function djangoPlatform({ reader }: Database, { tables, mapping, use }: Found) {
  const source: Source = {
    ...{ tables, mapping, emergencyTokens },
    sessions: (connection: Reader, id: UserId, now: number) => countSessions(connection, use, id, now),
  };
  const { version, evidence } = recognisedAs(tables);
  const type = tables.users.keyType;
  const searchIndex = searchSource(source);
  const lookup = nameLookup(reader, source, searchIndex);
  return {
    ...{ id: ID, label: LABEL, version, recognisedBy: evidence },
    limits: [...limitsOf(tables, mapping), ...sessionLimits(use)],
    fields: fieldsOf(mapping),
    isUserId: (text) => isUserId(type, text),
    search: (query, options) => searchIndexed(reader, searchIndex, query, options),
    resolve: (reference) => resolveBy(lookup, reference),
    candidates: (references, options) => candidatesBy(lookup, references, options),
    summaries: (ids, within = reader) =>
      searchIndex.current(
        within,
        ids.filter((id) => isUserId(type, id)),
      ),
    read: async (connection, id, now) => (isUserId(type, id) ? read(connection, source, id, now) : null),
    async lockUser(tx, id) {
      if (!isUserId(type, id)) return false;
      const row = await tx(tables.users.table)
        .where(tables.users.key, id)
        .forUpdate()
        .first(tables.users.key);
      if (row) await lockFactors(tx, tables, id);
      return row !== undefined;
    },
    events: djangoEvents(source),
    enrolment: enrolmentSource(source),
    searchIndex,
    ...(tables.rule === 'default' ? { playbook } : {}),
    ...actingParts(tables, use),
  } satisfies Platform;
}
