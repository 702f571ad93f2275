import { expect, test } from 'vitest';
import { createSandboxDoor } from '../../main/services/sandbox/door.ts';
import type { Actor } from '../../main/services/session.ts';

const SAM: Actor = { id: 1, name: 'sam', fullName: 'Sam', email: null, role: 'support' };

test('on anything but a demo the door stays shut', async () => {
  const door = createSandboxDoor(null);
  await expect(door.open(SAM)).rejects.toMatchObject({ code: 'DEMO_ONLY' });
  await door.close();
});

test('the platform is started once, when it is first asked for, and ends with the console', async () => {
  let started = 0;
  let closed = 0;
  const door = createSandboxDoor(async () => {
    started += 1;
    return {
      address: 'http://127.0.0.1:4100',
      close: async () => {
        closed += 1;
      },
    };
  });
  expect(started).toBe(0);
  const answers = await Promise.all([door.open(SAM), door.open(SAM)]);
  expect(answers).toEqual([{ address: 'http://127.0.0.1:4100' }, { address: 'http://127.0.0.1:4100' }]);
  await door.close();
  expect([started, closed]).toEqual([1, 1]);
});

test('a start that failed is tried again by the next who asks', async () => {
  let tries = 0;
  const door = createSandboxDoor(async () => {
    tries += 1;
    if (tries === 1) throw new Error('no port');
    return { address: 'http://127.0.0.1:4100', close: async () => {} };
  });
  await expect(door.open(SAM)).rejects.toThrow('no port');
  expect(await door.open(SAM)).toEqual({ address: 'http://127.0.0.1:4100' });
  await door.close();
});
