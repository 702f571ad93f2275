import { z } from 'zod';
import { REASONS } from '../contract/reasons.ts';
import { CONCERNS, ENROLMENTS, LIST_FORMATS } from '../services/enrolment/service.ts';
import { line, text, ticket, uuid } from './input.ts';
import { router, signedIn } from './trpc.ts';

const time = z.number().int();
/** Users are counted by it without spaces around it; an empty one is none. */
const group = (max: number) => line(max).transform((name) => name.replace(/^ +| +$/g, '') || null);
const filter = z.object({
  enrolment: z.enum(ENROLMENTS).optional(),
  concern: z.enum(CONCERNS).optional(),
  department: group(120).nullable().optional(),
  role: group(60).nullable().optional(),
  joinedFrom: time.optional(),
  joinedBefore: time.optional(),
  asOf: time.optional(),
});

export const enrolmentRouter = router({
  overview: signedIn.meta({ passive: true }).query(({ ctx }) => ctx.services.enrolment.overview(ctx.actor)),
  startCount: signedIn.mutation(({ ctx }) => ctx.services.enrolment.startCount(ctx.actor)),
  countNow: signedIn.mutation(({ ctx }) => ctx.services.enrolment.countNow(ctx.actor)),
  cancelCount: signedIn.mutation(({ ctx }) => ctx.services.enrolment.cancelCount(ctx.actor)),
  list: signedIn
    .input(
      z.object({
        filter,
        limit: z.number().int().min(1).max(200).default(100),
        cursor: line(255).nullish(),
      }),
    )
    .query(({ ctx, input }) =>
      ctx.services.enrolment.list(ctx.actor, input.filter, {
        limit: input.limit,
        cursor: input.cursor ?? null,
      }),
    ),
  remind: signedIn
    .input(
      z.object({
        filter,
        reason: z.enum(REASONS),
        reasonText: text(500).nullable(),
        ticket: ticket.nullable(),
      }),
    )
    .mutation(({ ctx, input }) => ctx.services.reminders.plan(ctx.actor, input)),
  startExport: signedIn
    .input(z.object({ filter, format: z.enum(LIST_FORMATS) }))
    .mutation(({ ctx, input }) => ctx.services.enrolment.startExport(ctx.actor, input.filter, input.format)),
  /** A mutation: each piece is given once. */
  nextOfExport: signedIn
    .input(z.object({ exportId: uuid }))
    .mutation(({ ctx, input }) => ctx.services.enrolment.nextOfExport(ctx.actor, input.exportId)),
  stopExport: signedIn
    .input(z.object({ exportId: uuid }))
    .mutation(({ ctx, input }) => ctx.services.enrolment.stopExport(ctx.actor, input.exportId)),
  startReport: signedIn
    .input(z.object({ filter }))
    .mutation(({ ctx, input }) => ctx.services.enrolment.startReport(ctx.actor, input.filter)),
  nextOfReport: signedIn
    .input(z.object({ reportId: uuid }))
    .mutation(({ ctx, input }) => ctx.services.enrolment.nextOfReport(ctx.actor, input.reportId)),
  stopReport: signedIn
    .input(z.object({ reportId: uuid }))
    .mutation(({ ctx, input }) => ctx.services.enrolment.stopReport(ctx.actor, input.reportId)),
});
