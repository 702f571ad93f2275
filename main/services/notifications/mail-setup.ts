/** Which mail server this console sends by: the one of the environment, else the one saved on this machine. */
import { RekeyError } from '../../../db/errors.ts';
import { translateError } from '../../../db/translate-error.ts';
import type { Host } from '../../host.ts';
import type { RunningConfiguration } from '../running-configuration.ts';
import { type MailServer, withoutPassword } from './mail-server.ts';
import { readSavedMailServer, removeSavedMailServer, writeSavedMailServer } from './saved-mail-server.ts';

export interface MailSetup {
  source: 'environment' | 'saved' | 'none';
  /** Null: this console sends no mail. */
  server(): MailServer | null;
  /** Why there is none, as a part of a sentence; null when there is one. */
  why(): string | null;
  /** Why nothing can be saved here; null when it can. */
  cannotSaveBecause(): string | null;
  /** Why no password can be saved here; null when one can. */
  cannotKeepPasswordBecause: string | null;
  /** Used from now on. Returns how to take it back. @throws RekeyError CONFIGURATION */
  save(server: MailServer): () => void;
  /** As `save`. */
  remove(): () => void;
}

export function openMailSetup(deps: { configuration: RunningConfiguration; host: Host }): MailSetup {
  const { configuration, host } = deps;
  const fixed = configuration.smtp;
  let saved: MailServer | null = null;
  let why: string | null = null;
  read();

  /** A file that can not be used keeps mails from being sent, not the console from being opened. */
  function read(): void {
    saved = null;
    why = 'no mail server is set for this console';
    if (fixed) return;
    try {
      saved = readSavedMailServer(configuration.dataDirectory, host.secretStore);
    } catch (error) {
      why = error instanceof RekeyError ? String(error.facts.why) : translateError(error).message;
    }
  }

  function changed(takeBack: () => void): () => void {
    read();
    return () => {
      takeBack();
      read();
    };
  }

  const cannotSaveBecause = () =>
    fixed ? 'REKEY_SMTP_URL is set, and it wins over what is saved here; change it there, or unset it' : null;

  function refuse(): void {
    const because = cannotSaveBecause();
    if (because !== null) throw new RekeyError('CONFIGURATION', { why: because });
  }

  return {
    get source() {
      if (fixed) return 'environment';
      return saved ? 'saved' : 'none';
    },
    server: () => fixed ?? saved,
    why: () => (fixed || saved ? null : why),
    cannotSaveBecause,
    cannotKeepPasswordBecause: host.secretStore
      ? null
      : 'this window has no keychain to keep a password in; set REKEY_SMTP_URL in the environment instead',
    save(server) {
      refuse();
      return changed(writeSavedMailServer(configuration.dataDirectory, host.secretStore, server));
    },
    remove() {
      refuse();
      return changed(removeSavedMailServer(configuration.dataDirectory));
    },
  };
}

/** For a view: never with the password. */
export function shownServer(setup: MailSetup) {
  const server = setup.server();
  return server && withoutPassword(server);
}

export function notConfigured(setup: MailSetup): RekeyError {
  return new RekeyError('MAIL_NOT_CONFIGURED', { why: setup.why() ?? 'no mail server is set' });
}
