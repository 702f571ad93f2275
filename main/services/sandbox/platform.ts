/** What the sandbox platform does for its users. The pages ask; the rules (rules.ts) decide; the rows are the reference schema's. */
import type { PlatformEvent } from '../../../db/platforms/contract.ts';
import type { otherEnd } from '../../../db/platforms/registry.ts';

/** A browser's cookie value: 256 random bits in Base64url. Only its SHA-256 is stored. */
export type Ticket = string;

export interface Visitor {
  sessionId: string;
  userId: string;
  username: string;
  fullName: string;
  email: string;
  enrolled: boolean;
  required: boolean;
  openedWith: 'password' | 'code' | 'backup-code';
}

export type SignInResult =
  | { result: 'wrong' }
  | { result: 'suspended' }
  | { result: 'locked'; until: number; ticket: Ticket }
  /** The code page comes next; `ticket` is good for it and for nothing else. */
  | { result: 'code'; ticket: Ticket }
  | { result: 'in'; ticket: Ticket; page: otherEnd.NextPage };

/** Why a code was not accepted. Only `wrong` is a try that is counted. */
export type CodeRefusal = 'not-a-code' | 'not-a-backup-code' | 'no-backup-code' | 'wrong' | 'used';

export type CodeResult =
  /** The pending login ended: begin with the password. */
  | { result: 'gone' }
  | { result: 'locked'; until: number }
  | { result: 'refused'; because: CodeRefusal; triesLeft: number }
  /** `codesLeft`: after a login with a backup code; null otherwise. */
  | { result: 'in'; ticket: Ticket; codesLeft: number | null };

/** What Account security asks for before it changes something. */
export interface Proof {
  password: string;
  code: string;
}

export type ProofRefusal =
  | { result: 'password' }
  | { result: 'code'; because: CodeRefusal }
  | { result: 'locked'; until: number }
  | { result: 'off' };

export interface Security {
  enrolled: boolean;
  app: string | null;
  confirmedAt: number | null;
  /** The app of a pairing that was begun and not confirmed; null: none. */
  pending: { app: string | null } | null;
  codesLeft: number;
  codesMade: number;
  /** "Show Codes" may be pressed. */
  mayShowCodes: boolean;
  /** Another app may be paired with the password alone. */
  mayPairWithoutCode: boolean;
  events: { time: number; kind: PlatformEvent['kind']; detail: string | null }[];
}

export interface Pairing {
  app: string;
  /** RFC 4648 Base32 without padding, in groups of four. */
  keyText: string;
  uri: string;
  /** Another app is paired and stays so until this one is confirmed. */
  replaces: boolean;
}

export interface Device {
  /** What a person can recognise, e.g. "Firefox on Linux". */
  device: string;
  /** IPv4 or IPv6, as text. */
  address: string;
}

export interface ContactInput {
  name: string;
  email: string;
  phone: string;
  topic: string;
  message: string;
}

/** `ticket` is whatever the browser brought, or null. Errors of the database come through as RekeyError. */
export interface SandboxPlatform {
  signIn(username: string, password: string, device: Device): Promise<SignInResult>;
  /** Whose password was right a moment ago; null: nobody's. */
  pendingUser(ticket: Ticket | null): Promise<{ userId: string; fullName: string; email: string } | null>;
  giveCode(ticket: Ticket | null, code: string, device: Device): Promise<CodeResult>;
  giveBackupCode(ticket: Ticket | null, code: string, device: Device): Promise<CodeResult>;
  visitor(ticket: Ticket | null): Promise<Visitor | null>;
  signOut(ticket: Ticket | null): Promise<void>;

  security(visitor: Visitor): Promise<Security>;
  /** `proof` is asked for where an app is paired already; its code may be a backup code. */
  startPairing(
    visitor: Visitor,
    app: string,
    proof: Proof | null,
  ): Promise<{ result: 'started' } | ProofRefusal>;
  pairing(visitor: Visitor): Promise<Pairing | null>;
  confirmPairing(
    visitor: Visitor,
    code: string,
  ): Promise<{ result: 'confirmed'; first: boolean } | { result: 'none' } | ProofRefusal>;
  /** Null: not offered (any more). The codes are in no other answer. */
  showFirstCodes(visitor: Visitor): Promise<string[] | null>;
  newCodes(visitor: Visitor, proof: Proof): Promise<{ result: 'made'; codes: string[] } | ProofRefusal>;
  disable(visitor: Visitor, proof: Proof): Promise<{ result: 'disabled' } | ProofRefusal>;
  contact(sender: { userId: string | null }, input: ContactInput): Promise<void>;
}
