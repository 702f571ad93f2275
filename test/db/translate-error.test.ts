import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openDatabase } from '../../db/database.ts';
import { isUnreachable, translateError } from '../../db/translate-error.ts';

/** Of a port on which nothing listens: 1 is nobody's. */
const NOBODY = 1;

test('a database that is not there is told as the database', async () => {
  const database = openDatabase({ kind: 'mysql', url: `mysql://a:b@127.0.0.1:${NOBODY}/c` });
  const error = await database.reader.raw('SELECT 1').catch((thrown: unknown) => thrown);
  await database.close();
  expect(translateError(error)).toMatchObject({
    code: 'DATABASE_UNREACHABLE',
    facts: { why: 'ECONNREFUSED' },
  });
});

test('the socket of anybody else is not', async () => {
  const error = await new Promise((resolve) => connect(NOBODY, '127.0.0.1').once('error', resolve));
  expect(error).toMatchObject({ code: 'ECONNREFUSED' });
  expect(isUnreachable(error)).toBe(false);
  expect(translateError(error).message).not.toMatch(/database/i);
});
