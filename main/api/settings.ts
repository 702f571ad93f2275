import { z } from 'zod';
import { POLICY } from '../contract/policy.ts';
import type { PolicyChanges } from '../contract/policy-settings.ts';
import { line, mark, platformChoices, serverAddress } from './input.ts';
import { router, signedIn, withFreshCode } from './trpc.ts';

const connection = serverAddress.extend({ platformKey: line(100) });

/** The sections to change. What a setting of them may be is the policy's own schema, by which the service refuses, and logs that it did. */
const policyChanges = z
  .partialRecord(POLICY.keyof(), z.record(line(64), z.unknown()))
  .refine((sections) => Object.keys(sections).length > 0, 'name at least one section')
  .transform((sections) => sections as PolicyChanges);

export const settingsRouter = router({
  view: signedIn.query(({ ctx }) => ctx.services.settings.view(ctx.actor)),
  /** For the action dialogs: what the agent may choose within. */
  policy: signedIn.query(({ ctx }) => ctx.services.settings.policy()),
  test: signedIn.input(connection).mutation(({ ctx, input }) => ctx.services.settings.test(ctx.actor, input)),
  save: withFreshCode('settings.manage')
    .input(connection)
    .mutation(({ ctx, input }) => ctx.services.settings.save(ctx.actor, input)),
  /** What was chosen of the platform when it was connected; null where there is nothing to choose. */
  platformChoices: signedIn.query(({ ctx }) => ctx.services.platformChoices.view(ctx.actor)),
  samplePlatform: signedIn
    .input(platformChoices)
    .mutation(({ ctx, input }) => ctx.services.platformChoices.sample(ctx.actor, input)),
  choosePlatform: withFreshCode('settings.manage')
    .input(platformChoices)
    .mutation(({ ctx, input }) => ctx.services.platformChoices.choose(ctx.actor, input)),
  setMark: withFreshCode('settings.manage')
    .input(z.object({ mark: mark.nullable() }))
    .mutation(({ ctx, input }) => ctx.services.mark.set(ctx.actor, input.mark)),
  setPolicy: withFreshCode('settings.manage')
    .input(policyChanges)
    .mutation(({ ctx, input }) => ctx.services.settings.setPolicy(ctx.actor, input)),
});
