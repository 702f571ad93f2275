/** The audit service on a test database, with a signing key of its own and a clock that stands until it is moved. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { AuditFilter } from '../../db/audit/entry.ts';
import { appendAudit, type NewAuditEntry } from '../../db/audit/log.ts';
import type { Database } from '../../db/database.ts';
import { insertStaff } from '../../db/staff.ts';
import type { ExportFormat } from '../../main/services/audit/export-format.ts';
import { signingKeyStore } from '../../main/services/audit/signing-key.ts';
import type { Verification } from '../../main/services/audit.ts';
import { createAuditService } from '../../main/services/create-audit.ts';
import type { Actor } from '../../main/services/session.ts';
import { AUDITOR } from './desk.ts';
import { START } from './people.ts';

export const ADMIN: Actor = { id: 4, name: 'ada', fullName: 'Ada Admin', email: null, role: 'admin' };

export const UNLOCKED: NewAuditEntry = {
  time: START,
  staff: { id: 1, name: 'sam' },
  category: 'action',
  action: 'unlock',
  user: { id: '7', label: 'anna <anna@example.org>' },
  reason: 'lost-phone',
  reasonText: 'naïve “quotes”, שלום, 🙂 and \\ " \n a line',
  ticket: 'T-1',
  outcome: 'done',
  before: { failedAttempts: 5, nested: [1, null, true, 0.5] },
  after: { failedAttempts: 0 },
  detail: { z: 1, a: 'é' },
};

export async function openAuditRoom(database: Database) {
  const dataDirectory = await mkdtemp(join(inject('scratch'), 'audit-'));
  const time = { now: START };
  const keyStore = signingKeyStore({ dataDirectory, file: null, secretStore: null });
  const audit = createAuditService({ database, clock: () => time.now, keyStore });
  return {
    audit,
    time,
    dataDirectory,
    keyStore,
    async fill(count: number, changes: Partial<NewAuditEntry> = {}) {
      for (let n = 1; n <= count; n += 1) {
        await database.transaction((tx) => appendAudit(tx, { ...UNLOCKED, ticket: `T-${n}`, ...changes }));
      }
    },
    /** The whole text of an export, by an auditor. */
    async exported(format: ExportFormat, filter: AuditFilter = {}): Promise<string> {
      const { exportId } = await audit.startExport(AUDITOR, filter, format);
      for (let all = ''; ; ) {
        const piece = await audit.nextOfExport(AUDITOR, exportId);
        if (piece.done) return all;
        all += piece.text;
      }
    },
    /** Waits for the verdict. */
    async verify(checkpoint?: string): Promise<Verification> {
      let now = await audit.startVerification(AUDITOR, { checkpoint });
      while (now.state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, 5));
        now = await audit.verification(AUDITOR);
      }
      return now;
    },
  };
}

/** With an account, which a change of the retention looks up. */
export async function employed(database: Database, actor: Actor): Promise<Actor> {
  const { name, fullName, email, role } = actor;
  const account = { passwordHash: 'x', passwordTemporaryUntil: null, createdAt: START };
  const { id } = await database.transaction((tx) =>
    insertStaff(tx, { name, fullName, email, role, ...account }),
  );
  return { ...actor, id };
}

/** What an attacker with full rights on the database can do first. */
export async function dropGuards(database: Database): Promise<void> {
  if (database.kind !== 'sqlite') return;
  for (const name of ['', '_keys', '_checkpoints']) {
    await database.reader.raw(`DROP TRIGGER rekey_audit${name}_no_update`);
    await database.reader.raw(`DROP TRIGGER rekey_audit${name}_no_delete`);
  }
}
