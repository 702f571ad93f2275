import { describe, expect, it } from 'vitest';
import { passwordHolds } from '../../main/contract/server-address.ts';

const ADDRESS = { host: 'db.example.org', port: 3306, user: 'rekey', tls: 'required' as const };

describe('a password of one address', () => {
  it.each([
    ['the same', {}],
    ['a stricter TLS', { tls: 'verify' as const }],
    ['a certificate of the console', { cert: '/c.pem', key: '/k.pem' }],
  ])('holds for %s', (_what, change) => {
    expect(passwordHolds(ADDRESS, { ...ADDRESS, ...change })).toBe(true);
  });

  it.each([
    ['another host', { host: 'db2.example.org' }],
    ['another port', { port: 3307 }],
    ['another account', { user: 'root' }],
    ['a bastion', { ssh: 'me@b.example.org' }],
    ['other known hosts', { knownhosts: '/h' }],
    ['a socket', { socket: '/run/mysqld.sock' }],
    ['other certificates to trust', { tls: 'verify' as const, ca: '/ca.pem' }],
    ['a weaker TLS', { tls: 'off' as const }],
  ])('is not sent to %s', (_what, change) => {
    expect(passwordHolds(ADDRESS, { ...ADDRESS, ...change })).toBe(false);
  });

  it('is not sent where a certificate is no longer looked at', () => {
    const verified = { ...ADDRESS, tls: 'verify' as const };
    expect(passwordHolds(verified, ADDRESS)).toBe(false);
    expect(passwordHolds({ ...verified, ca: '/ca.pem' }, verified)).toBe(false);
  });
});
