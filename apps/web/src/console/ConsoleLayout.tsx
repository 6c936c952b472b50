import '../style/console.css';
import { Link, Outlet } from '@tanstack/react-router';
import { useState } from 'react';
import { useChain } from '../chain/chainQueries.ts';
import { ForOperators } from './ForOperators.tsx';
import { useDesk } from './consoleQueries.ts';
import { TellContext } from './told.ts';

const PARTS = [
  { to: '/console', text: 'Desk' },
  { to: '/console/rounds', text: 'Rounds' },
  { to: '/console/jobs', text: 'Jobs' },
  { to: '/console/accounts', text: 'Accounts' },
  { to: '/console/money', text: 'Money' },
  { to: '/console/fund', text: 'Fund' },
  { to: '/console/chain', text: 'Chain' },
  { to: '/console/incidents', text: 'Incidents' },
  { to: '/console/configuration', text: 'Configuration' },
  { to: '/console/audit', text: 'Audit log' },
  { to: '/console/health', text: 'Health' },
] as const;

/** What stands around the operator's pages; only operators see what is in it. */
export function ConsoleLayout() {
  return (
    <ForOperators>
      <div className="beside">
        <Parts />
        <Told />
      </div>
    </ForOperators>
  );
}

interface Deed {
  readonly id: number;
  readonly sentence: string;
}

const DEEDS_SHOWN = 3;

/** The page, and above it what was done there last. */
function Told() {
  const [deeds, setDeeds] = useState<readonly Deed[]>([]);
  const tell = (sentence: string): void =>
    setDeeds((before) => [{ id: (before[0]?.id ?? 0) + 1, sentence }, ...before].slice(0, DEEDS_SHOWN));
  return (
    <TellContext value={tell}>
      <div className="stack console">
        <div className="told" role="status">
          {deeds.map(({ id, sentence }) => (
            <p key={id} className="notice notice-live">
              <span>{sentence}</span>
              <button
                type="button"
                className="link"
                aria-label={`Dismiss: ${sentence}`}
                onClick={() => setDeeds((before) => before.filter((deed) => deed.id !== id))}
              >
                Dismiss
              </button>
            </p>
          ))}
        </div>
        <Outlet />
      </div>
    </TellContext>
  );
}

function Parts() {
  const waiting = useDesk().data?.waiting;
  const isOnChain = useChain().data?.isOn === true;
  const counts: Readonly<Record<string, number | undefined>> = {
    '/console/rounds': waiting?.approvals,
    '/console/jobs': waiting?.failedJobs,
    '/console/money': waiting?.withdrawals,
    '/console/fund': waiting && waiting.fundRequests + waiting.orderPlans,
  };
  return (
    <nav aria-label="Console" className="side">
      {PARTS.filter(({ to }) => to !== '/console/chain' || isOnChain).map(({ to, text }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/console', includeSearch: false }}>
          {text}
          {(counts[to] ?? 0) > 0 && (
            <span className="count">
              {counts[to]}
              <span className="unseen"> waiting</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
