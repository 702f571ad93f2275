/** Which columns of the user table say what: each platform's user model is its own. */
import type { Reader } from '../../database.ts';
import type { UserField, UserId, UserSummary } from '../contract.ts';
import type { DjangoTables, UserTable } from './tables.ts';
import { readDjangoTime } from './times.ts';

/** Columns by their names; null: there is none. */
export interface Mapping {
  /** What the login asks for, USERNAME_FIELD. */
  username: string | null;
  email: string | null;
  /** First and last name, or one column with both. */
  names: readonly string[];
  phone: string | null;
  department: string | null;
  /** Null: everybody may sign in. */
  active: string | null;
  /** Flags of which each gives a user more rights than others, the strongest first. */
  privileges: readonly string[];
  createdAt: string | null;
  lastLoginAt: string | null;
}

/** By the names that Django's own users and most custom models have. */
export function propose({ users }: DjangoTables): Mapping {
  const first = (...names: string[]) => names.find((name) => users.columns.has(name)) ?? null;
  const email = first('email', 'email_address', 'mail');
  const parts = ['first_name', 'last_name'].filter((name) => users.columns.has(name));
  const whole = first('full_name', 'fullname', 'name', 'display_name');
  return {
    username: first('username', 'login', 'user_name') ?? loginOf(users, email),
    email,
    names: parts.length > 0 ? parts : whole === null ? [] : [whole],
    phone: first('phone', 'phone_number', 'mobile', 'mobile_number', 'telephone'),
    department: first('department', 'division', 'team'),
    active: first('is_active'),
    privileges: ['is_superuser', 'is_staff'].filter((name) => users.columns.has(name)),
    createdAt: first('date_joined', 'created_at', 'created', 'joined_at'),
    lastLoginAt: first('last_login'),
  };
}

/** USERNAME_FIELD is unique, and hardly ever anything but the address where there is no username. */
function loginOf(users: UserTable, email: string | null): string | null {
  if (email !== null && users.unique.has(email)) return email;
  return [...users.unique].find((name) => name !== users.key) ?? email;
}

/** What the mapping lets Rekey know of users. */
export function fieldsOf(mapping: Mapping): ReadonlySet<UserField> {
  const there: Record<UserField, boolean> = {
    email: mapping.email !== null,
    fullName: mapping.names.length > 0,
    phone: mapping.phone !== null,
    department: mapping.department !== null,
    role: mapping.privileges.length > 0,
    status: mapping.active !== null,
    createdAt: mapping.createdAt !== null,
    lastLoginAt: mapping.lastLoginAt !== null,
  };
  return new Set((Object.keys(there) as UserField[]).filter((field) => there[field]));
}

/** A row of the user table; the names are those of the mapping, and flags come one a column. */
export type UserRow = { id: string | number } & Record<string, string | number | Date | null>;

/** Every user; the caller says which. */
export function usersQuery(reader: Reader, users: UserTable, mapping: Mapping) {
  return reader(users.table).select<UserRow[]>({ id: users.key, ...namedColumns(mapping) });
}

/** The columns that are read, by the names that UserRow has for them. */
export function namedColumns({ names, privileges, ...single }: Mapping): Record<string, string> {
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
  const privileges = mapping.privileges.filter((column) => isTrue(row[`column ${column}`]));
  const names = mapping.names.flatMap((column) => text(row[`column ${column}`]) ?? []);
  return {
    id,
    username: text(row.username) ?? email ?? id,
    email,
    names,
    fullName: text(names.join(' ')),
    phone: text(row.phone),
    department: text(row.department),
    role: mapping.privileges.length === 0 ? null : roleOf(privileges),
    privileged: privileges.length > 0,
    status: mapping.active === null ? null : isTrue(row.active) ? 'active' : 'suspended',
    createdAt: readDjangoTime(row.createdAt as string | Date | null | undefined),
    lastLoginAt: readDjangoTime(row.lastLoginAt as string | Date | null | undefined),
  };
}

/** The strongest of a user's flags, as `superuser` of is_superuser. */
function roleOf(privileges: readonly string[]): string {
  return privileges[0]?.replace(/^is_/, '') ?? 'user';
}

/** An empty text is Django's way to say that there is none. */
function text(value: unknown): string | null {
  const written = value === null || value === undefined ? '' : String(value).trim();
  return written === '' ? null : written;
}

export function isTrue(value: unknown): boolean {
  return Number(value) === 1;
}
