/**
 * The policy: what staff may choose within, and what is demanded of them. One schema says what each setting may be, what it is where
 * nobody chose, and how it is called; the settings page, the api and `rekey policy` are made from it.
 */
import { z } from 'zod';
import { ACTION_NAMES, type ActionName, CATALOGUE } from './actions.ts';
import { IDENTITY_KINDS, type IdentityKind, KIND_WORDS } from './identity.ts';

interface Meant<Value> {
  /** Beside the field. */
  label: string;
  /** After the number. */
  unit?: string;
  /** Where nobody chose. */
  standard: Value;
}

/** How a setting is called and what it is where nobody chose. */
export const MEANT = z.registry<Meant<unknown>>();
/** How a section, or a group of settings within one, is called. */
export const TITLES = z.registry<{ title: string }>();

/** A whole number; `what`: in a sentence that refuses another. */
function whole(what: string, min: number, max: number, meant: Meant<number>) {
  const error = `${what} is a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error }).register(MEANT, meant);
}

function yesOrNo(what: string, meant: Meant<boolean>) {
  return z.boolean({ error: `${what} is yes or no` }).register(MEANT, meant);
}

function group<Shape extends z.ZodRawShape>(title: string, shape: Shape) {
  return z.strictObject(shape).register(TITLES, { title });
}

function each<Key extends string, Field>(
  keys: readonly Key[],
  field: (key: Key) => Field,
): Record<Key, Field> {
  return Object.fromEntries(keys.map((key) => [key, field(key)])) as Record<Key, Field>;
}

/** Minutes that an emergency code lives: less than ten cannot be read out in time, and more than an hour is a standing password. */
export const LIFE = { shortest: 10, longest: 60 };
/** Minutes: NIST SP 800-63B-4, section 4.2.1.2, for a recovery code that is given by voice. */
const LIFE_READ_OUT = 10;

const life = (label: string, standard: number) =>
  whole('the life of an emergency code in minutes', LIFE.shortest, LIFE.longest, {
    label,
    unit: 'min',
    standard,
  });

/**
 * How many actions may be done in the last hour and the last 24 hours. A busy agent closes a dozen cases an hour; whoever does
 * thirty is not helping callers.
 */
const limit = (title: string, [perHour, perDay, privilegedPerDay]: readonly [number, number, number]) =>
  group(title, {
    perHour: whole('the limit of actions an hour', 1, 100_000, {
      label: 'actions an hour',
      standard: perHour,
    }),
    perDay: whole('the limit of actions a day', 1, 100_000, { label: 'actions a day', standard: perDay }),
    privilegedPerDay: whole('the limit of actions on privileged users a day', 0, 100_000, {
      ...{ label: 'on privileged users a day', standard: privilegedPerDay },
    }),
  });

/** What an action needs. 0: nothing, and no sign of risk raises it. */
const thresholds = (title: string, more: number) =>
  group(
    title,
    each(ACTION_NAMES, (name: ActionName) => {
      const { name: label, threshold, changesUser } = CATALOGUE[name];
      return whole(`the threshold of ${name}`, 0, 50, {
        label,
        standard: threshold + (changesUser ? more : 0),
      });
    }),
  );

const WEIGHTS: Record<IdentityKind, number> = {
  'email-code': 2,
  totp: 3,
  'backup-code': 3,
  'call-back': 2,
  colleague: 2,
  'photo-id': 3,
  // Names, birthdays and numbers of employees are for sale (CISA AA23-320A): knowing them proves nothing.
  'personal-data': 0,
};

const days = (what: string, label: string, standard: number) =>
  whole(`the number of days ${what}`, 0, 3650, { label, standard });

export const POLICY = z.strictObject({
  backupCodes: group('Backup codes', {
    /**
     * Whether new codes may go straight to the address on file, so that no agent sees them. Whoever holds the mailbox then
     * holds the codes: with the password, which most services reset by that same mailbox, they open the account.
     */
    byMail: yesOrNo('whether backup codes may be sent by mail', {
      label: 'New codes may be mailed to the address on file, so that no agent sees them',
      standard: false,
    }),
  }),
  emergencyCode: group('Emergency codes', {
    /** Whether agents read the codes out on the telephone: then each lives ten minutes, whatever else is set. */
    readOut: yesOrNo('whether emergency codes are read out', {
      label: 'Agents read them out on the phone: each lives ten minutes',
      standard: false,
    }),
    minMinutes: life('At least', LIFE.shortest),
    maxMinutes: life('At most, up to an hour', LIFE.longest),
    defaultMinutes: life('When nothing is chosen', LIFE.longest),
  }),
  approvals: group('Approvals', {
    /** Each action on a user who is privileged on the platform. */
    privileged: yesOrNo('whether privileged users need an approval', {
      label: 'Every action on a privileged user',
      standard: true,
    }),
    /** These actions on anybody. */
    actions: z
      .array(z.enum(ACTION_NAMES), { error: 'an action that needs an approval is not one that there is' })
      .register(MEANT, { label: 'On anybody', standard: [] }),
    /** How long an approval can be given and used, from when it was asked for. */
    minutes: whole('the life of an approval in minutes', 5, 24 * 60, {
      ...{ label: 'An approval is good for', unit: 'min', standard: 30 },
    }),
  }),
  limits: group('Limits', {
    perStaff: limit('Each staff member', [30, 120, 5]),
    inAll: limit('All staff together', [300, 1500, 20]),
  }),
  /** How much may be done at once to many. Counted apart from single actions. An incident is rare, and a second on the same day is rarer. */
  bulk: group('Bulk changes', {
    maxLines: whole('the number of lines of a bulk change', 1, 100_000, {
      ...{ label: 'Lines of a list', standard: 20_000 },
    }),
    /** Started within 24 hours, by all staff together. */
    perDay: whole('the number of bulk changes a day', 0, 100, { label: 'Bulk changes a day', standard: 3 }),
  }),
  /** How much the evidence that a caller is the user must weigh. */
  verification: group('Identity checks', {
    weights: group(
      'What evidence weighs',
      each(IDENTITY_KINDS, (kind) =>
        whole(`the weight of ${kind}`, 0, 10, { label: KIND_WORDS[kind].name, standard: WEIGHTS[kind] }),
      ),
    ),
    thresholds: group('What actions need', {
      ordinary: thresholds('What an action needs', 0),
      privileged: thresholds('The same on a privileged user', 1),
    }),
    /** When something is a sign of risk. 0: never. */
    signs: group('Signs of risk (0: never)', {
      contactChangeDays: days(
        'after a change of e-mail or phone',
        'Days after a change of e-mail or phone',
        7,
      ),
      resetDays: days('after a reset', 'Days after a reset', 30),
      dormantDays: days('without a login', 'Days without a login', 180),
      /** This many requests about privileged users within 24 hours are a burst. */
      burstRequests: whole('the number of requests that make a burst', 0, 1000, {
        ...{ label: 'Cases about privileged users in 24 hours', standard: 3 },
      }),
    }),
    /** What each sign of risk adds to a threshold that is not 0. */
    riskRaise: whole('what a sign of risk adds', 0, 10, {
      label: 'Each sign of risk raises what is needed by',
      standard: 1,
    }),
    /** How long evidence counts, from when it was given. */
    validMinutes: whole('how long evidence counts, in minutes,', 10, 24 * 60, {
      ...{ label: 'Evidence counts for', unit: 'min', standard: 60 },
    }),
  }),
});

export type Policy = z.infer<typeof POLICY>;
export type PolicySection = keyof Policy;
export type UserClass = keyof Policy['verification']['thresholds'];

/** What no single setting can say, as why not; null: it fits together. */
export function whyNotTogether({ emergencyCode }: Policy): string | null {
  const { minMinutes, maxMinutes, defaultMinutes, readOut } = emergencyCode;
  if (readOut) return null;
  if (minMinutes > maxMinutes) return 'the shortest life of an emergency code is longer than the longest';
  return defaultMinutes >= minMinutes && defaultMinutes <= maxMinutes
    ? null
    : `the usual life of an emergency code (${defaultMinutes} minutes) is not between ${minMinutes} and ${maxMinutes} minutes`;
}

/** As it is kept: codes that are read out live ten minutes, and actions stand in the order of the catalogue. */
export function settled({ emergencyCode, approvals, ...others }: Policy): Policy {
  const ten = { minMinutes: LIFE_READ_OUT, maxMinutes: LIFE_READ_OUT, defaultMinutes: LIFE_READ_OUT };
  return {
    ...others,
    emergencyCode: { ...emergencyCode, ...(emergencyCode.readOut && ten) },
    approvals: { ...approvals, actions: ACTION_NAMES.filter((name) => approvals.actions.includes(name)) },
  };
}
