/** The pages by address. Hash addresses, so that the same build works under http:// and Electron's app://. */
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { type AuditSearch, auditSearch } from './pages/audit/audit-search.ts';
import { type EnrolmentSearch, enrolmentSearch } from './pages/enrolment/enrolment-search.ts';
import { type RequestsSearch, requestsSearch } from './pages/requests/requests-search.ts';
import { NoSuchPage, PageFailed, PageLoading } from './shell/between-pages.tsx';
import { Shell } from './shell/shell.tsx';

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NoSuchPage });

const findRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { q?: string } =>
    // A query of digits only comes back from the address as a number.
    search.q === undefined || search.q === '' ? {} : { q: String(search.q).slice(0, 200) },
  component: lazyRouteComponent(() => import('./pages/find/find-page.tsx'), 'FindPage'),
});

const userRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/users/$userId',
  /** The request that the page was opened from: what is done here is linked to it. The approval to carry out. */
  validateSearch: (search: Record<string, unknown>): { request?: number; approval?: number | undefined } => ({
    ...numbered('request', search),
    ...numbered('approval', search),
  }),
  component: lazyRouteComponent(() => import('./pages/user/user-page.tsx'), 'UserPage'),
});

function numbered<Name extends string>(
  name: Name,
  search: Record<string, unknown>,
): { [_ in Name]?: number } {
  const value = search[name];
  return (Number.isSafeInteger(value) && (value as number) > 0 ? { [name]: value } : {}) as {
    [_ in Name]?: number;
  };
}

const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests',
  validateSearch: (search: Record<string, unknown>): RequestsSearch => requestsSearch(search),
  component: lazyRouteComponent(() => import('./pages/requests/requests-page.tsx'), 'RequestsPage'),
});

const requestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests/$requestId',
  component: lazyRouteComponent(() => import('./pages/requests/request-page.tsx'), 'RequestPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: (search: Record<string, unknown>): AuditSearch => auditSearch(search),
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
});

const approvalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals',
  component: lazyRouteComponent(() => import('./pages/approvals/approvals-page.tsx'), 'ApprovalsPage'),
});

const bulkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bulk',
  component: lazyRouteComponent(() => import('./pages/bulk/bulk-page.tsx'), 'BulkPage'),
});

const bulkJobRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bulk/$jobId',
  component: lazyRouteComponent(() => import('./pages/bulk/job-page.tsx'), 'JobPage'),
});

const notificationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/notifications',
  component: lazyRouteComponent(
    () => import('./pages/notifications/notifications-page.tsx'),
    'NotificationsPage',
  ),
});

const enrolmentRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrolment',
  component: lazyRouteComponent(() => import('./pages/enrolment/enrolment-page.tsx'), 'EnrolmentPage'),
});

const enrolmentListRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/enrolment/users',
  validateSearch: (search: Record<string, unknown>): EnrolmentSearch => enrolmentSearch(search),
  component: lazyRouteComponent(
    () => import('./pages/enrolment/enrolment-list-page.tsx'),
    'EnrolmentListPage',
  ),
});

/** In the demo, from its banner. */
const trainingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/training',
  component: lazyRouteComponent(() => import('./pages/training/training-page.tsx'), 'TrainingPage'),
});

const staffRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/staff',
  component: lazyRouteComponent(() => import('./pages/staff/staff-page.tsx'), 'StaffPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    findRoute,
    userRoute,
    requestsRoute,
    requestRoute,
    approvalsRoute,
    bulkRoute,
    bulkJobRoute,
    notificationsRoute,
    enrolmentRoute,
    enrolmentListRoute,
    auditRoute,
    trainingRoute,
    staffRoute,
    settingsRoute,
  ]),
  history: createHashHistory(),
  defaultPreload: 'intent',
  defaultPendingComponent: PageLoading,
  defaultPendingMs: 150,
  defaultErrorComponent: PageFailed,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
