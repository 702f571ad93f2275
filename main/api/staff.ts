import { z } from 'zod';
import { email, named, role, staffName } from './input.ts';
import { router, signedIn, withFreshCode } from './trpc.ts';

const managing = withFreshCode('staff.manage');
const byName = managing.input(z.object({ name: staffName }));

export const staffRouter = router({
  list: signedIn.query(({ ctx }) => ctx.services.staff.list(ctx.actor)),
  add: managing
    .input(z.object({ name: staffName, fullName: named(120, 1), email: email.nullable(), role }))
    .mutation(({ ctx, input }) => ctx.services.staff.add(ctx.actor, input)),
  setRole: byName
    .input(z.object({ role }))
    .mutation(({ ctx, input }) => ctx.services.staff.setRole(ctx.actor, input.name, input.role)),
  close: byName.mutation(({ ctx, input }) => ctx.services.staff.close(ctx.actor, input.name)),
  reopen: byName.mutation(({ ctx, input }) => ctx.services.staff.reopen(ctx.actor, input.name)),
  unlock: byName.mutation(({ ctx, input }) => ctx.services.staff.unlock(ctx.actor, input.name)),
  invite: byName.mutation(({ ctx, input }) => ctx.services.staff.invite(ctx.actor, input.name)),
});
