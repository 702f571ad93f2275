import { z } from 'zod';
import { accountName, anyText, line, serverAddress } from './input.ts';
import { open, router } from './trpc.ts';

/** Any id and setting: the service knows which there are. */
const chosen = z.object({ platform: line(64), keys: z.record(line(64), anyText(1024)) });

/** For whoever sits at a demo, which has no staff that could be asked; the service refuses it elsewhere. */
export const connectRouter = router({
  view: open.query(({ ctx }) => ctx.services.connecting.view()),
  survey: open
    .input(z.object({ server: serverAddress }))
    .mutation(({ ctx, input }) => ctx.services.connecting.survey(input.server)),
  acceptBastion: open
    .input(z.object({ server: serverAddress, fingerprint: line(64) }))
    .mutation(({ ctx, input }) => ctx.services.connecting.acceptBastion(input.server, input.fingerprint)),
  look: open
    .input(chosen.extend({ server: serverAddress }))
    .mutation(({ ctx, input: { server, ...rest } }) => ctx.services.connecting.look(server, rest)),
  tables: open
    .input(z.object({ server: serverAddress, platform: line(64) }))
    .mutation(({ ctx, input }) => ctx.services.connecting.tables(input.server, input.platform)),
  makeTables: open
    .input(
      z.object({
        server: serverAddress,
        platform: line(64),
        account: z.object({ user: accountName, password: anyText(1024) }),
      }),
    )
    .mutation(({ ctx, input: { server, platform, account } }) =>
      ctx.services.connecting.makeTables(server, platform, account),
    ),
  keep: open
    .input(chosen.extend({ server: serverAddress }))
    .mutation(({ ctx, input: { server, ...rest } }) => ctx.services.connecting.keep(server, rest)),
});
