import { z } from 'zod';
import { ATTESTED_KINDS } from '../contract/identity.ts';
import { code, named, text, userId } from './input.ts';
import { router, signedIn } from './trpc.ts';

const about = z.object({ userId, requestId: z.number().int().positive().nullable().default(null) });
const withCode = about.extend({ code });

export const identityRouter = router({
  view: signedIn
    .input(z.object({ userId }))
    .query(({ ctx, input }) => ctx.services.identity.view(ctx.actor, input.userId)),

  sendCode: signedIn
    .input(about)
    .mutation(({ ctx, input }) => ctx.services.identity.sendCode(ctx.actor, input)),

  confirmCode: signedIn
    .input(withCode)
    .mutation(({ ctx, input: { code: typed, ...caller } }) =>
      ctx.services.identity.confirmCode(ctx.actor, caller, typed),
    ),

  checkTotp: signedIn
    .input(withCode)
    .mutation(({ ctx, input: { code: typed, ...caller } }) =>
      ctx.services.identity.checkTotp(ctx.actor, caller, typed),
    ),

  useBackupCode: signedIn
    .input(withCode)
    .mutation(({ ctx, input: { code: typed, ...caller } }) =>
      ctx.services.identity.useBackupCode(ctx.actor, caller, typed),
    ),

  record: signedIn
    .input(about.extend({ kind: z.enum(ATTESTED_KINDS), who: named(120), note: text(500) }))
    .mutation(({ ctx, input: { userId: id, requestId, ...seen } }) =>
      ctx.services.identity.record(ctx.actor, { userId: id, requestId }, seen),
    ),
});
