/** The mapping that a person chose, or else the proposed one: checked against what the user table has. */
import { type Reader, rowsOf } from '../../database.ts';
import { RekeyError } from '../../errors.ts';
import { type Choices, readProfile } from '../profile.ts';
import type { Mapping } from './mapped-fields.ts';
import { MAPPED_FIELDS, type MappedField, whyNot } from './mapped-fields.ts';
import { propose } from './people.ts';
import type { DjangoTables, UserTable } from './tables.ts';

/** Chosen for `privileges`: that nobody is. What is forgotten, an empty list, is not taken for it. */
export const NOBODY = 'nobody';
/** `group:7`, among the columns of `privileges`: by its id, which a new name does not change. */
export const GROUP = 'group:';

/** Names of the platform's groups by their ids. */
export type Groups = ReadonlyMap<string, string>;

/**
 * By what is kept for this platform, else as proposed.
 * @throws RekeyError CONFIGURATION where what was chosen does not fit any more: nobody's rights are to be guessed anew
 */
export async function mappingOf(reader: Reader, tables: DjangoTables, id: string): Promise<Mapping> {
  const kept = await readProfile(reader);
  if (kept?.platform !== id || kept.choices === null) return propose(tables);
  try {
    return await mappingBy(reader, tables, asToday(tables, kept.choices));
  } catch (error) {
    if (!(error instanceof RekeyError) || error.code !== 'BAD_INPUT') throw error;
    const why = `what was chosen of the platform's users does not fit its tables any more: ${error.facts.why}; \`rekey platform set\` chooses anew`;
    throw new RekeyError('CONFIGURATION', { why }, { cause: error });
  }
}

/** Before it could be said that nobody is privileged, an empty list was kept where the table has no flag to tell who is. */
function asToday(tables: DjangoTables, kept: Choices): Choices {
  const isOld = Array.isArray(kept.privileges) && kept.privileges.length === 0;
  return isOld && propose(tables).privileges.length === 0 ? { ...kept, privileges: NOBODY } : kept;
}

/** @throws RekeyError BAD_INPUT, which says what does not fit */
export async function mappingBy(reader: Reader, { users }: DjangoTables, chosen: unknown): Promise<Mapping> {
  return checkMapping(users, await groupsOf(reader, users), chosen);
}

/** As it is kept. */
export function asChoices({ groups, privileges, ...mapping }: Mapping): Choices {
  const chosen = [...privileges, ...groups.map(({ id }) => GROUP + id)];
  return { ...mapping, privileges: chosen.length > 0 ? chosen : NOBODY };
}

export async function groupsOf(reader: Reader, { memberships }: UserTable): Promise<Groups> {
  if (!memberships) return new Map();
  const rows = await rowsOf<{ id: number; name: string }>(
    reader,
    'SELECT id, name FROM auth_group ORDER BY name LIMIT 500',
  );
  return new Map(rows.map(({ id, name }) => [String(id), name]));
}

/**
 * Every field must be there, so that what somebody forgot or misspelt is not taken for "there is none".
 * @throws RekeyError BAD_INPUT, which names what does not fit
 */
export function checkMapping(users: UserTable, groups: Groups, chosen: unknown): Mapping {
  const given = asFields(chosen);
  const one = (name: MappedField['name']) =>
    given[name] === null ? null : columnFor(users, name, given[name]);
  const mapping: Mapping = {
    username: one('username'),
    email: one('email'),
    names: listOf('names', given.names).map((value) => columnFor(users, 'names', value)),
    phone: one('phone'),
    department: one('department'),
    active: one('active'),
    ...privilegesOf(users, groups, given.privileges),
    createdAt: one('createdAt'),
    lastLoginAt: one('lastLoginAt'),
  };
  refuseTwice(mapping);
  return mapping;
}

function privilegesOf(
  users: UserTable,
  groups: Groups,
  chosen: unknown,
): Pick<Mapping, 'privileges' | 'groups'> {
  if (chosen === NOBODY) return { privileges: [], groups: [] };
  const values = listOf('privileges', chosen);
  if (values.length === 0)
    refuse(`it is not chosen who is privileged; "${NOBODY}" in the place of a list says that nobody is`);
  const isGroup = (value: unknown): value is string => typeof value === 'string' && value.startsWith(GROUP);
  return {
    privileges: values
      .filter((value) => !isGroup(value))
      .map((value) => columnFor(users, 'privileges', value)),
    groups: values.filter(isGroup).map((value) => {
      const id = value.slice(GROUP.length);
      const name = groups.get(id);
      return name === undefined ? refuse(noGroup(users, value)) : { id, name };
    }),
  };
}

function columnFor(users: UserTable, name: MappedField['name'], value: unknown): string {
  const shown = JSON.stringify(String(value).slice(0, 64));
  if (typeof value !== 'string' || !users.columns.has(value))
    return refuse(`${notThere(users, shown)}, which was chosen for ${name}`);
  const why = whyNot(users, value, fieldOf(name).sort);
  return why === null ? value : refuse(`the column ${shown} ${why}, so it cannot be ${name}`);
}

function listOf(name: MappedField['name'], value: unknown): unknown[] {
  const { most } = fieldOf(name);
  if (!Array.isArray(value) || value.length > most)
    return refuse(`${name} is a list of at most ${most} columns`);
  return [...new Set(value)];
}

function fieldOf(name: MappedField['name']): MappedField {
  return MAPPED_FIELDS.find((field) => field.name === name) as MappedField;
}

function asFields(chosen: unknown): Record<string, unknown> {
  const given = Object(chosen) as Record<string, unknown>;
  const names: readonly string[] = MAPPED_FIELDS.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) refuse(`${JSON.stringify(unknown.slice(0, 64))} is none of ${names.join(', ')}`);
  const missing = names.find((name) => given[name] === undefined);
  if (missing !== undefined)
    refuse(`nothing is chosen for ${missing}; null says that there is no such column`);
  return given;
}

/** A login name may be an address, a number or a name as well; else what is read from one column is another thing in each. */
function refuseTwice({ username: _, groups: _groups, ...mapping }: Mapping): void {
  const taken = new Map<string, string>();
  for (const [name, columns] of Object.entries(mapping)) {
    for (const column of columns === null ? [] : [columns].flat()) {
      const other = taken.get(column);
      if (other !== undefined) refuse(`the column ${column} is chosen for both ${other} and ${name}`);
      taken.set(column, name);
    }
  }
}

/** Of a table that an account may read in part, the database shows it no more than that. */
function notThere({ table, seesAll }: UserTable, shown: string): string {
  return seesAll
    ? `the table ${table} has no column ${shown}`
    : `the table ${table} has no column ${shown} that this account may read (the database hides the others from it, so the administrator may have to grant it first)`;
}

function noGroup({ memberships, seesAll }: UserTable, value: string): string {
  const shown = JSON.stringify(value.slice(0, 64));
  if (memberships) return `there is no group ${shown}, which was chosen for privileges`;
  return `the users have no groups${seesAll ? '' : ' that this account may read'}, and ${shown} was chosen for privileges`;
}

function refuse(why: string): never {
  throw new RekeyError('BAD_INPUT', { why });
}
