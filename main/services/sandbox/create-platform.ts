import { isEnrolled, readAccount } from '../../../db/sandbox/accounts.ts';
import { addContactMessage } from '../../../db/sandbox/contact.ts';
import { endSession, findPendingLogin, findSession, touchSession } from '../../../db/sandbox/sessions.ts';
import { MINUTE } from '../clock.ts';
import type { SandboxPlatform, Ticket } from './platform.ts';
import {
  confirmWithFirstCode,
  disableTwoFactor,
  readPairing,
  readSecurity,
  replaceBackupCodes,
  showFirstCodes,
  startPairing,
} from './security.ts';
import { giveSecondFactor, type SandboxDeps, signIn } from './sign-in.ts';
import { digestOf } from './tickets.ts';

/** A page that is asked for within this time is the same visit, ms. */
const ONE_VISIT = MINUTE;

export function createSandboxPlatform(deps: SandboxDeps): SandboxPlatform {
  const { database, clock } = deps;
  const { reader } = database;
  return {
    signIn: (username, password, device) => signIn(deps, username, password, device),
    giveCode: (ticket, code, device) => giveSecondFactor(deps, ticket, { kind: 'code', code }, device),
    giveBackupCode: (ticket, code, device) =>
      giveSecondFactor(deps, ticket, { kind: 'backup-code', code }, device),

    async pendingUser(ticket: Ticket | null) {
      const userId = ticket && (await findPendingLogin(reader, digestOf(ticket), clock()));
      const account = userId ? await readAccount(reader, userId) : null;
      return account && { userId: account.id, fullName: account.fullName, email: account.email };
    },

    /** Looked up at each request: a session whose row Rekey deleted is over. */
    async visitor(ticket) {
      if (ticket === null) return null;
      const now = clock();
      const session = await findSession(reader, digestOf(ticket), now);
      const account = session && (await readAccount(reader, session.userId));
      if (!session || account?.status !== 'active') return null;
      if (now - session.lastSeenAt > ONE_VISIT) await touchSession(reader, session.id, now);
      return {
        sessionId: session.id,
        userId: account.id,
        username: account.username,
        fullName: account.fullName,
        email: account.email,
        enrolled: await isEnrolled(reader, account.id),
        required: account.required,
        openedWith: session.openedWith,
      };
    },

    async signOut(ticket) {
      if (ticket !== null) await endSession(reader, digestOf(ticket));
    },

    security: (visitor) => readSecurity(deps, visitor),
    startPairing: (visitor, app, proof) => startPairing(deps, visitor, app, proof),
    pairing: (visitor) => readPairing(deps, visitor),
    confirmPairing: (visitor, code) => confirmWithFirstCode(deps, visitor, code),
    showFirstCodes: (visitor) => showFirstCodes(deps, visitor),
    newCodes: (visitor, proof) => replaceBackupCodes(deps, visitor, proof),
    disable: (visitor, proof) => disableTwoFactor(deps, visitor, proof),

    async contact({ userId }, input) {
      const blank = (text: string) => (text.trim() === '' ? null : text.trim());
      await addContactMessage(reader, {
        userId,
        name: blank(input.name),
        email: blank(input.email),
        phone: blank(input.phone),
        topic: input.topic,
        message: input.message.trim(),
        now: clock(),
      });
    },
  };
}
