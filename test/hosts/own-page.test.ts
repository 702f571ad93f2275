import { describe, expect, test } from 'vitest';
import { isOnThisMachine, isOwnPage, mayCall, ownPath } from '../../main/hosts/own-page.ts';

describe('our page', () => {
  test.each(['app://rekey/', 'app://rekey/index.html', 'app://rekey/#/users/7', 'APP://rekey/'])(
    'is %s',
    (address) => {
      expect(isOwnPage(address)).toBe(true);
    },
  );

  test.each([
    '',
    'about:blank',
    'app://rekey.evil.example/',
    'app://evil.example/rekey',
    'app://evil@rekey/',
    'app://rekey:8080/',
    'app:rekey',
    'http://rekey/',
    'https://evil.example/#app://rekey/',
    'file:///app://rekey/',
    'data:text/html,app://rekey/',
    'javascript:alert(1)',
    'devtools://devtools/bundled/inspector.html',
  ])('is not %j', (address) => {
    expect(isOwnPage(address)).toBe(false);
    expect(ownPath(address)).toBeNull();
  });

  test('is known by its path alone', () => {
    expect(ownPath('app://rekey/assets/a.js?x#y')).toBe('/assets/a.js');
  });
});

describe('what may be opened outside', () => {
  test('is a page of a server on this machine', () => {
    expect(isOnThisMachine('http://127.0.0.1:4100/login?username=mara')).toBe(true);
  });

  test.each([
    '',
    'https://127.0.0.1/',
    'http://localhost/',
    'http://127.0.0.1.evil.example/',
    'http://evil@127.0.0.1/',
    'file:///127.0.0.1',
    'javascript:alert(1)',
  ])('is not %j', (address) => {
    expect(isOnThisMachine(address)).toBe(false);
  });
});

describe('a call', () => {
  const main = { url: 'app://rekey/#/' };

  test('is taken from the top frame of our page', () => {
    expect(mayCall(main, main)).toBe(true);
  });

  test.each([
    ['a frame within it, though it shows our page', { url: 'app://rekey/' }, main],
    ['a frame that is gone', null, main],
  ])('is refused from %s', (_, sender, mainFrame) => {
    expect(mayCall(sender, mainFrame)).toBe(false);
  });

  test.each(['https://evil.example/', 'about:blank', 'app://other/', ''])(
    'is refused from a top frame that shows %j',
    (url) => {
      const frame = { url };
      expect(mayCall(frame, frame)).toBe(false);
    },
  );
});
