import type { ScoreColumn } from '@robata/client';
import { Score } from '../components/Score.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { scoreTerm, TERMS } from '../terms/terms.ts';

const SHORT: Readonly<Record<string, string>> = { tcLeaveOneOut: 'TC l.o.o.', tcLeaveOneOutHeld: 'TC l.o.o. held' };

/** A table column for each score column of a round. */
export function scoreColumns<T extends { readonly scores: Readonly<Record<string, number | null>> }>(
  columns: readonly ScoreColumn[],
): readonly Column<T>[] {
  return columns.map(({ key, definitionId, target }) => {
    const term = scoreTerm(key, definitionId, target);
    return {
      key,
      header: SHORT[key] ?? term.name,
      term,
      value: ({ scores }) => scores[key] ?? null,
      cell: ({ scores }) => <Score value={scores[key]} of={key} />,
    };
  });
}

/** Correlation with the meta model. */
export const CWMM: Column<{ readonly metaModelCorrelation: number | null }> = {
  key: 'cwmm',
  header: 'CWMM',
  term: TERMS.metaModelCorrelation,
  value: ({ metaModelCorrelation }) => metaModelCorrelation,
  cell: ({ metaModelCorrelation }) =>
    metaModelCorrelation === null ? '–' : formatNumber(metaModelCorrelation, { places: 2, signed: true }),
};
