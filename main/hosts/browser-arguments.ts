import { parseArgs } from 'node:util';
import { RekeyError } from '../../db/errors.ts';
import { profileNamed } from '../core/profiles.ts';

export interface BrowserArguments {
  /** False: print the address, open nothing. */
  open: boolean;
  /** 0: any free one. */
  port: number;
  /** Undefined: not said. */
  profile?: string;
}

/** `[--no-open] [--port N] [--profile NAME]`; `--browser` is npm start's own and means this host. @throws RekeyError CONFIGURATION */
export function parseBrowserArguments(args: readonly string[]): BrowserArguments {
  const { values } = parse(args);
  const port = values.port ?? '0';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65535) {
    throw new RekeyError('CONFIGURATION', { why: '--port takes a number from 0 to 65535' });
  }
  return {
    ...{ open: !values['no-open'], port: Number(port) },
    ...(values.profile !== undefined && { profile: profileNamed(values.profile) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        browser: { type: 'boolean' },
        profile: { type: 'string' },
      },
    });
  } catch {
    throw new RekeyError('CONFIGURATION', {
      why: 'the options are --no-open, --port NUMBER, --profile NAME and --browser',
    });
  }
}
