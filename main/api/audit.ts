import { z } from 'zod';
import { EXPORT_FORMATS } from '../services/audit/export-format.ts';
import { AUDIT_CATEGORIES, AUDIT_OUTCOMES } from '../services/audit.ts';
import { anyText, line, named, staffName, ticket, uuid } from './input.ts';
import { router, signedIn, withFreshCode } from './trpc.ts';

const filter = z.object({
  staff: staffName.optional(),
  userId: named(64).optional(),
  action: line(48).optional(),
  category: z.enum(AUDIT_CATEGORIES).optional(),
  outcome: z.enum(AUDIT_OUTCOMES).optional(),
  reason: line(32).optional(),
  ticket: ticket.optional(),
  requestId: z.number().int().positive().optional(),
  text: line(200).optional(),
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

  /** Asked now and then by a page that is left open, which is no use of it. */
  span: signedIn.meta({ passive: true }).query(({ ctx }) => ctx.services.audit.span(ctx.actor)),
  since: signedIn
    .input(z.object({ time: z.number().int() }))
    .query(({ ctx, input }) => ctx.services.audit.since(ctx.actor, input.time)),

  entry: signedIn
    .input(z.object({ sequence: z.number().int().positive() }))
    .query(({ ctx, input }) => ctx.services.audit.get(ctx.actor, input.sequence)),

  verification: signedIn
    .meta({ passive: true })
    .query(({ ctx }) => ctx.services.audit.verification(ctx.actor)),
  startVerification: signedIn
    // Whatever file was chosen: that it is none is better said by who knows what one is.
    .input(z.object({ checkpoint: anyText(100_000).optional() }))
    .mutation(({ ctx, input }) => ctx.services.audit.startVerification(ctx.actor, input)),
  cancelVerification: signedIn.mutation(({ ctx }) => ctx.services.audit.cancelVerification(ctx.actor)),

  startExport: signedIn
    .input(z.object({ filter, format: z.enum(EXPORT_FORMATS) }))
    .mutation(({ ctx, input }) => ctx.services.audit.startExport(ctx.actor, input.filter, input.format)),
  /** A mutation: each piece is given once. */
  nextOfExport: signedIn
    .input(z.object({ exportId: uuid }))
    .mutation(({ ctx, input }) => ctx.services.audit.nextOfExport(ctx.actor, input.exportId)),

  stopExport: signedIn
    .input(z.object({ exportId: uuid }))
    .mutation(({ ctx, input }) => ctx.services.audit.stopExport(ctx.actor, input.exportId)),

  makeCheckpoint: signedIn.mutation(({ ctx }) => ctx.services.audit.makeCheckpoint(ctx.actor)),
  checkpoints: signedIn
    .input(z.object({ limit: z.number().int().min(1).max(1000).default(50) }))
    .query(({ ctx, input }) => ctx.services.audit.checkpoints(ctx.actor, input.limit)),
  covering: signedIn
    .input(z.object({ sequence: z.number().int().positive() }))
    .query(({ ctx, input }) => ctx.services.audit.covering(ctx.actor, input.sequence)),
  /** In days; null: for ever. */
  retention: signedIn.query(({ ctx }) => ctx.services.audit.retention(ctx.actor)),
  kept: signedIn.query(({ ctx }) => ctx.services.audit.kept(ctx.actor)),
  setRetention: withFreshCode('audit.manage')
    // How short it may be is the service's rule, which logs a refusal.
    .input(z.object({ days: z.number().int().nullable() }))
    .mutation(({ ctx, input }) => ctx.services.audit.setRetention(ctx.actor, input.days)),
  keys: signedIn.query(({ ctx }) => ctx.services.audit.keys(ctx.actor)),
  rotateKey: signedIn.mutation(({ ctx }) => ctx.services.audit.rotateKey(ctx.actor)),
});
