import { expect, test } from 'vitest';
import { parseBrowserArguments } from '../../main/hosts/browser-arguments.ts';

test.each([
  [[], { open: true, port: 0 }],
  [['--no-open'], { open: false, port: 0 }],
  [['--port', '8080'], { open: true, port: 8080 }],
  [['--browser', '--port=0', '--no-open'], { open: false, port: 0 }],
])('%j is understood', (args, expected) => {
  expect(parseBrowserArguments(args)).toEqual(expected);
});

test.each([
  [['--port']],
  [['--port', '']],
  [['--port', '-1']],
  [['--port', '65536']],
  [['--port', '80a']],
  [['--port', '1e3']],
  [['--open']],
  [['--help']],
  [['8080']],
])('%j is refused with what the options are', (args) => {
  expect(() => parseBrowserArguments(args)).toThrow(/--port/);
});
