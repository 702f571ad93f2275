/** The whole api. The renderer imports its type, the hosts call it through call.ts. */
import { actionsRouter } from './actions.ts';
import { approvalsRouter } from './approvals.ts';
import { auditRouter } from './audit.ts';
import { bulkRouter } from './bulk.ts';
import { connectRouter } from './connect.ts';
import { enrolmentRouter } from './enrolment.ts';
import { identityRouter } from './identity.ts';
import { mailRouter, notificationsRouter } from './notifications.ts';
import { requestsRouter } from './requests.ts';
import { sandboxRouter } from './sandbox.ts';
import { sessionRouter } from './session.ts';
import { settingsRouter } from './settings.ts';
import { staffRouter } from './staff.ts';
import { trainingRouter } from './training.ts';
import { router } from './trpc.ts';
import { usersRouter } from './users.ts';
import { windowRouter } from './window.ts';

export const appRouter = router({
  session: sessionRouter,
  connect: connectRouter,
  users: usersRouter,
  actions: actionsRouter,
  approvals: approvalsRouter,
  bulk: bulkRouter,
  identity: identityRouter,
  audit: auditRouter,
  enrolment: enrolmentRouter,
  requests: requestsRouter,
  staff: staffRouter,
  settings: settingsRouter,
  notifications: notificationsRouter,
  mail: mailRouter,
  sandbox: sandboxRouter,
  training: trainingRouter,
  window: windowRouter,
});

export type AppRouter = typeof appRouter;
