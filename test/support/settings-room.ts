/** The settings service on a test database, with an admin, a data directory and a keychain. */
import { rm } from 'node:fs/promises';
import type { AuditEntry } from '../../db/audit/entry.ts';
import type { Database } from '../../db/database.ts';
import type { MysqlConnection } from '../../db/mysql-address.ts';
import type { Platform } from '../../db/platforms/contract.ts';
import { referenceKind } from '../../db/platforms/registry.ts';
import type { SecretStore } from '../../main/host.ts';
import { createSettingsService } from '../../main/services/create-settings.ts';
import type { RunningConfiguration } from '../../main/services/running-configuration.ts';
import { loadSavedConnection } from '../../main/services/saved-connection.ts';
import type { Actor } from '../../main/services/session.ts';
import type { SettingsService } from '../../main/services/settings.ts';
import type { TestDatabase } from './databases.ts';
import { openDesk } from './desk.ts';
import { hostWith, keychain } from './keychain.ts';
import { hire, openStaffRoom, type StaffRoom } from './staff-room.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

export interface SettingsRoom extends StaffRoom {
  admin: Actor;
  folder: string;
  /** A console that runs with this configuration, in a window with this keychain or none. */
  settings(
    changes?: Partial<RunningConfiguration>,
    secretStore?: SecretStore | null,
    on?: Database,
    changed?: Partial<Platform>,
  ): SettingsService;
  lastEntry(): Promise<AuditEntry | undefined>;
  saved(): MysqlConnection | null;
  close(): Promise<void>;
}

export async function openSettingsRoom(database: TestDatabase): Promise<SettingsRoom> {
  const room = openStaffRoom(database);
  const folder = await makeTemporaryFolder('settings');
  const { actor: admin } = await hire(room, 'ada', 'admin');
  return {
    ...room,
    admin,
    folder,
    settings: (changes = {}, secretStore = keychain(), on = database, changed = {}) =>
      createSettingsService({
        database: on,
        configuration: {
          dataDirectory: folder,
          rootDirectory: '/nowhere',
          profile: null,
          pinned: false,
          source: 'saved',
          database: database.target,
          platform: referenceKind,
          keys: { REKEY_PLATFORM_KEY: Buffer.alloc(32) },
          unsetKeys: [],
          consoleKey: null,
          file: null,
          smtp: null,
          ...changes,
        },
        host: hostWith(secretStore),
        platform: { ...openDesk(database).platform, recognisedBy: ['a fact'], ...changed },
        demo: false,
        clock: () => room.time.now,
      }),
    lastEntry: async () => (await room.log())[0],
    saved: () => loadSavedConnection(folder, keychain()),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
