/** For a form: what can be chosen of the user table, what is proposed, and how users read with it. */
import type { Reader } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import type { Choice, PlatformChoices } from '../kind.ts';
import type { Choices } from '../profile.ts';
import { columnsFor, MAPPED_FIELDS } from './mapped-fields.ts';
import { asChoices, GROUP, type Groups, groupsOf, mappingBy, NOBODY } from './mapping.ts';
import { personOf, propose, usersQuery } from './people.ts';
import { type DjangoTables, readTables, type UserTable } from './tables.ts';

/** Enough to see whether the columns are the right ones. */
const SAMPLE = 5;

export const djangoChoices: Omit<PlatformChoices, 'holding'> = {
  check: async (reader, chosen) => asChoices(await mappingBy(reader, await tablesOf(reader), chosen)),
  async describe(reader) {
    const tables = await tablesOf(reader);
    const groups = await groupsOf(reader, tables.users);
    return {
      choices: MAPPED_FIELDS.map((field): Choice => {
        const { name, label, hint, most } = field;
        const columns = columnsFor(tables.users, field).map((value) => ({ value, label: value }));
        const isPrivileges = name === 'privileges';
        return {
          ...{ name, label, hint, most },
          among: isPrivileges ? [...columns, ...groupsAmong(groups)] : columns,
          none: isPrivileges ? { value: NOBODY, label: 'Nobody is privileged' } : null,
        };
      }),
      proposed: proposed(tables),
      note: noteOn(tables.users),
    };
  },
  async sample(reader, chosen) {
    const tables = await tablesOf(reader);
    const mapping = await mappingBy(reader, tables, chosen);
    const { users } = tables;
    const rows = await usersQuery(reader, users, mapping).orderBy(users.key).limit(SAMPLE);
    return rows.map((row) => {
      const { names: _, ...person } = personOf(row, mapping);
      return person;
    });
  },
};

/** With an empty list where nothing tells who is privileged, which must be chosen then. */
function proposed(tables: DjangoTables): Choices {
  const mapping = propose(tables);
  return { ...asChoices(mapping), privileges: mapping.privileges };
}

function groupsAmong(groups: Groups): Choice['among'] {
  return [...groups].map(([id, name]) => ({ value: GROUP + id, label: `Group “${name}”` }));
}

function noteOn({ table, seesAll }: UserTable): string | null {
  return seesAll
    ? null
    : `The account that Rekey uses may read only some columns of ${table}, and is not shown the others. For another one, the database’s administrator grants it first: GRANT SELECT (column) ON ${table}.`;
}

async function tablesOf(reader: Reader): Promise<DjangoTables> {
  const tables = await readTables(reader);
  if (!tables) throw new RekeyError('CONFIGURATION', { why: 'there are no tables of django-otp here' });
  return tables;
}
