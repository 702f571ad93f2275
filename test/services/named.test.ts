/** Whoever is named with characters that nobody sees, as a copied name brings them along, is named all the same. */
import { describe, expect, it, test } from 'vitest';
import { email, searchQuery, staffName, ticket, userReference } from '../../main/api/input.ts';
import { importRow } from '../../main/api/request-input.ts';
import { isOwnAccount } from '../../main/services/actions/authorize.ts';
import { forEachDatabase } from '../support/databases.ts';
import { addPerson } from '../support/people.ts';
import { openRequestDesk } from '../support/request-desk.ts';

const copied = (text: string) => `\u2068\ufeff${text}\u200b\u2069`;

describe('what the procedures accept', () => {
  it.each([
    ['a staff name', staffName, 'ADA', 'ada'],
    ['an address', email, 'ada@example.org', 'ada@example.org'],
    ['a ticket', ticket, 'INC-1', 'INC-1'],
    ['a search', searchQuery, 'O’Neill', 'O’Neill'],
    ['a user', userReference, '#12', '#12'],
  ])('%s is read without what nobody sees', (_what, schema, text, read) => {
    expect(schema.parse(copied(text))).toBe(read);
  });

  it.each([
    ['a staff name', staffName],
    ['an address', email],
    ['a user', userReference],
  ])('%s of nothing but that is refused', (_what, schema) => {
    expect(schema.safeParse(copied(' ')).success).toBe(false);
  });

  it('control characters are refused still, and half characters', () => {
    for (const text of ['a\0b', 'a\ud800b']) expect(ticket.safeParse(text).success).toBe(false);
  });

  it('a sender from a file is read so, and one of whom nothing is seen is none', () => {
    const row = {
      key: '1',
      channel: 'form',
      category: 'other',
      ticket: copied('26.000.17'),
      receivedAt: null,
    };
    const sender = { name: copied('Mara'), email: copied('m@example.org'), phone: copied('+44 20') };
    expect(importRow.parse({ ...row, sender, message: 'Help' })).toMatchObject({
      ticket: '26.000.17',
      sender: { name: 'Mara', email: 'm@example.org', phone: '+44 20' },
    });
    const nobody = { name: copied(''), email: null, phone: null };
    expect(importRow.safeParse({ ...row, sender: nobody, message: 'Help' }).success).toBe(false);
  });
});

describe('an own account', () => {
  const actor = { id: 1, name: 'sam', fullName: 'Sam', email: 'sam@staff.example', role: 'support' } as const;
  it.each([
    ['the address, with a space behind it', { username: 'x', email: 'Sam@Staff.example ' }, true],
    ['the address, with what nobody sees', { username: 'x', email: copied('sam@staff.example') }, true],
    ['the name, in wide letters', { username: 'ｓａｍ', email: 'x@example.org' }, true],
    ['another address', { username: 'x', email: 'sám@staff.example' }, false],
  ])('is one that has %s', (_what, user, own) => {
    expect(isOwnAccount(actor, user)).toBe(own);
  });
});

forEachDatabase((open) => {
  test('a request is kept, found, suggested for and handed on without what nobody sees', async () => {
    const desk = openRequestDesk(await open());
    const lea = await desk.hire('lea', 'lead');
    await desk.hire('sam', 'support');
    const mara = await addPerson(desk.database, { username: 'mara' });
    const made = await desk.newRequest(lea, {
      ticket: copied('2026-00042'),
      sender: {
        name: copied('مریم می\u200cراد'),
        email: copied('mara@example.org'),
        phone: copied('+44 20'),
      },
    });
    expect(made).toMatchObject({
      ticket: '2026-00042',
      sender: { name: 'مریم می\u200cراد', email: 'mara@example.org', phone: '+44 20' },
    });
    for (const query of ['2026-00042', 'mara@example.org', 'میراد', '+44 20', `#${made.id}`]) {
      const found = await desk.requests.list(
        lea,
        { state: 'all', mine: false, query: copied(query) },
        { limit: 5 },
      );
      expect(
        found.requests.map(({ id }) => id),
        query,
      ).toEqual([made.id]);
    }
    expect((await desk.requests.view(lea, made.id)).suggestion?.user.id).toBe(mara);
    const moved = await desk.requests.reassign(lea, made.id, { version: 1, to: copied('SAM'), note: null });
    expect(moved.assignee?.name).toBe('sam');
    await desk.requests.close();
  });
});
