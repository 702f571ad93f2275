import { otherEnd } from '../../../db/platforms/registry.ts';
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
      const userId = ticket && (await otherEnd.findPendingLogin(reader, digestOf(ticket), clock()));
      const account = userId ? await otherEnd.readAccount(reader, userId) : null;
      return account && { userId: account.id, fullName: account.fullName, email: account.email };
    },

    /** Looked up at each request: a session whose row Rekey deleted is over. */
    async visitor(ticket) {
      if (ticket === null) return null;
      const now = clock();
      const session = await otherEnd.findSession(reader, digestOf(ticket), now);
      const account = session && (await otherEnd.readAccount(reader, session.userId));
      if (!session || account?.status !== 'active') return null;
      if (now - session.lastSeenAt > ONE_VISIT) await otherEnd.touchSession(reader, session.id, now);
      return {
        sessionId: session.id,
        userId: account.id,
        username: account.username,
        fullName: account.fullName,
        email: account.email,
        enrolled: await otherEnd.isEnrolled(reader, account.id),
        required: account.required,
        openedWith: session.openedWith,
      };
    },

    async signOut(ticket) {
      if (ticket !== null) await otherEnd.endSession(reader, digestOf(ticket));
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
      await otherEnd.addContactMessage(reader, {
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
