import type { RoundUnderWay } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { Tokens } from '../components/Tokens.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useRoundsUnderWay } from './consoleQueries.ts';
import { NextStep } from './NextStep.tsx';

const COLUMNS: readonly Column<RoundUnderWay>[] = [
  {
    key: 'number',
    header: 'Round',
    cell: ({ number }) => (
      <Link to="/console/rounds/$number" params={{ number: String(number) }}>
        {number}
      </Link>
    ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state, scoredDays, horizonDays }) => (
      <StateBadge state={state} day={scoredDays} {...(horizonDays !== null && { of: horizonDays })} />
    ),
    isText: true,
  },
  {
    key: 'plan',
    header: 'Payout plan',
    cell: ({ plan, number }) => <PlanState plan={plan} number={number} />,
    isText: true,
  },
  { key: 'next', header: 'Next step', cell: (round) => <NextStep round={round} />, isText: true },
  { key: 'entries', header: 'Models', cell: ({ entries }) => entries },
  { key: 'atRisk', header: 'At risk', cell: ({ atRisk }) => <Tokens amount={atRisk} /> },
];

function PlanState({ plan, number }: Pick<RoundUnderWay, 'plan' | 'number'>) {
  if (plan === null) return <span className="muted">not made yet</span>;
  if (plan.approvedBy !== null) return <span className="badge badge-good">approved by {plan.approvedBy}</span>;
  return (
    <Link to="/console/rounds/$number" params={{ number: String(number) }}>
      review the plan
    </Link>
  );
}

/** Rounds that are not finished, with what is due when and why it waits. */
export function ConsoleRoundsPage() {
  return (
    <>
      <PageHead title="Rounds under way">
        <p>
          Every round that is not resolved or cancelled, the oldest first. Open one to see its steps, its payout plan
          and to cancel it.
        </p>
      </PageHead>
      <QueryView query={useRoundsUnderWay()}>
        {(rounds) =>
          rounds.length === 0 ? (
            <Empty>No round is under way: the next one appears here when it is planned.</Empty>
          ) : (
            <DataTable caption="Rounds under way" columns={COLUMNS} rows={rounds} rowKey={({ number }) => number} />
          )
        }
      </QueryView>
      <p>
        <Link to="/rounds">All rounds, the finished ones too</Link>
      </p>
    </>
  );
}
