/** A host whose database has fallen silent is asked to end. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { environmentFor } from '../cli/world.ts';
import { call, enter } from '../hosts/browser.ts';
import { onMariaDb } from '../support/databases.ts';
import { openFaultyProxy } from '../support/faulty-proxy.ts';
import { READY, startHost } from './host-process.ts';

/** ms, of which the host takes 8 s; without an end to its waiting it would stay for ever. */
const BOUND = 20_000;

onMariaDb((open) => {
  test('it ends, with a call still waiting for an answer', async () => {
    const { target } = await open();
    if (target.kind !== 'mysql') throw new Error('expected a server');
    const proxy = await openFaultyProxy(target.url);
    const environment = await environmentFor({ target: { kind: 'mysql', url: proxy.url } });
    const host = startHost(['--no-open'], environment);
    try {
      const [, port, token = ''] = await host.prints(READY);
      const cookie = await enter(Number(port), token);
      proxy.fallSilentAfter(/from `rekey_staff`/);
      const answer = call(Number(port), cookie, 'session.signIn', {
        ...{ name: 'sam', password: 'a password', code: '123456' },
      }).catch(() => 'cut off');
      while (!proxy.silent()) await pause(20);
      host.child.kill('SIGTERM');
      expect(await Promise.race([host.ended, pause(BOUND, 'still there')])).toBe(1);
      expect(await answer).toBe('cut off');
    } finally {
      host.child.kill('SIGKILL');
      await proxy.close();
    }
  });
});
