import { z } from 'zod';
import { RekeyError } from '../../db/errors.ts';
import { anyText, line } from './input.ts';
import { router, signedIn } from './trpc.ts';

/** How long copied codes stay on the clipboard, ms. */
const CLIPBOARD_LIFETIME = 60_000;

/** What only the program around the page can do. The page asks for it where `session.view` says the host can. */
export const windowRouter = router({
  copy: signedIn.input(z.object({ text: anyText(2000) })).mutation(async ({ ctx, input }) => {
    if (!ctx.host.copyForAWhile) throw new RekeyError('NOT_SUPPORTED', { platform: ctx.host.kind });
    await ctx.host.copyForAWhile(input.text, CLIPBOARD_LIFETIME);
  }),
  savePdf: signedIn.input(z.object({ suggestedName: line(120) })).mutation(async ({ ctx, input }) => {
    if (!ctx.host.savePdf) throw new RekeyError('NOT_SUPPORTED', { platform: ctx.host.kind });
    return { saved: await ctx.host.savePdf(ctx.seat, input.suggestedName) };
  }),
});
