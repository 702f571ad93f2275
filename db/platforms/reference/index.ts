/** Rekey's own documented schema: docs/platform-schema.md. */
import type { Database } from '../../database.ts';
import { savedCode } from '../../text/codes.ts';
import type { PlatformAdapter } from '../platform.ts';
import { contactForm } from './contact-form.ts';
import { enrolmentSource } from './enrolment.ts';
import { lastEvents, privilegedAmong, read, readEvents, readSecrets, readSessions } from './reading.ts';
import { candidates, resolve } from './resolve.ts';
import { isId, search } from './search.ts';
import { hashCodes } from './secrets.ts';
import { summariesOf } from './summaries.ts';
import * as writing from './writing.ts';

/** `key`: 32 bytes, the platform's own (AES-256-GCM). */
export function referencePlatform(database: Database, key: Buffer): PlatformAdapter {
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
    summaries: (ids) => summariesOf(database.reader, ids),
    read,
    readSessions,
    readEvents,
    lastEvents,
    privilegedAmong,
    readSecrets: (reader, id) => readSecrets(reader, id, key),
    canBeCode: (typed) => savedCode(typed) !== null,
    hashCodes,
    ...writing,
  };
}
