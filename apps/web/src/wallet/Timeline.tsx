import type { OwnHoldings } from '@robata/client';
import { useMemo } from 'react';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { ExactTokens } from './ExactTokens.tsx';
import { RoundName } from './RoundName.tsx';
import { TimelineChart } from './TimelineChart.tsx';
import { type TimelineStep, timelineOf } from './timeline.ts';
import { WALLET_TERMS } from './walletTerms.ts';

const COLUMNS: readonly Column<TimelineStep>[] = [
  {
    key: 'when',
    header: 'Planned for',
    cell: ({ round }) =>
      round === null ? 'the next release' : round.resolvesAt === null ? 'not open yet' : formatTime(round.resolvesAt),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'round',
    header: 'Round that resolves',
    cell: ({ round }) =>
      round === null ? (
        '–'
      ) : (
        <>
          <RoundName round={round.round} />{' '}
          <span className="muted">
            {round.state === 'scoring' ? `day ${round.day} of ${round.of}` : (round.state ?? 'to come')}
          </span>
        </>
      ),
    isText: true,
  },
  {
    key: 'risk',
    header: 'At risk in it',
    term: WALLET_TERMS.atRisk,
    cell: ({ atRisk }) => <ExactTokens amount={atRisk} />,
  },
  {
    key: 'loss',
    header: 'Can lose at most',
    term: WALLET_TERMS.lossMax,
    cell: ({ lossMax }) => <ExactTokens amount={lossMax} />,
  },
  {
    key: 'released',
    header: 'Released then',
    cell: ({ releases }) =>
      releases.length === 0 ? (
        '–'
      ) : (
        <ul className="arrivals">
          {releases.map(({ model, amount, to }) => (
            <li key={`${model} ${to}`}>
              <ExactTokens amount={amount} /> of {model} into {to === null ? 'the wallet' : `the stake of ${to}`}
            </li>
          ))}
        </ul>
      ),
    isText: true,
  },
  { key: 'pending', header: 'Pending after it', cell: ({ pendingAfter }) => <ExactTokens amount={pendingAfter} /> },
  { key: 'wallet', header: 'Wallet after it', cell: ({ walletAfter }) => <ExactTokens amount={walletAfter} /> },
];

/** What is at risk, on its way and free, round by round as they end. */
export function Timeline({ holdings }: { readonly holdings: OwnHoldings }) {
  const steps = useMemo(() => timelineOf(holdings), [holdings]);
  return (
    <>
      <p className="muted">
        As it is planned now and before payouts, which nobody knows yet: market holidays move the ends of rounds,
        payouts and burns the amounts.
      </p>
      <TimelineChart holdings={holdings} steps={steps} />
      <DataTable
        caption="What comes when, soonest first"
        columns={COLUMNS}
        rows={steps}
        rowKey={({ round }) => round?.round ?? 'next'}
        pageRows={12}
      />
    </>
  );
}
