import { z } from 'zod';
import { line, searchQuery, userId, userReference } from './input.ts';
import { router, signedIn } from './trpc.ts';

export const usersRouter = router({
  search: signedIn
    .input(
      z.object({
        query: searchQuery,
        limit: z.number().int().min(1).max(100).default(50),
        cursor: line(1200).nullish(),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.users.search(ctx.actor, input.query, {
        limit: input.limit,
        cursor: input.cursor ?? undefined,
      }),
    ),

  /** Whom a command line or a list means by an id, a username or an e-mail address. */
  resolve: signedIn
    .input(z.object({ reference: userReference }))
    .query(({ ctx, input }) => ctx.services.users.resolve(ctx.actor, input.reference)),

  /** How far Rekey's own index of them is; null where the platform finds them by itself. */
  searchIndex: signedIn.query(({ ctx }) => ctx.services.searchIndex.view(ctx.actor)),

  recent: signedIn.query(({ ctx }) => ctx.services.users.recent(ctx.actor)),

  view: signedIn
    .input(z.object({ userId }))
    .query(({ ctx, input }) => ctx.services.users.view(ctx.actor, input.userId)),

  timeline: signedIn
    .input(
      z.object({
        userId,
        limit: z.number().int().min(1).max(100).default(30),
        /** ms UTC: only what is older; from the page before. */
        cursor: z.number().int().nullish(),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.users.timeline(ctx.actor, input.userId, {
        before: input.cursor ?? undefined,
        limit: input.limit,
      }),
    ),
});
