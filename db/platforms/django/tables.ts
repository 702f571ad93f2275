/**
 * What stands in a database that Django migrated: the user table, the device tables and their columns. Nothing of it is taken for
 * granted but the names that django-otp's own migrations give; AUTH_USER_MODEL, versions and plugins differ from platform to platform.
 */
import { type Reader, rowsOf } from '../../database.ts';

/** How the primary key of the user table is kept: Django's UUIDField is char(32) without hyphens, or MariaDB's own type. */
export type KeyType = 'integer' | 'uuid-text' | 'uuid';

export interface UserTable {
  table: string;
  key: string;
  keyType: KeyType;
  /** Their types by their names, as the server writes these: `varchar(150)`, `tinyint(1)`. */
  columns: ReadonlyMap<string, string>;
  /** False: the account may read some columns only, and the database hides the others from it. Each of Django's users has a password. */
  seesAll: boolean;
  /** Who is in which of Django's groups: the table, and its columns; null: it is not there, or may not be read. */
  memberships: { table: string; user: string; group: string } | null;
  /** Columns that an index begins with, and those that a unique index has alone. */
  indexed: ReadonlySet<string>;
  unique: ReadonlySet<string>;
  /** Columns of text that the database compares without regard to case. */
  ignoresCase: ReadonlySet<string>;
}

export type DeviceKind = 'authenticator' | 'backup-codes' | 'phone' | 'email' | 'security-key' | 'unknown';

/** A table of devices: id, name, confirmed and user_id are there, every other column is to be asked for. */
export interface DeviceTable {
  table: string;
  kind: DeviceKind;
  columns: ReadonlySet<string>;
}

export interface DjangoTables {
  users: UserTable;
  /** Those of TOTP first, those of unknown classes last. */
  devices: readonly DeviceTable[];
  /** `default`: a confirmed device counts that is called so (django-two-factor-auth). `any`: each confirmed one does (django-otp alone). */
  rule: 'default' | 'any';
  /** Backup tokens of the static devices, and how many characters one can have; null: otp_static is not installed. */
  tokens: { table: string; width: number } | null;
  /** Where sessions may be kept: django_session, django-user-sessions by its columns, allauth's usersessions. */
  sessions: { django: boolean; userSessions: ReadonlySet<string> | null; allauth: boolean };
  /** As `otp_totp.0003_add_timestamps`. */
  migrations: ReadonlySet<string>;
  /** The columns of a table, whatever it is for; null: it is not there, or may not be read. */
  columns(table: string): ReadonlySet<string> | null;
}

export const TOTP_DEVICES = 'otp_totp_totpdevice';
export const STATIC_DEVICES = 'otp_static_staticdevice';
export const STATIC_TOKENS = 'otp_static_statictoken';
export const GROUPS = 'auth_group';

/** The classes of django-otp, django-two-factor-auth and their plugins. */
const KNOWN_DEVICES: readonly (readonly [table: string, kind: DeviceKind])[] = [
  [TOTP_DEVICES, 'authenticator'],
  ['otp_hotp_hotpdevice', 'authenticator'],
  ['otp_email_emaildevice', 'email'],
  ['two_factor_phonedevice', 'phone'],
  ['two_factor_webauthn_webauthndevice', 'security-key'],
  ['otp_yubikey_yubikeydevice', 'security-key'],
  ['otp_yubikey_remoteyubikeydevice', 'security-key'],
  [STATIC_DEVICES, 'backup-codes'],
];

/** The columns of django_otp.models.Device, by which a class that is not known is told. */
const OF_EVERY_DEVICE = ['id', 'name', 'confirmed', 'user_id'];

/** Null where django-otp has no tables here, or its users cannot be found. */
export async function readTables(reader: Reader): Promise<DjangoTables | null> {
  const catalogue = isMysql(reader) ? mysqlCatalogue : sqliteCatalogue;
  const columns = await columnsOf(reader, catalogue.columns);
  if (!columns.has(TOTP_DEVICES)) return null;
  const references = await rowsOf<Reference>(reader, catalogue.references);
  const users = await userTable(reader, columns, references);
  if (!users) return null;
  const migrations = columns.has('django_migrations')
    ? await rowsOf<{ app: string; name: string }>(reader, 'SELECT app, name FROM django_migrations')
    : [];
  return {
    users,
    devices: deviceTables(columns, references, users),
    rule: migrations.some(({ app }) => app === 'two_factor') ? 'default' : 'any',
    tokens: tokensOf(columns),
    sessions: {
      django: columns.has('django_session'),
      userSessions: namesOf(columns.get('user_sessions_session')),
      allauth: columns.has('usersessions_usersession'),
    },
    migrations: new Set(migrations.map(({ app, name }) => `${app}.${name}`)),
    columns: (table) => namesOf(columns.get(table)),
  };
}

interface Column {
  table_name: string;
  column_name: string;
  /** As the server writes it: `int(11)`, `char(32)`, `uuid`. */
  type: string;
  /** Null on SQLite, where Django compares as it is written. */
  collation: string | null;
}

interface Reference {
  table_name: string;
  column_name: string;
  to_table: string;
  to_column: string;
}

type Columns = Map<string, Map<string, Column>>;

/** Names in quotes, since MySQL 8 answers in upper case where nothing else is asked for. */
const mysqlCatalogue = {
  columns: `SELECT table_name AS "table_name", column_name AS "column_name", column_type AS "type", collation_name AS "collation"
    FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`,
  references: `SELECT table_name AS "table_name", column_name AS "column_name",
      referenced_table_name AS "to_table", referenced_column_name AS "to_column"
    FROM information_schema.key_column_usage
    WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE() ORDER BY table_name`,
  indexes: `SELECT index_name AS "name", non_unique AS "shared", seq_in_index AS "place", column_name AS "column_name"
    FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ?`,
};

const sqliteCatalogue = {
  columns: `SELECT m.name AS table_name, c.name AS column_name, lower(c.type) AS type, NULL AS collation
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid`,
  references: `SELECT m.name AS table_name, f."from" AS column_name, f."table" AS to_table, f."to" AS to_column
    FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY m.name`,
  indexes: `SELECT l.name AS name, 1 - l."unique" AS shared, i.seqno + 1 AS place, i.name AS column_name
    FROM pragma_index_list(?) l JOIN pragma_index_info(l.name) i`,
};

async function columnsOf(reader: Reader, statement: string): Promise<Columns> {
  const tables: Columns = new Map();
  for (const column of await rowsOf<Column>(reader, statement)) {
    const table = tables.get(column.table_name) ?? new Map();
    tables.set(column.table_name, table.set(column.column_name, column));
  }
  return tables;
}

/** The one that the devices belong to, which the foreign key says whatever it is called. */
async function userTable(
  reader: Reader,
  columns: Columns,
  references: readonly Reference[],
): Promise<UserTable | null> {
  const reference = references.find(
    (one) => one.table_name === TOTP_DEVICES && one.column_name === 'user_id',
  );
  const table = reference && columns.get(reference.to_table);
  const keyType = keyTypeOf(table?.get(reference?.to_column ?? '')?.type ?? '');
  if (!(reference && table && keyType)) return null;
  const catalogue = isMysql(reader) ? mysqlCatalogue : sqliteCatalogue;
  const indexes = await rowsOf<{ name: string; shared: number; place: number; column_name: string }>(
    reader,
    catalogue.indexes,
    [reference.to_table],
  );
  const isAlone = (index: string) => indexes.filter(({ name }) => name === index).length === 1;
  return {
    table: reference.to_table,
    key: reference.to_column,
    keyType,
    columns: new Map([...table].map(([name, { type }]) => [name, type])),
    seesAll: table.has('password'),
    memberships: membershipsOf(columns, references, reference),
    indexed: new Set(indexes.filter(({ place }) => Number(place) === 1).map((one) => one.column_name)),
    unique: new Set(
      indexes.filter(({ name, shared }) => !Number(shared) && isAlone(name)).map((one) => one.column_name),
    ),
    ignoresCase: new Set(
      [...table.values()].filter((one) => one.collation?.endsWith('_ci')).map((one) => one.column_name),
    ),
  };
}

/** Django's own table for a many-to-many field: a key, whose it is, and of which group. */
function membershipsOf(
  columns: Columns,
  references: readonly Reference[],
  users: Pick<Reference, 'to_table' | 'to_column'>,
): UserTable['memberships'] {
  if (!columns.get(GROUPS)?.has('name')) return null;
  const to = (table: string, toTable: string, toColumn: string) =>
    references.find(
      (one) => one.table_name === table && one.to_table === toTable && one.to_column === toColumn,
    )?.column_name;
  const found = [...columns].flatMap(([table, its]) => {
    const [user, group] = [to(table, users.to_table, users.to_column), to(table, GROUPS, 'id')];
    return its.size <= 3 && user && group ? [{ table, user, group }] : [];
  });
  const byName = `${users.to_table}_groups`;
  return found.find(({ table }) => table === byName) ?? found[0] ?? namedAsDjangoDoes(byName, columns);
}

/** MariaDB shows an account the columns that it may read, and not their foreign keys. */
function namedAsDjangoDoes(table: string, columns: Columns): UserTable['memberships'] {
  const [user, ...others] = [...(columns.get(table)?.keys() ?? [])].filter(
    (name) => name !== 'id' && name !== 'group_id',
  );
  const isIt = user !== undefined && others.length === 0 && columns.get(table)?.has('group_id');
  return isIt ? { table, user, group: 'group_id' } : null;
}

function keyTypeOf(type: string): KeyType | null {
  if (/int/.test(type)) return 'integer';
  if (type === 'uuid') return 'uuid';
  return type === 'char(32)' ? 'uuid-text' : null;
}

/** A class of the platform's own is known by the columns that each device has, and by whose it is. */
function deviceTables(columns: Columns, references: readonly Reference[], users: UserTable): DeviceTable[] {
  const known = new Map(KNOWN_DEVICES);
  const ofUsers = references.filter((one) => one.column_name === 'user_id' && one.to_table === users.table);
  const unknown = ofUsers.map((one) => one.table_name).filter((name) => !known.has(name));
  return [...KNOWN_DEVICES, ...unknown.map((name) => [name, 'unknown'] as const)].flatMap(([name, kind]) => {
    const there = namesOf(columns.get(name));
    const isDevice = there && OF_EVERY_DEVICE.every((column) => there.has(column));
    return isDevice ? [{ table: name, kind, columns: there }] : [];
  });
}

function tokensOf(columns: Columns): DjangoTables['tokens'] {
  const type = columns.get(STATIC_TOKENS)?.get('token')?.type;
  const width = Number(/\d+/.exec(type ?? '')?.[0]);
  return type ? { table: STATIC_TOKENS, width } : null;
}

function namesOf(table: ReadonlyMap<string, Column> | undefined): ReadonlySet<string> | null {
  return table ? new Set(table.keys()) : null;
}

export function isMysql(reader: Reader): boolean {
  return reader.client.config.client === 'mysql2';
}
