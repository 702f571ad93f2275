/** `rekey requests` in this process, on a demo of its own. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { Interruption } from '../../main/cli/interruption.ts';
import { run } from '../../main/cli/run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(inject('scratch'), 'requests-cli-'));
});

async function rekey(args: string[], options: { watched?: boolean; as?: string } = {}) {
  const heard = { out: '', err: '' };
  const terminal = {
    env: { REKEY_DATA_DIR: join(folder, 'data') },
    out: async (text: string) => {
      heard.out += text;
      return null;
    },
    err: (text: string) => {
      heard.err += text;
    },
    watched: options.watched ?? false,
    outGoesNowhere: false,
    ask: async () => null,
    readLine: async () => '',
  };
  const argv = ['requests', ...args, '--as', options.as ?? 'sam'];
  const status = await run(argv, { terminal, interruption: new Interruption(() => {}), version: '1' });
  return { status, ...heard };
}

async function json(args: string[], options: { as?: string } = {}) {
  const ran = await rekey([...args, '--json'], options);
  return { ...ran, value: JSON.parse(ran.out) };
}

async function fileOf(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const LINES = 'id,name,email,message\n1,Ann Import,ann@import.example,Help\n2,Bob Import,,Help too\n';

describe('import', () => {
  test('a dry run says what would happen and changes nothing', async () => {
    const { status, value } = await json(['import', await fileOf('dry.csv', LINES), '--dry-run']);
    expect(status).toBe(0);
    expect(value).toMatchObject({ dryRun: true, added: 2, known: 0, badLines: 0, stopped: null });
    const found = await json(['list', '--state', 'all', '--search', 'import']);
    expect(found.value.requests).toEqual([]);
  });

  test('a second import adds nothing, and a later one what is new', async () => {
    const path = await fileOf('twice.csv', LINES);
    expect((await json(['import', path])).value).toMatchObject({ added: 2, known: 0 });
    expect((await json(['import', path])).value).toMatchObject({ added: 0, known: 2 });
    expect((await json(['import', path, '--dry-run'])).value).toMatchObject({ added: 0, known: 2 });
    const more = await fileOf(
      'more.csv',
      `${LINES}3,Cy Import,,Help as well\n3,Cy Import,,twice in one file\n`,
    );
    expect((await json(['import', more])).value).toMatchObject({ added: 1, known: 3 });
    const { value } = await json(['list', '--state', 'all', '--search', 'import']);
    expect(value.requests).toHaveLength(3);
    const [cy] = (await json(['list', '--state', 'all', '--search', 'cy import'])).value.requests;
    expect(cy.message).toBe('Help as well');
  });

  test('the same ids of another system are other requests', async () => {
    const { value } = await json(['import', await fileOf('other.csv', LINES), '--origin', 'otrs']);
    expect(value).toMatchObject({ added: 2, known: 0 });
  });

  test('bad lines are told with their numbers, the good ones are imported, and it exits with 1', async () => {
    const path = await fileOf('bad.csv', 'id,name,message\n91,Dora,\n92,Emil,fine\n');
    const { status, out, err } = await rekey(['import', path]);
    expect(status).toBe(1);
    expect(out).toBe('Added 1 request; 0 known already; 1 bad line.\n');
    expect(err).toBe('line 2: message: it is empty\n');
  });

  test('the progress bar is drawn for a person, and for nobody else', async () => {
    const path = await fileOf('bar.csv', LINES);
    expect((await rekey(['import', path], { watched: true })).err).toContain('[####');
    expect((await rekey(['import', path])).err).toBe('');
  });

  test.each([
    ['a file that is not there', 'nowhere.csv', 1, 'FILE_NOT_READ'],
    ['a file whose format nobody knows', 'requests.xlsx', 2, 'USAGE'],
  ])('%s is refused', async (_name, file, exit, code) => {
    const { status, value } = await json(['import', join(folder, file)]);
    expect(status).toBe(exit);
    expect(value.error.code).toBe(code);
  });

  test('another encoding is refused whole', async () => {
    const path = join(folder, 'latin.csv');
    await writeFile(path, Buffer.from('id,name,message\n81,Fritz,Help\n82,Zoë,Help\n', 'latin1'));
    expect((await json(['import', path])).value.error.code).toBe('FILE_ENCODING');
    expect((await json(['list', '--search', 'fritz'])).value.requests).toEqual([]);
  });

  test('an auditor may not', async () => {
    const { status, value } = await json(['import', await fileOf('aud.csv', LINES)], { as: 'audrey' });
    expect(status).toBe(1);
    expect(value.error.code).toBe('FORBIDDEN');
  });
});

describe('list and show', () => {
  test('pages follow each other without a gap or a double', async () => {
    const lines = Array.from({ length: 7 }, (_, n) => `p${n},Page ${n},,2026-01-0${n + 1},m\n`).join('');
    await rekey(['import', await fileOf('pages.csv', `id,name,email,received,message\n${lines}`)]);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const next: string[] = cursor === null ? [] : ['--cursor', cursor];
      const { value } = await json(['list', '--search', 'page', '--limit', '3', ...next]);
      seen.push(...value.requests.map((request: { sender: { name: string } }) => request.sender.name));
      cursor = value.nextCursor;
    } while (cursor !== null);
    expect(seen.sort()).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `Page ${n}`));
  });

  test('a request is shown with its timeline', async () => {
    const [request] = (await json(['list', '--state', 'all', '--search', 'emil'])).value.requests;
    const { value } = await json(['show', `#${request.id}`]);
    expect(value).toMatchObject({
      request: { id: request.id, state: 'new' },
      events: [{ kind: 'received' }],
    });
    const { out } = await rekey(['show', String(request.id)]);
    expect(out).toContain('Emil');
    expect(out).toContain('fine');
  });

  test('what is there not is refused, and what is no number is wrong usage', async () => {
    expect((await json(['show', '999999'])).value.error.code).toBe('REQUEST_NOT_FOUND');
    expect((await rekey(['show', 'abc'])).status).toBe(2);
    expect((await rekey(['list', '--state', 'lost'])).status).toBe(2);
    expect((await json(['list', '--cursor', 'nonsense'])).value.error.code).toBe('BAD_INPUT');
  });

  test('an escape sequence in a message does not reach the terminal', async () => {
    const line = JSON.stringify({ id: 'esc', name: 'Eve', message: 'a\u009b31mb' });
    const { status } = await rekey(['import', await fileOf('esc.jsonl', line)]);
    expect(status).toBe(1);
  });
});
