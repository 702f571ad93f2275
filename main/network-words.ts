/** Why a connection did not come about, in words that name the other end: which party failed is never left to a code. */

interface NetworkError {
  code?: string | undefined;
  message?: string | undefined;
}

export const UNTRUSTED =
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT|ERR_SSL_|HOSTNAME_MISMATCH|ERR_TLS_)/;

/** A part of a sentence. `error`: of a socket, from Node.js. `party`: who listens there, e.g. "the mail server". */
export function whyNotReached(
  { code = '', message }: NetworkError,
  { host, port }: { host: string; port: number },
  party: string,
): string {
  const place = `${party} ${host}:${port}`;
  if (code === 'ECONNREFUSED') return `nothing answers at ${host}:${port} (connection refused)`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EDNS')
    return `no machine of the name ${host} was found`;
  if (code === 'ETIMEDOUT') return `${place} did not answer in time`;
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return `no way leads to ${host} (${code})`;
  if (code === 'CERT_HAS_EXPIRED') return `the certificate of ${place} has expired`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `the certificate of ${place} is not one for ${host}`;
  if (code.startsWith('ERR_SSL_')) return `what answers at ${host}:${port} does not speak TLS from the start`;
  if (UNTRUSTED.test(code))
    return `the certificate of ${place} is signed by nobody this machine trusts (${code})`;
  return `the connection to ${place} broke (${code || message || 'no reason given'})`;
}
