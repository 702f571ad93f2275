/** What an earlier version wrote of who is enrolled is read as on and off. */
import { expect, it } from 'vitest';
import { readEnrolmentState, readRanges } from '../../db/enrolment.ts';
import { down, up } from '../../db/migrations/2026-12-01-on-and-off.ts';
import { forEachDatabase } from '../support/databases.ts';

const counts = (on: string) =>
  JSON.stringify({ total: { users: 2, [on]: 1, pending: 0 }, name: 'a "enrolled":' });

forEachDatabase((open) => {
  it('in kept counts and in bulk changes, whatever users and departments are called, and is taken back', async () => {
    const { reader } = await open('console');
    await reader('rekey_enrolment_ranges').insert({
      range_key: '0',
      counted_at: 1,
      counts: counts('enrolled'),
    });
    await reader('rekey_enrolment_state').update({ counts: counts('enrolled') });
    await reader('rekey_bulk_jobs').insert({
      ...{ action: 'reset-authenticator', reason: 'lost-phone', state: 'done', planned_at: 1, expires_at: 1 },
      ...{ planned_by_id: 1, planned_by_name: 'lena', verdicts: '{"ready":1,"not-enrolled":1}' },
    });
    const [{ id }] = await reader('rekey_bulk_jobs').select('id');
    const line = { job_id: id, text: 'ann' };
    await reader('rekey_bulk_lines').insert([
      { ...line, line: 1, verdict: 'ready' },
      { ...line, line: 2, verdict: 'not-enrolled' },
    ]);
    const stored = async () => ({
      ranges: (await readRanges(reader)).map((range) => range.counts),
      all: (await readEnrolmentState(reader)).counts,
      verdicts: await reader('rekey_bulk_jobs').pluck('verdicts'),
      lines: await reader('rekey_bulk_lines').orderBy('line').pluck('verdict'),
    });
    const before = await stored();
    const after = {
      ...{ ranges: [counts('on')], all: counts('on') },
      ...{ verdicts: ['{"ready":1,"off":1}'], lines: ['ready', 'off'] },
    };
    // Killed after its work and before it was noted, it runs again.
    for (const _time of [1, 2]) {
      await up(reader);
      expect(await stored()).toEqual(after);
    }
    await down(reader);
    expect(await stored()).toEqual(before);
  });
});
