/** Which of this machine's platforms is open, and opening another before anybody signs in. */
import { rmSync } from 'node:fs';
import { RekeyError } from '../../db/errors.ts';
import { profileFolder, profileNamed, profilesIn } from '../core/profiles.ts';
import type { Host } from '../host.ts';
import type { RunningConfiguration } from './running-configuration.ts';
import type { SessionService } from './session.ts';

export interface ProfilesView {
  /** Null: the one without a name. */
  present: string | null;
  /** Those with a name. */
  named: string[];
  /** False: the program has to be started anew, with another `--profile`. */
  switches: boolean;
}

export interface ProfilesService {
  view(): ProfilesView;
  /**
   * One that is not there yet is made, and begins as a demo. `name`: null for the one without a name.
   * @throws PROFILE_IN_USE, CONFIGURATION; as openConsole, and then nothing has changed
   */
  open(name: string | null): Promise<void>;
}

export function createProfiles(deps: {
  configuration: RunningConfiguration;
  host: Host;
  session: Pick<SessionService, 'occupied'>;
}): ProfilesService {
  const { configuration, host, session } = deps;
  return {
    view: () => ({
      present: configuration.profile,
      named: profilesIn(configuration.rootDirectory),
      switches: switches(),
    }),
    async open(name) {
      if (name !== null) profileNamed(name);
      if (!host.reopen || !switches())
        throw new RekeyError('CONFIGURATION', { why: 'here a profile is chosen by --profile at the start' });
      refuse();
      const isNew = name !== null && !profilesIn(configuration.rootDirectory).includes(name);
      try {
        await host.reopen(name, refuse);
      } catch (error) {
        if (isNew) rmSync(profileFolder(configuration.rootDirectory, name), { recursive: true, force: true });
        throw error;
      }
    },
  };

  function switches(): boolean {
    return host.reopen !== undefined && !configuration.pinned;
  }

  /** Whoever works in another window would find themselves on another platform. Asked again when the other one is open. */
  function refuse(): void {
    if (session.occupied()) throw new RekeyError('PROFILE_IN_USE');
  }
}
