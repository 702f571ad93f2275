/** The mapping that a person chose, or else the proposed one: checked against the columns that the user table has. */
import type { Reader } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import { type Choices, readProfile } from '../profile.ts';
import { type Mapping, propose } from './people.ts';
import { type DjangoTables, readTables } from './tables.ts';

const MOST = 4;
/** What these hold is shown to nobody, whatever a person takes them for. */
const SECRET = /passw|secret|token|hash/i;

/** For `PlatformKind.choices`. */
export const djangoChoices = {
  propose: async (reader: Reader): Promise<Choices> => ({ ...propose(await tablesOf(reader)) }),
  check: async (reader: Reader, chosen: unknown): Promise<Choices> => ({
    ...checkMapping(await tablesOf(reader), chosen),
  }),
};

/** @throws RekeyError CONFIGURATION where what was chosen is not there any more: nobody's rights are to be guessed anew */
export async function mappingOf(reader: Reader, tables: DjangoTables, id: string): Promise<Mapping> {
  const kept = await readProfile(reader);
  if (kept?.platform !== id || kept.choices === null) return propose(tables);
  try {
    return checkMapping(tables, kept.choices);
  } catch (error) {
    if (!(error instanceof RekeyError)) throw error;
    const why = `what was chosen when the platform was connected does not fit its tables any more: ${error.facts.why}`;
    throw new RekeyError('CONFIGURATION', { why }, { cause: error });
  }
}

/** With nothing in it but columns that are there. @throws RekeyError BAD_INPUT, which names what is not */
export function checkMapping({ users }: DjangoTables, chosen: unknown): Mapping {
  const given = (typeof chosen === 'object' && chosen !== null ? chosen : {}) as Partial<
    Record<keyof Mapping, unknown>
  >;
  const column = (field: string, name: unknown): string => {
    const shown = JSON.stringify(String(name).slice(0, 64));
    if (typeof name !== 'string' || !users.columns.has(name))
      refuse(`the table ${users.table} has no column ${shown}, which was chosen for ${field}`);
    if (SECRET.test(name)) refuse(`the column ${shown} may hold a secret, so it cannot be shown as ${field}`);
    return name;
  };
  const one = (field: keyof Mapping) => (given[field] == null ? null : column(field, given[field]));
  const some = (field: keyof Mapping) => {
    const names = given[field] ?? [];
    if (!Array.isArray(names) || names.length > MOST) refuse(`${field} is a list of at most ${MOST} columns`);
    return [...new Set(names.map((name) => column(field, name)))];
  };
  return {
    username: one('username'),
    email: one('email'),
    names: some('names'),
    phone: one('phone'),
    department: one('department'),
    active: one('active'),
    privileges: some('privileges'),
    createdAt: one('createdAt'),
    lastLoginAt: one('lastLoginAt'),
  };
}

async function tablesOf(reader: Reader): Promise<DjangoTables> {
  const tables = await readTables(reader);
  if (!tables) throw new RekeyError('CONFIGURATION', { why: 'there are no tables of django-otp here' });
  return tables;
}

function refuse(why: string): never {
  throw new RekeyError('BAD_INPUT', { why });
}
