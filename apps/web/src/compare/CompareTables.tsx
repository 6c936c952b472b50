import type { Comparison } from '@robata/client';
import { useMemo } from 'react';
import { Missing } from '../components/Missing.tsx';
import { ModelLink } from '../components/ModelLink.tsx';
import { Score } from '../components/Score.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { TERMS } from '../terms/terms.ts';
import { verdict } from './verdict.ts';

type Compared = Comparison['models'][number];
type Pair = Comparison['pairs'][number];

const meansColumns = (score: string): readonly Column<Compared>[] => [
  {
    key: 'model',
    header: 'Model',
    cell: ({ model, kind }) => <ModelLink model={model} kind={kind} />,
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'mean',
    header: 'Mean ± s.e.',
    term: TERMS.standardError,
    cell: ({ mean }) => <Score value={mean?.mean} of={score} standardError={mean?.standardError ?? null} />,
  },
  {
    key: 'sharpe',
    header: 'Sharpe',
    term: {
      name: 'Sharpe',
      says: 'How steady it is from round to round, not annualized.',
      formula: 'mean / standard deviation',
    },
    cell: ({ sharpe }) => (sharpe === null ? <Missing /> : formatNumber(sharpe, { places: 2, signed: true })),
  },
  { key: 'rounds', header: 'Rounds', term: TERMS.rounds, cell: ({ mean }) => formatNumber(mean?.rounds ?? 0) },
];

const pairColumns = (score: string, lags: number): readonly Column<Pair>[] => [
  {
    key: 'pair',
    header: 'Pair',
    cell: ({ first, second }) => (
      <span className="pair">
        {first} − {second}
      </span>
    ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'difference',
    header: 'Difference ± s.e.',
    term: {
      name: 'Difference',
      says: 'Mean of first − second over the rounds that both were scored in, with its Newey–West standard error.',
      formula: `mean of dᵣ = aᵣ − bᵣ over rounds r; error from the autocovariances of dᵣ, ${lags} lags`,
    },
    cell: ({ difference }) => (
      <Score value={difference?.mean} of={score} standardError={difference?.standardError ?? null} />
    ),
  },
  { key: 'rounds', header: 'Rounds', cell: ({ difference }) => formatNumber(difference?.rounds ?? 0) },
  {
    key: 'correlation',
    header: 'Correlation',
    term: { name: 'Correlation', says: 'Pearson correlation of their scores, round by round.' },
    cell: ({ correlation }) =>
      correlation === null ? <Missing /> : formatNumber(correlation, { places: 2, signed: true }),
  },
  {
    key: 'verdict',
    header: 'So',
    term: {
      name: 'Verdict',
      says: 'Better where the difference is more than 1.96 standard errors: of pairs that are truly alike one in twenty looks so by chance. Among many pairs some will.',
    },
    cell: ({ difference, first, second }) => verdict(difference, first, second),
    isText: true,
  },
];

/** Each model's mean with its error. */
export function MeansTable({ comparison: { score, models } }: { readonly comparison: Comparison }) {
  const columns = useMemo(() => meansColumns(score), [score]);
  return (
    <DataTable
      caption="Means of the models compared"
      columns={columns}
      rows={models}
      rowKey={({ model }) => model}
      isMarked={({ marked }) => marked}
    />
  );
}

/** Every two of them, paired by round. */
export function PairsTable({ comparison: { score, pairs, lags } }: { readonly comparison: Comparison }) {
  const columns = useMemo(() => pairColumns(score, lags), [score, lags]);
  return (
    <DataTable
      caption="Differences of every two models"
      columns={columns}
      rows={pairs}
      rowKey={({ first, second }) => `${first} ${second}`}
    />
  );
}
