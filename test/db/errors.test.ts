import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ErrorCode, RekeyError } from '../../db/errors.ts';

const FOLDER = new URL('../../db/error-texts/', import.meta.url);
const codes = readdirSync(FOLDER)
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'))
  .flatMap((text) => [...text.matchAll(/^ {2}([A-Z_]+): /gm)].map(([, code]) => code as ErrorCode));

test('no code has a text in two files, of which only one would be said', () => {
  expect(codes.length).toBeGreaterThan(0);
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

test('every code says what happened and what to do, each as a sentence', () => {
  for (const code of codes) {
    const { message, next } = new RekeyError(code);
    expect(message, code).toMatch(/\.$/);
    expect(next, code).toMatch(/\.$/);
  }
});

test('facts stand where the text names them, and a fact that is missing is seen', () => {
  expect(new RekeyError('STAFF_NOT_FOUND', { name: 'lea {x}' }).message).toContain('named lea {x}');
  expect(new RekeyError('STAFF_NOT_FOUND').message).toContain('{name}');
});
