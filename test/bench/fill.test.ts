import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { searchStatements } from '../../db/platforms/reference/search.ts';
import { onMariaDb } from '../support/databases.ts';
import { compareTerms, fill } from './fill.ts';

onMariaDb((open) => {
  test('SQL makes people whom the search finds, with the terms that the platform itself would write', async () => {
    const { target } = await open('all');
    const connection = await createConnection(target.kind === 'mysql' ? target.url : '');
    try {
      // Compares the terms; throws when they differ.
      const { rows } = await fill(connection, 1000, Date.UTC(2026, 0, 15));
      expect(rows).toMatchObject({ users: 1000, totp_authenticators: 760 });
      const [[user]] = await connection.query<RowDataPacket[]>('SELECT full_name FROM users WHERE id = 500');
      const [statement] = searchStatements(user?.full_name, { limit: 50 });
      const [found] = await connection.query<RowDataPacket[]>(statement?.sql ?? '', statement?.bindings);
      expect(found.map(({ id }) => id)).toContain(500);
      await connection.query('DELETE FROM user_search_terms WHERE user_id = 7 LIMIT 1');
      await expect(compareTerms(connection, 1000)).rejects.toThrow('user 7');
    } finally {
      await connection.end();
    }
  });
});
