/** Rekey's own documented schema: docs/platform-schema.md. */
import type { Database, Reader } from '../../database.ts';
import { savedCode } from '../../text/codes.ts';
import type { Platform, UserId } from '../contract.ts';
import { contactForm } from './contact-form.ts';
import { enrolmentSource } from './enrolment.ts';
import { lastEvents, privilegedAmong, read, readEvents, readSecrets, readSessions } from './reading.ts';
import { candidates, resolve } from './resolve.ts';
import { isId, search } from './search.ts';
import { hashCodes } from './secrets.ts';
import { summariesOf } from './summaries.ts';
import * as writing from './writing.ts';

/** `key`: 32 bytes, the platform's own (AES-256-GCM). */
export function referencePlatform(database: Database, key: Buffer): Platform {
  return {
    name: 'reference',
    label: 'Reference platform',
    capabilities: {
      backupCodes: true,
      emergencyCodes: true,
      resetAuthenticator: true,
      disable: true,
      unlock: true,
      revokeSessions: true,
      checkCode: true,
    },
    contactForm,
    enrolment: enrolmentSource,
    isUserId: isId,
    search: (query, options) => search(database.reader, query, options),
    resolve: (reference) => resolve(database.reader, reference),
    candidates: (references, options) => candidates(database.reader, references, options),
    summaries: (ids) => summariesOf(database.reader, ids.filter(isId)),
    read: ofUser(read, () => null),
    readSessions: ofUser(readSessions, () => []),
    readEvents: ofUser(readEvents, () => []),
    lastEvents: ofUser(lastEvents, () => new Map()),
    privilegedAmong,
    readSecrets: ofUser(
      (reader: Reader, id: UserId) => readSecrets(reader, id, key),
      () => [],
    ),
    canBeCode: (typed) => savedCode(typed) !== null,
    hashCodes,
    lockUser: ofUser(writing.lockUser, () => false),
    replaceBackupCodes: ofUser(writing.replaceBackupCodes, nothing),
    addEmergencyCode: ofUser(writing.addEmergencyCode, nothing),
    consumeBackupCode: ofUser(writing.consumeBackupCode, () => false),
    resetAuthenticator: ofUser(writing.resetAuthenticator, nothing),
    disable: ofUser(writing.disable, nothing),
    unlock: ofUser(writing.unlock, nothing),
    revokeSessions: ofUser(writing.revokeSessions, () => 0),
  };
}

const nothing = () => {};

/** Whatever is asked about an id that cannot be one of these users is answered as of nobody: MySQL reads "12abc" as 12. */
function ofUser<Connection, More extends unknown[], Answer>(
  method: (connection: Connection, id: UserId, ...more: More) => Promise<Answer>,
  ofNobody: () => Answer,
): typeof method {
  return async (connection, id, ...more) => (isId(id) ? method(connection, id, ...more) : ofNobody());
}
