/**
 * Certificates in files that a person names: of authorities, for the database, the mail server and the syslog collector; and the
 * console's own, for a database that asks for one.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { RekeyError } from './errors.ts';
import { readSmallFile } from './small-file.ts';

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** @returns its certificates in PEM, of which there is at least one. @throws RekeyError CONFIGURATION, naming the file */
export function readAuthorities(file: string): string[] {
  const text = read(file);
  const found = text.match(BLOCK) ?? [];
  if (found.length === 0) throw unusable(file, 'holds no certificate in PEM (-----BEGIN CERTIFICATE-----)');
  try {
    for (const one of found) new X509Certificate(one);
  } catch {
    throw unusable(file, 'holds a certificate that is damaged');
  }
  return found;
}

/** The console's own certificate with those that lead to its authority, and its key, in PEM. @throws RekeyError CONFIGURATION, naming the file */
export function readOwnCertificate(file: string, keyFile: string): { cert: string; key: string } {
  const [own, ...others] = readAuthorities(file);
  const text = read(keyFile);
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    // By its heading (RFC 7468, 11, or RFC 1421, 4.6.1.1): Node tells one that is locked by several codes.
    const locked = /BEGIN ENCRYPTED|Proc-Type: 4,ENCRYPTED/.test(text);
    throw unusable(
      keyFile,
      locked
        ? 'holds a key that opens by a passphrase, which nobody is asked for'
        : 'holds no private key in PEM',
    );
  }
  if (!new X509Certificate(String(own)).checkPrivateKey(key))
    throw unusable(keyFile, `holds another key than that of the certificate in ${file}`);
  return { cert: [own, ...others].join('\n'), key: text };
}

function read(file: string): string {
  try {
    return readSmallFile(file).toString('latin1');
  } catch (error) {
    throw unusable(file, `cannot be read (${(error as RekeyError).facts.why})`);
  }
}

function unusable(file: string, why: string): RekeyError {
  return new RekeyError('CONFIGURATION', { why: `the file ${file} ${why}` });
}
