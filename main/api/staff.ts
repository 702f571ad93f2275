import { z } from 'zod';
import { email, named, role, staffName } from './input.ts';
import { router, signedIn } from './trpc.ts';

const byName = signedIn.input(z.object({ name: staffName }));

export const staffRouter = router({
  list: signedIn.query(({ ctx }) => ctx.services.staff.list(ctx.actor)),
  add: signedIn
    .input(z.object({ name: staffName, fullName: named(120, 1), email: email.nullable(), role }))
    .mutation(({ ctx, input }) => {
      ctx.services.session.requireFreshCode(ctx.seat);
      return ctx.services.staff.add(ctx.actor, input);
    }),
  setRole: byName.input(z.object({ role })).mutation(({ ctx, input }) => {
    ctx.services.session.requireFreshCode(ctx.seat);
    return ctx.services.staff.setRole(ctx.actor, input.name, input.role);
  }),
  close: byName.mutation(({ ctx, input }) => {
    ctx.services.session.requireFreshCode(ctx.seat);
    return ctx.services.staff.close(ctx.actor, input.name);
  }),
  reopen: byName.mutation(({ ctx, input }) => {
    ctx.services.session.requireFreshCode(ctx.seat);
    return ctx.services.staff.reopen(ctx.actor, input.name);
  }),
  unlock: byName.mutation(({ ctx, input }) => {
    ctx.services.session.requireFreshCode(ctx.seat);
    return ctx.services.staff.unlock(ctx.actor, input.name);
  }),
  invite: byName.mutation(({ ctx, input }) => {
    ctx.services.session.requireFreshCode(ctx.seat);
    return ctx.services.staff.invite(ctx.actor, input.name);
  }),
});
