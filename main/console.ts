/** The console without its window: configuration → database → platform → services → router. Both hosts and the command line open it. */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type Database, openDatabase } from '../db/database.ts';
import { RekeyError } from '../db/errors.ts';
import { migrate, pendingMigrations } from '../db/migrate.ts';
import type { Platform } from '../db/platforms/contract.ts';
import { otherEnd, referenceKind } from '../db/platforms/registry.ts';
import { translateError } from '../db/translate-error.ts';
import { call } from './api/call.ts';
import { type Configuration, demoKeyOf } from './configuration.ts';
import { openConsoleKey } from './core/console-key.ts';
import type { Answer, Host, Seat } from './host.ts';
import { smtpCarrier } from './mail/smtp.ts';
import { createActionService } from './services/actions/create-service.ts';
import { approvalGuard } from './services/approvals/guard.ts';
import { signingKeyStore } from './services/audit/signing-key.ts';
import { type Clock, systemClock } from './services/clock.ts';
import { createConnecting } from './services/connecting/service.ts';
import { createApprovalService } from './services/create-approvals.ts';
import { createAuditService } from './services/create-audit.ts';
import { createBulkService } from './services/create-bulk.ts';
import { createEnrolmentService } from './services/create-enrolment.ts';
import { createIdentityService } from './services/create-identity.ts';
import { createReminderService } from './services/create-reminders.ts';
import { createRequestService } from './services/create-requests.ts';
import { createSessionService } from './services/create-session.ts';
import { createSettingsService } from './services/create-settings.ts';
import { createStaffService } from './services/create-staff.ts';
import { createUserService } from './services/create-users.ts';
import { createExpiredCodes } from './services/expired-codes.ts';
import { demandEvidence, identityGuard } from './services/identity/guard.ts';
import type { Services } from './services/index.ts';
import { limitsGuard } from './services/limits/guard.ts';
import { createLooks } from './services/looks.ts';
import { openNotifications } from './services/notifications/index.ts';
import type { Sender } from './services/notifications/sender.ts';
import { createPlatformChoices, type PlatformChoicesService } from './services/platform-choices.ts';
import { createMark } from './services/platform-mark.ts';
import { createProfiles } from './services/profiles.ts';
import { requestFollowUp, requestGuard } from './services/requests/link.ts';
import { createSandboxDoor } from './services/sandbox/door.ts';
import { createSearchIndexService } from './services/search-index/service.ts';
import type { SessionService } from './services/session.ts';
import { createTrainingService } from './services/training/create-training.ts';

export interface Console {
  /** Never throws: what goes wrong is the answer. */
  call(seat: Seat, path: unknown, input: unknown): Promise<Answer>;
  /** The window is gone: who sat there is signed out. */
  leave(seat: Seat): void;
  /** Writes what still waits to be logged, then closes the database. */
  close(): Promise<void>;
}

export interface OpenOptions {
  configuration: Configuration;
  host: Host;
  clock?: Clock;
}

/** @throws RekeyError CONFIGURATION, CONSOLE_KEY_WRONG, DATABASE_*, SCHEMA_MISSING */
export async function openConsole(options: OpenOptions): Promise<Console> {
  const { services, sender, close } = await openServices(options);
  sender.start();
  services.requests.watch();
  services.audit.watch();
  services.enrolment.watch();
  services.searchIndex.watch();
  services.expiredCodes.watch();
  return {
    call: (seat, path, input) => call({ seat, host: options.host, services }, path, input),
    leave: (seat) => void services.session.signOut(seat).catch(() => {}),
    close,
  };
}

/** The services alone, for the command line and the tests. @throws as openConsole */
export async function openServices(
  options: OpenOptions,
): Promise<{ database: Database; platform: Platform } & ReturnType<typeof assemble>> {
  const { configuration, host, clock = systemClock } = options;
  makeDataDirectory(configuration.dataDirectory);
  const database = openDatabase(configuration.database);
  try {
    const demo = await prepare(database, configuration, clock);
    const platform = await configuration.platform.open(database, configuration.keys);
    const { secretStore } = host;
    const consoleKey = await openConsoleKey({ database, configuration, secretStore, clock });
    const parts = { database, platform, demo, consoleKey, configuration, host, clock };
    return { ...assemble(parts), database, platform };
  } catch (error) {
    await database.close();
    throw translateError(error);
  }
}

/**
 * Who signs in, and what is chosen of the platform's users, without the platform: what was chosen may be what it does not open with.
 * @throws as openConsole
 */
export async function openPlatformChoices({
  configuration,
  host,
  clock = systemClock,
}: OpenOptions): Promise<{
  session: SessionService;
  platformChoices: PlatformChoicesService;
  close(): Promise<void>;
}> {
  makeDataDirectory(configuration.dataDirectory);
  const database = openDatabase(configuration.database);
  try {
    const demo = await prepare(database, configuration, clock);
    const consoleKey = await openConsoleKey({
      ...{ database, configuration, clock },
      secretStore: host.secretStore,
    });
    const look = createLooks({ database, clock });
    return {
      session: createSessionService({ database, clock, demo, consoleKey }),
      platformChoices: createPlatformChoices({ database, kind: configuration.platform, clock, look }),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw translateError(error);
  }
}

function makeDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = `the data directory ${directory} can not be made (${code}); REKEY_DATA_DIR names another`;
    throw new RekeyError('CONFIGURATION', { why }, { cause });
  }
}

/** The demo is made where nothing is configured; a real database is only ever brought up to date in Rekey's own tables. */
async function prepare(database: Database, configuration: Configuration, clock: Clock): Promise<boolean> {
  const demo = configuration.source === 'demo';
  // Only when something is to be done: an account without the right to create tables must be able to start.
  const { platform } = configuration;
  if (demo || (await pendingMigrations(database, platform)).length > 0)
    await migrate(database, platform, { platform: demo });
  if (demo) await otherEnd.seedDemo(database, { key: demoKeyOf(configuration), now: clock() });
  return demo || (platform === referenceKind && (await otherEnd.isDemo(database)));
}

function assemble(parts: {
  database: Database;
  platform: Platform;
  demo: boolean;
  consoleKey: Buffer;
  configuration: Configuration;
  host: Host;
  clock: Clock;
}): { services: Services; sender: Sender; close(): Promise<void> } {
  const { database, platform, demo, consoleKey, configuration, host, clock } = parts;
  const settings = createSettingsService({ database, configuration, host, platform, demo, clock });
  const session = createSessionService({ database, clock, demo, consoleKey });
  const policy = () => settings.policy();
  const look = createLooks({ database, clock });
  const users = createUserService({ database, platform, clock, policy, look });
  const audit = createAuditService({
    database,
    clock,
    keyStore: signingKeyStore({
      dataDirectory: configuration.dataDirectory,
      file: configuration.auditKeyFile,
      secretStore: host.secretStore,
    }),
  });
  const requests = createRequestService({ database, platform, clock });
  const enrolment = createEnrolmentService({ database, platform, clock });
  const searchIndex = createSearchIndexService({ database, platform, clock });
  const { notifications, mailSettings, mail, sender, ...onAction } = openNotifications({
    database,
    clock,
    platform,
    configuration,
    host,
    consoleKey,
    carrier: smtpCarrier,
  });
  const bulk = createBulkService({
    ...{ database, platform, clock, policy, session },
    followUps: onAction.followUps,
  });
  const key = demo ? demoKeyOf(configuration) : null;
  const sandbox = createSandboxDoor(
    // Loaded when it is asked for: no start waits for pages that few will look at.
    key && (async () => (await import('./serve-demo.ts')).serveDemo({ database, key, clock, port: 0 })),
  );
  const services: Services = {
    demo,
    platform,
    clock,
    id: randomUUID(),
    connecting: createConnecting({ configuration, host, clock }),
    session,
    staff: createStaffService({ database, clock }),
    users,
    searchIndex,
    actions: createActionService({
      database,
      platform,
      clock,
      policy,
      session,
      guards: [requestGuard, identityGuard(platform), onAction.guard, approvalGuard, limitsGuard],
      followUps: [...onAction.followUps, requestFollowUp],
    }),
    identity: createIdentityService({
      ...{ database, platform, clock, policy, mail, look },
      demanded: true,
    }),
    approvals: createApprovalService({
      ...{ database, platform, clock, policy, session },
      demandEvidence: demandEvidence(platform),
    }),
    bulk,
    expiredCodes: createExpiredCodes({ database, platform, clock }),
    audit,
    enrolment,
    reminders: createReminderService({ bulk, enrolment }),
    requests,
    settings,
    platformChoices: createPlatformChoices({ database, kind: configuration.platform, clock, look }),
    mark: createMark({ database, clock }),
    profiles: createProfiles({ configuration, host, session }),
    notifications,
    mailSettings,
    sandbox,
    training: createTrainingService({ database, key, clock }),
  };
  return {
    services,
    sender,
    async close() {
      try {
        await sandbox.close();
        await bulk.close();
        await sender.stop();
        await enrolment.close();
        await searchIndex.close();
        await services.expiredCodes.close();
        await audit.close();
        // These write what still waits to be logged, so they can fail.
        await requests.close();
        await users.close();
      } finally {
        await database.close();
      }
    },
  };
}
