import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Layout } from './components/Layout.tsx';
import { Crashed } from './pages/Crashed.tsx';
import { DefinitionsPage } from './pages/DefinitionsPage.tsx';
import { FundPage } from './pages/FundPage.tsx';
import { IncidentsPage } from './pages/IncidentsPage.tsx';
import { LeaderboardPage } from './pages/LeaderboardPage.tsx';
import { ModelPage } from './pages/ModelPage.tsx';
import { NotFoundPage } from './pages/NotFoundPage.tsx';
import { OverviewPage } from './pages/OverviewPage.tsx';
import { RoundPage } from './pages/RoundPage.tsx';
import { RoundsPage } from './pages/RoundsPage.tsx';
import { leaderboardSearch, roundSearch, roundsSearch, scoreSearch } from './search.ts';

const root = createRootRoute({ component: Layout, notFoundComponent: NotFoundPage, errorComponent: Crashed });
const getParentRoute = () => root;

const routes = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: OverviewPage }),
  createRoute({ getParentRoute, path: '/leaderboard', component: LeaderboardPage, validateSearch: leaderboardSearch }),
  createRoute({ getParentRoute, path: '/models/$name', component: ModelPage, validateSearch: scoreSearch }),
  createRoute({ getParentRoute, path: '/rounds', component: RoundsPage, validateSearch: roundsSearch }),
  createRoute({ getParentRoute, path: '/rounds/$number', component: RoundPage, validateSearch: roundSearch }),
  createRoute({ getParentRoute, path: '/fund', component: FundPage }),
  createRoute({ getParentRoute, path: '/incidents', component: IncidentsPage }),
  createRoute({ getParentRoute, path: '/definitions', component: DefinitionsPage }),
]);

export const router = createRouter({ routeTree: routes, scrollRestoration: true, trailingSlash: 'never' });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
