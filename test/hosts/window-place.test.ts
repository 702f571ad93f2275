import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readWindowPlace, saveWindowPlace } from '../../main/hosts/window-place.ts';
import { makeTemporaryFolder } from '../support/temporary-folder.ts';

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 };
const FIRST = { width: 1280, height: 860, maximized: false };

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await makeTemporaryFolder('place', 0);
  file = join(folder, 'window.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a window comes back where it was', () => {
  const place = { x: 40, y: 60, width: 1000, height: 700, maximized: true };
  saveWindowPlace(file, place);
  expect(readWindowPlace(file, [SCREEN])).toEqual(place);
  expect(readdirSync(folder)).toEqual(['window.json']);
});

test('a window of a screen that is gone keeps its size and is centred', () => {
  saveWindowPlace(file, { x: 2500, y: 60, width: 1000, height: 700, maximized: false });
  expect(readWindowPlace(file, [SCREEN])).toEqual({ width: 1000, height: 700, maximized: false });
  const second = { x: 1920, y: 0, width: 1920, height: 1080 };
  expect(readWindowPlace(file, [SCREEN, second])).toMatchObject({ x: 2500 });
});

test('a window that is all but off the screen is centred', () => {
  saveWindowPlace(file, { x: 1850, y: 60, width: 1000, height: 700, maximized: false });
  expect(readWindowPlace(file, [SCREEN])).not.toHaveProperty('x');
});

test.each([
  ['above the screen', { x: 100, y: -700 }],
  ['below the screen', { x: 100, y: 1060 }],
  ['left of the screen', { x: -950, y: 60 }],
])('a window whose title bar is %s is centred, however much else of it shows', (_, { x, y }) => {
  saveWindowPlace(file, { x, y, width: 1000, height: 900, maximized: false });
  expect(readWindowPlace(file, [SCREEN])).toEqual({ width: 1000, height: 900, maximized: false });
});

test('a window on a screen above the main one stays there', () => {
  const above = { x: 0, y: -1080, width: 1920, height: 1080 };
  saveWindowPlace(file, { x: 100, y: -700, width: 1000, height: 700, maximized: false });
  expect(readWindowPlace(file, [SCREEN, above])).toMatchObject({ x: 100, y: -700 });
});

test('a window is never larger than its screen', () => {
  const laptop = { x: 0, y: 25, width: 1440, height: 850 };
  saveWindowPlace(file, { x: 60, y: 40, width: 3000, height: 1900, maximized: false });
  expect(readWindowPlace(file, [laptop])).toEqual({ ...laptop, maximized: false });
  saveWindowPlace(file, { x: 4000, y: 40, width: 3000, height: 700, maximized: false });
  expect(readWindowPlace(file, [laptop])).toEqual({ width: 1440, height: 700, maximized: false });
});

test('a window is never too small to be used', () => {
  saveWindowPlace(file, { x: 0, y: 0, width: 10, height: 10, maximized: false });
  expect(readWindowPlace(file, [SCREEN])).toMatchObject({ width: 900, height: 600 });
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '{"x":1}',
  '{"x":"0","y":0,"width":1000,"height":700}',
  '{"x":1e999,"y":0,"width":1,"height":1}',
])('a file of %j is as good as none', (content) => {
  writeFileSync(file, content);
  expect(readWindowPlace(file, [SCREEN])).toEqual(FIRST);
});

test('the first time it is in the middle', () => {
  expect(readWindowPlace(file, [SCREEN])).toEqual(FIRST);
});

test('a place that can not be saved does not keep the window open', () => {
  const file = join(folder, 'nowhere/window.json');
  expect(() => saveWindowPlace(file, { ...SCREEN, maximized: false })).not.toThrow();
});
