import { expect, it } from 'vitest';
import { isSecretName } from '../../../db/text/secret-name.ts';

it.each([
  ...['password', 'passwd', 'PASSWORD_HASH', 'pwd', 'passphrase', 'passcode', 'client_secret', 'api_token'],
  ...['api_key', 'apikey', 'otp_key', 'otpKey', 'privateKey', 'key', 'mfaSeed', 'salt', 'pin', 'sms_pin'],
  ...['recovery_code', 'backup_codes', 'recoverycodes', 'activation_code', 'code', 'pincode', 'totp', 'tan'],
  ...['security_answer', 'session_id', 'credential_id', 'two_factor', '2fa_seed'],
])('%s is taken for a secret’s', (name) => {
  expect(isSecretName(name)).toBe(true);
});

it.each([
  ...[
    'username',
    'email',
    'email_address',
    'first_name',
    'last_name',
    'nickname',
    'phone',
    'mobile',
    'company',
  ],
  ...['country_code', 'postal_codes', 'zipcode', 'department_code', 'employee_code', 'keyboard', 'pinterest'],
  ...['author', 'title', 'job_title', 'spinner', 'tango', 'organisation', 'monkey', 'staff_number'],
])('%s is not', (name) => {
  expect(isSecretName(name)).toBe(false);
});
