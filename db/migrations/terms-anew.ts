/** Makes the terms of every row anew, as the present fold makes them. May be broken off and repeated. */
import type { Knex } from 'knex';

const AT_ONCE = 500;
/** knex writes many rows for SQLite as one compound SELECT, which may have 500 parts. */
const ROWS_AT_ONCE = 400;

export async function makeTermsAnew<Row extends { id: number | string }>(
  knex: Knex,
  {
    from,
    columns,
    into,
    owner,
  }: { from: string; columns: (keyof Row & string)[]; into: string; owner: string },
  termsOf: (row: Row) => string[],
): Promise<void> {
  for (let last: number | string = 0; ; ) {
    const some = knex(from).where('id', '>', last).orderBy('id').limit(AT_ONCE);
    const rows = (await some.select(columns)) as Row[];
    const end = rows.at(-1);
    if (!end) return;
    await knex.transaction(async (tx) => {
      const ids = rows.map(({ id }) => id);
      await tx(into).whereIn(owner, ids).delete();
      const terms = rows.flatMap((row) => termsOf(row).map((term) => ({ term, [owner]: row.id })));
      for (let start = 0; start < terms.length; start += ROWS_AT_ONCE)
        await tx(into)
          .insert(terms.slice(start, start + ROWS_AT_ONCE))
          .onConflict(['term', owner])
          .ignore();
    });
    last = end.id;
  }
}
