/**
 * What Rekey asks of a platform, in the platform's own words for nobody but the adapter.
 * Times are milliseconds since the Unix epoch, UTC.
 */
import type { Check } from '../check.ts';
import type { Database, Reader, Transaction } from '../database.ts';
import type { EnrolmentSource } from './enrolment.ts';
import type { SearchSource } from './search-source.ts';
import type { Enrolment, UserId } from './user.ts';

export type { Enrolment, UserId };

/** What a platform can know of its users beside the name that they log in with. */
export const USER_FIELDS = [
  'email',
  'fullName',
  'phone',
  'department',
  'role',
  'status',
  'createdAt',
  'lastLoginAt',
] as const;
export type UserField = (typeof USER_FIELDS)[number];

/** Null: this user has none, or the platform knows of nobody's (`Platform.fields`). */
export interface UserSummary {
  id: UserId;
  /** What the login asks for, or else the id: there is always something to call a user by. */
  username: string;
  email: string | null;
  fullName: string | null;
  department: string | null;
  role: string | null;
  /** Can change other people's access on the platform; actions on such a user have stricter rules. */
  privileged: boolean;
  status: 'active' | 'suspended' | null;
  enrolment: Enrolment;
  lockedUntil: number | null;
  /** Null also: never. */
  lastLoginAt: number | null;
}

export interface UserDetail extends UserSummary {
  phone: string | null;
  createdAt: number | null;
}

/** One factor, of any kind. */
export interface Factor {
  kind: 'authenticator' | 'backup-codes' | 'phone' | 'email' | 'security-key' | 'unknown';
  /** Table and id: "otp_totp_totpdevice 7". */
  row: string;
  name: string | null;
  confirmed: boolean;
  /** The platform's login asks for it. */
  counts: boolean;
  /** The last digits of a phone, a masked address, the class of an unknown one. */
  detail: string | null;
  /** Null: the platform does not tell. */
  createdAt: number | null;
  lastUsedAt: number | null;
}

/** Everything about a user's second factor that staff may see. Never a secret, a code or a hash. */
export interface TwoFactorState {
  /** True: without an authenticator the next login leads to pairing one. Null: the platform has no such flag that Rekey can see. */
  required: boolean | null;
  enrolment: Enrolment;
  /** The rows that say so, a short fact each, in the platform's words. Never a secret. */
  because: string[];
  /** Every factor of every kind that has a row. */
  factors: Factor[];
  /** The paired authenticator: the confirmed one, else the pending one. */
  authenticator: {
    name: string | null;
    confirmed: boolean;
    /** The times are null where the platform does not tell, also of a confirmed one. */
    createdAt: number | null;
    confirmedAt: number | null;
    lastUsedAt: number | null;
  } | null;
  /** Null: there are no such codes here. `unused` null: they are refilled for ever, or cannot be counted. */
  backupCodes: {
    unused: number | null;
    used: number | null;
    issuedAt: number | null;
    lastUsedAt: number | null;
  } | null;
  /** Emergency codes that still work, soonest to expire first. */
  emergencyCodes: { expiresAt: number }[];
  /** Null: the platform counts none that Rekey can see. */
  failedAttempts: number | null;
  lockedUntil: number | null;
  /** What `lockedUntil` takes for granted, a clause ("if the platform waits as django-otp does by default"); null: it is written there. */
  lockAssumes: string | null;
  /** Null: cannot be told. */
  sessions: number | null;
  trustedDevices: number | null;
}

export interface UserReading {
  user: UserDetail;
  state: TwoFactorState;
  /** A digest of what an action on this user's second factor depends on; it changes when any of that changes. */
  version: string;
}

/** A session, or a device that is not asked for a code. */
export interface UserSession {
  label: string;
  createdAt: number | null;
  lastSeenAt: number | null;
  expiresAt: number | null;
}

/** Something the platform itself recorded about a user's second factor. */
export interface PlatformEvent {
  id: string;
  time: number;
  kind:
    | 'enrolled'
    | 'disabled'
    | 'reset'
    | 'pairing-started'
    | 'code-used'
    | 'backup-code-used'
    | 'backup-codes-generated'
    | 'emergency-code-issued'
    /** Its time was up, and nobody had used it. */
    | 'emergency-code-ended'
    | 'code-failed'
    | 'locked'
    | 'unlocked'
    | 'sessions-revoked'
    | 'email-changed'
    | 'phone-changed'
    /** By somebody in the platform's own administration. */
    | 'changed-by-admin'
    | 'login';
  detail: string | null;
}

export interface SearchPage {
  users: UserSummary[];
  /** Opaque; null when there is nothing after this page. */
  nextCursor: string | null;
}

/** How an authenticator computes its codes (RFC 6238, sections 1.2 and 4). */
export interface TotpParameters {
  algorithm: 'sha1' | 'sha256' | 'sha512';
  digits: number;
  /** X, the time step in seconds. */
  period: number;
  /** T0, from when steps are counted, in seconds since the Unix epoch. */
  t0: number;
}

/** A TOTP secret in the clear. It may be used to check a code inside main and goes nowhere else. */
export interface TotpSecret {
  authenticatorId: string;
  confirmed: boolean;
  /** Raw key bytes. */
  key: Uint8Array;
  parameters: TotpParameters;
  /** Steps before and after the expected one whose codes the platform's login takes as well. */
  tolerance: number;
  /** By how many steps the platform has found this clock to be ahead (+) or behind (-), and expects it to be. */
  drift: number;
  /** The last time step a code was accepted for; a code of it or an earlier step is a replay (RFC 6238, 5.2). */
  lastUsedStep: number | null;
}

/** Codes that were made and are in no row yet. */
export interface NewCodes {
  /** As the user gets them: the one time that anybody sees them. */
  shown: string[];
  /** The same, as the platform's rows hold them. */
  stored: string[];
}

/** What somebody wrote through the platform's own contact form. */
export interface ContactMessage {
  /** Opaque; at most 190 characters. */
  id: string;
  /** Who was signed in when it was sent; with the password only, as somebody who can not get past 2FA is. */
  userId: UserId | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  /** One of Rekey's request categories where the form asks; any other text counts as none. */
  topic: string | null;
  message: string;
  time: number;
}

export interface ContactPage {
  messages: ContactMessage[];
  /** Opaque: behind the last of them, or as it was given where there are none. */
  cursor: string;
  /** Ids on the way there that are no message's yet, and may still become one's: of a transaction that commits later. */
  skipped: string[];
}

/** Each of these reads a range of the primary key or of an index, whatever the size of the table. */
export interface ContactForm {
  /** In the platform's order. A message that was given before may come again, which adds nothing. */
  after(reader: Reader, cursor: string, limit: number): Promise<ContactPage>;
  /** Those of them that are there. */
  withIds(reader: Reader, ids: readonly string[]): Promise<ContactMessage[]>;
  /** Behind the last message sent before `time` (ms UTC); before the first of all where there is none. */
  lastBefore(reader: Reader, time: number): Promise<string>;
}

/** One change of one user's second factor, in the caller's transaction. */
type Change = (tx: Transaction, id: UserId, now: number) => Promise<void>;

/** What an operation does not do or leaves behind, a sentence each, said before it happens. Empty: nothing. */
type Leaves = (reading: UserReading) => string[];

/** A change that ends a user's second factor. */
export interface Operation {
  apply: Change;
  /** Whether this factor goes. Absent: a reset takes authenticators and codes, disabling all that counts. */
  removes?(factor: Factor): boolean;
  leaves: Leaves;
  /** Whether the platform still asks the user to enrol afterwards; null: it has no such rule, and 2FA is off until the user pairs anew. */
  readonly requirementStays: boolean | null;
}

/** Backup codes, and emergency codes where the platform lets a code expire: how they look, are stored and used up. */
export interface Codes {
  /** How many make a set. */
  readonly setSize: number;
  /** What a row holds of a code: whoever reads the database can use one that is not `hashed`. */
  readonly storedAs: 'hashed' | 'clear' | 'encrypted' | 'derived';
  /** Whether it can be a backup or emergency code of this platform at all, however it was typed. */
  canBeCode(typed: string): boolean;
  /** At random, in the platform's format. May be slow on purpose (argon2id), so it runs before the transaction begins. */
  make(count: number): Promise<NewCodes>;
  /** A new set in place of every code of the user. `stored`: as `make` made them, each row is one. */
  replace(tx: Transaction, id: UserId, stored: readonly string[], now: number): Promise<void>;
  /** Absent: a code of this platform does not expire. */
  addEmergency?(tx: Transaction, id: UserId, stored: string, expiresAt: number, now: number): Promise<void>;
  /**
   * Uses up one standing backup code, however it was typed, as a login with it would. False when it is none of the unused ones: an emergency code
   * does not count, since staff issued it.
   */
  consume(tx: Transaction, id: UserId, typed: string, now: number): Promise<boolean>;
  /**
   * Removes emergency codes whose time is up, each in a transaction of its own in which it is told, and returns how many there were.
   * Several consoles may call it at once. Absent: the platform itself lets them expire.
   */
  removeExpired?(
    database: Database,
    now: number,
    tell: (tx: Transaction, id: UserId) => Promise<void>,
  ): Promise<number>;
  leaves?: Leaves;
}

export interface Totp {
  /** How many digits a code can have, the usual number first. */
  readonly digits: readonly [number, ...number[]];
  /** Secrets of the confirmed and the pending authenticator. @throws RekeyError PLATFORM_KEY_WRONG */
  readSecrets(reader: Reader, id: UserId): Promise<TotpSecret[]>;
  /**
   * Uses up a code that was taken as proof, as a login with it would, so that nobody signs in with what was read out. False: it was
   * used meanwhile. Absent: the platform's rows say nothing of used codes, or are not Rekey's to write.
   */
  consume?(tx: Transaction, used: UsedStep, now: number): Promise<boolean>;
}

/** The time step of a code that was taken, and by how many steps the clock that made it was off. */
export interface UsedStep {
  authenticatorId: string;
  step: number;
  drift: number;
}

/** Where a user is signed in, or the devices that are not asked for a code. */
export interface Sessions {
  /** Those that are still good at `now`, the latest 50. Absent: the platform cannot be asked whose a session is. */
  read?(reader: Reader, id: UserId, now: number): Promise<UserSession[]>;
  /** Looks for these users' among all of them, before the transaction: it reads the table once and locks nothing. Absent: `end` needs no such thing. */
  find?(reader: Reader, ids: readonly UserId[], now: number): Promise<FoundSessions>;
  /** All of them, or those that `find` found. Returns how many there were. */
  end(tx: Transaction, id: UserId, now: number, found?: FoundSessions | null): Promise<number>;
  leaves?: Leaves;
}

export interface FoundSessions {
  /** By user; who has none is not in it. */
  keys: ReadonlyMap<UserId, readonly string[]>;
  /** How many could not be read, of which some may be theirs. */
  unreadable: number;
}

/** What the platform itself recorded. */
export interface Events {
  /** Newest first, strictly before `before`. */
  read(reader: Reader, id: UserId, options: { before: number; limit: number }): Promise<PlatformEvent[]>;
  /** When each of these kinds last happened, at or after `since`; a kind that did not is left out. */
  last(
    reader: Reader,
    id: UserId,
    kinds: readonly PlatformEvent['kind'][],
    since: number,
  ): Promise<Map<PlatformEvent['kind'], number>>;
}

/** What a caller can have called about. */
export const PROBLEMS = [
  'lost-phone',
  'new-phone',
  'no-codes',
  'clock',
  'can-not-scan',
  'switch-apps',
] as const;
export type Problem = (typeof PROBLEMS)[number];

export interface Script {
  /** Sentences for the caller, in this order. */
  say: string[];
  /** What the agent does if that does not help; null: nothing. */
  agent: string | null;
}

/**
 * What the user meets on the platform, and the words for it. Where a time belongs, a sentence has {lockEnds} or {emergencyEnds},
 * which whoever shows it fills in the reader's time.
 */
export interface Playbook {
  /** The platform's own code for the page after the right password. */
  next(reading: UserReading, now: number): string;
  /** Its heading, and what it asks for. */
  page(next: string, state: TwoFactorState): { page: string; what: string };
  script(problem: Problem, next: string, state: TwoFactorState): Script;
  /** Where backup and emergency codes are typed: a sentence that goes on with "one of these" or "it". */
  typeCode: string;
  /** All that can be reached without a second factor, after "only"; null: nothing is known of it. */
  openWithout: string | null;
  /** What the user, whose authenticator is gone, meets at the next login: to them, by mail, a sentence. */
  afterwards(state: TwoFactorState): string;
  /** What a reminder asks the user to do. */
  todo: Record<'enrol' | 'finish-pairing' | 'new-codes', string>;
}

/** Of the newest stored values, how many the keys open. Both 0: nothing is stored. */
export interface KeyProof {
  /** Where the key is set. */
  setting: string;
  opened: number;
  refused: number;
}

/** What must be there, and then the parts that a platform has or has not: there is no flag beside them. */
export interface Platform {
  /** That of its kind: what REKEY_PLATFORM names it by. */
  readonly id: string;
  readonly label: string;
  /**
   * What it knows of users at all. Of a field that is not in it, every user has null, and no column, filter, kind of evidence or
   * mail that needs it is offered.
   */
  readonly fields: ReadonlySet<UserField>;
  /** "django-two-factor-auth 1.18, django-otp 1.7"; null: the tables do not tell. */
  readonly version: string | null;
  /** By what its tables were recognised, a fact each. */
  readonly recognisedBy: readonly string[];
  /** What Rekey cannot see or do here, a sentence each. */
  readonly limits: readonly string[];
  /** For the doctor: what the newest users say. Absent: only by what it was recognised is told. */
  check?(reader: Reader): Promise<Check>;
  /** Present where the kind has keys: nothing encrypted is written before the keys opened a value that is there. */
  proveKeys?(reader: Reader): Promise<KeyProof>;

  /** Whether it has the form of an id; without one of them there is nobody to look for. */
  isUserId(text: string): text is UserId;
  /** By prefix of username, e-mail, full name and each later word of it; "@example.org" by domain; "#12" by id. */
  search(query: string, options: { limit: number; cursor?: string | undefined }): Promise<SearchPage>;
  /**
   * Whom a reference means: "#12" an id, any other text a username, an e-mail address, or an id where it is a number. One who fits
   * exactly comes before one whose name or address only folds to the same. Null: nobody.
   * @throws RekeyError AMBIGUOUS_USER where two fit equally
   */
  resolve(reference: string): Promise<UserId | null>;
  /** In the order of the ids. `reader`: the transaction's, where it is asked within one, beside which there may be no connection. */
  summaries(ids: readonly UserId[], reader?: Reader): Promise<UserSummary[]>;
  /** The user as staff may see them; null when there is no such user. `now` decides what has expired. */
  read(reader: Reader, id: UserId, now: number): Promise<UserReading | null>;
  /** Locks the user's row until the transaction ends. False when there is no such user. */
  lockUser(tx: Transaction, id: UserId): Promise<boolean>;

  /**
   * Everybody whom each of the references fits, in their order, as `resolve` decides it: nobody, one, or more. `addressesOnly`:
   * only an e-mail address on file counts. Absent: no list of names can be taken, and no request says who it is about.
   */
  candidates?(references: readonly string[], options?: { addressesOnly?: boolean }): Promise<UserSummary[][]>;

  /** Removes pairing and codes; the user has to pair anew. */
  readonly reset?: Operation;
  /** Removes every factor that the platform's login asks for, and the requirement where there is one. */
  readonly disable?: Operation;
  /** Absent: neutral words are used. */
  readonly playbook?: Playbook;
  readonly codes?: Codes;
  readonly totp?: Totp;
  /** Absent: wrong tries lock nobody out, or not where Rekey can see it. */
  readonly lock?: { unlock: Change; leaves?: Leaves };
  readonly sessions?: Sessions;
  /** Trusted devices: those that are not asked for a code. */
  readonly devices?: Sessions;
  readonly events?: Events;
  /** Absent: the platform has no contact form that Rekey can read. */
  readonly contactForm?: ContactForm;
  /** Absent: nobody can be counted, so the console has no page for it. */
  readonly enrolment?: EnrolmentSource;
  /** What Rekey's own index of the users is made of. Absent: `search` finds everybody by the platform's own indexes. */
  readonly searchIndex?: SearchSource;
}
