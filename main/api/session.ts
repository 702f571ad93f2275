import { z } from 'zod';
import { RekeyError } from '../../db/errors.ts';
import { actionsOf } from '../services/actions/index.ts';
import { kindsOf } from '../services/identity/kinds.ts';
import { anyText, code, email, line, named, password, staffName, uuid } from './input.ts';
import { open, router } from './trpc.ts';

/** The console that the page was drawn by; undefined on the command line, which has one only. */
const ofConsole = z.object({ console: uuid.optional() });

/** What is typed on a page of one platform is not for another that was opened meanwhile. @throws CONSOLE_CHANGED */
const atEntrance = open.input(ofConsole).use(({ ctx, input, next }) => {
  if (input.console !== undefined && input.console !== ctx.services.id)
    throw new RekeyError('CONSOLE_CHANGED');
  return next();
});

/** As far as it is typed; whether it will do is for createFirstAdmin to say. */
const typedOwner = z.object({
  name: anyText(1024),
  fullName: anyText(1024),
  email: anyText(1024).nullable(),
});

export const sessionRouter = router({
  view: open.meta({ passive: true }).query(async ({ ctx }) => ({
    session: await ctx.services.session.view(ctx.seat),
    demo: ctx.services.demo,
    platform: {
      id: ctx.services.platform.id,
      label: ctx.services.platform.label,
      fields: [...ctx.services.platform.fields],
      concerns: [...(ctx.services.platform.enrolment?.concerns ?? [])],
      /** Whether it tells what happened to its users beside what staff did. */
      events: ctx.services.platform.events !== undefined,
      /** Whether its users can be counted and listed. */
      counts: ctx.services.platform.enrolment !== undefined,
      evidence: kindsOf(ctx.services.platform),
      actions: actionsOf(ctx.services.platform),
      /** Of a code of the user's authenticator; null: the platform has none. */
      codeDigits: ctx.services.platform.totp?.digits[0] ?? null,
      /** All that can be reached without a second factor; null: nothing is known of it. */
      openWithout: ctx.services.platform.playbook?.openWithout ?? null,
    },
    console: ctx.services.id,
    profiles: ctx.services.profiles.view(),
    /** What the window says of the platform; null: nothing. */
    mark: await ctx.services.mark.view(),
    host: {
      kind: ctx.host.kind,
      copies: ctx.host.copyForAWhile !== null,
      savesPdf: ctx.host.savePdf !== null,
    },
    /** ms UTC on the console's machine: the window counts down by it. */
    now: ctx.services.clock(),
  })),

  /** Before anybody signs in; the service refuses it once somebody has. */
  openProfile: atEntrance
    .input(z.object({ name: line(32).min(1).nullable() }))
    .mutation(({ ctx, input }) => ctx.services.profiles.open(input.name)),

  createFirstAdmin: atEntrance
    .input(z.object({ name: staffName, fullName: named(120, 1), email: email.nullable(), password }))
    .mutation(({ ctx, input }) => ctx.services.session.createFirstAdmin(ctx.seat, input)),

  judgePassword: open
    .meta({ passive: true })
    .input(z.object({ password, owner: typedOwner }))
    .query(({ ctx, input }) => ctx.services.session.judgePassword(ctx.seat, input.password, input.owner)),

  signIn: atEntrance
    .input(z.object({ name: staffName, password, code }))
    .mutation(({ ctx, input }) => ctx.services.session.signIn(ctx.seat, input)),

  signInDemo: atEntrance
    .input(z.object({ name: staffName }))
    .mutation(({ ctx, input }) => ctx.services.session.signInDemo(ctx.seat, input.name)),

  pairing: open.mutation(({ ctx }) => ctx.services.session.pairing(ctx.seat)),

  completePairing: open
    .input(z.object({ code, newPassword: password.nullable() }))
    .mutation(({ ctx, input }) => ctx.services.session.completePairing(ctx.seat, input)),

  unlock: open
    .input(z.object({ password: anyText(1024), code }))
    .mutation(({ ctx, input }) => ctx.services.session.unlock(ctx.seat, input)),

  confirmCode: open
    .input(z.object({ code }))
    .mutation(({ ctx, input }) => ctx.services.session.confirmCode(ctx.seat, input.code)),

  /** The person is at the machine although nothing is being asked of the console. */
  touch: open.mutation(async ({ ctx }) => {
    await ctx.services.session.actor(ctx.seat);
  }),

  lock: open.mutation(({ ctx }) => ctx.services.session.lock(ctx.seat)),

  signOut: open.mutation(({ ctx }) => ctx.services.session.signOut(ctx.seat)),
});
