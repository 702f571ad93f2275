import { z } from 'zod';
import { ACTION_NAMES } from '../contract/actions.ts';
import { IDENTITY_KINDS } from '../contract/identity.ts';
import { line, platformChoices, serverAddress } from './input.ts';
import { router, signedIn, withFreshCode } from './trpc.ts';

const connection = serverAddress.extend({ platformKey: line(100) });

const limit = z.object({ perHour: z.number(), perDay: z.number(), privilegedPerDay: z.number() });

const thresholds = z.record(z.enum(ACTION_NAMES), z.number());

/** The sections to change; the rules about their values are the policy's own. */
const policyChanges = z
  .object({
    backupCodes: z.object({ byMail: z.boolean() }),
    emergencyCode: z.object({
      defaultMinutes: z.number(),
      minMinutes: z.number(),
      maxMinutes: z.number(),
      readOut: z.boolean().default(false),
    }),
    limits: z.object({ perStaff: limit, inAll: limit }),
    approvals: z.object({
      privileged: z.boolean(),
      actions: z.array(z.enum(ACTION_NAMES)),
      minutes: z.number(),
    }),
    bulk: z.object({ maxLines: z.number(), perDay: z.number() }),
    verification: z.object({
      weights: z.record(z.enum(IDENTITY_KINDS), z.number()),
      thresholds: z.object({ ordinary: thresholds, privileged: thresholds }),
      riskRaise: z.number(),
      validMinutes: z.number(),
      signs: z.object({
        contactChangeDays: z.number(),
        resetDays: z.number(),
        dormantDays: z.number(),
        burstRequests: z.number(),
      }),
    }),
  })
  .partial()
  .refine((sections) => Object.keys(sections).length > 0, 'name at least one section');

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
  setPolicy: withFreshCode('settings.manage')
    .input(policyChanges)
    .mutation(({ ctx, input }) => ctx.services.settings.setPolicy(ctx.actor, input)),
});
