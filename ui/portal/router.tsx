import { Skeleton, SKELETON_DELAY } from '@shared/components/Skeleton';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  type RouterHistory,
  stringifySearchWith,
} from '@tanstack/react-router';
import { listSearch } from './components/listSearch';
import { auditSearch } from './features/audit/search';
import { DelegationPage } from './features/delegation/DelegationPage';
import { DevicesPage } from './features/devices/DevicesPage';
import { callsSearch, readinessSearch } from './features/emergency-dashboard/search';
import { ChoosePage } from './features/emergency/choose/ChoosePage';
import { EmergencyPage } from './features/emergency/EmergencyPage';
import { locationsSearch } from './features/locations/search';
import { numbersSearch } from './features/numbers/search';
import { proposalsSearch } from './features/proposals/search';
import { AuthorizePage } from './features/session/AuthorizePage';
import { Root } from './features/session/Root';
import { usersSearch } from './features/users/search';
import { AdministrationOnly } from './layout/AdministrationOnly';
import { NotLoaded } from './layout/NotLoaded';
import { NotFound } from './layout/NotFound';
import { Shell } from './layout/Shell';

const Nowhere = () => (
  <Shell>
    <NotFound />
  </Shell>
);

const root = createRootRoute({ component: Root, notFoundComponent: Nowhere });

/** For native clients, without the navigation around it. */
const authorize = createRoute({ getParentRoute: () => root, path: '/oauth/authorize', component: AuthorizePage });

const shell = createRoute({ getParentRoute: () => root, id: 'shell', component: Shell });
const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/emergency', replace: true });
  },
});
const emergency = createRoute({ getParentRoute: () => shell, path: '/emergency', component: EmergencyPage });
/** Where one device is; the desktop client opens it for its own. */
const choose = createRoute({
  getParentRoute: () => shell,
  path: '/emergency/choose',
  component: ChoosePage,
  validateSearch: ({ device }: Record<string, unknown>): { device?: string } =>
    typeof device === 'string' && device !== '' ? { device } : {},
});
const delegation = createRoute({ getParentRoute: () => shell, path: '/delegation', component: DelegationPage });
/** One delegation; mails lead to it. */
const oneDelegation = createRoute({ getParentRoute: () => shell, path: '/delegation/$id', component: DelegationPage });
const devices = createRoute({ getParentRoute: () => shell, path: '/devices', component: DevicesPage });

/** Pages of administrators are fetched when they are opened: most people never open one. */
const administration = createRoute({ getParentRoute: () => shell, id: 'administration', component: AdministrationOnly });
const emergencyDashboard = createRoute({
  getParentRoute: () => administration,
  path: '/emergency-dashboard',
  component: lazyRouteComponent(() => import('./features/emergency-dashboard/ReadinessPage'), 'ReadinessPage'),
  validateSearch: readinessSearch,
});
const wiremapGaps = createRoute({
  getParentRoute: () => administration,
  path: '/emergency-dashboard/gaps',
  component: lazyRouteComponent(() => import('./features/emergency-dashboard/GapsPage'), 'GapsPage'),
});
const emergencyCalls = createRoute({
  getParentRoute: () => administration,
  path: '/emergency-dashboard/calls',
  component: lazyRouteComponent(() => import('./features/emergency-dashboard/CallsPage'), 'EmergencyCallsPage'),
  validateSearch: callsSearch,
});
const proposals = createRoute({
  getParentRoute: () => administration,
  path: '/proposals',
  component: lazyRouteComponent(() => import('./features/proposals/ProposalsPage'), 'ProposalsPage'),
  validateSearch: proposalsSearch,
});
const proposal = createRoute({
  getParentRoute: () => administration,
  path: '/proposals/$id',
  component: lazyRouteComponent(() => import('./features/proposals/ProposalPage'), 'ProposalPage'),
});
const locations = createRoute({
  getParentRoute: () => administration,
  path: '/locations',
  component: lazyRouteComponent(() => import('./features/locations/LocationsPage'), 'LocationsPage'),
  validateSearch: locationsSearch,
});
const sharedLines = createRoute({
  getParentRoute: () => administration,
  path: '/shared-lines',
  component: lazyRouteComponent(() => import('./features/lines/LinesPage'), 'LinesPage'),
  validateSearch: listSearch,
});
const groups = createRoute({
  getParentRoute: () => administration,
  path: '/shared-lines/groups',
  component: lazyRouteComponent(() => import('./features/groups/GroupsPage'), 'GroupsPage'),
});
const details = createRoute({
  getParentRoute: () => administration,
  path: '/shared-lines/$user',
  component: lazyRouteComponent(() => import('./features/lines/DetailsPage'), 'DetailsPage'),
});
const users = createRoute({
  getParentRoute: () => administration,
  path: '/users',
  component: lazyRouteComponent(() => import('./features/users/UsersPage'), 'UsersPage'),
  validateSearch: usersSearch,
});
const importUsers = createRoute({
  getParentRoute: () => administration,
  path: '/users/import',
  component: lazyRouteComponent(() => import('./features/import/ImportPage'), 'ImportPage'),
});
const phones = createRoute({
  getParentRoute: () => administration,
  path: '/users/phones',
  component: lazyRouteComponent(() => import('./features/phones/PhonesPage'), 'PhonesPage'),
  validateSearch: listSearch,
});
const phone = createRoute({
  getParentRoute: () => administration,
  path: '/users/phones/$id',
  component: lazyRouteComponent(() => import('./features/phones/PhonePage'), 'PhonePage'),
});
const numbers = createRoute({
  getParentRoute: () => administration,
  path: '/users/numbers',
  component: lazyRouteComponent(() => import('./features/numbers/NumbersPage'), 'NumbersPage'),
  validateSearch: numbersSearch,
});
const policies = createRoute({
  getParentRoute: () => administration,
  path: '/policies',
  component: lazyRouteComponent(() => import('./features/policies/PoliciesPage'), 'PoliciesPage'),
});
const locationClients = createRoute({
  getParentRoute: () => administration,
  path: '/policies/location-clients',
  component: lazyRouteComponent(() => import('./features/locationclients/LocationClientsPage'), 'LocationClientsPage'),
});
const trunks = createRoute({
  getParentRoute: () => administration,
  path: '/policies/trunks',
  component: lazyRouteComponent(() => import('./features/trunks/TrunksPage'), 'TrunksPage'),
});
const audit = createRoute({
  getParentRoute: () => administration,
  path: '/audit',
  component: lazyRouteComponent(() => import('./features/audit/AuditPage'), 'AuditPage'),
  validateSearch: auditSearch,
});

const routeTree = root.addChildren([
  authorize,
  shell.addChildren([
    home,
    emergency,
    choose,
    delegation,
    oneDelegation,
    devices,
    administration.addChildren([
      emergencyDashboard,
      wiremapGaps,
      emergencyCalls,
      proposals,
      proposal,
      locations,
      sharedLines,
      groups,
      details,
      users,
      importUsers,
      phones,
      phone,
      numbers,
      policies,
      trunks,
      locationClients,
      audit,
    ]),
  ]),
]);

/** The portal's router; a history of one's own is for tests. */
export function makeRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    defaultNotFoundComponent: Nowhere,
    defaultErrorComponent: NotLoaded,
    // The page before stays while the next one is fetched, for as long as a skeleton would be too early.
    defaultPendingComponent: () => <Skeleton lines={5} />,
    defaultPendingMs: SKELETON_DELAY,
    defaultPreload: 'intent',
    // Parameters are text as they stand: a code challenge that looks like a number must not become one.
    parseSearch: parseSearchWith((text) => text),
    stringifySearch: stringifySearchWith(String),
    ...(history === undefined ? {} : { history }),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
