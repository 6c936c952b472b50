import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { LeaderboardPage } from './board/LeaderboardPage.tsx';
import { Layout } from './components/Layout.tsx';
import { Loading } from './components/QueryView.tsx';
import { accountsSearch, auditSearch, incidentsSearch, jobsSearch, moneySearch } from './console/consoleSearch.ts';
import { OverviewPage } from './home/OverviewPage.tsx';
import { Crashed } from './pages/Crashed.tsx';
import { DefinitionsPage } from './pages/DefinitionsPage.tsx';
import { IncidentsPage } from './pages/IncidentsPage.tsx';
import { NotFoundPage } from './pages/NotFoundPage.tsx';
import {
  compareSearch,
  dataSearch,
  diagnosticsSearch,
  leaderboardSearch,
  metaModelSearch,
  resetSearch,
  roundSearch,
  roundsSearch,
  scoreSearch,
  signInSearch,
  verifySearch,
  stakeSearch,
  submitSearch,
} from './search.ts';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage, errorComponent: Crashed });
const getParentRoute = () => root;

/** Pages of one's own are loaded when somebody goes there: most visitors only look. */
const account = createRoute({
  getParentRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account/AccountLayout.tsx'), 'AccountLayout'),
});
const ofAccount = () => account;

/** The operator's pages, with what stands around them. */
const consoleRoute = createRoute({
  getParentRoute,
  path: '/console',
  component: lazyRouteComponent(() => import('./console/ConsoleLayout.tsx'), 'ConsoleLayout'),
});
const ofConsole = () => consoleRoute;

const routes = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: OverviewPage }),
  createRoute({ getParentRoute, path: '/leaderboard', component: LeaderboardPage, validateSearch: leaderboardSearch }),
  createRoute({
    getParentRoute,
    path: '/models/$name',
    component: lazyRouteComponent(() => import('./model/ModelPage.tsx'), 'ModelPage'),
    validateSearch: scoreSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/compare',
    component: lazyRouteComponent(() => import('./compare/ComparePage.tsx'), 'ComparePage'),
    validateSearch: compareSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/rounds',
    component: lazyRouteComponent(() => import('./round/RoundsPage.tsx'), 'RoundsPage'),
    validateSearch: roundsSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/rounds/$number',
    component: lazyRouteComponent(() => import('./round/RoundPage.tsx'), 'RoundPage'),
    validateSearch: roundSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/rounds/$number/verify',
    component: lazyRouteComponent(() => import('./verify/VerifyPage.tsx'), 'VerifyPage'),
    validateSearch: verifySearch,
  }),
  createRoute({
    getParentRoute,
    path: '/calendar',
    component: lazyRouteComponent(() => import('./round/CalendarPage.tsx'), 'CalendarPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/meta-model',
    component: lazyRouteComponent(() => import('./metaModel/MetaModelPage.tsx'), 'MetaModelPage'),
    validateSearch: metaModelSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/data',
    component: lazyRouteComponent(() => import('./dataPages/DataPage.tsx'), 'DataPage'),
    validateSearch: dataSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/rules',
    component: lazyRouteComponent(() => import('./configuration/RulesPage.tsx'), 'RulesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/fund',
    component: lazyRouteComponent(() => import('./fund/FundPage.tsx'), 'FundPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/fund/$product',
    component: lazyRouteComponent(() => import('./fund/ProductPage.tsx'), 'ProductPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/fund/$product/factsheet',
    component: lazyRouteComponent(() => import('./fund/FactsheetPage.tsx'), 'FactsheetPage'),
  }),
  createRoute({ getParentRoute, path: '/incidents', component: IncidentsPage }),
  createRoute({ getParentRoute, path: '/definitions', component: DefinitionsPage }),
  createRoute({
    getParentRoute,
    path: '/diagnostics',
    component: lazyRouteComponent(() => import('./diagnostics/DiagnosticsPage.tsx'), 'DiagnosticsPage'),
    validateSearch: diagnosticsSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/submit',
    component: lazyRouteComponent(() => import('./submit/SubmitPage.tsx'), 'SubmitPage'),
    validateSearch: submitSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/wallet',
    component: lazyRouteComponent(() => import('./wallet/WalletPage.tsx'), 'WalletPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/wallet/$model',
    component: lazyRouteComponent(() => import('./wallet/StakePage.tsx'), 'StakePage'),
    validateSearch: stakeSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/sign-in',
    component: lazyRouteComponent(() => import('./account/SignInPage.tsx'), 'SignInPage'),
    validateSearch: signInSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/sign-up',
    component: lazyRouteComponent(() => import('./account/SignUpPage.tsx'), 'SignUpPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reset-password',
    component: lazyRouteComponent(() => import('./account/ResetPasswordPage.tsx'), 'ResetPasswordPage'),
    validateSearch: resetSearch,
  }),
  account.addChildren([
    createRoute({
      getParentRoute: ofAccount,
      path: '/',
      component: lazyRouteComponent(() => import('./account/ProfilePage.tsx'), 'ProfilePage'),
    }),
    createRoute({
      getParentRoute: ofAccount,
      path: '/models',
      component: lazyRouteComponent(() => import('./account/ModelsPage.tsx'), 'ModelsPage'),
    }),
    createRoute({
      getParentRoute: ofAccount,
      path: '/keys',
      component: lazyRouteComponent(() => import('./account/KeysPage.tsx'), 'KeysPage'),
    }),
    createRoute({
      getParentRoute: ofAccount,
      path: '/security',
      component: lazyRouteComponent(() => import('./account/SecurityPage.tsx'), 'SecurityPage'),
    }),
    createRoute({
      getParentRoute: ofAccount,
      path: '/notifications',
      component: lazyRouteComponent(() => import('./account/NotificationsPage.tsx'), 'NotificationsPage'),
    }),
  ]),
  consoleRoute.addChildren([
    createRoute({
      getParentRoute: ofConsole,
      path: '/',
      component: lazyRouteComponent(() => import('./console/ConsoleDeskPage.tsx'), 'ConsoleDeskPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/rounds',
      component: lazyRouteComponent(() => import('./console/ConsoleRoundsPage.tsx'), 'ConsoleRoundsPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/rounds/$number',
      component: lazyRouteComponent(() => import('./console/ConsoleRoundPage.tsx'), 'ConsoleRoundPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/jobs',
      component: lazyRouteComponent(() => import('./console/ConsoleJobsPage.tsx'), 'ConsoleJobsPage'),
      validateSearch: jobsSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/accounts',
      component: lazyRouteComponent(() => import('./console/ConsoleAccountsPage.tsx'), 'ConsoleAccountsPage'),
      validateSearch: accountsSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/accounts/$username',
      component: lazyRouteComponent(() => import('./console/ConsoleAccountPage.tsx'), 'ConsoleAccountPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/money',
      component: lazyRouteComponent(() => import('./console/ConsoleMoneyPage.tsx'), 'ConsoleMoneyPage'),
      validateSearch: moneySearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/incidents',
      component: lazyRouteComponent(() => import('./console/ConsoleIncidentsPage.tsx'), 'ConsoleIncidentsPage'),
      validateSearch: incidentsSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/configuration',
      component: lazyRouteComponent(() => import('./configuration/ConfigurationPage.tsx'), 'ConfigurationPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/audit',
      component: lazyRouteComponent(() => import('./console/ConsoleAuditPage.tsx'), 'ConsoleAuditPage'),
      validateSearch: auditSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/health',
      component: lazyRouteComponent(() => import('./console/ConsoleHealthPage.tsx'), 'ConsoleHealthPage'),
    }),
  ]),
]);

export const router = createRouter({
  routeTree: routes,
  scrollRestoration: true,
  trailingSlash: 'never',
  defaultPendingComponent: Loading,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
