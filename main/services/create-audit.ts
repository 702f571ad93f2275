/** Reading the audit log, verifying it in the background, and signing what it says. */
import type { AuditAction } from '../../db/audit/actions.ts';
import { listCheckpoints } from '../../db/audit/checkpoints.ts';
import { entriesAfter, findAudit, firstSince, spanOf } from '../../db/audit/listing.ts';
import { appendAudit, readAuditEntry, readHead } from '../../db/audit/log.ts';
import { indexNewEntries } from '../../db/audit/search-index.ts';
import type { Database } from '../../db/database.ts';
import { RekeyError } from '../../db/errors.ts';
import { createTicker } from '../core/ticker.ts';
import { archive, archiveDue } from './audit/archiving.ts';
import { checkpointText, parseCheckpoint, type SignedCheckpoint } from './audit/checkpoint.ts';
import { withoutGaps } from './audit/export-format.ts';
import { createExporter } from './audit/exporting.ts';
import { keptLog } from './audit/kept.ts';
import { createNotary } from './audit/notary.ts';
import { readRetention, writeRetention } from './audit/retention.ts';
import type { SigningKeyStore } from './audit/signing-key.ts';
import { createVerifier } from './audit/verifying.ts';
import type { AuditService } from './audit.ts';
import { type Clock, HOUR, MINUTE } from './clock.ts';
import { loggedChange } from './logged-change.ts';
import { demand } from './permissions.ts';
import { type Attempted, refusals } from './refusals.ts';

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
  const { refusable, permit } = refusals({ database, clock });
  const system = (action: AuditAction, detail?: Attempted['detail']): Attempted => ({
    ...{ category: 'system', action },
    ...(detail && { detail }),
  });
  // Indexed now and then, so that no search after a quiet month waits for all of it.
  const closing = new AbortController();
  // A console may run for weeks, or be opened for minutes: each hour it is asked whether a day's checkpoint is due.
  const daily = createTicker(
    () =>
      Promise.allSettled([
        notary.makeDailyCheckpoint(),
        indexNewEntries(database.reader, { rest: REST, signal: closing.signal }),
      ]),
    { first: MINUTE, every: HOUR },
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
      await permit(actor, 'audit.read');
      const { entries, takenWhole } = await findAudit(database.reader, filter, { before, limit: limit + 1 });
      const page = entries.slice(0, limit);
      const more = entries.length > limit ? (page.at(-1)?.sequence ?? null) : null;
      return { entries: page, before: more, takenWhole };
    },
    async span(actor) {
      await permit(actor, 'audit.read');
      return spanOf(database.reader);
    },
    async since(actor, time) {
      await permit(actor, 'audit.read');
      return firstSince(database.reader, time);
    },
    async get(actor, sequence) {
      await permit(actor, 'audit.read');
      const entry = await readAuditEntry(database.reader, sequence);
      if (!entry) throw new RekeyError('ENTRY_NOT_FOUND');
      return entry;
    },
    async startVerification(actor, { checkpoint } = {}) {
      if (actor) await permit(actor, 'audit.verify', system('verify-audit-log'));
      return verifier.start(actor, checkpoint === undefined ? null : await ownCheckpoint(checkpoint));
    },
    async cancelVerification(actor) {
      await permit(actor, 'audit.verify');
      return verifier.cancel();
    },
    async verification(actor) {
      if (actor) await permit(actor, 'audit.read');
      return verifier.current();
    },
    makeCheckpoint: (actor) =>
      refusable(actor, system('make-checkpoint'), async () => {
        demand(actor, 'audit.checkpoint');
        const checkpoint = await notary.makeCheckpoint(actor, 'demand');
        return { checkpoint, text: checkpointText(checkpoint) };
      }),
    async checkpoints(actor, limit) {
      await permit(actor, 'audit.read');
      return listCheckpoints(database.reader, limit);
    },
    async covering(actor, sequence) {
      await permit(actor, 'audit.read');
      return notary.covering(sequence);
    },
    async keys(actor) {
      await permit(actor, 'audit.read');
      return notary.keys();
    },
    rotateKey: (actor) =>
      refusable(actor, system('rotate-audit-key'), () => {
        demand(actor, 'audit.manage');
        return notary.rotateKey(actor);
      }),
    startExport: (actor, filter, format) =>
      refusable(actor, system('export-audit-log', { format, filter: withoutGaps(filter) }), () => {
        demand(actor, 'audit.export');
        return exporter.start(actor, filter, format);
      }),
    async nextOfExport(actor, exportId) {
      await permit(actor, 'audit.export');
      return exporter.next(actor, exportId);
    },
    async stopExport(actor, exportId) {
      await permit(actor, 'audit.export');
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
    archive: (actor, options) =>
      refusable(actor, system('archive-audit-log'), () => {
        demand(actor, 'audit.manage');
        return archive({ database, clock, notary }, actor, options);
      }),
    archiveDue: (actor, options) =>
      refusable(actor, system('archive-audit-log'), () => {
        if (actor) demand(actor, 'audit.manage');
        return archiveDue({ database, clock, notary }, actor, options);
      }),
    async retention(actor) {
      await permit(actor, 'audit.read');
      return readRetention(database.reader);
    },
    async kept(actor) {
      await permit(actor, 'audit.read');
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
