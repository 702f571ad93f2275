/** The certificates of authorities that a person names by a file: for the database, the mail server and the syslog collector. */
import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { RekeyError } from './errors.ts';

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
/** Octets. The list of all authorities of a browser has a quarter of it; a device file would have no end. */
const LARGEST = 1024 * 1024;

/** @returns its certificates in PEM, of which there is at least one. @throws RekeyError CONFIGURATION, naming the file */
export function readAuthorities(file: string): string[] {
  let text: string;
  try {
    const found = statSync(file);
    if (!found.isFile() || found.size > LARGEST) throw unusable(file, 'is not a file of certificates');
    text = readFileSync(file, 'latin1');
  } catch (error) {
    if (error instanceof RekeyError) throw error;
    throw unusable(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
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
