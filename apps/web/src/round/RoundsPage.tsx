import type { RoundSummary } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Score } from '../components/Score.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { useRounds } from '../data/queries.ts';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { TERMS } from '../terms/terms.ts';
import { OptimizerBadge } from './OptimizerBadge.tsx';

const route = getRouteApi('/rounds');
const PAGE = 50;

const COLUMNS: readonly Column<RoundSummary>[] = [
  {
    key: 'round',
    header: 'Round',
    cell: ({ number }) => <RoundLink number={number} />,
    isText: true,
    isRowHeader: true,
  },
  { key: 'era', header: 'Era', cell: ({ eraDay }) => <span className="figures">{eraDay}</span>, isText: true },
  {
    key: 'state',
    header: 'State',
    cell: ({ state, scoredDays, horizonDays }) => <StateBadge state={state} day={scoredDays} of={horizonDays} />,
    isText: true,
  },
  {
    key: 'closes',
    header: 'Closes',
    cell: ({ closesAt }) => <span className="figures">{formatTime(closesAt)}</span>,
    isText: true,
  },
  {
    key: 'corr',
    header: 'Meta model CORR',
    term: { ...TERMS.corr, says: `Of the meta model, on the last day scored. ${TERMS.corr.says}` },
    cell: ({ metaModelCorr }) => <Score value={metaModelCorr} of="corr" />,
  },
  {
    key: 'optimizer',
    header: 'Optimizer',
    cell: ({ optimizer }) => <OptimizerBadge report={optimizer} />,
    isText: true,
  },
  {
    key: 'positions',
    header: 'Positions',
    cell: ({ optimizer }) => (optimizer === null ? '–' : formatNumber(optimizer.positions)),
  },
  {
    key: 'turnover',
    header: 'Turnover',
    term: TERMS.turnover,
    cell: ({ optimizer }) => (optimizer === null ? '–' : formatPercent(optimizer.turnover, { places: 1 })),
  },
  {
    key: 'volatility',
    header: 'Predicted vol.',
    term: TERMS.predictedVolatility,
    cell: ({ optimizer }) => (optimizer === null ? '–' : formatPercent(optimizer.predictedVolatility, { places: 1 })),
  },
  { key: 'stocks', header: 'Stocks', cell: ({ stocks }) => formatNumber(stocks) },
];

/** All rounds, newest first, fifty at a time. */
export function RoundsPage() {
  const { before } = route.useSearch();
  const query = useRounds(before ?? null, PAGE);
  return (
    <>
      <PageHead title="Rounds">
        <p>
          A round opens, takes predictions, closes, is scored for 20 trading days and resolves. At its close the
          optimizer turns the meta model into the fund's portfolio. What comes next stands in the{' '}
          <Link to="/calendar">calendar of rounds and market holidays</Link>.
        </p>
      </PageHead>
      <QueryView query={query}>{(rounds) => <Rounds rounds={rounds} isFirstPage={before === undefined} />}</QueryView>
    </>
  );
}

function Rounds({ rounds, isFirstPage }: { readonly rounds: readonly RoundSummary[]; readonly isFirstPage: boolean }) {
  const oldest = rounds.at(-1)?.number ?? 1;
  return (
    <>
      {rounds.length === 0 ? (
        <Empty>{isFirstPage ? 'No round has begun yet.' : 'There are no older rounds.'}</Empty>
      ) : (
        <DataTable caption="Rounds, newest first" columns={COLUMNS} rows={rounds} rowKey={({ number }) => number} />
      )}
      <nav className="pager" aria-label="Pages of rounds">
        {!isFirstPage && (
          <Link to="/rounds" search={{}}>
            ← Newest rounds
          </Link>
        )}
        {oldest > 1 && rounds.length === PAGE && (
          <Link to="/rounds" search={{ before: oldest }}>
            Older rounds →
          </Link>
        )}
      </nav>
    </>
  );
}
