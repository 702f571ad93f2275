/** What the columns of a user table can stand for: the one list that is proposed by, checked by and asked for in a form. */
import { isSecretName } from '../../text/secret-name.ts';
import type { UserTable } from './tables.ts';

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
  /** Groups of Django's, whose members have more rights than others as well. */
  groups: readonly { id: string; name: string }[];
  createdAt: string | null;
  lastLoginAt: string | null;
}

/** By the type that Django gives a column on MySQL, MariaDB and SQLite. */
const SORTS = {
  text: /^((var)?char|(tiny|medium|long)?text|enum)\b/,
  'text or a number': /^((var)?char|(tiny|medium|long)?text|enum|(small|medium|big)?int(eger)?)\b/,
  'yes or no': /^(tinyint|bool)/,
  'a time': /^(datetime|timestamp|date)\b/,
} as const;

export interface MappedField {
  name: Exclude<keyof Mapping, 'groups'>;
  label: string;
  hint: string;
  sort: keyof typeof SORTS;
  /** 1: one column or none; more: a list. */
  most: number;
}

export const MAPPED_FIELDS: readonly MappedField[] = [
  { name: 'username', label: 'Username', hint: 'What the login asks for', sort: 'text', most: 1 },
  { name: 'email', label: 'E-mail', hint: 'Where users are told of changes', sort: 'text', most: 1 },
  { name: 'names', label: 'Name', hint: 'First and last name, or one column', sort: 'text', most: 4 },
  { name: 'phone', label: 'Phone', hint: 'Where users are called back', sort: 'text or a number', most: 1 },
  { name: 'department', label: 'Department', hint: '', sort: 'text or a number', most: 1 },
  { name: 'active', label: 'Active', hint: 'Who may sign in at all', sort: 'yes or no', most: 1 },
  {
    ...{ name: 'privileges', label: 'Privileged', sort: 'yes or no', most: 6 },
    hint: 'Actions on them have stricter rules',
  },
  { name: 'createdAt', label: 'Joined', hint: '', sort: 'a time', most: 1 },
  { name: 'lastLoginAt', label: 'Last login', hint: '', sort: 'a time', most: 1 },
];

/** In the order of the table. */
export function columnsFor(users: Pick<UserTable, 'columns' | 'key'>, { sort }: Pick<MappedField, 'sort'>) {
  return [...users.columns.keys()].filter((column) => whyNot(users, column, sort) === null);
}

/** Null: it can. Else what it is instead, after "the column x". */
export function whyNot(
  users: Pick<UserTable, 'columns' | 'key'>,
  column: string,
  sort: MappedField['sort'],
): string | null {
  if (!SORTS[sort].test(users.columns.get(column) ?? '')) return `does not hold ${sort}`;
  if (column === users.key) return 'is the key of the table';
  // A flag or a time can be no secret, whatever it is called.
  if (sort.startsWith('text') && isSecretName(column))
    return 'may hold a secret, which nobody is to be shown';
  return null;
}
