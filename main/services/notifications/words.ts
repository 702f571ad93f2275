/** The words of mails that every console on this database shares: templates, and how platform and support are called. */
import type { JsonValue } from '../../../db/audit/entry.ts';
import type { Reader } from '../../../db/database.ts';
import { RekeyError } from '../../../db/errors.ts';
import { readSetting } from '../../../db/settings.ts';
import { defaultTemplate, type MailKind, type Template } from './kinds.ts';
import { checkTemplate } from './render.ts';

export interface Letterhead {
  /** What {platform} stands for. */
  platform: string;
  /** What {contact} stands for: an address, a number, a sentence. One line. */
  contact: string;
}

export const LETTERHEAD = 'mail-letterhead';
const LENGTH = 200;

export function templateSetting(kind: MailKind): string {
  return `mail-template.${kind}`;
}

export async function readLetterhead(reader: Reader, platformLabel: string): Promise<Letterhead> {
  return letterheadOf(await readSetting(reader, LETTERHEAD), platformLabel);
}

/** What is stored, or the default where nothing is, or nothing that a console could have written. */
export function letterheadOf(stored: JsonValue | undefined, platformLabel: string): Letterhead {
  try {
    return checkLetterhead(stored as unknown as Letterhead);
  } catch {
    return { platform: platformLabel, contact: 'the support team, by the way you know' };
  }
}

/** @throws RekeyError MAIL_TEMPLATE */
export function checkLetterhead({ platform, contact }: Letterhead): Letterhead {
  const checked = { platform: platform.trim(), contact: contact.trim() };
  for (const text of Object.values(checked)) {
    if (text === '' || text.length > LENGTH || /\p{Cc}/u.test(text)) {
      const why = `the platform's name and the contact are one line each, of 1 to ${LENGTH} characters`;
      throw new RekeyError('MAIL_TEMPLATE', { why });
    }
  }
  return checked;
}

export async function readTemplate(reader: Reader, kind: MailKind): Promise<Template> {
  return templateOf(kind, await readSetting(reader, templateSetting(kind)));
}

/** What is stored, or the default where nothing is, or nothing that a console could have written. */
export function templateOf(kind: MailKind, stored: JsonValue | undefined): Template {
  try {
    return checkTemplate(kind, stored as unknown as Template);
  } catch {
    return defaultTemplate(kind);
  }
}
