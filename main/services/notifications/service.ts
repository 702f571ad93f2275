import type { NotificationState } from '../../../db/notifications.ts';
import type { Actor } from '../session.ts';
import type { MailKind, Template } from './kinds.ts';
import type { MailServer, ShownMailServer } from './mail-server.ts';
import type { Pass } from './outbox.ts';
import type { Letterhead } from './words.ts';

export type { NotificationState };

/** A notification as staff see it: to whom, about what, and how far it is. Never what only the recipient may read. */
export interface NotificationView {
  id: number;
  kind: string;
  /** What it tells of, e.g. "The authenticator was reset". */
  title: string;
  to: string;
  user: { id: string; label: string } | null;
  actionId: string | null;
  state: NotificationState;
  attempts: number;
  /** All times ms UTC. */
  createdAt: number;
  lastAttemptAt: number | null;
  /** When it is tried next; null when it is sent or failed. */
  nextAttemptAt: number | null;
  sentAt: number | null;
  /** Why the last attempt failed. */
  lastError: string | null;
  /** Why it can not be tried again; null when it can, or need not. */
  retryRefusedBecause: string | null;
}

export interface NotificationSummary {
  waiting: number;
  failed: number;
  /** Both are counted up to this. */
  countedTo: number;
  mail: {
    /** False: this console sends no mail. */
    configured: boolean;
    /** Why not, as a part of a sentence. */
    why: string | null;
    /** What keeps every mail from being sent now; null when nothing is known to. */
    trouble: { message: string; next: string } | null;
  };
}

export interface NotificationService {
  /** Newest first. */
  list(
    actor: Actor,
    filter: { state?: NotificationState | undefined },
    page: { limit: number; before?: number | undefined },
  ): Promise<{ notifications: NotificationView[]; before: number | null }>;
  summary(actor: Actor): Promise<NotificationSummary>;
  /** Those that tell of an action, oldest first. */
  ofAction(actor: Actor, actionId: string): Promise<NotificationView[]>;
  /** A failed or waiting one is tried as soon as it can be. Logged. @throws NOTIFICATION_NOT_FOUND, NOTHING_TO_DO */
  retry(actor: Actor, id: number): Promise<NotificationView>;
  /** Every failed one that can be tried again. Logged. */
  retryFailed(actor: Actor): Promise<{ revived: number }>;
  /** Sends now what is due, once each, for the command line. Logged. @throws MAIL_NOT_CONFIGURED */
  send(actor: Actor): Promise<Pass>;
}

export interface MailTemplateView extends Template {
  kind: MailKind;
  title: string;
  to: 'user' | 'leads';
  /** True: as Rekey brings it. */
  untouched: boolean;
  placeholders: { name: string; meaning: string; required: boolean }[];
}

export interface MailSettingsView {
  source: 'environment' | 'saved' | 'none';
  server: ShownMailServer | null;
  /** Why this console sends no mail; null when it does. */
  why: string | null;
  cannotSaveBecause: string | null;
  cannotKeepPasswordBecause: string | null;
  letterhead: Letterhead;
  templates: MailTemplateView[];
}

/** An empty password is the stored one, where it may be used: see mayReusePassword. */
export type MailServerForm = MailServer;

/** What a test mail came to. */
export type MailTest = { sent: true; to: string } | { sent: false; message: string; next: string };

/** Views require `settings.read`, changes `settings.manage`; each change is logged. */
export interface MailSettingsService {
  view(actor: Actor): Promise<MailSettingsView>;
  /** @throws CONFIGURATION, BAD_INPUT */
  saveServer(actor: Actor, form: MailServerForm): Promise<MailSettingsView>;
  /** Forgets the saved one. @throws CONFIGURATION */
  removeServer(actor: Actor): Promise<MailSettingsView>;
  /** Sends a mail to the actor's own address. `form` null: by the server in use. @throws MAIL_NOT_CONFIGURED, CONFIGURATION, BAD_INPUT */
  test(actor: Actor, form: MailServerForm | null): Promise<MailTest>;
  /** @throws MAIL_TEMPLATE */
  setLetterhead(actor: Actor, letterhead: Letterhead): Promise<MailSettingsView>;
  /** Null: as Rekey brings it. @throws MAIL_TEMPLATE */
  setTemplate(actor: Actor, kind: MailKind, template: Template | null): Promise<MailSettingsView>;
  /** With samples in place of variables. `htmlBody` holds the elements of html.ts alone. @throws MAIL_TEMPLATE */
  preview(
    actor: Actor,
    kind: MailKind,
    template: Template,
  ): Promise<{ subject: string; text: string; htmlBody: string; htmlSource: string }>;
}

/** Mails that are sent at once and never stored, since each holds a code. */
export interface MailService {
  /** @throws MAIL_NOT_CONFIGURED, MAIL_FAILED; neither repeats what the mail says */
  sendNow(mail: { to: string; kind: MailKind; variables: Record<string, string> }): Promise<void>;
}
