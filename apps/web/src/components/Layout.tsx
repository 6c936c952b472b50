import { Link, Outlet } from '@tanstack/react-router';
import { useVisitor } from '../data/own.ts';
import { AccountLinks } from './AccountLinks.tsx';
import { StatusPill } from './StatusPill.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';

const PAGES = [
  { to: '/', text: 'Overview' },
  { to: '/leaderboard', text: 'Leaderboard' },
  { to: '/rounds', text: 'Rounds' },
  { to: '/meta-model', text: 'Meta model' },
  { to: '/data', text: 'Data' },
  { to: '/fund', text: 'Fund' },
  { to: '/diagnostics', text: 'Diagnostics' },
  { to: '/incidents', text: 'Incidents' },
  { to: '/definitions', text: 'Definitions' },
] as const;
const SUBMIT = { to: '/submit', text: 'Submit' } as const;
const WALLET = { to: '/wallet', text: 'Wallet' } as const;
const CONSOLE = { to: '/console', text: 'Console' } as const;

/** What stands around every page. */
export function Layout() {
  const { participation = 'none', account = null } = useVisitor().data ?? {};
  const taking = participation === 'none' ? PAGES : [...PAGES, SUBMIT, WALLET];
  const pages = account?.role === 'operator' ? [...taking, CONSOLE] : taking;
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
        <nav aria-label="Pages">
          {pages.map(({ to, text }) => (
            <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
              {text}
            </Link>
          ))}
        </nav>
      </header>
      <main id="content" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="foot">
        <p>
          Robata is open source: every score, portfolio and payout here can be recomputed. The same data as JSON:{' '}
          <a href="/api/overview">overview</a>, <a href="/api/leaderboard">leaderboard</a>,{' '}
          <a href="/api/rounds">rounds</a>, <a href="/api/fund">fund</a>.
        </p>
      </footer>
    </>
  );
}
