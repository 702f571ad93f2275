import { z } from 'zod';
import { line } from './input.ts';
import { router, signedIn } from './trpc.ts';

export const sandboxRouter = router({
  /** `opened`: the program around the page opened it; else the page has to. */
  open: signedIn.input(z.object({ username: line(150).nullable() })).mutation(async ({ ctx, input }) => {
    const { address } = await ctx.services.sandbox.open(ctx.actor);
    const page = input.username === null ? '/' : `/login?username=${encodeURIComponent(input.username)}`;
    await ctx.host.openOutside?.(address + page);
    return { address: address + page, opened: ctx.host.openOutside !== undefined };
  }),
});
