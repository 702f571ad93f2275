/** The mail server, the letterhead and the templates, and a test mail. */
import type { AuditAction } from '../../../db/audit/actions.ts';
import type { Database } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { readSettingForChange, writeSetting } from '../../../db/settings.ts';
import type { Clock } from '../clock.ts';
import { loggedChange } from '../logged-change.ts';
import { refusals } from '../refusals.ts';
import type { Actor } from '../session.ts';
import { MailFailure } from './carrier.ts';
import { defaultTemplate, MAIL_KINDS, MAILS, type MailKind, placeholdersOf } from './kinds.ts';
import { checkMailServer, type MailServer, mayReusePassword, withoutPassword } from './mail-server.ts';
import { type MailSetup, notConfigured, shownServer } from './mail-setup.ts';
import type { Postbox } from './postbox.ts';
import { checkTemplate, render, samplesOf } from './render.ts';
import type { Sender } from './sender.ts';
import type { MailServerForm, MailSettingsService, MailSettingsView, MailTemplateView } from './service.ts';
import {
  checkLetterhead,
  LETTERHEAD,
  letterheadOf,
  readLetterhead,
  readTemplate,
  templateOf,
  templateSetting,
} from './words.ts';

interface Deps {
  database: Database;
  clock: Clock;
  platform: { label: string };
  setup: MailSetup;
  postbox: Postbox;
  sender: Sender;
}

export function createMailSettingsService(deps: Deps): MailSettingsService {
  const { database, setup, postbox, sender, platform } = deps;
  const change = loggedChange(deps);
  const { permit } = refusals(deps);

  async function view(): Promise<MailSettingsView> {
    return {
      source: setup.source,
      server: shownServer(setup),
      why: setup.why(),
      cannotSaveBecause: setup.cannotSaveBecause(),
      cannotKeepPasswordBecause: setup.cannotKeepPasswordBecause,
      letterhead: await readLetterhead(database.reader, platform.label),
      templates: await Promise.all(MAIL_KINDS.map(templateView)),
    };
  }

  async function templateView(kind: MailKind): Promise<MailTemplateView> {
    const template = await readTemplate(database.reader, kind);
    const { title, to, required } = MAILS[kind];
    return {
      kind,
      title,
      to,
      ...template,
      untouched: JSON.stringify(template) === JSON.stringify(defaultTemplate(kind)),
      placeholders: Object.entries(placeholdersOf(kind)).map(([name, { meaning }]) => ({
        name,
        meaning,
        required: required.includes(name),
      })),
    };
  }

  /** What a form means. @throws CONFIGURATION, BAD_INPUT */
  function meant(form: MailServerForm): MailServer {
    if (form.user === '' || form.password !== '') return checkMailServer(form);
    const stored = setup.server();
    if (!stored || !mayReusePassword(stored, form)) {
      const why =
        'the password is missing; a stored one is used only for the server and user it was stored for';
      throw new RekeyError('BAD_INPUT', { why });
    }
    return checkMailServer({ ...form, password: stored.password });
  }

  /** A file is no part of the transaction: it is taken back when that is. */
  async function changeServer(
    actor: Actor,
    action: AuditAction,
    work: () => { takeBack: () => void; server: MailServer | null },
  ): Promise<void> {
    await change(actor, { action }, async (_tx, onRollback) => {
      const before = shownServer(setup);
      const { takeBack, server } = work();
      onRollback(takeBack);
      return { before: before && { ...before }, after: server && { ...withoutPassword(server) } };
    });
    sender.wake();
  }

  return {
    async view(actor) {
      await permit(actor, 'settings.read');
      return view();
    },

    async saveServer(actor, form) {
      await changeServer(actor, 'change-mail-server', () => {
        const server = meant(form);
        return { server, takeBack: setup.save(server) };
      });
      return view();
    },

    async removeServer(actor) {
      await changeServer(actor, 'remove-mail-server', () => ({ server: null, takeBack: setup.remove() }));
      return view();
    },

    async test(actor, form) {
      let server: MailServer | null = null;
      await change(actor, { action: 'test-mail' }, async () => {
        server = form ? meant(form) : setup.server();
        if (!server) throw notConfigured(setup);
        if (actor.email === null) {
          throw new RekeyError('BAD_INPUT', {
            why: 'your own staff account has no e-mail address to send a test to',
          });
        }
        return { detail: { ...withoutPassword(server) } };
      });
      if (!server || actor.email === null) throw notConfigured(setup);
      try {
        await postbox.sendTest(server, { to: actor.email, name: actor.fullName });
        return { sent: true, to: actor.email };
      } catch (error) {
        if (!(error instanceof MailFailure)) throw error;
        return { sent: false, message: sentence(error.message), next: error.next };
      }
    },

    async setLetterhead(actor, letterhead) {
      await change(actor, { action: 'change-letterhead' }, async (tx) => {
        const before = letterheadOf(await readSettingForChange(tx, LETTERHEAD), platform.label);
        const after = checkLetterhead(letterhead);
        await writeSetting(tx, LETTERHEAD, { ...after });
        return { before: { ...before }, after: { ...after } };
      });
      return view();
    },

    async setTemplate(actor, kind, template) {
      await change(actor, { action: 'change-mail-template', detail: { kind } }, async (tx) => {
        const before = templateOf(kind, await readSettingForChange(tx, templateSetting(kind)));
        const after = template === null ? defaultTemplate(kind) : checkTemplate(kind, template);
        await writeSetting(tx, templateSetting(kind), template === null ? null : { ...after });
        return { before: { ...before }, after: { ...after } };
      });
      return view();
    },

    async preview(actor, kind, template) {
      await permit(actor, 'settings.read');
      const checked = checkTemplate(kind, template);
      const letterhead = await readLetterhead(database.reader, platform.label);
      const { subject, text, htmlBody, htmlSource } = render(checked, { ...samplesOf(kind), ...letterhead });
      return { subject, text, htmlBody, htmlSource };
    },
  };
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}
