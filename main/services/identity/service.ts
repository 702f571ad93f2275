import type { UserId } from '../../../db/platforms/contract.ts';
import type { ActionName } from '../../contract/actions.ts';
import type { AttestedKind, IdentityKind } from '../../contract/identity.ts';
import type { UserClass } from '../../contract/policy.ts';
import type { Actor } from '../session.ts';

/** One piece of evidence, as it counts for the staff member who asks. */
export interface Evidence {
  id: number;
  kind: IdentityKind;
  /** By the policy as it is now. */
  weight: number;
  /** Name of the staff member. */
  by: string;
  /** ms UTC. */
  at: number;
  who: string | null;
  note: string | null;
  /** Null: it counts. A second piece of the same kind adds nothing. */
  doesNotCountBecause: string | null;
}

/** Something that makes an attack likelier; each raises the thresholds. */
export interface RiskSign {
  sign: 'email-changed' | 'phone-changed' | 'reset' | 'dormant' | 'burst';
  /** One sentence. */
  text: string;
}

export interface IdentityView {
  /** What the evidence weighs that counts for this staff member. */
  have: number;
  /** What each action of the platform needs for this user, with the signs of risk. */
  needs: { action: ActionName; need: number }[];
  /** Whether less evidence than an action needs is refused, or only shown. */
  demanded: boolean;
  userClass: UserClass;
  /** Newest first. */
  evidence: Evidence[];
  signs: RiskSign[];
  /** What each sign added. */
  riskRaise: number;
  /** How long evidence counts. */
  validMinutes: number;
  /** Those that this platform's users can give. */
  kinds: {
    kind: IdentityKind;
    weight: number;
    /** Null: it can be done now. */
    refusedBecause: string | null;
  }[];
  /** What the evidence can come to weigh at most: what counts already, and each kind that can still be given. */
  reachable: number;
  /** False: there is no address on file, so no mail tells the user of a backup code that is used up here. */
  hasAddress: boolean;
  /** The code by e-mail that was sent and not read back yet. */
  waiting: {
    to: string;
    by: string;
    /** For whoever sent it, to read out when the caller asks; null for the others. */
    phrase: string | null;
    /** ms UTC. */
    expiresAt: number;
    triesLeft: number;
  } | null;
}

/** What a piece of evidence is gathered about. */
export interface About {
  userId: UserId;
  /** The contact request it is gathered for. */
  requestId: number | null;
}

/** Each of these is in the audit log, refused ones too. None is for one's own account. */
export interface IdentityService {
  view(actor: Actor, id: UserId): Promise<IdentityView>;
  /**
   * Mails six digits to the address on file; an earlier code dies.
   * @throws NOT_SUPPORTED where the platform knows no addresses, NO_ADDRESS, MAIL_NOT_CONFIGURED, MAIL_FAILED, IDENTITY_TRIES (five mails an hour), FORBIDDEN, OWN_ACCOUNT, USER_NOT_FOUND
   */
  sendCode(actor: Actor, about: About): Promise<IdentityView>;
  /** @throws IDENTITY_CODE_WRONG, IDENTITY_CODE_GONE, FORBIDDEN, OWN_ACCOUNT, USER_NOT_FOUND */
  confirmCode(actor: Actor, about: About, code: string): Promise<IdentityView>;
  /**
   * A current code of the confirmed authenticator, as the platform's login takes it, each once (RFC 6238, 5.2).
   * @throws IDENTITY_NOT_PROVED, IDENTITY_TRIES (five wrong ones an hour), PLATFORM_KEY_WRONG, and as above
   */
  checkTotp(actor: Actor, about: About, code: string): Promise<IdentityView>;
  /** An unused backup code, which is used up with it. @throws IDENTITY_NOT_PROVED, IDENTITY_TRIES, and as above */
  useBackupCode(actor: Actor, about: About, code: string): Promise<IdentityView>;
  /** What the agent saw or heard: who it was with, and how. @throws BAD_INPUT, IDENTITY_NOT_PROVED, and as above */
  record(
    actor: Actor,
    about: About,
    seen: { kind: AttestedKind; who: string; note: string },
  ): Promise<IdentityView>;
}
