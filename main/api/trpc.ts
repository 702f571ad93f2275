/** tRPC, set up once: the context of a call, and the procedures by who may call them. */

import { initTRPC } from '@trpc/server';
import { RekeyError } from '../../db/errors.ts';
import { may, type Permission } from '../contract/permissions.ts';
import type { Host, Seat } from '../host.ts';
import type { Services } from '../services/index.ts';
import type { Actor } from '../services/session.ts';

export interface Context {
  seat: Seat;
  host: Host;
  services: Services;
}

/** `passive`: the window asks by itself, so it does not count as activity of the person. */
interface Meta {
  passive?: boolean;
}

const t = initTRPC.context<Context>().meta<Meta>().create();

export const router = t.router;

/** Anybody who reached the console: sign-in and first setup only. */
export const open = t.procedure;

/** A signed-in staff member. What they may do is decided by the service, which knows the rule. */
export const signedIn = t.procedure
  .use(async ({ ctx, next, meta }) => {
    const actor: Actor = await ctx.services.session.actor(ctx.seat, { passive: meta?.passive ?? false });
    return next({ ctx: { ...ctx, actor } });
  })
  .use(async ({ ctx, next, getRawInput }) => {
    const { userId } = Object(await getRawInput()) as { userId?: unknown };
    // Before anything is looked up or logged under it; what is no text is refused with the rest of the input.
    if (typeof userId === 'string' && !ctx.services.platform.isUserId(userId)) {
      throw new RekeyError('BAD_INPUT', { why: 'userId: nobody can have this id' });
    }
    return next();
  });

/**
 * For what wants a code of the last minutes as well. Who may not do it at all is refused by the service, however old their
 * code is: that refusal is logged, and a code that is too old is not.
 */
export function withFreshCode(permission: Permission) {
  return signedIn.use(({ ctx, next }) => {
    if (may(ctx.actor.role, permission)) ctx.services.session.requireFreshCode(ctx.seat);
    return next();
  });
}
