/** One mail from its kind and variables: template, letterhead, address. */
import type { Reader } from '../../../db/database.ts';
import { headerName, isMailAddress } from '../../../db/text/mail-address.ts';
import { type Letter, MailFailure } from './carrier.ts';
import { isMailKind, MAILS } from './kinds.ts';
import { render } from './render.ts';
import { readLetterhead, readTemplate } from './words.ts';

export interface ToCompose {
  kind: string;
  to: string;
  variables: Record<string, string>;
  messageId: string;
  /** ms UTC. */
  date: number;
}

/** @throws MailFailure of scope `letter` for an address that is none, or a kind that this version does not know */
export async function compose(reader: Reader, platformLabel: string, mail: ToCompose): Promise<Letter> {
  const { kind, to, variables, messageId, date } = mail;
  if (!isMailAddress(to)) {
    throw new MailFailure(
      'letter',
      to === '' ? 'there is no e-mail address on file' : 'the address on file is not an e-mail address',
      'Correct it on the platform.',
    );
  }
  if (!isMailKind(kind)) {
    throw new MailFailure('later', `this version of Rekey has no mail of the kind ${kind}`, 'Update Rekey.');
  }
  const [letterhead, template] = await Promise.all([
    readLetterhead(reader, platformLabel),
    readTemplate(reader, kind),
  ]);
  const { subject, text, html } = render(template, { ...variables, ...letterhead });
  const secrets = MAILS[kind].secret ? Object.values(variables).flatMap(spellings) : [];
  return {
    to,
    toName: headerName(variables.name ?? ''),
    subject,
    text,
    html,
    messageId,
    date,
    secrets: secrets.filter((secret) => secret.length >= 4),
  };
}

/** RFC 5322, 3.6.4: unique by its left side; the right side is the sender's domain, as mail filters expect. */
export function newMessageId(random: string, from: string): string {
  return `<${random}@${domainOf(from)}>`;
}

function domainOf(address: string): string {
  const domain = address.slice(address.lastIndexOf('@') + 1);
  return /^[A-Za-z0-9.-]+$/.test(domain) ? domain : 'rekey.invalid';
}

/** Each line of it, and the same without its spaces and dashes: a server may repeat a code in another form. */
function spellings(value: string): string[] {
  return value.split('\n').flatMap((line) => [line, line.replace(/[\s-]/g, '')]);
}
