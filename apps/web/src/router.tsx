import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { LeaderboardPage } from './board/LeaderboardPage.tsx';
import { Layout } from './components/Layout.tsx';
import { Loading } from './components/QueryView.tsx';
import { Crashed } from './pages/Crashed.tsx';
import { DefinitionsPage } from './pages/DefinitionsPage.tsx';
import { FundPage } from './pages/FundPage.tsx';
import { IncidentsPage } from './pages/IncidentsPage.tsx';
import { ModelPage } from './pages/ModelPage.tsx';
import { NotFoundPage } from './pages/NotFoundPage.tsx';
import { OverviewPage } from './pages/OverviewPage.tsx';
import { RoundPage } from './pages/RoundPage.tsx';
import { RoundsPage } from './pages/RoundsPage.tsx';
import { leaderboardSearch, resetSearch, roundSearch, roundsSearch, scoreSearch, signInSearch } from './search.ts';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage, errorComponent: Crashed });
const getParentRoute = () => root;

/** Pages of one's own are loaded when somebody goes there: most visitors only look. */
const account = createRoute({
  getParentRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account/AccountLayout.tsx'), 'AccountLayout'),
});
const ofAccount = () => account;

const routes = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: OverviewPage }),
  createRoute({ getParentRoute, path: '/leaderboard', component: LeaderboardPage, validateSearch: leaderboardSearch }),
  createRoute({ getParentRoute, path: '/models/$name', component: ModelPage, validateSearch: scoreSearch }),
  createRoute({ getParentRoute, path: '/rounds', component: RoundsPage, validateSearch: roundsSearch }),
  createRoute({ getParentRoute, path: '/rounds/$number', component: RoundPage, validateSearch: roundSearch }),
  createRoute({ getParentRoute, path: '/fund', component: FundPage }),
  createRoute({ getParentRoute, path: '/incidents', component: IncidentsPage }),
  createRoute({ getParentRoute, path: '/definitions', component: DefinitionsPage }),
  createRoute({
    getParentRoute,
    path: '/submit',
    component: lazyRouteComponent(() => import('./submit/SubmitPage.tsx'), 'SubmitPage'),
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
