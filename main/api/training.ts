import { z } from 'zod';
import { SCENARIO_IDS } from '../services/training/scenarios.ts';
import { router, signedIn } from './trpc.ts';

export const scenario = z.enum(SCENARIO_IDS);

/** On a demo only. */
export const trainingRouter = router({
  scenarios: signedIn.query(({ ctx }) => ctx.services.training.scenarios(ctx.actor)),
  start: signedIn
    .input(z.object({ scenario }))
    .mutation(({ ctx, input }) => ctx.services.training.start(ctx.actor, input.scenario)),
  runs: signedIn.query(({ ctx }) => ctx.services.training.runs(ctx.actor)),
});
