import { z } from 'zod';
import { line, searchQuery, staffName, text, ticket, userId, uuid } from './input.ts';
import { category, channel, importRow, requestState, sender } from './request-input.ts';
import { router, signedIn } from './trpc.ts';

const id = z.number().int().positive();
const one = signedIn.input(z.object({ id }));
/** `version`: of the request as it was seen. */
const seen = signedIn.input(z.object({ id, version: z.number().int().positive() }));
const note = text(4_000).nullable().default(null);

export const requestsRouter = router({
  /** Passive: the window reads it again by itself when the counts change. */
  list: signedIn
    .meta({ passive: true })
    .input(
      z.object({
        state: z.union([requestState, z.enum(['open', 'closed', 'all'])]).default('open'),
        mine: z.boolean().default(false),
        category: category.optional(),
        channel: channel.optional(),
        query: searchQuery.default(''),
        limit: z.number().int().min(1).max(200).default(100),
        cursor: line(1_200).nullish(),
      }),
    )
    .query(({ ctx, input: { limit, cursor, ...filter } }) =>
      ctx.services.requests.list(ctx.actor, filter, { limit, cursor: cursor ?? undefined }),
    ),

  summary: signedIn.meta({ passive: true }).query(({ ctx }) => ctx.services.requests.summary(ctx.actor)),

  view: one.query(({ ctx, input }) => ctx.services.requests.view(ctx.actor, input.id)),

  create: signedIn
    .input(
      z.object({
        key: uuid,
        channel,
        category,
        ticket: ticket.nullable(),
        sender,
        message: text(10_000),
        take: z.boolean().default(false),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.requests.create(ctx.actor, input)),

  take: one.mutation(({ ctx, input }) => ctx.services.requests.take(ctx.actor, input.id)),

  move: seen
    .input(z.object({ to: requestState, note }))
    .mutation(({ ctx, input: { id, ...change } }) => ctx.services.requests.move(ctx.actor, id, change)),

  reassign: seen
    .input(z.object({ to: staffName, note }))
    .mutation(({ ctx, input: { id, ...change } }) => ctx.services.requests.reassign(ctx.actor, id, change)),

  edit: seen
    .input(
      z.object({
        category: category.optional(),
        channel: channel.optional(),
        ticket: ticket.nullable().optional(),
        sender: sender.optional(),
      }),
    )
    .mutation(({ ctx, input: { id, ...change } }) => ctx.services.requests.edit(ctx.actor, id, change)),

  confirmUser: seen
    .input(z.object({ userId: userId.nullable() }))
    .mutation(({ ctx, input: { id, ...change } }) =>
      ctx.services.requests.confirmUser(ctx.actor, id, change),
    ),

  note: one
    .input(z.object({ text: text(4_000) }))
    .mutation(({ ctx, input }) => ctx.services.requests.note(ctx.actor, input.id, input.text)),

  importRows: signedIn
    .input(
      z.object({
        origin: line(32).regex(/^[\w.-]+$/, 'letters, digits and . _ - only'),
        rows: z.array(importRow).min(1).max(200),
        dryRun: z.boolean(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.requests.importRows(ctx.actor, input)),

  /** Fetches what came through the platform's contact form since the last time. */
  pickUp: signedIn.mutation(async ({ ctx }) => ({ added: await ctx.services.requests.pickUp(ctx.actor) })),
});
