import { z } from 'zod';
import { actionRequest, code, named, userId } from './input.ts';
import { router, signedIn } from './trpc.ts';

export const actionsRouter = router({
  issueBackupCodes: signedIn
    .input(actionRequest)
    .mutation(({ ctx, input }) => ctx.services.actions.run('issue-backup-codes', by(ctx), input, {})),

  sendBackupCodes: signedIn
    .input(actionRequest)
    .mutation(({ ctx, input }) => ctx.services.actions.run('send-backup-codes', by(ctx), input, {})),

  issueEmergencyCode: signedIn
    .input(actionRequest.extend({ minutes: z.number().int() }))
    .mutation(({ ctx, input }) =>
      ctx.services.actions.run('issue-emergency-code', by(ctx), input, { minutes: input.minutes }),
    ),

  resetAuthenticator: signedIn
    .input(actionRequest)
    .mutation(({ ctx, input }) => ctx.services.actions.run('reset-authenticator', by(ctx), input, {})),

  disable2fa: signedIn
    .input(actionRequest.extend({ typedUsername: named(190) }))
    .mutation(({ ctx, input }) =>
      ctx.services.actions.run('disable-2fa', by(ctx), input, { typedUsername: input.typedUsername }),
    ),

  unlock: signedIn
    .input(actionRequest)
    .mutation(({ ctx, input }) => ctx.services.actions.run('unlock', by(ctx), input, {})),

  revokeSessions: signedIn
    .input(actionRequest)
    .mutation(({ ctx, input }) => ctx.services.actions.run('revoke-sessions', by(ctx), input, {})),

  sendReminder: signedIn
    .input(actionRequest)
    .mutation(({ ctx, input }) => ctx.services.actions.run('send-reminder', by(ctx), input, {})),

  checkCode: signedIn
    .input(z.object({ userId, code }))
    .mutation(({ ctx, input }) => ctx.services.actions.checkCode(ctx.actor, input.userId, input.code)),
});

function by(ctx: { actor: import('../services/session.ts').Actor; seat: import('../host.ts').Seat }) {
  return { actor: ctx.actor, seat: ctx.seat };
}
