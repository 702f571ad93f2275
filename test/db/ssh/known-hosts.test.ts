/** What a known_hosts file says, by our reader and by OpenSSH's own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprintOf, judgeHostKey, lineFor, typesOf } from '../../../db/ssh/known-hosts.ts';
import { makeKey } from '../../support/bastion.ts';
import { find } from '../../support/find.ts';
import { missing } from '../../support/parts.ts';
import { makeTemporaryFolder } from '../../support/temporary-folder.ts';

describe.skipIf(missing('bastion'))('known_hosts', () => {
  let folder: string;
  let one: string;
  let other: string;
  const program = () => find('ssh-keygen') as string;
  const bytes = (line: string) => Buffer.from(line.split(' ')[1] as string, 'base64');

  beforeAll(async () => {
    folder = await makeTemporaryFolder('known-hosts', 2 ** 20);
    [one, other] = ['one', 'other'].map((name) => {
      makeKey(join(folder, name));
      return readFileSync(join(folder, `${name}.pub`), 'utf8').trim();
    }) as [string, string];
  });

  /** Whether OpenSSH finds a key of this name in it. */
  function isFound(text: string, host: string, port: number): boolean {
    const file = join(folder, 'known_hosts');
    writeFileSync(file, text);
    const name = port === 22 ? host : `[${host}]:${port}`;
    return spawnSync(program(), ['-F', name, '-f', file]).status === 0;
  }

  it.each<[what: string, names: string, host: string, port: number, found: boolean]>([
    ['a name', 'bastion.example.org', 'bastion.example.org', 22, true],
    ['a name in other letters', 'bastion.example.org', 'Bastion.Example.ORG', 22, true],
    ['one of several', 'a.example.org,b.example.org,10.0.0.1', 'b.example.org', 22, true],
    ['an address', '10.0.0.1', '10.0.0.1', 22, true],
    ['another port', '[bastion.example.org]:2222', 'bastion.example.org', 2222, true],
    ['a name without that port', 'bastion.example.org', 'bastion.example.org', 2222, false],
    ['a port that is not asked for', '[bastion.example.org]:2222', 'bastion.example.org', 22, false],
    ['a pattern', '*.example.org', 'bastion.example.org', 22, true],
    ['a pattern of one letter', 'b?.example.org', 'b1.example.org', 22, true],
    ['a pattern that is too short', 'b?.example.org', 'b12.example.org', 22, false],
    ['a dot that is no pattern', 'bastion.example.org', 'bastionXexample.org', 22, false],
    ['an exception', '*.example.org,!bastion.example.org', 'bastion.example.org', 22, false],
    ['beside an exception', '*.example.org,!bastion.example.org', 'other.example.org', 22, true],
  ])('finds %s', (_what, names, host, port, found) => {
    const text = `# a comment\n\n${names} ${one}\n`;
    expect(judgeHostKey([text], host, port, bytes(one))).toBe(found ? 'known' : 'unknown');
    expect(judgeHostKey([text], host, port, bytes(other))).toBe(found ? 'changed' : 'unknown');
    expect(isFound(text, host, port)).toBe(found);
  });

  it('finds hashed names, as OpenSSH hashes them', () => {
    const file = join(folder, 'hashed');
    writeFileSync(file, `bastion.example.org ${one}\n[bastion.example.org]:2222 ${other}\n`);
    execFileSync(program(), ['-H', '-f', file], { stdio: 'ignore' });
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('example');
    expect(judgeHostKey([text], 'bastion.example.org', 22, bytes(one))).toBe('known');
    expect(judgeHostKey([text], 'bastion.example.org', 22, bytes(other))).toBe('changed');
    expect(judgeHostKey([text], 'bastion.example.org', 2222, bytes(other))).toBe('known');
    expect(judgeHostKey([text], 'other.example.org', 22, bytes(one))).toBe('unknown');
  });

  it('knows several keys of one host, also in several files', () => {
    const texts = [`a.example.org ${one}\n`, `a.example.org ${other}\r\n`];
    for (const key of [one, other])
      expect(judgeHostKey(texts, 'a.example.org', 22, bytes(key))).toBe('known');
    expect(typesOf(texts, 'a.example.org', 22)).toEqual(['ssh-ed25519']);
    expect(typesOf(texts, 'b.example.org', 22)).toEqual([]);
  });

  it('refuses one that was revoked, wherever it stands', () => {
    const texts = [`a.example.org ${one}\n`, `@revoked * ${one}\n`];
    expect(judgeHostKey(texts, 'a.example.org', 22, bytes(one))).toBe('revoked');
    expect(judgeHostKey(texts, 'a.example.org', 22, bytes(other))).toBe('changed');
    expect(judgeHostKey([`@revoked * ${one}\n`], 'a.example.org', 22, bytes(other))).toBe('unknown');
    const named = ['@revoked a.example.org', '[a.example.org]:2222'].map((names) => `${names} ${one}\n`);
    expect(judgeHostKey(named, 'a.example.org', 2222, bytes(one))).toBe('revoked');
    expect(judgeHostKey(named, 'b.example.org', 2222, bytes(one))).toBe('unknown');
  });

  it('knows nobody by an authority, a broken line or a broken hash', () => {
    for (const text of [
      `@cert-authority *.example.org ${one}`,
      'a.example.org',
      'a.example.org ssh-ed25519',
      `|1|xx ${one}`,
      `|2|AAAA|AAAA ${one}`,
      `#a.example.org ${one}`,
    ])
      expect(judgeHostKey([text], 'a.example.org', 22, bytes(one))).toBe('unknown');
  });

  it('writes lines and fingerprints as OpenSSH does', () => {
    const line = lineFor('Bastion.Example.org', 2222, bytes(one));
    expect(line).toBe(`[bastion.example.org]:2222 ${one.split(' ').slice(0, 2).join(' ')}`);
    expect(isFound(`${line}\n`, 'bastion.example.org', 2222)).toBe(true);
    expect(execFileSync(program(), ['-lf', join(folder, 'one.pub')]).toString()).toContain(
      ` ${fingerprintOf(bytes(one))} `,
    );
  });
});
