/** Addresses of databases and mail servers: each part is understood or refused by its name. */
import { describe, expect, it } from 'vitest';
import { formatMysqlUrl, parseMysqlUrl } from '../../db/mysql-address.ts';
import { readConfiguration } from '../../main/configuration.ts';
import { parseMailUrl } from '../../main/services/notifications/mail-server.ts';

const BASE = 'mysql://rekey:s3cret-pw@db.example.org/platform';

function whyOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIGURATION' });
    expect(String(error)).not.toContain('s3cret');
    return String((error as { facts: { why: string } }).facts.why);
  }
  throw new Error('it was not refused');
}

describe("the database's address", () => {
  it.each([
    ['sslmode=verify-full', /"sslmode".*tls=verify/],
    ['ssl-mode=REQUIRED', /"ssl-mode".*tls=required/],
    ['useSSL=true', /"useSSL".*tls=/],
    ['ssl-ca=/ca.pem', /"ssl-ca".*ca=FILE/],
    ['sslrootcert=/ca.pem', /ca=FILE/],
    ['unix_socket=/run/x', /"unix_socket".*socket=PATH/],
    ['TLS=off', /"TLS".*tls=off/],
    ['Tls=verify', /"Tls".*tls=/],
    ['tls=OFF', /tls must be off, required or verify/],
    ['tls=true', /tls must be/],
    ['tls=', /tls= has no value/],
    ['tls', /tls= has no value/],
    ['tls=off&tls=verify', /tls= is there twice/],
    ['tls=off&tls=off', /twice/],
    ['charset=utf8', /"charset".*leave it out/],
    ['password=s3cret', /"password".*before the host/],
    [
      'foo=s3cret',
      /"foo".*only tls= and ca= and cert= and key= and socket= and ssh= and sshkey= and knownhosts=/,
    ],
    ['=x', /""/],
    ['tls=verify#s3cret', /# as %23/],
    ['tls=verify&cert=/me.pem', /cert= and key= are both there or neither/],
    ['tls=required&key=/me.key', /cert= and key= are both there or neither/],
    ['tls=off&cert=/me.pem&key=/me.key', /with TLS only/],
    ['ssl-cert=/me.pem', /cert=FILE/],
    ['sslkey=/me.key', /key=FILE/],
    ['bastion=me@b', /ssh=USER@HOST:PORT/],
    ['ssh-key=/me', /sshkey=FILE/],
    ['ssh=b.example.org', /ssh= is USER@HOST/],
    ['ssh=me@b:0', /ssh= is USER@HOST/],
    ['ssh=me@b:70000', /ssh= is USER@HOST/],
    ['ssh=me:s3cret@b', /ssh= is USER@HOST/],
    ['sshkey=/me', /with ssh= only/],
    ['knownhosts=/known', /with ssh= only/],
    ['tls=off&ca=/ca.pem', /ca= has a meaning with tls=verify only/],
    ['tls=required&ca=/ca.pem', /ca= has a meaning/],
    ['socket=/run/mysqld/mysqld.sock', /socket on this machine/],
    ['socket=/run/x&ssh=me@b', /socket/],
  ])('with ?%s is refused', (query, words) =>
    expect(whyOf(() => parseMysqlUrl(`${BASE}?${query}`))).toMatch(words),
  );

  it.each([
    ['mysql://a:s3cret@localhost:3306/p?socket=/run/s', /no port/],
    ['mysql://a:s3cret@localhost/p?socket=run/s', /whole path/],
    ['mysql://a:s3cret@h/p/', /only the name of the database/],
    ['mysql://a:s3cret@h/p/more', /only the name of the database/],
    ['mysql://a:s3cret@h:0/p', /port/],
    ['postgres://a:s3cret@h/p', /not a database Rekey speaks/],
  ])('%s is refused', (url, words) => expect(whyOf(() => parseMysqlUrl(url))).toMatch(words));

  it.each([
    ['mysql://a:b@localhost/p', { tls: 'off' }],
    ['mysql://a:b@localhost/p?ca=/etc/ca%20of%20us.pem', { tls: 'verify', ca: '/etc/ca of us.pem' }],
    ['mysql://a:b@db/p?cert=me.pem&key=me.key', { tls: 'verify', cert: 'me.pem', key: 'me.key' }],
    ['mysql://a:b@localhost/p?cert=m%26e.pem&key=me.key', { tls: 'verify', cert: 'm&e.pem', key: 'me.key' }],
    ['mysql://a:b@db/p?ssh=me@b.example.org:2222', { tls: 'verify', ssh: 'me@b.example.org:2222' }],
    [
      'mysql://a:b@127.0.0.1/p?ssh=me@[::1]:22&sshkey=/k%26.pem&knownhosts=/h',
      { tls: 'off', ssh: 'me@[::1]:22', sshkey: '/k&.pem', knownhosts: '/h' },
    ],
    ['mysql://a:b@db.example.org/p?tls=verify&ca=ca.pem', { tls: 'verify', ca: 'ca.pem' }],
    [
      'mysql://a:b@localhost/p?socket=/run/mysqld/mysqld.sock',
      { tls: 'off', socket: '/run/mysqld/mysqld.sock' },
    ],
    ['mariadb://a:b@db.example.org/p%2Fq', { tls: 'verify', database: 'p/q' }],
  ])('%s is read, and written as it was read', (url, parts) => {
    const read = parseMysqlUrl(url);
    expect(read).toMatchObject(parts);
    expect(parseMysqlUrl(formatMysqlUrl(read))).toEqual(read);
  });

  it.each(['sqlite:/x/y.sqlite?mode=ro', 'sqlite:/x/y.sqlite#1', 'sqlite:'])('%s is refused', (url) => {
    const environment = {
      REKEY_DATA_DIR: '/nowhere',
      REKEY_PLATFORM_KEY: '0'.repeat(64),
      REKEY_DATABASE_URL: url,
    };
    expect(whyOf(() => readConfiguration(environment))).toContain('REKEY_DATABASE_URL');
  });
});

describe("the mail server's address", () => {
  const smtp = 'smtp://u:s3cret@mail.example.org?from=a@b.org';
  it.each([
    ['&TLS=off', /"TLS".*tls=off/],
    ['&tls=OFF', /tls must be/],
    ['&tls=verify&tls=off', /tls= is there twice/],
    ['&from=c@b.org', /from= is there twice/],
    ['&socket=/run/s', /"socket".*only from= and tls= and ca=/],
    ['&ssl-ca=/ca.pem', /ca=FILE/],
    ['&tls=required&ca=/ca.pem', /ca= has a meaning/],
    ['#s3cret', /%23/],
  ])('with %s is refused', (more, words) =>
    expect(whyOf(() => parseMailUrl(`${smtp}${more}`))).toMatch(words),
  );

  it('with a path is refused, and with a file of certificates is read', () => {
    expect(whyOf(() => parseMailUrl('smtp://u:s3cret@h/path?from=a@b.org'))).toContain('nothing but');
    expect(parseMailUrl(`${smtp}&ca=/ca.pem`)).toMatchObject({ ca: '/ca.pem', security: 'starttls' });
  });
});
