/** What carries letters away. Services know no network: main/mail/ implements it. */
import type { MailServer } from './mail-server.ts';

export interface Letter {
  to: string;
  /** Empty: none. */
  toName: string;
  subject: string;
  text: string;
  html: string;
  /** With its angle brackets. */
  messageId: string;
  /** ms UTC. */
  date: number;
  /** Words of it that no failure may repeat: codes. */
  secrets: readonly string[];
}

export interface MailCarrier {
  /** Resolves when the server has taken the letter. @throws MailFailure */
  carry(server: MailServer, letter: Letter, signal?: AbortSignal): Promise<void>;
}

/**
 * `letter`: this letter will never be taken, e.g. the mailbox does not exist (5yz of RFC 5321, 4.2.1).
 * `later`: this letter may be taken later (4yz).
 * `server`: no letter gets through now: no answer, no TLS, wrong password.
 */
export type FailureScope = 'letter' | 'later' | 'server';

/** `message`: what happened, in words; `next`: what to do. Neither holds a password, or what the letter says. */
export class MailFailure extends Error {
  override readonly name = 'MailFailure';
  readonly scope: FailureScope;
  readonly next: string;

  constructor(scope: FailureScope, message: string, next: string, options?: { cause?: unknown }) {
    super(message, options);
    this.scope = scope;
    this.next = next;
  }
}
