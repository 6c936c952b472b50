import type { MetaModelRound } from '@robata/client';
import { Missing } from '../components/Missing.tsx';
import { Percent } from '../components/Percent.tsx';
import { Empty } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Score } from '../components/Score.tsx';
import { Section } from '../components/Section.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { META_TERMS } from './metaModelTerms.ts';

const ROWS = 20;

const COLUMNS: readonly Column<MetaModelRound>[] = [
  {
    key: 'round',
    header: 'Round',
    isText: true,
    isRowHeader: true,
    cell: ({ round }) => <RoundLink number={round} />,
  },
  { key: 'state', header: 'State', isText: true, cell: ({ state, day }) => <StateBadge state={state} day={day} /> },
  { key: 'corr', header: 'CORR', term: META_TERMS.corr, cell: ({ corr }) => <Score value={corr} of="corr" /> },
  {
    key: 'median',
    header: 'Median model',
    cell: ({ quantiles }) => <Score value={quantiles?.[2]} of="corr" />,
  },
  {
    key: 'percentile',
    header: 'Percentile',
    term: META_TERMS.percentile,
    cell: ({ percentile }) => <Percent share={percentile} places={0} />,
  },
  {
    key: 'effective',
    header: 'Effective number',
    term: META_TERMS.effective,
    cell: ({ made }) => (made === null ? <Missing /> : formatNumber(made.models.effectiveNumber, { places: 1 })),
  },
  {
    key: 'churn',
    header: 'Churn',
    term: META_TERMS.churn,
    cell: ({ made }) => <Percent share={made?.churn ?? null} />,
  },
];
const FUND: Column<MetaModelRound> = {
  key: 'fund',
  header: 'Fund',
  term: META_TERMS.fundReturn,
  cell: ({ fundReturn }) => <Percent share={fundReturn} signed places={2} />,
};

/** Round by round in figures, newest first. */
export function RoundTable({
  rounds,
  hasFund,
}: {
  readonly rounds: readonly MetaModelRound[];
  readonly hasFund: boolean;
}) {
  return (
    <Section title="Round by round">
      {rounds.length === 0 ? (
        <Empty>No round has closed yet.</Empty>
      ) : (
        <DataTable
          caption="The meta model in every round"
          columns={hasFund ? [...COLUMNS, FUND] : COLUMNS}
          rows={rounds.toReversed()}
          rowKey={({ round }) => round}
          pageRows={ROWS}
        />
      )}
    </Section>
  );
}
