/** What Rekey cannot see or do on a Django platform, a sentence each. */
import type { Mapping } from './mapped-fields.ts';
import { tellsPrivileged } from './people.ts';
import type { DjangoTables } from './tables.ts';

export function limitsOf({ devices, rule, users }: DjangoTables, mapping: Mapping): string[] {
  const totp = devices[0];
  const unknown = devices.filter(({ kind }) => kind === 'unknown').map(({ table }) => table);
  const limits = [
    'Whether pages demand two-factor authentication is written in the platform’s code, not in its database, so Rekey cannot tell whether a user without it reaches everything or only some pages.',
    'A device counts as the platform’s own code counts it, as long as its app is still installed: what INSTALLED_APPS says is not in the database.',
    'Times are taken for UTC, as Django keeps them with USE_TZ; without that setting they are the platform’s local time.',
    'How long wrong codes are waited for is a setting (OTP_TOTP_THROTTLE_FACTOR and its like), and taken to be the usual one.',
    'A browser that is remembered has no row, so nobody can count those; they are asked again once the device is deleted.',
    'The platform records nothing of second factors that were removed, so whether somebody changed them outside of Rekey cannot be told.',
  ];
  if (rule === 'any') {
    limits.push(
      'django-two-factor-auth is not installed: which pages ask for a code is up to the platform’s own code, and any confirmed device counts.',
    );
  }
  if (!totp?.columns.has('created_at')) {
    limits.push(
      'This version of django-otp keeps neither when a device was added nor when it was last used.',
    );
  }
  if (unknown.length > 0) {
    limits.push(
      `Rekey does not know the devices of ${unknown.join(', ')}: it shows them, and never calls two-factor authentication off while one of them may count.`,
    );
  }
  if (!tellsPrivileged(mapping)) {
    limits.push(
      'Nobody is taken for privileged, since nothing was chosen that tells who is: actions on administrators have no stricter rules.',
    );
  }
  if (mapping.username === null || !users.indexed.has(mapping.username)) {
    limits.push(
      'The platform has no index of its login names, so new users are found once Rekey’s own index has them.',
    );
  }
  return limits;
}
