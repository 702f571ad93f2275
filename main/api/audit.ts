import { z } from 'zod';
import { line } from './input.ts';
import { router, signedIn } from './trpc.ts';

const filter = z.object({
  staff: line(64).optional(),
  userId: line(64).optional(),
  action: line(48).optional(),
  category: z.enum(['action', 'view', 'request', 'identity', 'approval', 'staff', 'system']).optional(),
  outcome: z.enum(['done', 'refused', 'failed']).optional(),
  from: z.number().int().optional(),
  to: z.number().int().optional(),
});

export const auditRouter = router({
  list: signedIn
    .input(
      z.object({
        filter,
        limit: z.number().int().min(1).max(200).default(100),
        /** Sequence: only older entries. */
        cursor: z.number().int().nullish(),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.audit.list(ctx.actor, input.filter, {
        limit: input.limit,
        before: input.cursor ?? undefined,
      }),
    ),

  entry: signedIn
    .input(z.object({ sequence: z.number().int().positive() }))
    .query(({ ctx, input }) => ctx.services.audit.get(ctx.actor, input.sequence)),

  verification: signedIn
    .meta({ passive: true })
    .query(({ ctx }) => ctx.services.audit.verification(ctx.actor)),
  startVerification: signedIn.mutation(({ ctx }) => ctx.services.audit.startVerification(ctx.actor)),
  cancelVerification: signedIn.mutation(({ ctx }) => ctx.services.audit.cancelVerification(ctx.actor)),
});
