import { parseKey } from '../../secret-box.ts';
import type { PlatformKind } from '../kind.ts';
import { ID, LABEL, referencePlatform } from './index.ts';
import * as contactMessages from './migrations/2026-11-24-contact-messages.ts';
import * as platformTables from './migrations/2026-11-24-reference-platform.ts';
import * as sandbox from './migrations/2026-11-25-sandbox.ts';
import * as searchTerms from './migrations/2026-12-01-search-terms.ts';
import { REFERENCE_NEEDS } from './needs.ts';
import { recognise } from './recognise.ts';
import { KEY_SETTING, keyOf } from './secrets.ts';

export const referenceKind = {
  id: ID,
  label: LABEL,
  keys: [
    {
      setting: KEY_SETTING,
      without: 'no authenticator can be read',
      form: '32 bytes in Base64 or hexadecimal',
      parse: parseKey,
    },
  ],
  migrations: {},
  ownTables: {
    '2026-11-24-reference-platform': platformTables,
    '2026-11-24-contact-messages': contactMessages,
    '2026-11-25-sandbox': sandbox,
    '2026-12-01-search-terms': searchTerms,
  },
  schema: 'docs/platform-schema.md',
  needs: async () => REFERENCE_NEEDS,
  recognise,
  async open(database, keys) {
    return referencePlatform(database, keyOf(keys), await recognise(database.reader));
  },
} satisfies PlatformKind;
