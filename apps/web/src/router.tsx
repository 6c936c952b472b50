import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { LeaderboardPage } from './board/LeaderboardPage.tsx';
import { Layout } from './components/Layout.tsx';
import { Loading } from './components/QueryView.tsx';
import {
  accountsSearch,
  auditSearch,
  incidentsSearch,
  jobsSearch,
  moneySearch,
  fundSearch,
} from './console/consoleSearch.ts';
import { onceReached } from './data/onceReached.ts';
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
  vaultSearch,
  verifySearch,
  stakeSearch,
  submitSearch,
  symbolsSearch,
} from './search.ts';

/** A page that is loaded when somebody goes there; while the server is gone it waits, and what was shown stays. */
const lazyPage: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => onceReached(load), name);

const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage, errorComponent: Crashed });
const getParentRoute = () => root;

/** Pages of one's own are loaded when somebody goes there: most visitors only look. */
const account = createRoute({
  getParentRoute,
  path: '/account',
  component: lazyPage(() => import('./account/AccountLayout.tsx'), 'AccountLayout'),
});
const ofAccount = () => account;

/** The operator's pages, with what stands around them. */
const consoleRoute = createRoute({
  getParentRoute,
  path: '/console',
  component: lazyPage(() => import('./console/ConsoleLayout.tsx'), 'ConsoleLayout'),
});
const ofConsole = () => consoleRoute;

const routes = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: OverviewPage }),
  createRoute({ getParentRoute, path: '/leaderboard', component: LeaderboardPage, validateSearch: leaderboardSearch }),
  createRoute({
    getParentRoute,
    path: '/models/$name',
    component: lazyPage(() => import('./model/ModelPage.tsx'), 'ModelPage'),
    validateSearch: scoreSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/compare',
    component: lazyPage(() => import('./compare/ComparePage.tsx'), 'ComparePage'),
    validateSearch: compareSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/rounds',
    component: lazyPage(() => import('./round/RoundsPage.tsx'), 'RoundsPage'),
    validateSearch: roundsSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/rounds/$number',
    component: lazyPage(() => import('./round/RoundPage.tsx'), 'RoundPage'),
    validateSearch: roundSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/rounds/$number/verify',
    component: lazyPage(() => import('./verify/VerifyPage.tsx'), 'VerifyPage'),
    validateSearch: verifySearch,
  }),
  createRoute({
    getParentRoute,
    path: '/calendar',
    component: lazyPage(() => import('./round/CalendarPage.tsx'), 'CalendarPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/meta-model',
    component: lazyPage(() => import('./metaModel/MetaModelPage.tsx'), 'MetaModelPage'),
    validateSearch: metaModelSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/data',
    component: lazyPage(() => import('./dataPages/DataPage.tsx'), 'DataPage'),
    validateSearch: dataSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/rules',
    component: lazyPage(() => import('./configuration/RulesPage.tsx'), 'RulesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/fund',
    component: lazyPage(() => import('./fund/FundPage.tsx'), 'FundPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/fund/$product',
    component: lazyPage(() => import('./fund/ProductPage.tsx'), 'ProductPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/fund/$product/factsheet',
    component: lazyPage(() => import('./fund/FactsheetPage.tsx'), 'FactsheetPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/signals/symbols',
    component: lazyPage(() => import('./symbols/SymbolsPage.tsx'), 'SymbolsPage'),
    validateSearch: symbolsSearch,
  }),
  createRoute({ getParentRoute, path: '/incidents', component: IncidentsPage }),
  createRoute({ getParentRoute, path: '/definitions', component: DefinitionsPage }),
  createRoute({
    getParentRoute,
    path: '/diagnostics',
    component: lazyPage(() => import('./diagnostics/DiagnosticsPage.tsx'), 'DiagnosticsPage'),
    validateSearch: diagnosticsSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/submit',
    component: lazyPage(() => import('./submit/SubmitPage.tsx'), 'SubmitPage'),
    validateSearch: submitSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/wallet',
    component: lazyPage(() => import('./wallet/WalletPage.tsx'), 'WalletPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/wallet/chain',
    component: lazyPage(() => import('./chain/ChainWalletPage.tsx'), 'ChainWalletPage'),
    validateSearch: vaultSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/chain',
    component: lazyPage(() => import('./chain/ChainPage.tsx'), 'ChainPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/wallet/$model',
    component: lazyPage(() => import('./wallet/StakePage.tsx'), 'StakePage'),
    validateSearch: stakeSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/sign-in',
    component: lazyPage(() => import('./account/SignInPage.tsx'), 'SignInPage'),
    validateSearch: signInSearch,
  }),
  createRoute({
    getParentRoute,
    path: '/sign-up',
    component: lazyPage(() => import('./account/SignUpPage.tsx'), 'SignUpPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/reset-password',
    component: lazyPage(() => import('./account/ResetPasswordPage.tsx'), 'ResetPasswordPage'),
    validateSearch: resetSearch,
  }),
  account.addChildren([
    createRoute({
      getParentRoute: ofAccount,
      path: '/',
      component: lazyPage(() => import('./account/ProfilePage.tsx'), 'ProfilePage'),
    }),
    createRoute({
      getParentRoute: ofAccount,
      path: '/models',
      component: lazyPage(() => import('./account/ModelsPage.tsx'), 'ModelsPage'),
    }),
    createRoute({
      getParentRoute: ofAccount,
      path: '/keys',
      component: lazyPage(() => import('./account/KeysPage.tsx'), 'KeysPage'),
    }),
    createRoute({
      getParentRoute: ofAccount,
      path: '/security',
      component: lazyPage(() => import('./account/SecurityPage.tsx'), 'SecurityPage'),
    }),
    createRoute({
      getParentRoute: ofAccount,
      path: '/notifications',
      component: lazyPage(() => import('./account/NotificationsPage.tsx'), 'NotificationsPage'),
    }),
  ]),
  consoleRoute.addChildren([
    createRoute({
      getParentRoute: ofConsole,
      path: '/',
      component: lazyPage(() => import('./console/ConsoleDeskPage.tsx'), 'ConsoleDeskPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/rounds',
      component: lazyPage(() => import('./console/ConsoleRoundsPage.tsx'), 'ConsoleRoundsPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/rounds/$number',
      component: lazyPage(() => import('./console/ConsoleRoundPage.tsx'), 'ConsoleRoundPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/jobs',
      component: lazyPage(() => import('./console/ConsoleJobsPage.tsx'), 'ConsoleJobsPage'),
      validateSearch: jobsSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/accounts',
      component: lazyPage(() => import('./console/ConsoleAccountsPage.tsx'), 'ConsoleAccountsPage'),
      validateSearch: accountsSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/accounts/$username',
      component: lazyPage(() => import('./console/ConsoleAccountPage.tsx'), 'ConsoleAccountPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/money',
      component: lazyPage(() => import('./console/ConsoleMoneyPage.tsx'), 'ConsoleMoneyPage'),
      validateSearch: moneySearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/fund',
      component: lazyPage(() => import('./console/ConsoleFundPage.tsx'), 'ConsoleFundPage'),
      validateSearch: fundSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/fund/$product',
      component: lazyPage(() => import('./console/ConsoleOrdersPage.tsx'), 'ConsoleOrdersPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/chain',
      component: lazyPage(() => import('./console/ConsoleChainPage.tsx'), 'ConsoleChainPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/incidents',
      component: lazyPage(() => import('./console/ConsoleIncidentsPage.tsx'), 'ConsoleIncidentsPage'),
      validateSearch: incidentsSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/configuration',
      component: lazyPage(() => import('./configuration/ConfigurationPage.tsx'), 'ConfigurationPage'),
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/audit',
      component: lazyPage(() => import('./console/ConsoleAuditPage.tsx'), 'ConsoleAuditPage'),
      validateSearch: auditSearch,
    }),
    createRoute({
      getParentRoute: ofConsole,
      path: '/health',
      component: lazyPage(() => import('./console/ConsoleHealthPage.tsx'), 'ConsoleHealthPage'),
    }),
  ]),
]);

export const router = createRouter({
  routeTree: routes,
  scrollRestoration: true,
  trailingSlash: 'never',
  defaultPendingComponent: Loading,
  // Within the layout: the way to the other pages stays.
  defaultErrorComponent: Crashed,
  defaultPreload: 'intent',
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
