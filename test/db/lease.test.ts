import { expect, it } from 'vitest';
import { unheld } from '../../db/lease.ts';
import { forEachDatabase } from '../support/databases.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 25);

forEachDatabase((open) => {
  it.each([
    ['nobody', null, true],
    ['somebody whose time is up', NOW, true],
    ['somebody', NOW + 1, false],
    ['somebody who has just taken it', NOW + 10 * MINUTE, false],
    ['somebody whose clock is a little ahead', NOW + 10.5 * MINUTE, false],
    ['somebody who took it before the clock was set back', NOW + 70 * MINUTE, true],
  ])('a row that is held by %s', async (_, until, free) => {
    const { reader } = await open('none');
    await reader.schema.createTable('work', (table) => {
      table.integer('id').primary();
      table.bigInteger('lease_until');
    });
    await reader('work').insert({ id: 1, lease_until: until });
    const rows = await reader('work')
      .where({ id: 1 })
      .where((row) => unheld(row, { now: NOW, length: 10 * MINUTE }));
    expect(rows.length === 1).toBe(free);
  });
});
