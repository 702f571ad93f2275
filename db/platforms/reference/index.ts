/** Rekey's own documented schema: docs/platform-schema.md. */
import type { Database, Reader } from '../../database.ts';
import { type CandidateOptions, candidatesBy, resolveBy } from '../candidates.ts';
import { type Platform, USER_FIELDS, type UserId } from '../contract.ts';
import type { Recognised } from '../kind.ts';
import { answersOfUsers } from '../of-user.ts';
import { checkNewestUser } from './check.ts';
import * as codes from './codes.ts';
import { contactForm } from './contact-form.ts';
import { enrolmentSource } from './enrolment.ts';
import { playbook } from './playbook.ts';
import { lastEvents, read, readDevices, readEvents, readSecrets, readSessions } from './reading.ts';
import { nameLookup } from './resolve.ts';
import { isId, search } from './search.ts';
import { proveKey, TOTP } from './secrets.ts';
import { summariesOf } from './summaries.ts';
import * as writing from './writing.ts';

export type ReferencePlatform = ReturnType<typeof referencePlatform>;

export const ID = 'reference';
export const LABEL = 'Reference platform';

/** `key`: 32 bytes, the platform's own (AES-256-GCM). `recognised`: null where the tables are not complete. */
export function referencePlatform(database: Database, key: Buffer, recognised: Recognised | null = null) {
  return {
    id: ID,
    label: LABEL,
    version: recognised?.version ?? null,
    recognisedBy: recognised?.evidence ?? [],
    limits: [],
    fields: new Set(USER_FIELDS),
    check: checkNewestUser,
    proveKeys: (reader: Reader) => proveKey(reader, key),
    isUserId: isId,
    search: (query, options) => search(database.reader, query, options),
    resolve: (reference) => resolveBy(nameLookup(database.reader), reference),
    summaries: (ids: readonly UserId[], reader = database.reader) => summariesOf(reader, ids.filter(isId)),
    read: ofUser(read, () => null),
    lockUser: ofUser(writing.lockUser, () => false),
    candidates: (references: readonly string[], options?: CandidateOptions) =>
      candidatesBy(nameLookup(database.reader), references, options),
    reset: { apply: ofUser(writing.resetAuthenticator, nothing), leaves: () => [], requirementStays: true },
    disable: { apply: ofUser(writing.disable, nothing), leaves: () => [], requirementStays: false },
    playbook,
    codes: {
      setSize: codes.SET_SIZE,
      storedAs: 'hashed' as const,
      canBeCode: (typed: string) => codes.savedCode(typed) !== null,
      make: codes.makeCodes,
      replace: ofUser(codes.replaceBackupCodes, nothing),
      consume: ofUser(codes.consumeBackupCode, () => false),
      addEmergency: ofUser(codes.addEmergencyCode, nothing),
    },
    totp: {
      digits: [TOTP.digits] as [number],
      readSecrets: ofUser(
        (reader: Reader, id: UserId) => readSecrets(reader, id, key),
        () => [],
      ),
    },
    lock: { unlock: ofUser(writing.unlock, nothing) },
    sessions: { read: ofUser(readSessions, () => []), end: ofUser(writing.endSessions, () => 0) },
    devices: { read: ofUser(readDevices, () => []), end: ofUser(writing.forgetDevices, () => 0) },
    events: { read: ofUser(readEvents, () => []), last: ofUser(lastEvents, () => new Map()) },
    contactForm,
    enrolment: enrolmentSource,
  } satisfies Platform;
}

const nothing = () => {};

const ofUser = answersOfUsers(isId);
