/** A template and its variables as a letter. */
import { RekeyError } from '../../../db/errors.ts';
import { escapeHtml } from '../../../db/text/html.ts';
import { oneLine } from '../../../db/text/mail-address.ts';
import { checkHtml, htmlDocument, htmlFromText } from './html.ts';
import { MAILS, type MailKind, placeholdersOf, type Template } from './kinds.ts';

export interface Rendered {
  /** One line, without control characters. */
  subject: string;
  text: string;
  /** A whole document. */
  html: string;
  /** What of it the template says, for a preview. */
  htmlBody: string;
  /** The same with its placeholders left in place. */
  htmlSource: string;
}

const PLACEHOLDER = /\{(\w+)\}/g;
const SUBJECT_LENGTH = 200;
const TEXT_LENGTH = 10_000;

/** What a template asks for and the variables lack is left empty: a notice with a gap is better than none. */
export function render(template: Template, variables: Record<string, string>): Rendered {
  const subject = oneLine(fill(template.subject, variables, (value) => value));
  const text = `${fill(template.text, variables, (value) => value)}\n`;
  const source = template.html ?? htmlFromText(template.text);
  const htmlBody = fill(source, variables, (value) => escapeHtml(value).replace(/\n/g, '<br>\n'));
  return { subject, text, htmlBody, htmlSource: source, html: htmlDocument(subject, htmlBody) };
}

/**
 * A copy with nothing in it but what a template is made of.
 * @throws RekeyError MAIL_TEMPLATE: empty, too long, an unknown placeholder, one that the kind needs is missing, HTML
 *   beyond what is allowed
 */
export function checkTemplate(kind: MailKind, template: Template): Template {
  const subject = template.subject.trim();
  const text = template.text.replace(/\r\n?/g, '\n').trim();
  const html = template.html === null ? null : template.html.replace(/\r\n?/g, '\n').trim();
  if (subject === '' || text === '' || html === '') refuse('subject, text and HTML may not be empty');
  if (/\p{Cc}/u.test(subject)) refuse('the subject is more than one line');
  if (subject.length > SUBJECT_LENGTH) refuse(`the subject is longer than ${SUBJECT_LENGTH} characters`);
  if (text.length > TEXT_LENGTH || (html?.length ?? 0) > TEXT_LENGTH) {
    refuse(`the text is longer than ${TEXT_LENGTH} characters`);
  }
  const known = placeholdersOf(kind);
  for (const part of [subject, text, html ?? '']) {
    for (const [braced, name = ''] of part.matchAll(PLACEHOLDER)) {
      if (Object.hasOwn(known, name)) continue;
      const all = Object.keys(known).map((one) => `{${one}}`);
      refuse(`there is no placeholder ${braced} in this mail; there are ${all.join(', ')}`);
    }
  }
  for (const name of MAILS[kind].required) {
    if (!text.includes(`{${name}}`)) refuse(`the text lacks {${name}}, without which it misses its purpose`);
    if (html !== null && !html.includes(`{${name}}`)) refuse(`the HTML lacks {${name}}`);
  }
  if (MAILS[kind].secret && /\{(code|codes|phrase)\}/.test(subject)) {
    refuse('a code or phrase in the subject is read by whoever looks at the phone');
  }
  if (html !== null) {
    checkHtml(html);
    if (/<[^<>]*\{(?!contact\})\w+\}[^<>]*>/.test(html)) refuse('only {contact} may stand inside a link');
  }
  return { subject, text, html };
}

/** For the preview: every placeholder of the kind with its sample. */
export function samplesOf(kind: MailKind): Record<string, string> {
  return Object.fromEntries(Object.entries(placeholdersOf(kind)).map(([name, { sample }]) => [name, sample]));
}

function fill(text: string, variables: Record<string, string>, write: (value: string) => string): string {
  return text.replace(PLACEHOLDER, (_braced, name: string) => {
    if (!Object.hasOwn(variables, name)) return '';
    const value = variables[name] ?? '';
    return write(LISTS.has(name) ? value.split('\n').map(oneLine).join('\n') : oneLine(value));
  });
}

/** The only variables of more than one line: in a name, a line break would let its owner write lines of the mail. */
const LISTS = new Set(['codes']);

function refuse(why: string): never {
  throw new RekeyError('MAIL_TEMPLATE', { why });
}
