/** A platform with django-otp, most often with django-two-factor-auth. */
import type { Database, Reader } from '../../database.ts';
import { searchIndexed } from '../../search-index/search.ts';
import { candidatesBy, resolveBy } from '../candidates.ts';
import type { Platform, UserId, UserSummary } from '../contract.ts';
import { answersOfUsers } from '../of-user.ts';
import { actingParts } from './acting.ts';
import { emergencyTokens } from './emergency.ts';
import { enrolmentSource } from './enrolment.ts';
import { djangoEvents } from './events.ts';
import { isUserId } from './ids.ts';
import { limitsOf } from './limits.ts';
import { lockFactors } from './lock.ts';
import type { Mapping } from './mapped-fields.ts';
import { nameLookup } from './names.ts';
import { fieldsOf } from './people.ts';
import { playbook } from './playbook.ts';
import { type ListedUser, read, type Source } from './reading.ts';
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
  const events = djangoEvents(source);
  const ofUser = answersOfUsers((text) => isUserId(type, text));
  const lookup = nameLookup(reader, source, searchIndex);
  return {
    ...{ id: ID, label: LABEL, version, recognisedBy: evidence },
    limits: [...limitsOf(tables, mapping), ...sessionLimits(use)],
    fields: fieldsOf(mapping),
    isUserId: (text) => isUserId(type, text),
    async search(query, options) {
      const { users, nextCursor } = await searchIndexed(reader, searchIndex, query, options);
      return { users: users.map(asSummary), nextCursor };
    },
    resolve: (reference) => resolveBy(lookup, reference),
    candidates: (references, options) => candidatesBy(lookup, references, options),
    async summaries(ids, within = reader) {
      const known = ids.filter((id) => isUserId(type, id));
      return (await searchIndex.current(within, known)).map(asSummary);
    },
    read: ofUser(
      (connection: Reader, id: UserId, now: number) => read(connection, source, id, now),
      () => null,
    ),
    async lockUser(tx, id) {
      if (!isUserId(type, id)) return false;
      const row = await tx(tables.users.table)
        .where(tables.users.key, id)
        .forUpdate()
        .first(tables.users.key);
      if (row) await lockFactors(tx, tables, id);
      return row !== undefined;
    },
    events: { read: ofUser(events.read, () => []), last: ofUser(events.last, () => new Map()) },
    enrolment: enrolmentSource(source),
    searchIndex,
    ...(tables.rule === 'default' ? { playbook } : {}),
    ...actingParts(tables, use),
  } satisfies Platform;
}

function asSummary({
  names: _names,
  phone: _phone,
  createdAt: _createdAt,
  ...summary
}: ListedUser): UserSummary {
  return summary;
}
