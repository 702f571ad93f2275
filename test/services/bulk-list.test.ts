import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MAX_LIST, readList, unpackList } from '../../main/services/bulk/list.ts';

const read = (text: string | Buffer, most = 100) => readList(Buffer.from(text as string), most);
const texts = (text: string | Buffer) => read(text).map((line) => `${line.line} ${line.text}`);

describe('a list', () => {
  it('is plain lines, with or without a name above, blank lines left out', () => {
    expect(texts('anna\n\n  bert  \r\n#12\rcarl')).toEqual(['1 anna', '3 bert', '4 #12', '5 carl']);
    expect(texts('\ufeffUser\nanna')).toEqual(['2 anna']);
    expect(texts('E-Mail\n"anna@example.org"')).toEqual(['2 anna@example.org']);
  });

  it('is CSV with commas, semicolons or tabs, of which a column of a known name is read', () => {
    expect(texts('phone,username\n+1 202,anna\n"a, b",bert')).toEqual(['2 anna', '3 bert']);
    expect(texts('Phone;Email\nx;anna@example.org\n"two\nlines";bert@example.org')).toEqual([
      '2 anna@example.org',
      '3 bert@example.org',
    ]);
    expect(texts('id\tname\n12\tAnna')).toEqual(['2 12']);
  });

  it('is read from its first column where no name is known, and then from its first line', () => {
    expect(texts('anna,lost it\nbert,lost it')).toEqual(['1 anna', '2 bert']);
  });

  it('has lines that can not be read: each is told with its number, and the others stand', () => {
    const lines = read(
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
    const [empty] = read('name,user\nAnna,');
    expect(empty).toMatchObject({ line: 2, text: '', fault: expect.stringContaining('nothing stands') });
  });

  it.each([
    ['no user', ''],
    ['only a name of a column', 'user\n'],
    ['UTF-16', Buffer.from('\ufeffanna', 'utf16le')],
    ['a spreadsheet', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])],
    ['a quote that is never closed', 'user,x\n"anna,1\nbert,2'],
  ])('is refused whole when it holds %s', (_what, content) => {
    expect(() => read(content)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  it('has at most as many lines as policy allows', () => {
    expect(read('a\nb', 2)).toHaveLength(2);
    expect(() => read('a\nb\nc', 2)).toThrow(expect.objectContaining({ code: 'BAD_INPUT' }));
  });

  it('arrives packed, and is not unpacked beyond 8 MiB', async () => {
    const pack = (bytes: Buffer) => gzipSync(bytes).toString('base64');
    expect(String(await unpackList(pack(Buffer.from('anna'))))).toBe('anna');
    expect(await unpackList(pack(Buffer.alloc(MAX_LIST, 97)))).toHaveLength(MAX_LIST);
    for (const packed of [pack(Buffer.alloc(MAX_LIST + 1, 97)), 'YW5uYQ==', ''])
      await expect(unpackList(packed)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
