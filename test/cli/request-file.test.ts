/** Files of requests: what is read of them, and what is refused and how. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { type FileFormat, importFile } from '../../main/cli/request-file/import.ts';
import type { Chosen } from '../../main/cli/request-file/row.ts';
import { checkEncoding } from '../../main/cli/request-file/text.ts';
import type { ImportRow } from '../../main/services/requests.ts';
import { refusalOf } from '../support/staff-room.ts';

const NOW = Date.UTC(2026, 1, 3, 12);

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(await mkdtemp(join(inject('scratch'), 'requests-')), 'requests');
  await writeFile(path, content);
  return path;
}

async function read(content: string | Uint8Array, format: FileFormat = 'csv', chosen: Chosen = {}) {
  const path = await fileOf(content);
  await checkEncoding(path);
  const rows: ImportRow[] = [];
  const batches: number[] = [];
  const outcome = await importFile({
    path,
    format,
    defaults: { channel: 'e-mail', category: 'other' },
    chosen,
    now: NOW,
    async send(some) {
      rows.push(...some);
      batches.push(some.length);
      return { added: some.length, known: 0 };
    },
    onProgress: () => {},
  });
  return { rows, batches, ...outcome };
}

const messages = (rows: ImportRow[]) => rows.map(({ message }) => message);

describe('CSV', () => {
  test('each column is read, by whichever of its names and in any order', async () => {
    const { rows, unreadColumns } = await read(
      'Message,E-Mail,sender,Phone,Topic,Channel,Ticket,Date,ID,Mood\n' +
        'Help,ann@example.org,Ann Lee,+1 202 555 0100,Lost phone,In person,T-1,2026-02-01 10:30,77,bad\n',
    );
    expect(rows).toEqual([
      {
        key: 'id:77',
        channel: 'in-person',
        category: 'lost-phone',
        ticket: 'T-1',
        sender: { name: 'Ann Lee', email: 'ann@example.org', phone: '+1 202 555 0100' },
        message: 'Help',
        receivedAt: Date.UTC(2026, 1, 1, 10, 30),
      },
    ]);
    expect(unreadColumns).toEqual(['Mood']);
  });

  test('a column that was chosen for a field is read, whatever it and the others are called', async () => {
    const file = 'Memo,message,Body,Mail,who\nHelp,old,older,ann@example.org,Ann\n';
    const { rows, unreadColumns } = await read(file, 'csv', { message: 'memo', name: 'who' });
    expect(rows).toMatchObject([{ message: 'Help', sender: { name: 'Ann', email: 'ann@example.org' } }]);
    expect(unreadColumns).toEqual(['message', 'Body']);
    expect(await refusalOf(read(file))).toBe('BAD_INPUT');
    const lines = '{"Memo":"Help","mail":"ann@example.org"}\n{"message":"Other","mail":"bob@example.org"}\n';
    const json = await read(lines, 'json-lines', { message: 'Memo' });
    expect(messages(json.rows)).toEqual(['Help']);
    expect(json.bad).toMatchObject([{ line: 2, why: expect.stringContaining('message') }]);
  });

  test.each([
    ['Notes', 'no column is called "Notes"'],
    ['memo', 'two columns are called "memo"'],
  ])('a chosen column %j that is not there, or twice, is refused', async (message, why) => {
    const refused = read('MEMO,Me-mo,Mail\nHelp,Help,ann@example.org\n', 'csv', { message });
    await expect(refused).rejects.toMatchObject({ facts: { why: expect.stringContaining(why) } });
  });

  test('a byte order mark, CRLF and quoted line breaks are no part of a message but their line feeds', async () => {
    const { rows, badLines } = await read(
      '\ufeffname,message\r\nAnn,"one\r\ntwo, ""three"""\r\nBob,four\r\n',
    );
    expect(badLines).toBe(0);
    expect(messages(rows)).toEqual(['one\ntwo, "three"', 'four']);
  });

  test('semicolons, tabs and lone carriage returns do as well', async () => {
    expect(messages((await read('name;message\nAnn;a, b\n')).rows)).toEqual(['a, b']);
    expect(messages((await read('name\tmessage\nAnn\ta, b\n')).rows)).toEqual(['a, b']);
    expect(messages((await read('name,message\rAnn,a\rBob,b\r')).rows)).toEqual(['a', 'b']);
  });

  test('columns are known in other languages, a name in two parts, and what stands above them', async () => {
    const { rows, unreadColumns } = await read(
      'sep=;\r\n\r\nNachname;Vorname;E-Mail-Adresse;Handy;Vorgangsnummer;Personalnummer;Nachricht\r\n' +
        "Ode;Kim;kim@example.org;'+49 30 1;26.10;1012;Hilfe\r\n;;;;;;\r\n",
    );
    expect(rows).toMatchObject([
      {
        sender: { name: 'Kim Ode', email: 'kim@example.org', phone: '+49 30 1' },
        ticket: '26.10',
        message: 'Hilfe',
      },
    ]);
    expect(unreadColumns).toEqual(['Personalnummer']);
  });

  test.each([
    ['nombre;apellidos', 'Ana;Ruiz', 'Ana Ruiz'],
    ['Nom;Prénom', 'Blanc;Zoé', 'Zoé Blanc'],
    ['displayName;givenName;surname', 'Ann Lee;Ann;Lee', 'Ann Lee'],
  ])('a name by %s', async (columns, cells, name) => {
    const { rows } = await read(`${columns};message\n${cells};Help\n`);
    expect(rows[0]?.sender.name).toBe(name);
  });

  test('what is missing is the default', async () => {
    const { rows } = await read('name,message\nAnn,Help\n');
    expect(rows[0]).toMatchObject({ channel: 'e-mail', category: 'other', ticket: null, receivedAt: null });
  });

  test('a bad line is named by the line that it begins on, and the rest is read', async () => {
    const { rows, bad, badLines, stopped } = await read(
      [
        'name,email,category,received,message',
        'Ann,,lost-phone,,"two',
        'lines"',
        'Bob,,boredom,,four',
        '',
        'Cy,,other,,',
        'Di,,other,2026-02-30,seven',
        'Ed,no address,other,,eight',
        ',,other,,nine',
        'Flo,,other,2030-01-01,ten',
        'Gus,too,few',
        'Hal,,other,,twelve',
      ].join('\n'),
    );
    expect(messages(rows)).toEqual(['two\nlines', 'twelve']);
    expect(badLines).toBe(7);
    expect(stopped).toBeNull();
    expect(bad.map(({ line }) => line)).toEqual([4, 6, 7, 8, 9, 10, 11]);
    expect(bad.map(({ why }) => why)).toEqual([
      expect.stringContaining('category'),
      'message: it is empty',
      expect.stringContaining('received'),
      'email: it is no e-mail address',
      expect.stringContaining('name, e-mail address or phone'),
      'received: it lies in the future',
      'it has 3 fields, and the first line 5',
    ]);
  });

  test('control characters are refused, a NUL among them', async () => {
    const { bad } = await read('name,message\nAnn\u0000,Help\nBob,a\u001bb\n');
    expect(bad.map(({ line }) => line)).toEqual([2, 3]);
  });

  test('a quote that is never closed ends the reading, and what came before stands', async () => {
    const { rows, stopped } = await read('name,message\nAnn,good\nBob,"never closed\nCy,lost\n');
    expect(messages(rows)).toEqual(['good']);
    expect(stopped).toEqual({ line: 3, why: 'a quote is opened and never closed' });
  });

  test('a quote in the middle of a field ends the reading', async () => {
    const { rows, stopped } = await read('name,message\nAnn,good\nBob,b"ad\nCy,lost\n');
    expect(messages(rows)).toEqual(['good']);
    expect(stopped).toMatchObject({ line: 3, why: expect.stringContaining('written twice') });
  });

  test('a line of 10 MB ends the reading with a word about it', async () => {
    const { rows, stopped } = await read(`name,message\nAnn,good\nBob,${'x'.repeat(10_000_000)}\nCy,lost\n`);
    expect(messages(rows)).toEqual(['good']);
    expect(stopped).toMatchObject({ line: 3, why: expect.stringContaining('1 MiB') });
  });

  test('a message that is too long is one bad line', async () => {
    const { rows, bad } = await read(`name,message\nAnn,${'x'.repeat(10_001)}\nBob,good\n`);
    expect(messages(rows)).toEqual(['good']);
    expect(bad).toEqual([{ line: 2, why: 'message: at most 10000 characters' }]);
  });

  test.each([
    ['an empty file has no columns, and no requests', '', 0],
    ['nor has one with columns only', 'name,message\n', 0],
  ])('%s', async (_name, content, count) => {
    expect((await read(content)).rows).toHaveLength(count);
  });

  test.each([
    ['without a message', 'name,email\nAnn,a@b\n'],
    ['without a sender', 'message,ticket\nHelp,1\n'],
    ['with the same column twice', 'name,message,text\nAnn,a,b\n'],
    ['without a first line of names', 'Ann,ann@example.org,Help\n'],
    ['that are no CSV at all', '%PDF-1.7\n\n1 0 obj\n'],
  ])('columns %s are refused before anything is sent', async (_name, content) => {
    expect(await refusalOf(read(content))).toBe('BAD_INPUT');
    const error = await read(content).catch((thrown: Error) => thrown.message);
    expect(error).toContain(`"${content.split(/[,\n]/, 1)[0]}"`);
  });
});

describe('JSON lines', () => {
  test('each object is a request', async () => {
    const { rows } = await read(
      '\ufeff{"id":7,"name":"Ann","message":"one\\ntwo","channel":"phone"}\r\n\r\n{"email":"b@example.org","message":"b"}',
      'json-lines',
    );
    expect(rows).toMatchObject([
      { key: 'id:7', message: 'one\ntwo', channel: 'phone' },
      { message: 'b', sender: { name: null, email: 'b@example.org', phone: null } },
    ]);
  });

  test('a bad line is named, and the rest is read, after a line of 10 MB as well', async () => {
    const long = JSON.stringify({ name: 'Long', message: 'x'.repeat(10_000_000) });
    const { rows, bad } = await read(
      [
        '{"name":"Ann","message":"a"}',
        '{"name":',
        '[1]',
        '7',
        long,
        '{"name":{"a":1},"message":"b"}',
        '{"name":"Zed","message":"z"}',
      ].join('\n'),
      'json-lines',
    );
    expect(messages(rows)).toEqual(['a', 'z']);
    expect(bad).toEqual([
      { line: 2, why: 'it is not JSON' },
      { line: 3, why: 'it is not a JSON object' },
      { line: 4, why: 'it is not a JSON object' },
      { line: 5, why: 'it is longer than 1 MiB' },
      { line: 6, why: 'name: it is no text' },
    ]);
  });

  test('a number is kept with its digits as written, in a text nothing is touched', async () => {
    const { rows } = await read(
      [
        '{"id":1234567890123456788,"name":"Kim","message":"a"}',
        '{"id":1234567890123456789,"name":"Lee","message":"b \\"1.50\\" 2.0","ticket":26.10}',
        '{"id":9007199254740993,"name":"Pat","message":"c","ticket":1e400}',
        '{"id":9007199254740992,"name":"Sky","message":7.0,"ticket":-0.10}',
      ].join('\n'),
      'json-lines',
    );
    expect(rows.map(({ key, ticket, message }) => [key, ticket, message])).toEqual([
      ['id:1234567890123456788', null, 'a'],
      ['id:1234567890123456789', '26.10', 'b "1.50" 2.0'],
      ['id:9007199254740993', '1e400', 'c'],
      ['id:9007199254740992', '-0.10', '7.0'],
    ]);
  });

  test('a key that JavaScript knows is only a key', async () => {
    const { rows } = await read('{"__proto__":{"message":"evil"},"name":"Ann","message":"a"}', 'json-lines');
    expect(messages(rows)).toEqual(['a']);
  });
});

describe('the key of a request', () => {
  test('without an id it is the content, so that the same line is the same request', async () => {
    const line = 'Ann,ann@example.org,Help\n';
    const once = await read(`name,email,message\n${line}`);
    const again = await read(`name,email,message\r\n${line.replace('\n', '\r\n')}Bob,,Help\r\n`);
    expect(again.rows[0]?.key).toBe(once.rows[0]?.key);
    expect(again.rows[1]?.key).not.toBe(once.rows[0]?.key);
  });

  test('a field that moves into another makes another request', async () => {
    const { rows } = await read('name,ticket,message\nAnn,B,Help\nAnnB,,Help\n');
    expect(rows[0]?.key).not.toBe(rows[1]?.key);
  });
});

describe('encoding', () => {
  test.each([
    ['Latin-1', Buffer.from('name,message\nAnn,ok\nZo\u00eb,Help\n', 'latin1'), /line 3/],
    [
      'UTF-16 that is cut off',
      Buffer.from('\ufeffname,message\nAnn,Help\n', 'utf16le').subarray(0, -1),
      /UTF-16/,
    ],
    ['a character that is cut off at the end', Buffer.from([0x61, 0xe2, 0x82]), /line 1/],
  ])('%s is refused whole, and it is said where', async (_name, bytes, where) => {
    const path = await fileOf(bytes);
    await expect(checkEncoding(path)).rejects.toMatchObject({
      code: 'FILE_ENCODING',
      message: expect.stringMatching(where),
    });
  });

  test('UTF-16 is read by its byte order mark, whichever end comes first', async () => {
    const bytes = Buffer.from('\ufeffname\tmessage\r\nAnn\tHelp ✓\r\n', 'utf16le');
    expect(messages((await read(bytes)).rows)).toEqual(['Help ✓']);
    expect(messages((await read(Buffer.from(bytes).swap16())).rows)).toEqual(['Help ✓']);
  });

  test('characters and line ends that two chunks share stay whole', async () => {
    // 256 KiB is where a chunk ends: with each shift another byte of "é" or of CRLF falls on it.
    for (const shift of [0, 1, 2, 3]) {
      const fill = 'y'.repeat(8_000);
      const lines = Array.from({ length: 40 }, (_, n) => `Ann ${n},${fill}é\r\n`).join('');
      const { rows, badLines } = await read(`name,message${' '.repeat(shift)}\r\n${lines}`);
      expect(badLines).toBe(0);
      expect(rows.map(({ message }) => message)).toEqual(Array(40).fill(`${fill}é`));
    }
  });
});
