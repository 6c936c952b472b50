import type { ModelRoundRow, ScoreColumn } from '@robata/client';
import { RoundLink } from '../components/RoundLink.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { TERMS } from '../terms/terms.ts';
import { scoreColumns } from './scoreColumns.tsx';

/** One model's rounds: a line for each. */
export function modelRoundColumns(columns: readonly ScoreColumn[]): readonly Column<ModelRoundRow>[] {
  return [
    {
      key: 'round',
      header: 'Round',
      cell: ({ round }) => <RoundLink number={round} />,
      isText: true,
      isRowHeader: true,
    },
    { key: 'era', header: 'Era', cell: ({ eraDay }) => <span className="figures">{eraDay}</span>, isText: true },
    { key: 'state', header: 'State', cell: ({ state, day }) => <StateBadge state={state} day={day} />, isText: true },
    ...scoreColumns<ModelRoundRow>(columns),
    {
      key: 'cwmm',
      header: 'CWMM',
      term: TERMS.metaModelCorrelation,
      cell: ({ metaModelCorrelation }) =>
        metaModelCorrelation === null ? '–' : formatNumber(metaModelCorrelation, { places: 2, signed: true }),
    },
    { key: 'atRisk', header: 'At risk', term: TERMS.atRisk, cell: ({ atRisk }) => <Tokens amount={atRisk} /> },
    { key: 'payout', header: 'Payout', term: TERMS.payout, cell: ({ payout }) => <Tokens amount={payout} signed /> },
    {
      key: 'submission',
      header: 'Submission',
      term: { name: 'Submission', says: "SHA-256 of the submission's canonical bytes, fixed at the close." },
      cell: ({ submissionHash }) =>
        submissionHash === null ? '–' : <code title={submissionHash}>{submissionHash.slice(0, 10)}…</code>,
    },
  ];
}
