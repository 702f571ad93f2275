/** The certificates of authorities that a person names by a file: for the database, the mail server and the syslog collector. */
import { X509Certificate } from 'node:crypto';
import { RekeyError } from './errors.ts';
import { readSmallFile } from './small-file.ts';

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** @returns its certificates in PEM, of which there is at least one. @throws RekeyError CONFIGURATION, naming the file */
export function readAuthorities(file: string): string[] {
  let text: string;
  try {
    text = readSmallFile(file).toString('latin1');
  } catch (error) {
    throw unusable(file, `cannot be read (${(error as RekeyError).facts.why})`);
  }
  const found = text.match(BLOCK) ?? [];
  if (found.length === 0) throw unusable(file, 'holds no certificate in PEM (-----BEGIN CERTIFICATE-----)');
  try {
    for (const one of found) new X509Certificate(one);
  } catch {
    throw unusable(file, 'holds a certificate that is damaged');
  }
  return found;
}

function unusable(file: string, why: string): RekeyError {
  return new RekeyError('CONFIGURATION', { why: `the file of certificates ${file} ${why}` });
}
