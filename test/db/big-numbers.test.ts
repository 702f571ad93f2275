/** Whole numbers that a JavaScript number does not hold exactly, as each database hands them over. */
import { expect, it } from 'vitest';
import { rowsOf } from '../../db/database.ts';
import { forEachDatabase } from '../support/databases.ts';

const SAFE = 2n ** 53n - 1n;

forEachDatabase((open) => {
  it('are read as their digits, and none as its neighbour; smaller ones are numbers', async () => {
    const { reader } = await open('none');
    await reader.schema.createTable('accounts', (table) => {
      table.bigInteger('id').primary();
      table.double('share');
    });
    const ids = [1n, SAFE, SAFE + 1n, SAFE + 2n, 2n ** 63n - 1n].map(String);
    await reader('accounts').insert(ids.map((id) => ({ id, share: 0.5 })));
    await reader('accounts').insert({ id: '-9223372036854775808', share: null });
    const rows = await rowsOf<{ id: number | string; share: number }>(
      reader,
      'SELECT id, share FROM accounts WHERE id > ? ORDER BY id',
      [0],
    );
    expect(rows).toEqual(ids.map((id, index) => ({ id: index < 2 ? Number(id) : id, share: 0.5 })));
    for (const id of ids)
      expect(await reader('accounts').where({ id }).pluck('id')).toEqual([rows[ids.indexOf(id)]?.id]);
    expect(await reader('accounts').whereNull('share').pluck('id')).toEqual(['-9223372036854775808']);
    expect(await reader('accounts').count({ n: '*' }).first()).toEqual({ n: 6 });
  });
});
