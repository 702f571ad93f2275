/** Which versions these tables are of, as far as the names of their migrations tell. */
import type { Recognised } from '../kind.ts';
import { type DjangoTables, TOTP_DEVICES } from './tables.ts';

export function recognisedAs({ migrations, rule, users, devices }: DjangoTables): Recognised {
  const has = (name: string) => migrations.has(name);
  const evidence = [
    `the table ${TOTP_DEVICES} is there, and its users are in ${users.table}`,
    ...devices
      .slice(1)
      .map(({ table, kind }) =>
        kind === 'unknown'
          ? `the table ${table} has devices of a class that Rekey does not know`
          : `the table ${table} is there`,
      ),
  ];
  if (rule === 'default') evidence.push('django_migrations has the app two_factor');
  return { version: [...(rule === 'default' ? [twoFactor(has)] : []), djangoOtp(has)].join(', '), evidence };
}

function twoFactor(has: (name: string) => boolean): string {
  // The phone's table went to an app of its own with 1.15.
  const isNew = ['0001_squashed_0008_delete_phonedevice', '0008_delete_phonedevice'].some((name) =>
    has(`two_factor.${name}`),
  );
  return `django-two-factor-auth ${isNew ? '1.15 or later' : 'before 1.15'}`;
}

function djangoOtp(has: (name: string) => boolean): string {
  if (has('otp_totp.0003_add_timestamps')) return 'django-otp 1.4 or later';
  return `django-otp ${has('otp_totp.0002_auto_20190420_0723') ? '0.7 to 1.3' : 'before 0.7'}`;
}
