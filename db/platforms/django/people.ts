/** Which columns of the user table say what: each platform's user model is its own. */
import type { Reader } from '../../database.ts';
import type { UserField, UserId, UserSummary } from '../contract.ts';
import { type MappedField, type Mapping, whyNot } from './mapped-fields.ts';
import type { DjangoTables, UserTable } from './tables.ts';
import { readDjangoTime } from './times.ts';

/** By the names that Django's own users and most custom models have. */
export function propose({ users }: Pick<DjangoTables, 'users'>): Mapping {
  const those = (sort: MappedField['sort'], ...names: string[]) =>
    names.filter((name) => whyNot(users, name, sort) === null);
  const first = (sort: MappedField['sort'], ...names: string[]) => those(sort, ...names)[0] ?? null;
  const email = first('text', 'email', 'email_address', 'mail');
  const parts = those('text', 'first_name', 'last_name');
  return {
    username: first('text', 'username', 'login', 'user_name') ?? loginOf(users, email),
    email,
    names:
      parts.length > 0 ? parts : those('text', 'full_name', 'fullname', 'name', 'display_name').slice(0, 1),
    phone: first('text or a number', 'phone', 'phone_number', 'mobile', 'mobile_number', 'telephone'),
    department: first('text or a number', 'department', 'division', 'team'),
    active: first('yes or no', 'is_active'),
    privileges: those('yes or no', 'is_superuser', 'is_staff'),
    groups: [],
    createdAt: first('a time', 'date_joined', 'created_at', 'created', 'joined_at'),
    lastLoginAt: first('a time', 'last_login'),
  };
}

/** USERNAME_FIELD is unique, and hardly ever anything but the address where there is no username. */
function loginOf(users: UserTable, email: string | null): string | null {
  if (email !== null && users.unique.has(email)) return email;
  return [...users.unique].find((name) => whyNot(users, name, 'text') === null) ?? email;
}

/** What the mapping lets Rekey know of users. */
export function fieldsOf(mapping: Mapping): ReadonlySet<UserField> {
  const there: Record<UserField, boolean> = {
    email: mapping.email !== null,
    fullName: mapping.names.length > 0,
    phone: mapping.phone !== null,
    department: mapping.department !== null,
    role: tellsPrivileged(mapping),
    status: mapping.active !== null,
    createdAt: mapping.createdAt !== null,
    lastLoginAt: mapping.lastLoginAt !== null,
  };
  return new Set((Object.keys(there) as UserField[]).filter((field) => there[field]));
}

/** Whether anything was chosen that makes a user privileged. */
export function tellsPrivileged({ privileges, groups }: Mapping): boolean {
  return privileges.length + groups.length > 0;
}

/** A row of the user table; the names are those of the mapping, and flags come one a column and one a group. */
export type UserRow = { id: string | number } & Record<string, string | number | Date | null>;

/** Every user; the caller says which. */
export function usersQuery(reader: Reader, users: UserTable, mapping: Mapping) {
  const query = reader(users.table).select<UserRow[]>({ id: users.key, ...namedColumns(mapping) });
  const { memberships, table, key } = users;
  if (!memberships) return query;
  const { table: members, user, group } = memberships;
  // By the unique index that Django makes over both columns.
  for (const { id } of mapping.groups) {
    const columns = [members, `${members}.${user}`, `${table}.${key}`, `${members}.${group}`];
    query.select(
      reader.raw('EXISTS (SELECT 1 FROM ?? WHERE ?? = ?? AND ?? = ?) AS ??', [...columns, id, `group ${id}`]),
    );
  }
  return query;
}

/** The columns that are read, by the names that UserRow has for them. */
export function namedColumns({ names, privileges, groups: _, ...single }: Mapping): Record<string, string> {
  const columns = Object.entries(single).filter((one): one is [string, string] => one[1] !== null);
  return Object.fromEntries([
    ...columns,
    ...[...names, ...privileges].map((name) => [`column ${name}`, name]),
  ]);
}

export type Person = Omit<UserSummary, 'enrolment' | 'lockedUntil'> & {
  /** Those of the full name, each as its column has it. */
  names: string[];
  phone: string | null;
  createdAt: number | null;
};

export function personOf(row: UserRow, mapping: Mapping): Person {
  const id = String(row.id) as UserId;
  const email = text(row.email);
  const privileges = [
    ...mapping.privileges.filter((column) => isTrue(row[`column ${column}`])).map(roleOfFlag),
    ...mapping.groups.filter((group) => isTrue(row[`group ${group.id}`])).map(({ name }) => name),
  ];
  const names = mapping.names.flatMap((column) => text(row[`column ${column}`]) ?? []);
  return {
    id,
    username: text(row.username) ?? email ?? id,
    email,
    names,
    fullName: text(names.join(' ')),
    phone: text(row.phone),
    department: text(row.department),
    role: tellsPrivileged(mapping) ? (privileges[0] ?? 'user') : null,
    privileged: privileges.length > 0,
    status: mapping.active === null ? null : isTrue(row.active) ? 'active' : 'suspended',
    createdAt: readDjangoTime(row.createdAt as string | Date | null | undefined),
    lastLoginAt: readDjangoTime(row.lastLoginAt as string | Date | null | undefined),
  };
}

/** `superuser` of is_superuser. */
function roleOfFlag(column: string): string {
  return column.replace(/^is_/, '');
}

/** An empty text is Django's way to say that there is none. */
function text(value: unknown): string | null {
  const written = value === null || value === undefined ? '' : String(value).trim();
  return written === '' ? null : written;
}

export function isTrue(value: unknown): boolean {
  return Number(value) === 1;
}
