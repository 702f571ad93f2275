import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { columnsOfList, MAX_LIST, readList, unpackList } from '../../main/services/bulk/list.ts';
import { csvHead, csvLine } from '../../main/services/csv.ts';

const read = (text: string | Buffer, most = 100, column: string | null = null) =>
  readList(Buffer.from(text as string), most, column);
const texts = async (text: string | Buffer, column: string | null = null) =>
  (await read(text, 100, column)).map((line) => `${line.line} ${line.text}`);

describe('a list', () => {
  it('is plain lines, with or without a name above, blank lines left out', async () => {
    expect(await texts('anna\n\n  bert  \r\n#12\rcarl')).toEqual(['1 anna', '3 bert', '4 #12', '5 carl']);
    expect(await texts('\ufeffUser\nanna')).toEqual(['2 anna']);
    expect(await texts('E-Mail\n"anna@example.org"')).toEqual(['2 anna@example.org']);
    expect(await texts('1012\nanna\n1013')).toEqual(['1 1012', '2 anna', '3 1013']);
    expect(await texts('anna@example.org\n1012')).toEqual(['1 anna@example.org', '2 1012']);
  });

  it('is CSV with commas, semicolons or tabs, of which a column of a known name is read', async () => {
    expect(await texts('phone,username\n+1 202,anna\n"a, b",bert')).toEqual(['2 anna', '3 bert']);
    expect(await texts('Phone;Email\nx;anna@example.org\n"two\nlines";bert@example.org')).toEqual([
      '2 anna@example.org',
      '3 bert@example.org',
    ]);
    expect(await texts('id\tname\n12\tAnna')).toEqual(['2 12']);
  });

  it.each([
    ['several columns without names', 'anna,lost it\nbert,lost it', '"anna", "lost it"'],
    ['names that say nothing', 'Kennziffer;Wer\n1012;anna', '"Kennziffer", "Wer"'],
    ['names of other things only', 'Personalnummer;Abteilung\n1012;IT', '"Personalnummer", "Abteilung"'],
    ['one column of staff numbers', 'Employee Number\n1012\n1013', '"Employee Number"'],
    ['one column of ticket numbers', 'Ticket-Nr.\n1012', '"Ticket-Nr."'],
    ['numbers below a word that is not known', 'Kennziffer\n1012\n1013', '"Kennziffer"'],
    ['numbers and more below a word', 'Badge\n1012\nA1013\nfirst floor', '"Badge"'],
    ['numbers below a heading with a number', 'Personalnummer 2026\n1012', '"Personalnummer 2026"'],
    ['a title above a name', 'Lost phones\nPersonalnummer\n1012', '"Lost phones"'],
    [
      'nobody but somebody’s manager',
      'Name;Email (manager)\nAnna;boss@example.org',
      '"Name", "Email (manager)"',
    ],
  ])('is refused with its columns named where it has %s', async (_what, content, columns) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'COLUMN_NOT_KNOWN', facts: { columns } });
    const chosen = /Kennziffer;Wer|^anna|^Name/.test(content) ? '2' : '1';
    expect(await read(content, 100, chosen)).not.toEqual([]);
  });

  it('is read from the one column that is chosen, by its name or number', async () => {
    const list = 'Kennziffer;Wer;E-Mail\n1012;anna;anna@example.org';
    expect(await texts(list, 'wer ')).toEqual(['2 anna']);
    expect(await texts(list, '2')).toEqual(['2 anna']);
    expect(await texts(list)).toEqual(['2 anna@example.org']);
    expect(await texts('2;1\nanna;bert', '1')).toEqual(['2 bert']);
    expect(await texts('anna,lost\nbert,lost', '1')).toEqual(['1 anna', '2 bert']);
    expect(await texts('Wer,wer\nanna,bert', 'wer')).toEqual(['2 bert']);
  });

  it.each([
    ['is not there', 'Wer;Was\na;b', 'Wann', 'no column "Wann"'],
    ['has a number that is too high', 'Wer;Was\na;b', '3', 'no column "3"'],
    ['has the name of two', 'Wer;Was;Wer\na;b;c', 'Wer', 'two of its columns'],
    ['has no name', 'Wer;Was\na;b', '  ', 'no column ""'],
  ])('is refused where the column that is chosen %s', async (_what, content, column, why) => {
    await expect(read(content, 100, column)).rejects.toMatchObject({
      code: 'COLUMN_NOT_KNOWN',
      message: expect.stringContaining(why),
    });
  });

  it.each([
    ['Excel\u2019s "sep="', 'sep=;\r\ndepartment;username\r\nAdmissions;anna\r\n', 3],
    ['"sep=" in quotes, of a strange sign', '"sep=^"\ndepartment^username\nx^anna', 3],
    [
      'PowerShell\u2019s "#TYPE"',
      '#TYPE System.Management.Automation.PSCustomObject\n"SamAccountName","Office"\n"anna","x"',
      3,
    ],
    [
      'Entra\u2019s version',
      'version:v1.0\nName [displayName] Required,User name [userPrincipalName] Required\nx,anna',
      3,
    ],
    ['blank lines', '\n \n;;\nOffice;Username\n;\nx;anna', 6],
    ['empty columns at the end', 'Username;;\nanna;;\n;;', 2],
    ['a name of two lines and with the other sign', '"Name,\nVorname";Benutzername\n"a,b";anna', 3],
    ['more of another sign in its names', 'Nachname, Vorname;E-Mail\nA, B;anna', 2],
    ['strokes', 'Office|Username\nx|anna', 2],
    ['UTF-16, little end first', Buffer.from('\ufeffOffice\tUsername\nx\tanna', 'utf16le'), 2],
    ['UTF-16, big end first', Buffer.from('\ufeffOffice\tUsername\nx\tanna', 'utf16le').swap16(), 2],
  ])('may have %s', async (_what, content, line) => {
    expect(await texts(content)).toEqual([`${line} anna`]);
  });

  it('has as many cells in each line as in the first: else they may stand in the wrong column', async () => {
    const lines = await read('Name,Username\nRivera, tomas,mara\nPriya\nLee,anna,,');
    expect(lines.map(({ text, fault }) => [text, fault])).toEqual([
      ['', 'it has 3 fields, and the first line 2'],
      ['', 'it has 1 fields, and the first line 2'],
      ['anna', null],
    ]);
  });

  it('takes back what our own export put before a formula', async () => {
    const users = ['+4930901820', '=1+1', "'t-hooft", '-x'];
    const file = csvHead(['full_name', 'username']) + users.map((user) => csvLine(['A;=1', user])).join('');
    expect((await read(file)).map(({ text, name }) => [text, name])).toEqual(
      users.map((user) => [user, 'A;=1']),
    );
  });

  it('tells a page what may be chosen', async () => {
    const columns = (text: string) => columnsOfList(Buffer.from(text));
    expect(await columns('Nr;Login;E-Mail\n1;a;b')).toEqual({
      names: ['Nr', 'Login', 'E-Mail'],
      read: [2, 3],
    });
    expect(await columns('anna,lost\nbert,lost')).toEqual({ names: ['anna', 'lost'], read: [] });
    expect(await columns('anna\nbert')).toEqual({ names: ['anna'], read: [1] });
  });

  it('has lines that can not be read: each is told with its number, and the others stand', async () => {
    const lines = await read(
      Buffer.concat([
        Buffer.from('anna\n'),
        Buffer.from([0x6d, 0xfc, 0x0a]),
        Buffer.from(`be\u0007rt\n${'x'.repeat(200)}\ncarl`),
      ]),
    );
    expect(lines.map(({ line, fault }) => [line, fault === null])).toEqual([
      [1, true],
      [2, false],
      [3, false],
      [4, false],
      [5, true],
    ]);
    expect(lines[1]?.fault).toContain('UTF-8');
    expect(lines[2]).toMatchObject({ text: 'be\ufffdrt', fault: expect.stringContaining('control') });
    expect(lines[3]?.text).toHaveLength(190);
    const address = `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.example.org`;
    const [long, tooLong] = await read(`${address}\n${address}${'m'.repeat(60)}`);
    expect(long).toMatchObject({ references: [{ text: address }], fault: null });
    expect(tooLong?.fault).toContain('254');
    const [empty] = await read('name,user\nAnna,');
    expect(empty).toMatchObject({ line: 2, text: '', fault: expect.stringContaining('nothing stands') });
  });

  it.each([
    ['no user', ''],
    ['only a name of a column', 'user\n'],
    ['UTF-16 without its mark', Buffer.from('anna', 'utf16le')],
    ['a quote out of place', 'user,x\nan"na,1'],
    ['a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])],
    ['a quote that is never closed', 'user,x\n"anna,1\nbert,2'],
  ])('is refused whole when it holds %s', async (_what, content) => {
    await expect(read(content)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('has at most as many lines as policy allows', async () => {
    expect(await read('a\nb', 2)).toHaveLength(2);
    await expect(read('a\nb\nc', 2)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  it('arrives packed, and is not unpacked beyond 8 MiB', async () => {
    const pack = (bytes: Buffer) => gzipSync(bytes).toString('base64');
    expect(String(await unpackList(pack(Buffer.from('anna'))))).toBe('anna');
    expect(await unpackList(pack(Buffer.alloc(MAX_LIST, 97)))).toHaveLength(MAX_LIST);
    for (const packed of [pack(Buffer.alloc(MAX_LIST + 1, 97)), 'YW5uYQ==', ''])
      await expect(unpackList(packed)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
