/** Reading the audit log, verifying it in the background, and signing what it says. */
import { listCheckpoints } from '../../db/audit/checkpoints.ts';
import { entriesAfter, findAudit, firstSince, spanOf } from '../../db/audit/listing.ts';
import { appendAudit, readAuditEntry, readHead } from '../../db/audit/log.ts';
import { indexNewEntries } from '../../db/audit/search-index.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import { archive, archiveDue } from './audit/archiving.ts';
import { checkpointText, parseCheckpoint, type SignedCheckpoint } from './audit/checkpoint.ts';
import { watchDaily } from './audit/daily.ts';
import { createExporter } from './audit/exporting.ts';
import { keptLog } from './audit/kept.ts';
import { createNotary } from './audit/notary.ts';
import { readRetention, writeRetention } from './audit/retention.ts';
import type { SigningKeyStore } from './audit/signing-key.ts';
import { createVerifier } from './audit/verifying.ts';
import type { AuditService } from './audit.ts';
import type { Clock } from './clock.ts';
import { loggedChange } from './logged-change.ts';
import { demand } from './permissions.ts';

/** ms between a thousand entries and the next, where nobody waits for them. */
const REST = 100;

export function createAuditService(deps: {
  database: Database;
  clock: Clock;
  keyStore: SigningKeyStore;
}): AuditService & { close(): Promise<void> } {
  const { database, clock, keyStore } = deps;
  const notary = createNotary({ database, clock, keyStore });
  const verifier = createVerifier({ database, clock, notary });
  const exporter = createExporter({ database, clock, notary });
  const change = loggedChange({ database, clock });
  // Indexed now and then, so that no search after a quiet month waits for all of it.
  const closing = new AbortController();
  const daily = watchDaily(() =>
    Promise.allSettled([
      notary.makeDailyCheckpoint(),
      indexNewEntries(database.reader, { rest: REST, signal: closing.signal }),
    ]),
  );

  /** By a key of this log: one of another would look as if all of it had been changed. */
  async function ownCheckpoint(text: string): Promise<SignedCheckpoint> {
    const checkpoint = parseCheckpoint(text);
    const { keyId } = checkpoint;
    const own = (await notary.keys()).some((key) => key.genuine && key.keyId === keyId);
    if (!own) throw new RekeyError('CHECKPOINT_FOREIGN', { keyId });
    return checkpoint;
  }

  return {
    async list(actor, filter, { limit, before }) {
      demand(actor, 'audit.read');
      const { entries, takenWhole } = await findAudit(database.reader, filter, { before, limit: limit + 1 });
      const page = entries.slice(0, limit);
      const more = entries.length > limit ? (page.at(-1)?.sequence ?? null) : null;
      return { entries: page, before: more, takenWhole };
    },
    async span(actor) {
      demand(actor, 'audit.read');
      return spanOf(database.reader);
    },
    async since(actor, time) {
      demand(actor, 'audit.read');
      return firstSince(database.reader, time);
    },
    async get(actor, sequence) {
      demand(actor, 'audit.read');
      const entry = await readAuditEntry(database.reader, sequence);
      if (!entry) throw new RekeyError('ENTRY_NOT_FOUND');
      return entry;
    },
    async startVerification(actor, { checkpoint } = {}) {
      demand(actor, 'audit.verify');
      return verifier.start(actor, checkpoint === undefined ? null : await ownCheckpoint(checkpoint));
    },
    cancelVerification(actor) {
      demand(actor, 'audit.verify');
      return verifier.cancel();
    },
    async verification(actor) {
      demand(actor, 'audit.read');
      return verifier.current();
    },
    async makeCheckpoint(actor) {
      demand(actor, 'audit.checkpoint');
      const checkpoint = await notary.makeCheckpoint(actor, 'demand');
      return { checkpoint, text: checkpointText(checkpoint) };
    },
    async checkpoints(actor, limit) {
      demand(actor, 'audit.read');
      return listCheckpoints(database.reader, limit);
    },
    async covering(actor, sequence) {
      demand(actor, 'audit.read');
      return notary.covering(sequence);
    },
    async keys(actor) {
      demand(actor, 'audit.read');
      return notary.keys();
    },
    async rotateKey(actor) {
      demand(actor, 'audit.manage');
      return notary.rotateKey(actor);
    },
    async startExport(actor, filter, format) {
      demand(actor, 'audit.export');
      return exporter.start(actor, filter, format);
    },
    async nextOfExport(actor, exportId) {
      demand(actor, 'audit.export');
      return exporter.next(actor, exportId);
    },
    async stopExport(actor, exportId) {
      demand(actor, 'audit.export');
      exporter.stop(actor, exportId);
    },
    entriesAfter: (after, limit) => entriesAfter(database.reader, after, limit),
    lastSequence: async () => (await readHead(database.reader)).sequence,
    async logFollowing(to, from) {
      await database.transaction((tx) =>
        appendAudit(tx, {
          time: clock(),
          staff: null,
          category: 'system',
          action: 'follow-audit-log',
          outcome: 'done',
          detail: { to, from },
        }),
      );
    },
    async archive(actor, options) {
      demand(actor, 'audit.manage');
      return archive({ database, clock, notary }, actor, options);
    },
    async archiveDue(actor, options) {
      if (actor) demand(actor, 'audit.manage');
      return archiveDue({ database, clock, notary }, actor, options);
    },
    async retention(actor) {
      demand(actor, 'audit.read');
      return readRetention(database.reader);
    },
    async kept(actor) {
      demand(actor, 'audit.read');
      return keptLog({ database, clock, notary });
    },
    async setRetention(actor, days) {
      await change(actor, { action: 'change-audit-retention', permission: 'audit.manage' }, (tx) =>
        writeRetention(tx, days),
      );
    },
    watch: () => daily.start(),
    async close() {
      closing.abort();
      await daily.stop();
      await verifier.close();
    },
  };
}
