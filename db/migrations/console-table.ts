/** The shape of a table of the console's own. Its migrations depend on it, so it must stay as it is. */
import type { Knex } from 'knex';

/** Compared as bytes on MySQL, as SQLite does. */
export function createConsoleTable(
  knex: Knex,
  name: string,
  columns: (table: Knex.CreateTableBuilder) => void,
): Promise<void> {
  return knex.schema.createTable(name, (table) => {
    if (knex.client.config.client === 'mysql2') {
      table.engine('InnoDB');
      table.charset('utf8mb4');
      table.collate('utf8mb4_bin');
    }
    columns(table);
  });
}
