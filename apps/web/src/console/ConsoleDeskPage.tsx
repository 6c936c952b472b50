import type { Waiting } from '@robata/client';
import { Link, type LinkProps } from '@tanstack/react-router';
import { Explained } from '../components/Explained.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { groupDigits } from '../format/groupDigits.ts';
import { useDesk, useRoundsUnderWay, useTreasury } from './consoleQueries.ts';
import { CONSOLE_TERMS } from './consoleTerms.ts';
import { NextStep } from './NextStep.tsx';

/** What waits for the operator: the first page of the console. */
export function ConsoleDeskPage() {
  return (
    <>
      <PageHead title="Desk">
        <p>What waits for you, and what comes next.</p>
      </PageHead>
      <QueryView query={useDesk()}>
        {({ waiting, approval }) => (
          <>
            <WaitingTiles waiting={waiting} />
            {approval === 'automatic' && (
              <p className="muted">
                Payout plans are posted without an approval. To approve each of them, start the server with{' '}
                <code>ROBATA_APPROVE_PAYOUTS=1</code>.
              </p>
            )}
          </>
        )}
      </QueryView>
      <Section title="Next steps" aside={<Link to="/console/rounds">All rounds</Link>}>
        <NextSteps />
      </Section>
      <Section title="Treasury" aside={<Link to="/console/money">Money</Link>}>
        <QueryView query={useTreasury()}>
          {({ atCurrentRate, atWorstCase }) => (
            <div className="stack-tight">
              <p>{groupDigits(atCurrentRate.sentence)}</p>
              <p className="muted">{groupDigits(atWorstCase.sentence)}</p>
            </div>
          )}
        </QueryView>
      </Section>
    </>
  );
}

const TILES: readonly (LinkProps & { readonly key: keyof Waiting; readonly go: string })[] = [
  { key: 'approvals', to: '/console/rounds', go: 'Review them' },
  { key: 'withdrawals', to: '/console/money', search: { state: 'waiting' }, go: 'Send or refuse' },
  { key: 'fundRequests', to: '/console/fund', search: { state: 'requested' }, go: 'Confirm or refuse' },
  { key: 'orderPlans', to: '/console/fund', go: 'Confirm them' },
  { key: 'failedJobs', to: '/console/jobs', search: { state: 'failed' }, go: 'Look why' },
  { key: 'postponedSteps', to: '/console/rounds', go: 'Look why' },
  { key: 'openIncidents', to: '/console/incidents', search: { state: 'open', severity: 'error' }, go: 'Decide' },
];

function WaitingTiles({ waiting }: { readonly waiting: Waiting }) {
  const isQuiet = TILES.every(({ key }) => waiting[key] === 0);
  return (
    <>
      {isQuiet && <p className="notice notice-live">Nothing waits for you.</p>}
      <ul className="desk-tiles">
        {TILES.map(({ key, go, ...link }) => (
          <li key={key} className={waiting[key] > 0 ? 'desk-tile desk-tile-due' : 'desk-tile'}>
            <Explained term={CONSOLE_TERMS[key]} />
            <strong className="tile-value">{waiting[key]}</strong>
            {waiting[key] > 0 ? (
              <Link {...link} aria-label={`${CONSOLE_TERMS[key].name}: ${go}`}>
                {go}
              </Link>
            ) : (
              <span className="muted">none</span>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

const SHOWN = 5;

function NextSteps() {
  return (
    <QueryView query={useRoundsUnderWay()}>
      {(rounds) => {
        const due = rounds
          .filter(({ next }) => next !== null)
          .sort((a, b) => ((a.next?.dueAt ?? '') < (b.next?.dueAt ?? '') ? -1 : 1))
          .slice(0, SHOWN);
        if (due.length === 0) return <p className="muted">No round has a step that waits.</p>;
        return (
          <ul className="steps-next">
            {due.map((round) => (
              <li key={round.number}>
                <Link to="/console/rounds/$number" params={{ number: String(round.number) }}>
                  Round {round.number}
                </Link>
                <NextStep round={round} />
              </li>
            ))}
          </ul>
        );
      }}
    </QueryView>
  );
}
