import { expect, it } from 'vitest';
import { RekeyError } from '../../db/errors.ts';
import { call } from '../../main/api/call.ts';
import type { Context } from '../../main/api/trpc.ts';

it.each([
  ['audit.setRetention', { days: 365 }],
  ['audit.setRetention', { days: null }],
])('%s with %j is refused while the last code is too old, and changes nothing', async (path, input) => {
  const changed: unknown[] = [];
  const services = (fresh: boolean) => ({
    session: {
      actor: async () => ({ id: 1, name: 'ada', role: 'admin' }),
      requireFreshCode: () => {
        if (!fresh) throw new RekeyError('FRESH_CODE_REQUIRED');
      },
    },
    audit: { setRetention: async (_: unknown, days: unknown) => void changed.push(days) },
  });
  const ask = (fresh: boolean) =>
    call({ seat: 'window', services: services(fresh) } as unknown as Context, path, input);

  expect(await ask(false)).toMatchObject({ ok: false, error: { code: 'FRESH_CODE_REQUIRED' } });
  expect(changed).toEqual([]);
  expect(await ask(true)).toEqual({ ok: true, data: null });
  expect(changed).toEqual([input.days]);
});
