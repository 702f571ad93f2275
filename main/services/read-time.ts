/** Moments as files and command lines write them. */

/**
 * ms UTC of a moment after RFC 3339 or ISO 8601-1: a day ("2026-02-03", its midnight UTC), or a day and a time, in extended or basic
 * form ("20260203T040506Z"), with "T" or a space between them, in capitals or not, any number of decimals of a second after
 * a dot or a comma (cut to ms), and an offset ("Z", "UTC", "+01:00", "+0100", "+01"). A time without one is of UTC, or where
 * `needsOffset` is set, none. 24:00:00 is the midnight that ends the day (ISO 8601-1:2019/Amd 1:2022). A second 60 is read as the
 * one after it, where a leap second may be: at the end of a month, UTC (RFC 3339, 5.7).
 * Null: anything else, such as a day that the calendar does not have.
 */
export function readTime(text: string, { needsOffset = false } = {}): number | null {
  const parts = (EXTENDED.exec(text) ?? BASIC.exec(text))?.groups;
  if (!parts || (needsOffset && parts.hour !== undefined && parts.zone === undefined)) return null;
  const number = (name: string) => Number(parts[name] ?? 0);
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  const midnight = midnightOf(number('year'), number('month'), number('day'));
  const decimals = parts.decimals ?? '';
  const endsDay = hour === 24 && minute === 0 && second === 0 && /^0*$/.test(decimals);
  if (midnight === null || (hour > 23 && !endsDay) || minute > 59 || second > 60) return null;
  if (number('zoneHour') > 23 || number('zoneMinute') > 59) return null;
  const offset = (number('zoneHour') * 60 + number('zoneMinute')) * 60_000;
  const milliseconds = second === 60 ? 0 : Number(decimals.slice(0, 3).padEnd(3, '0'));
  const local = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds;
  const time = parts.sign === '+' ? local - offset : local + offset;
  return second === 60 && !beginsMonth(time) ? null : time;
}

const DECIMALS = '(?:[.,](?<decimals>\\d+))?';
const ZONE =
  '(?:\\s*(?<zone>z|utc|gmt|(?<sign>[+\\-\\u2212])(?<zoneHour>\\d{2})(?::?(?<zoneMinute>\\d{2}))?))?';
const EXTENDED = new RegExp(
  '^(?<year>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})' +
    `(?:(?:t|\\s+)(?<hour>\\d{2}):(?<minute>\\d{2})(?::(?<second>\\d{2})${DECIMALS})?${ZONE})?$`,
  'iu',
);
const BASIC = new RegExp(
  '^(?<year>\\d{4})(?<month>\\d{2})(?<day>\\d{2})' +
    `(?:(?:t|\\s+)(?<hour>\\d{2})(?<minute>\\d{2})(?:(?<second>\\d{2})${DECIMALS})?${ZONE})?$`,
  'iu',
);

/** ms UTC; null for a day that there is not. JavaScript reads 30 February as 2 March. */
function midnightOf(year: number, month: number, day: number): number | null {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}

function beginsMonth(time: number): boolean {
  return time % 86_400_000 === 0 && new Date(time).getUTCDate() === 1;
}
