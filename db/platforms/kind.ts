/** What is known of a platform before anything is opened: the registry's entry. How to add one: ARCHITECTURE.md. */
import type { Knex } from 'knex';
import type { Database, Reader } from '../database.ts';
import type { TableNeed } from '../table-need.ts';
import type { Platform, UserDetail } from './contract.ts';
import type { Choices } from './profile.ts';

export interface PlatformKind {
  /** What REKEY_PLATFORM names it by. Never changes once it was released. */
  readonly id: string;
  readonly label: string;
  /** What beside the database is needed. Empty: nothing. */
  readonly keys: readonly KeyNeed[];
  /** Tables of Rekey's own that this platform needs (`rekey_…`); a name begins with `<id>/` and never changes. */
  readonly migrations: Migrations;
  /** The platform's own tables, where Rekey can bring the platform itself. Absent: its own code makes them. */
  readonly ownTables?: Migrations;
  /** Where its tables are described, for messages. */
  readonly schema: string;
  /**
   * The rights on its tables, for grants, the connection test and the doctor; tables of Rekey's own that it brings as well. `reader`:
   * the database, where the tables differ from platform to platform; what is not there is named all the same. Null: there is none
   * at hand.
   * @throws RekeyError CONFIGURATION where they cannot be told without one
   */
  needs(reader: Reader | null): Promise<readonly TableNeed[]>;
  /** Whether these tables are this platform's. Reads the catalogue and a few rows; null: they are not. */
  recognise(reader: Reader): Promise<Recognised | null>;
  /** What a person decides when connecting, such as which column is the name. Absent: nothing. */
  readonly choices?: PlatformChoices;
  /** By what was chosen, as db/platforms/profile.ts keeps it; else as proposed. @throws RekeyError CONFIGURATION, DATABASE_* */
  open(database: Database, keys: Keys): Promise<Platform>;
}

export interface PlatformChoices {
  /** With nothing in it but what there is to choose. @throws RekeyError BAD_INPUT, which says what does not fit these tables */
  check(reader: Reader, chosen: unknown): Promise<Choices>;
  /** For a form. */
  describe(reader: Reader): Promise<ChoicesForm>;
  /** A few of its users, as they would read. @throws RekeyError BAD_INPUT as `check` */
  sample(reader: Reader, chosen: unknown): Promise<SampledUser[]>;
  /** The same kind of platform with this choice, whatever is kept: to look at it, and to reckon its rights, before it is kept. */
  holding(chosen: Choices): PlatformKind;
}

export interface ChoicesForm {
  choices: Choice[];
  /** What Rekey would choose by the tables; `check` may refuse it where something must be said by a person. */
  proposed: Choices;
  /** What cannot be chosen because the database hides it, a sentence or two; null: nothing. */
  note: string | null;
}

export interface Choice {
  /** By which `Choices` has it. */
  name: string;
  label: string;
  /** What it is for; may be empty. */
  hint: string;
  among: { value: string; label: string }[];
  /** 1: one of them, or null for none. More: a list of so many at most. */
  most: number;
  /** What says that there is none where that must be said, in the place of a list; null: null or an empty list says it. */
  none: { value: string; label: string } | null;
}

export type SampledUser = Omit<UserDetail, 'enrolment' | 'lockedUntil'>;

export interface KeyNeed {
  /** The setting it is in: REKEY_PLATFORM_KEY. */
  readonly setting: string;
  /** What cannot be done without it, after "without it": "no authenticator can be read". */
  readonly without: string;
  /** What it looks like, after "must be": "32 bytes in Base64 or hexadecimal". */
  readonly form: string;
  /** Null: it does not have this form. */
  parse(text: string): Buffer | null;
}

/** By setting. Whoever opens a platform has every one of its keys. */
export type Keys = Readonly<Record<string, Buffer>>;

export interface Recognised {
  /** "django-two-factor-auth 1.18, django-otp 1.7"; null: the tables do not tell. */
  version: string | null;
  /** By what, a fact each: "the table otp_totp_totpdevice is there". Never empty. */
  evidence: string[];
}

/** How a step is written so that it can run again after a kill: db/repeatable.ts. */
export interface Migration {
  up(knex: Knex): Promise<void>;
  down(knex: Knex): Promise<void>;
}

/** By name, in the order in which they run. */
export type Migrations = Readonly<Record<string, Migration>>;
