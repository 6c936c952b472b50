import { Link, Outlet } from '@tanstack/react-router';
import { AccountLinks } from './AccountLinks.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { PageLinks } from './PageLinks.tsx';
import { StatusPill } from './StatusPill.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';

/** What one looks up now and then. */
const LOOKED_UP = [
  { to: '/calendar', text: 'Calendar' },
  { to: '/rules', text: 'Rules' },
  { to: '/definitions', text: 'Definitions' },
  { to: '/incidents', text: 'Incidents' },
] as const;

/** What stands around every page. */
export function Layout() {
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <div className="top-row">
          <Link to="/" className="brand">
            <img src="/favicon.svg" alt="" width="26" height="26" />
            Robata
          </Link>
          <StatusPill />
          <AccountLinks />
          <ThemeToggle />
        </div>
        <PageLinks />
      </header>
      <ConnectionBanner />
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="foot">
        <nav aria-label="Looked up now and then">
          {LOOKED_UP.map(({ to, text }) => (
            <Link key={to} to={to}>
              {text}
            </Link>
          ))}
        </nav>
        <p>
          Robata is open source: every score, portfolio and payout here can be recomputed. The same data as JSON:{' '}
          <a href="/api/overview">overview</a>, <a href="/api/leaderboard">leaderboard</a>,{' '}
          <a href="/api/rounds">rounds</a>, <a href="/api/fund">fund</a>.
        </p>
      </footer>
    </>
  );
}
