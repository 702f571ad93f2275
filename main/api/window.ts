import { z } from 'zod';
import { lacking } from '../services/lacking.ts';
import { anyText, line } from './input.ts';
import { router, signedIn } from './trpc.ts';

/** How long copied codes stay on the clipboard, ms. */
const CLIPBOARD_LIFETIME = 60_000;

const WINDOW = { label: 'this window' };

/** What only the program around the page can do. The page asks for it where `session.view` says the host can. */
export const windowRouter = router({
  copy: signedIn.input(z.object({ text: anyText(2000) })).mutation(async ({ ctx, input }) => {
    if (!ctx.host.copyForAWhile) throw lacking(WINDOW, 'clipboard that Rekey can empty');
    await ctx.host.copyForAWhile(input.text, CLIPBOARD_LIFETIME);
  }),
  savePdf: signedIn.input(z.object({ suggestedName: line(120) })).mutation(async ({ ctx, input }) => {
    if (!ctx.host.savePdf) throw lacking(WINDOW, 'way to save a PDF by itself');
    return { saved: await ctx.host.savePdf(ctx.seat, input.suggestedName) };
  }),
});
