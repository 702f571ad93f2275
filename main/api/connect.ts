import { z } from 'zod';
import { accountName, anyText, line, mark, platformChoices, serverAddress } from './input.ts';
import { open, router } from './trpc.ts';

/** Any id and setting: the service knows which there are. */
const held = z.object({ platform: line(64), choices: platformChoices.optional() });
const chosen = held.extend({ keys: z.record(line(64), anyText(1024)) });

/** For whoever sits at a demo, which has no staff that could be asked; the service refuses it elsewhere. */
export const connectRouter = router({
  view: open.query(({ ctx }) => ctx.services.connecting.view()),
  survey: open
    .input(z.object({ server: serverAddress }))
    .mutation(({ ctx, input }) => ctx.services.connecting.survey(input.server)),
  acceptBastion: open
    .input(z.object({ server: serverAddress, fingerprint: line(64) }))
    .mutation(({ ctx, input }) => ctx.services.connecting.acceptBastion(input.server, input.fingerprint)),
  choices: open
    .input(z.object({ server: serverAddress, platform: line(64) }))
    .mutation(({ ctx, input }) => ctx.services.connecting.choices(input.server, input.platform)),
  sample: open
    .input(z.object({ server: serverAddress, platform: line(64), choices: platformChoices }))
    .mutation(({ ctx, input }) =>
      ctx.services.connecting.sample(input.server, input.platform, input.choices),
    ),
  look: open
    .input(chosen.extend({ server: serverAddress }))
    .mutation(({ ctx, input: { server, ...rest } }) => ctx.services.connecting.look(server, rest)),
  tables: open
    .input(held.extend({ server: serverAddress }))
    .mutation(({ ctx, input: { server, ...rest } }) => ctx.services.connecting.tables(server, rest)),
  makeTables: open
    .input(
      held.extend({
        server: serverAddress,
        account: z.object({ user: accountName, password: anyText(1024) }),
      }),
    )
    .mutation(({ ctx, input: { server, account, ...rest } }) =>
      ctx.services.connecting.makeTables(server, rest, account),
    ),
  keep: open
    .input(chosen.extend({ server: serverAddress, mark: mark.nullable() }))
    .mutation(({ ctx, input: { server, mark: said, ...rest } }) =>
      ctx.services.connecting.keep(server, rest, said),
    ),
});
