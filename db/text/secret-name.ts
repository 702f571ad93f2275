/** Whether a column's name says that what it holds is for nobody to see. */

/** Anywhere in a name, as in `passwordhash` and `otpkey`. */
const ANYWHERE =
  /passw|pass(phrase|code)|secret|token|hash|otp|credential|recovery|backup|(api|private)_?key/;

/** As a word of its own, as in `sms_pin` and `mfaSeed`. */
const WORDS = new Set([
  ...['pass', 'pwd', 'pw', 'pin', 'pincode', 'puk', 'tan', 'key', 'keys', 'seed', 'salt', 'digest', 'nonce'],
  ...[
    'answer',
    'answers',
    'signature',
    'cookie',
    'session',
    'jwt',
    'mfa',
    '2fa',
    'tfa',
    'factor',
    'auth',
    'cvv',
    'cvc',
  ],
]);

/** Codes that are no secrets: whatever other code there is may be one. */
const HARMLESS_CODES =
  /(^|_)(country|postal|post|zip|area|region|language|lang|locale|currency|department|dept|division|team|cost_center|cost_centre|employee|staff|member|customer|student|org|organisation|organization|company|branch|location)_?codes?$/;

/**
 * Cautious: a harmless name that sounds like a secret's is taken for one, since what it holds would be shown to staff.
 * `api_key`, `otpKey`, `pin`, `recovery_code` and `passwd` are secrets; `email`, `country_code` and `pinterest` are not.
 */
export function isSecretName(name: string): boolean {
  const spelt = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  const words = spelt.split(/[^a-z0-9]+/);
  const isCode = words.some((word) => /codes?$/.test(word)) && !HARMLESS_CODES.test(spelt);
  return ANYWHERE.test(spelt) || isCode || words.some((word) => WORDS.has(word));
}
