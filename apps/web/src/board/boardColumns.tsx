import type { LeaderboardRow } from '@robata/client';
import { ModelLink } from '../components/ModelLink.tsx';
import { Percent } from '../components/Percent.tsx';
import { Score } from '../components/Score.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { TERMS } from '../terms/terms.ts';

const mean = (key: 'corr' | 'mmc' | 'fnc'): Column<LeaderboardRow> => ({
  key,
  header: TERMS[key].name,
  term: { ...TERMS[key], says: `Mean over the rounds shown. ${TERMS[key].says}` },
  value: (row) => row[key],
  cell: (row) => <Score value={row[key]} of={key} />,
});

/** The columns of the leaderboard, under the names that an address sorts by. */
export const LEADERBOARD_COLUMNS: readonly Column<LeaderboardRow>[] = [
  { key: 'rank', header: '#', term: TERMS.rank, value: ({ rank }) => rank, cell: ({ rank }) => formatNumber(rank) },
  {
    key: 'model',
    header: 'Model',
    value: ({ model }) => model,
    cell: ({ model, kind }) => <ModelLink model={model} kind={kind} />,
    isText: true,
    isRowHeader: true,
  },
  mean('corr'),
  mean('mmc'),
  mean('fnc'),
  {
    key: 'tc',
    header: 'TC ± s.e.',
    term: {
      ...TERMS.tc,
      says: `Mean over the rounds shown, with its Newey-West standard error. ${TERMS.tc.says}`,
    },
    value: ({ tc }) => tc,
    cell: ({ tc, tcStandardError }) => <Score value={tc} of="tc" standardError={tcStandardError} />,
  },
  {
    key: 'sharpe',
    header: 'Sharpe',
    term: TERMS.sharpe,
    value: ({ corrSharpe }) => corrSharpe,
    cell: ({ corrSharpe }) => (corrSharpe === null ? '–' : formatNumber(corrSharpe, { places: 2, signed: true })),
  },
  {
    key: 'cwmm',
    header: 'CWMM',
    term: TERMS.metaModelCorrelation,
    value: ({ metaModelCorrelation }) => metaModelCorrelation,
    cell: ({ metaModelCorrelation }) =>
      metaModelCorrelation === null ? '–' : formatNumber(metaModelCorrelation, { places: 2, signed: true }),
  },
  {
    key: 'stake',
    header: 'Stake',
    term: TERMS.stake,
    value: ({ stake }) => Number(stake),
    cell: ({ stake }) => <Tokens amount={stake} />,
  },
  {
    key: 'payout',
    header: 'Payout',
    term: TERMS.payout,
    value: ({ payout }) => Number(payout),
    cell: ({ payout }) => <Tokens amount={payout} signed />,
  },
  {
    key: 'return',
    header: 'Return',
    term: TERMS.return,
    value: (row) => row.return,
    cell: (row) => <Percent share={row.return} signed />,
  },
  {
    key: 'rounds',
    header: 'Rounds',
    term: TERMS.rounds,
    value: ({ rounds }) => rounds,
    cell: ({ rounds }) => formatNumber(rounds),
  },
];
