/** By what the console shows a bastion who it is: a key in a file, or the agent that holds some. */
import ssh2 from 'ssh2';
import type { RekeyError } from '../errors.ts';
import { readSmallFile } from '../small-file.ts';
import { TunnelFailure } from './failure.ts';

/** @throws TunnelFailure where no agent runs */
export function agentOf(): string {
  const agent =
    process.env.SSH_AUTH_SOCK ??
    (process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined);
  if (agent) return agent;
  throw new TunnelFailure(
    'There is no SSH agent on this machine (SSH_AUTH_SOCK is not set), and no key file is named.',
    'Start the agent and add your key to it (ssh-add), or name the file of a key without a passphrase.',
  );
}

/** @throws TunnelFailure */
export function readKey(file: string): Buffer {
  let key: Buffer;
  try {
    key = readSmallFile(file);
  } catch (error) {
    const { why } = (error as RekeyError).facts;
    throw new TunnelFailure(
      `The SSH key ${file} cannot be read (${why}).`,
      'Check its path and who may read it.',
    );
  }
  const parsed = ssh2.utils.parseKey(key);
  if (!(parsed instanceof Error) && [parsed].flat()[0]?.isPrivateKey()) return key;
  if (parsed instanceof Error && /passphrase/i.test(parsed.message))
    throw new TunnelFailure(
      `The SSH key ${file} opens by a passphrase, which Rekey does not keep.`,
      'Add it to the SSH agent (ssh-add), and name no key file.',
    );
  throw new TunnelFailure(
    `${file} is no private key that SSH can use.`,
    'Name the private key, not the .pub beside it.',
  );
}
