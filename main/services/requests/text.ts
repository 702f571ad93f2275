/** What a request may be made of. Checked here too, since it comes from forms, files and the platform's own table. */
import { RekeyError } from '../../../db/errors.ts';
import type { Sender } from '../../../db/requests/index.ts';
import { visible } from '../../../db/text/visible.ts';

/** Characters. */
const MAX_MESSAGE = 10_000;
const MAX_NOTE = 4_000;
export const MAX_NAME = 120;
export const MAX_EMAIL = 254;
export const MAX_PHONE = 40;

export function blankIsNull(text: string | null | undefined): string | null {
  return visible(text ?? '') || null;
}

/** @throws BAD_INPUT when nothing of the sender is known */
export function readSender(sender: Sender): Sender {
  const read = {
    name: blankIsNull(sender.name),
    email: blankIsNull(sender.email),
    phone: blankIsNull(sender.phone),
  };
  if (read.name === null && read.email === null && read.phone === null)
    throw new RekeyError('BAD_INPUT', {
      why: 'it needs the name, e-mail address or phone number of the sender',
    });
  return read;
}

/** @throws BAD_INPUT */
export function readMessage(text: string): string {
  const message = text.trim().toWellFormed();
  if (message === '') throw new RekeyError('BAD_INPUT', { why: 'the message is empty' });
  if (message.length > MAX_MESSAGE)
    throw new RekeyError('BAD_INPUT', { why: `a message has at most ${MAX_MESSAGE} characters` });
  return message;
}

/** @throws BAD_INPUT */
export function readNote(text: string): string {
  const note = text.trim().toWellFormed();
  if (note === '') throw new RekeyError('BAD_INPUT', { why: 'the note is empty' });
  if (note.length > MAX_NOTE)
    throw new RekeyError('BAD_INPUT', { why: `a note has at most ${MAX_NOTE} characters` });
  return note;
}

/** From a table that others write: made to fit, never refused, since a request that is not shown is lost. */
export function fitLine(text: string | null, max: number): string | null {
  const line = visible((text ?? '').toWellFormed().replace(/\p{Cc}+/gu, ' '));
  return blankIsNull(line.slice(0, max).toWellFormed());
}

const CUT = '\n\n[The message was longer; the rest is in the platform’s own table.]';

export function fitMessage(text: string): string {
  const message = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, ' ')
    .trim();
  if (message === '') return '[The message was empty.]';
  if (message.length <= MAX_MESSAGE) return message;
  return message.slice(0, MAX_MESSAGE - CUT.length).toWellFormed() + CUT;
}
