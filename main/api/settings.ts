import { z } from 'zod';
import { line } from './input.ts';
import { router, signedIn } from './trpc.ts';

const connection = z.object({
  host: line(253).min(1),
  port: z.number().int().min(1).max(65535),
  user: line(80).min(1),
  password: z.string().max(1024),
  database: line(64).min(1),
  tls: z.enum(['off', 'required', 'verify']),
});

const policy = z.object({
  emergencyCode: z.object({
    defaultMinutes: z.number().int(),
    minMinutes: z.number().int(),
    maxMinutes: z.number().int(),
  }),
});

export const settingsRouter = router({
  view: signedIn.query(({ ctx }) => ctx.services.settings.view(ctx.actor)),
  /** For the action dialogs: what the agent may choose within. */
  policy: signedIn.query(({ ctx }) => ctx.services.settings.policy()),
  test: signedIn.input(connection).mutation(({ ctx, input }) => ctx.services.settings.test(ctx.actor, input)),
  save: signedIn.input(connection).mutation(({ ctx, input }) => {
    ctx.services.session.requireFreshCode(ctx.seat);
    return ctx.services.settings.save(ctx.actor, input);
  }),
  setPolicy: signedIn.input(policy).mutation(({ ctx, input }) => {
    ctx.services.session.requireFreshCode(ctx.seat);
    return ctx.services.settings.setPolicy(ctx.actor, input);
  }),
});
