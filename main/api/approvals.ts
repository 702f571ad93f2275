import { z } from 'zod';
import { ACTION_NAMES } from '../contract/actions.ts';
import { actionRequest, code, line, named, uuid } from './input.ts';
import { router, signedIn } from './trpc.ts';

const id = z.number().int().positive();

export const approvalsRouter = router({
  ask: signedIn
    .input(
      actionRequest.extend({
        action: z.enum(ACTION_NAMES),
        extra: z.object({ minutes: z.number().int(), typedUsername: named(190) }).partial(),
      }),
    )
    .mutation(({ ctx, input: { action, extra, ...request } }) =>
      ctx.services.approvals.ask(action, { actor: ctx.actor, seat: ctx.seat }, request, extra),
    ),

  pending: signedIn.meta({ passive: true }).query(({ ctx }) => ctx.services.approvals.pending(ctx.actor)),

  list: signedIn
    .input(
      z.object({ limit: z.number().int().min(1).max(100).default(50), cursor: z.number().int().nullish() }),
    )
    .query(({ ctx, input }) =>
      ctx.services.approvals.list(ctx.actor, { limit: input.limit, before: input.cursor ?? undefined }),
    ),

  given: signedIn.meta({ passive: true }).query(({ ctx }) => ctx.services.approvals.given(ctx.actor)),

  /** Does what was approved, by whoever asked: what it is comes from the approval, not from the page. */
  carryOut: signedIn.input(z.object({ id })).mutation(async ({ ctx, input }) => {
    const { name, request, extra } = await ctx.services.approvals.order(ctx.actor, input.id);
    return ctx.services.actions.run(name, { actor: ctx.actor, seat: ctx.seat }, request, extra as never);
  }),

  find: signedIn
    .meta({ passive: true })
    .input(z.object({ actionId: uuid }))
    .query(({ ctx, input }) => ctx.services.approvals.find(ctx.actor, input.actionId)),

  decide: signedIn
    .input(z.object({ id, approve: z.boolean(), note: line(500).nullable(), code: code.nullable() }))
    .mutation(({ ctx, input: { id: approvalId, ...decision } }) =>
      ctx.services.approvals.decide({ actor: ctx.actor, seat: ctx.seat }, approvalId, decision),
    ),

  withdraw: signedIn
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.approvals.withdraw(ctx.actor, input.id)),
});
