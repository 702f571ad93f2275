import { expect, test } from 'vitest';
import { RekeyError } from '../../db/errors.ts';
import { problemPage, startProblemOf } from '../../main/hosts/problem.ts';

test('a foreseen problem is told with what to do', () => {
  const problem = startProblemOf(new RekeyError('PORT_TAKEN', { port: 80 }));
  expect(problem.message).toContain('port 80');
  expect(problem.next).toContain('--port');
});

test.each([
  Object.assign(new TypeError('mysql://root:secret@db'), { code: 'ERR_INVALID_URL' }),
  'secret',
  null,
  undefined,
  { message: 'secret' },
])('an unforeseen one is named without quoting it: %s', (error) => {
  const problem = startProblemOf(error);
  expect(JSON.stringify(problem)).not.toContain('secret');
  expect(problem.next).toContain('doctor');
});

test('a page shows text as text', () => {
  const page = problemPage('<script>alert("1")</script>', ["a & b' <img>"]);
  expect(page).not.toMatch(/<script|<img|"1"|b'/);
  expect(page).toContain('a &#38; b&#39; &#60;img&#62;');
});
