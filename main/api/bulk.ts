import { z } from 'zod';
import { BULK_ACTIONS } from '../contract/actions.ts';
import { REASONS } from '../contract/reasons.ts';
import { BULK_OUTCOMES, BULK_VERDICTS } from '../services/bulk/names.ts';
import { code, line, text, ticket } from './input.ts';
import { router, signedIn } from './trpc.ts';

const id = z.number().int().positive();
const byId = signedIn.input(z.object({ id }));

/** Base64 of the gzipped file: its bytes as they are, and small enough for one call. */
const list = z.base64().max(1_000_000, 'the list is too long; keep the one column that names the users');

export const bulkRouter = router({
  /** To choose one of them: asked as soon as a file is there. */
  columns: signedIn
    .input(z.object({ list }))
    .query(({ ctx, input }) => ctx.services.bulk.columns(ctx.actor, input.list)),

  plan: signedIn
    .input(
      z.object({
        action: z.enum(BULK_ACTIONS),
        reason: z.enum(REASONS),
        reasonText: text(500).nullable(),
        ticket: ticket.nullable(),
        fileName: line(255).nullable(),
        list,
        column: line(200).nullable().default(null),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.bulk.plan(ctx.actor, input)),

  pending: signedIn.meta({ passive: true }).query(({ ctx }) => ctx.services.bulk.pending(ctx.actor)),

  list: signedIn
    .meta({ passive: true })
    .input(
      z.object({ limit: z.number().int().min(1).max(100).default(50), cursor: z.number().int().nullish() }),
    )
    .query(({ ctx, input }) =>
      ctx.services.bulk.list(ctx.actor, { limit: input.limit, before: input.cursor ?? undefined }),
    ),

  /** Asked again and again while it runs. */
  view: byId.meta({ passive: true }).query(({ ctx, input }) => ctx.services.bulk.view(ctx.actor, input.id)),

  lines: signedIn
    .meta({ passive: true })
    .input(
      z.object({
        id,
        verdict: z.enum(BULK_VERDICTS).optional(),
        outcome: z.enum([...BULK_OUTCOMES, 'none']).optional(),
        limit: z.number().int().min(1).max(500).default(200),
        /** Line: only those after it. */
        cursor: z.number().int().nullish(),
      }),
    )
    .query(({ ctx, input: { id: jobId, limit, cursor, ...filter } }) =>
      ctx.services.bulk.lines(ctx.actor, jobId, filter, { after: cursor ?? 0, limit }),
    ),

  decide: signedIn
    .input(z.object({ id, approve: z.boolean(), note: line(500).nullable(), code: code.nullable() }))
    .mutation(({ ctx, input: { id: jobId, ...decision } }) =>
      ctx.services.bulk.decide({ actor: ctx.actor, seat: ctx.seat }, jobId, decision),
    ),

  run: byId.mutation(({ ctx, input }) =>
    ctx.services.bulk.run({ actor: ctx.actor, seat: ctx.seat }, input.id),
  ),
  pause: byId.mutation(({ ctx, input }) => ctx.services.bulk.pause(ctx.actor, input.id)),
  cancel: byId.mutation(({ ctx, input }) => ctx.services.bulk.cancel(ctx.actor, input.id)),
  report: byId.mutation(({ ctx, input }) => ctx.services.bulk.report(ctx.actor, input.id)),
});
