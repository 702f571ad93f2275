import { z } from 'zod';
import { MAIL_KINDS } from '../services/notifications/kinds.ts';
import { anyText, line, uuid } from './input.ts';
import { router, signedIn, withFreshCode } from './trpc.ts';

const id = z.number().int().positive();
const kind = z.enum(MAIL_KINDS);

const server = z.object({
  host: line(253).min(1),
  port: z.number().int().min(1).max(65535),
  security: z.enum(['tls', 'starttls', 'none']),
  verifyCertificate: z.boolean(),
  ca: line(1024).min(1).optional(),
  user: line(190),
  password: anyText(1024),
  from: line(254).min(1),
  fromName: line(120),
});

/** Judged by the service, which says what is wrong with it. */
const template = z.object({
  subject: anyText(1000),
  text: anyText(20_000),
  html: anyText(20_000).nullable(),
});

export const notificationsRouter = router({
  list: signedIn
    .meta({ passive: true })
    .input(
      z.object({
        filter: z.object({ state: z.enum(['waiting', 'sent', 'failed']).optional() }),
        limit: z.number().int().min(1).max(200).default(100),
        /** Id: only older ones. */
        cursor: id.nullish(),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.notifications.list(ctx.actor, input.filter, {
        limit: input.limit,
        before: input.cursor ?? undefined,
      }),
    ),
  summary: signedIn.meta({ passive: true }).query(({ ctx }) => ctx.services.notifications.summary(ctx.actor)),
  ofAction: signedIn
    .meta({ passive: true })
    .input(z.object({ actionId: uuid }))
    .query(({ ctx, input }) => ctx.services.notifications.ofAction(ctx.actor, input.actionId)),
  retry: signedIn
    .input(z.object({ id }))
    .mutation(({ ctx, input }) => ctx.services.notifications.retry(ctx.actor, input.id)),
  retryFailed: signedIn.mutation(({ ctx }) => ctx.services.notifications.retryFailed(ctx.actor)),
  send: signedIn.mutation(({ ctx }) => ctx.services.notifications.send(ctx.actor)),
});

/** The mail side of Settings. */
export const mailRouter = router({
  view: signedIn.query(({ ctx }) => ctx.services.mailSettings.view(ctx.actor)),
  saveServer: withFreshCode('settings.manage')
    .input(server)
    .mutation(({ ctx, input }) => ctx.services.mailSettings.saveServer(ctx.actor, input)),
  removeServer: withFreshCode('settings.manage').mutation(({ ctx }) =>
    ctx.services.mailSettings.removeServer(ctx.actor),
  ),
  test: signedIn
    .input(z.object({ server: server.nullable() }))
    .mutation(({ ctx, input }) => ctx.services.mailSettings.test(ctx.actor, input.server)),
  setLetterhead: withFreshCode('settings.manage')
    .input(z.object({ platform: anyText(1000), contact: anyText(1000) }))
    .mutation(({ ctx, input }) => ctx.services.mailSettings.setLetterhead(ctx.actor, input)),
  setTemplate: withFreshCode('settings.manage')
    .input(z.object({ kind, template: template.nullable() }))
    .mutation(({ ctx, input }) =>
      ctx.services.mailSettings.setTemplate(ctx.actor, input.kind, input.template),
    ),
  preview: signedIn
    .input(z.object({ kind, template }))
    .query(({ ctx, input }) => ctx.services.mailSettings.preview(ctx.actor, input.kind, input.template)),
});
