/** `rekey training`: a case to practise on, without a window. */
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { type Environment, type Failure, rekey, rekeyJson } from '../support/command-line.ts';

interface Run {
  requestId: number;
  user: { id: string };
  caller: string[];
  judgement: { well: string[]; missed: string[] } | null;
}

describe('training', () => {
  let demo: Environment;
  beforeAll(async () => {
    demo = { REKEY_DATA_DIR: await mkdtemp(join(inject('scratch'), 'training-')) };
  });

  test('sets a case up as a request in the queue, and judges nothing before it is closed', async () => {
    const before = await rekey(['training', 'report', '--as', 'sam'], demo);
    expect(before.stdout).toContain('No training was started yet.');
    const started = await rekeyJson<Run>(['training', 'start', 'lost-phone', '--as', 'sam'], demo);
    expect(started.status).toBe(0);
    expect(started.value.caller.length).toBeGreaterThan(0);
    const request = await rekeyJson<{ request: { state: string } }>(
      ['requests', 'show', String(started.value.requestId), '--as', 'sam'],
      demo,
    );
    expect(request).toMatchObject({ status: 0, value: { request: { state: 'new' } } });
    const runs = await rekeyJson<Run[]>(['training', 'report', '--as', 'sam'], demo);
    expect(runs.value).toMatchObject([{ requestId: started.value.requestId, judgement: null }]);
  });

  test('knows no other case, and no auditor is trained to act', async () => {
    expect((await rekey(['training', 'start', 'lost-cat', '--as', 'sam'], demo)).status).toBe(2);
    const refused = await rekeyJson<Failure>(['training', 'start', 'lost-phone', '--as', 'audrey'], demo);
    expect(refused).toMatchObject({ status: 1, value: { error: { code: 'FORBIDDEN' } } });
  });
});
