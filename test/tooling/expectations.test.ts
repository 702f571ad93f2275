import { expect, it } from 'vitest';

it.each<[name: string, expectNothing: () => unknown]>([
  ['toContain', () => expect('any text').toContain(undefined)],
  ['not.toContain', () => expect(['any text']).not.toContain(undefined)],
  ['toMatch', () => expect('any text').toMatch(undefined as never)],
  ['toMatchObject', () => expect({}).toMatchObject(undefined as never)],
])('%s of nothing fails', (_name, expectNothing) => {
  expect(expectNothing).toThrow('(undefined) expects nothing');
});

it('an expectation of something is as it was', () => {
  expect('any text').toContain('text');
  expect(() => expect('any text').toContain('words')).toThrow();
  expect(['a', undefined]).not.toContain('b');
});
