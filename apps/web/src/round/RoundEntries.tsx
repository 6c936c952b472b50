import type { RoundEntryRow, RoundPage as Page } from '@robata/client';
import { useMemo } from 'react';
import { ModelLink } from '../components/ModelLink.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { CWMM, scoreColumns } from '../pages/scoreColumns.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { parseSorting, sortingText } from '../table/sorting.ts';
import { TERMS } from '../terms/terms.ts';

interface RoundEntriesProps {
  readonly page: Page;
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
}

/** Everybody's scores on the last day, what was at risk and what was paid. */
export function RoundEntries({ page, sort = '-corr', onSort }: RoundEntriesProps) {
  const { round } = page;
  const rows = useMemo(() => (page.metaModel === null ? page.entries : [page.metaModel, ...page.entries]), [page]);
  const columns = useMemo(() => entryColumns(page), [page]);
  return (
    <Section title={round.scoredDays === 0 ? 'Entries' : `Scores on day ${round.scoredDays}`}>
      <DataTable
        caption={`Entries of round ${round.number}`}
        columns={columns}
        rows={rows}
        rowKey={({ model }) => model}
        isMarked={({ marked }) => marked}
        sorting={parseSorting(sort)}
        onSort={(sorting) => onSort(sortingText(sorting))}
      />
    </Section>
  );
}

function entryColumns(page: Page): readonly Column<RoundEntryRow>[] {
  return [
    {
      key: 'model',
      header: 'Model',
      value: ({ model }) => model,
      cell: ({ model, kind }) => <ModelLink model={model} kind={kind} />,
      isText: true,
      isRowHeader: true,
    },
    ...scoreColumns<RoundEntryRow>(page.round.columns),
    CWMM,
    {
      key: 'atRisk',
      header: 'At risk',
      term: TERMS.atRisk,
      // The meta model stakes nothing: that is no zero.
      value: ({ kind, atRisk }) => (kind === 'meta' ? null : Number(atRisk)),
      cell: ({ kind, atRisk }) => (kind === 'meta' ? '–' : <Tokens amount={atRisk} />),
    },
    {
      key: 'payout',
      header: 'Payout',
      term: TERMS.payout,
      value: ({ payout }) => (payout === null ? null : Number(payout)),
      cell: ({ payout }) => <Tokens amount={payout} signed />,
    },
  ];
}
