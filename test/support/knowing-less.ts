/** A platform that knows less of its users: of all of them, or of one. For tests of what Rekey takes for granted to be there. */
import { type Platform, USER_FIELDS, type UserField, type UserSummary } from '../../db/platforms/contract.ts';
import type { Concern, EnrolmentSource } from '../../db/platforms/enrolment.ts';

/** What it tells a concern by. */
const NEEDS: Partial<Record<Concern, UserField>> = { dormant: 'lastLoginAt' };

/** Of nobody does it know `gone`. */
export function knowingLess<P extends Platform>(platform: P, gone: readonly UserField[] = USER_FIELDS): P {
  const fields = new Set(USER_FIELDS.filter((field) => platform.fields.has(field) && !gone.includes(field)));
  return { ...without(platform, gone, () => true), fields };
}

/** It knows all of them, and of this user nothing. */
export function knowingNothingOf<P extends Platform>(platform: P, username: string): P {
  return without(platform, USER_FIELDS, (user) => user.username === username);
}

function without<P extends Platform>(
  platform: P,
  gone: readonly UserField[],
  ofWhom: (user: { username: string }) => boolean,
): P {
  const blank = <U extends { username: string }>(user: U): U =>
    ofWhom(user)
      ? {
          ...user,
          ...Object.fromEntries(gone.filter((field) => field in user).map((field) => [field, null])),
        }
      : user;
  const { search, summaries, read, candidates, enrolment } = platform;
  const less: Partial<Platform> = {
    async search(...asked) {
      const page = await search(...asked);
      return { ...page, users: page.users.map(blank<UserSummary>) };
    },
    summaries: async (...asked) => (await summaries(...asked)).map(blank<UserSummary>),
    async read(...asked) {
      const reading = await read(...asked);
      return reading && { ...reading, user: blank(reading.user) };
    },
    ...(candidates && {
      candidates: async (...asked) =>
        (await candidates(...asked)).map((some) => some.map(blank<UserSummary>)),
    }),
    ...(enrolment && { enrolment: countingLess(enrolment, gone, blank, ofWhom({ username: '' })) }),
  };
  return { ...platform, ...less };
}

function countingLess(
  source: EnrolmentSource,
  gone: readonly UserField[],
  blank: <U extends { username: string }>(user: U) => U,
  ofAll: boolean,
): EnrolmentSource {
  const told = [...source.concerns].filter((one) => !ofAll || !gone.includes(NEEDS[one] as UserField));
  return {
    ...source,
    concerns: new Set(told),
    async count(...asked) {
      const groups = await source.count(...asked);
      if (!ofAll) return groups;
      return groups.map(({ department, role, month, concerns, ...group }) => ({
        ...group,
        department: gone.includes('department') ? null : department,
        role: gone.includes('role') ? null : role,
        month: gone.includes('createdAt') ? null : month,
        concerns: Object.fromEntries(told.map((one) => [one, concerns[one] ?? 0])),
      }));
    },
    async list(...asked) {
      const page = await source.list(...asked);
      return { ...page, found: page.found.map(blank) };
    },
  };
}
