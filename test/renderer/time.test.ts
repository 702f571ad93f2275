/** Times in words, in the time zones and on the days where a day is not 24 hours or not the day of UTC. */
import { afterEach, describe, expect, it, vi } from 'vitest';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const machineZone = process.env.TZ;

afterEach(() => {
  if (machineZone === undefined) delete process.env.TZ;
  else process.env.TZ = machineZone;
});

/** The words as a machine in that time zone says them. */
async function wordsIn(zone: string) {
  process.env.TZ = zone;
  vi.resetModules();
  return await import('../../renderer/words/time.ts');
}

describe('days that do not have 24 hours', () => {
  it('calls the day before the clocks went forward "Yesterday", late in the evening too', async () => {
    const { dayWord } = await wordsIn('Europe/Berlin');
    // 29 March 2026 has 23 hours there.
    const now = Date.parse('2026-03-30T00:30:00+02:00');
    expect(dayWord(Date.parse('2026-03-29T00:10:00+01:00'), now)).toBe('Yesterday');
    expect(dayWord(Date.parse('2026-03-28T23:50:00+01:00'), now)).toBe('28 Mar 2026');
  });

  it('calls the day before the clocks went back "Yesterday", and that day itself "Today"', async () => {
    const { dayWord } = await wordsIn('Europe/Berlin');
    // 25 October 2026 has 25 hours there.
    const now = Date.parse('2026-10-25T23:50:00+01:00');
    expect(dayWord(Date.parse('2026-10-24T12:00:00+02:00'), now)).toBe('Yesterday');
    expect(dayWord(Date.parse('2026-10-25T00:10:00+02:00'), now)).toBe('Today');
  });

  it('goes back by days at the same time of day', async () => {
    const { daysFrom } = await wordsIn('America/New_York');
    expect(daysFrom(Date.parse('2026-03-10T09:00:00-04:00'), -7)).toBe(
      Date.parse('2026-03-03T09:00:00-05:00'),
    );
  });

  it('says when an end is tomorrow or later', async () => {
    const { until } = await wordsIn('Europe/Berlin');
    const now = Date.parse('2026-10-24T23:40:00+02:00');
    expect(until(now + 10 * MINUTE, now)).toBe('23:50');
    expect(until(now + 30 * MINUTE, now)).toBe('00:10 tomorrow');
    expect(until(now + 25 * HOUR, now)).toBe('23:40 tomorrow');
    expect(until(now + 26 * HOUR, now)).toBe('00:40 on 26 Oct 2026');
  });
});

describe('calendar days', () => {
  for (const zone of ['Pacific/Auckland', 'Pacific/Kiritimati', 'UTC', 'Pacific/Pago_Pago']) {
    it(`are the same days in ${zone}`, async () => {
      const { calendarDay, calendarMonth, shortCalendarDay } = await wordsIn(zone);
      expect(calendarDay('2026-11-25')).toBe('25 Nov 2026');
      expect(shortCalendarDay('2026-11-25', '2026-12-01')).toBe('25 Nov');
      expect(shortCalendarDay('2025-11-25', '2026-12-01')).toBe('25 Nov 2025');
      expect(calendarMonth('2026-01')).toBe('Jan 2026');
    });
  }

  it('leave alone what is no day', async () => {
    const { calendarDay, calendarMonth } = await wordsIn('UTC');
    expect(calendarDay('soon')).toBe('soon');
    expect(calendarMonth('')).toBe('');
  });

  it('name a file by the day on the wall', async () => {
    const moment = Date.parse('2026-11-30T22:00:00Z');
    expect((await wordsIn('Pacific/Auckland')).isoDay(moment)).toBe('2026-12-01');
    expect((await wordsIn('America/New_York')).isoDay(moment)).toBe('2026-11-30');
  });
});

describe('how long ago', () => {
  it('rounds first and chooses the unit after it', async () => {
    const { relative } = await wordsIn('UTC');
    const now = Date.UTC(2026, 10, 25, 12);
    const ago = (distance: number) => relative(now - distance, now);
    expect(ago(59.4 * MINUTE)).toBe('59 min ago');
    expect(ago(59.6 * MINUTE)).toBe('1 h ago');
    expect(ago(23.4 * HOUR)).toBe('23 h ago');
    expect(ago(23.6 * HOUR)).toBe('1 day ago');
    expect(ago(30.4 * DAY)).toBe('30 days ago');
    expect(ago(30.6 * DAY)).toBe('1 month ago');
    expect(ago(349 * DAY)).toBe('11 months ago');
    expect(ago(364 * DAY)).toBe('1 year ago');
  });

  it('never says 60 min, 24 h, 0 or 12 months', async () => {
    const { relative } = await wordsIn('UTC');
    for (let distance = 45_000; distance < 3 * 365 * DAY; distance = Math.ceil(distance * 1.003)) {
      expect(relative(0, distance)).not.toMatch(/\b(?:60 min|24 h|0 \w+|12 months)\b/);
    }
  });
});
