/** A platform with django-otp, most often with django-two-factor-auth: what can be read of it. */
import type { Database } from '../../database.ts';
import { searchIndexed } from '../../search-index/search.ts';
import { candidatesBy, resolveBy } from '../candidates.ts';
import type { Platform } from '../contract.ts';
import { enrolmentSource } from './enrolment.ts';
import { djangoEvents } from './events.ts';
import { isUserId } from './ids.ts';
import { limitsOf } from './limits.ts';
import { nameLookup } from './names.ts';
import { fieldsOf } from './people.ts';
import { playbook } from './playbook.ts';
import { read, type Source } from './reading.ts';
import { searchSource } from './search-source.ts';
import { recognisedAs } from './version.ts';

const ID = 'django';
const LABEL = 'Django with django-otp';

export function djangoPlatform({ reader }: Database, source: Source) {
  const { tables, mapping } = source;
  const { version, evidence } = recognisedAs(tables);
  const type = tables.users.keyType;
  const searchIndex = searchSource(source);
  const lookup = nameLookup(reader, source, searchIndex);
  return {
    ...{ id: ID, label: LABEL, version, recognisedBy: evidence },
    limits: limitsOf(tables, mapping),
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
      const rows = await tx(tables.users.table)
        .where(tables.users.key, id)
        .forUpdate()
        .select(tables.users.key);
      return rows.length > 0;
    },
    events: djangoEvents(source),
    enrolment: enrolmentSource(source),
    searchIndex,
    ...(tables.rule === 'default' ? { playbook } : {}),
  } satisfies Platform;
}
