import type { RoundEntryRow, RoundPage as Page, ScoreColumn } from '@robata/client';
import { useMemo, useState } from 'react';
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

/** Everybody's scores on the last day, what was at risk and what was paid; each part of a joint round in its own columns. */
export function RoundEntries({ page, sort = '-corr', onSort }: RoundEntriesProps) {
  const { round } = page;
  const [classic, signals] = useMemo(() => partsOf(page), [page]);
  const [signalsSort, setSignalsSort] = useState('-alpha');
  const title = round.scoredDays === 0 ? 'Entries' : `Scores on day ${round.scoredDays}`;
  return (
    <>
      <Section title={title}>
        <EntriesTable caption={`Entries of round ${round.number}`} part={classic} sort={sort} onSort={onSort} />
      </Section>
      {signals !== null && (
        <Section title={`Signals: ${title.toLowerCase()}`}>
          <p className="muted">
            Models with their own data, by ticker. They stand in the same meta model and the same portfolio, and are
            paid by rules of their own
            {round.signals?.payoutFactor == null
              ? ''
              : ` (payout factor ${Number(round.signals.payoutFactor).toFixed(3)})`}
            .
          </p>
          <EntriesTable
            caption={`Signals entries of round ${round.number}`}
            part={signals}
            sort={signalsSort}
            onSort={setSignalsSort}
          />
        </Section>
      )}
    </>
  );
}

interface Part {
  readonly rows: readonly RoundEntryRow[];
  readonly columns: readonly Column<RoundEntryRow>[];
}

/** The classic part, and the Signals part where the round has one. */
function partsOf(page: Page): readonly [Part, Part | null] {
  const { round, entries, metaModel, signalsMetaModel } = page;
  const { columns, signals } = round;
  const withOwn = (own: RoundEntryRow | null | undefined, rows: readonly RoundEntryRow[]) =>
    own == null ? rows : [own, ...rows];
  if (signals === undefined) return [{ rows: withOwn(metaModel, entries), columns: entryColumns(columns) }, null];
  const isShared = ({ definitionId }: ScoreColumn): boolean => definitionId.startsWith('tc-');
  const ofSignals = (row: RoundEntryRow): boolean => row.tournament === 'signals';
  return [
    {
      rows: withOwn(
        metaModel,
        entries.filter((row) => !ofSignals(row)),
      ),
      columns: entryColumns(columns.filter((column) => isShared(column) || !signals.keys.includes(column.key))),
    },
    {
      rows: withOwn(signalsMetaModel, entries.filter(ofSignals)),
      // In the order of the Signals part: among the round's columns those that both have come first.
      columns: entryColumns(signals.keys.flatMap((key) => columns.find((column) => column.key === key) ?? [])),
    },
  ];
}

interface EntriesTableProps {
  readonly caption: string;
  readonly part: Part;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

function EntriesTable({ caption, part, sort, onSort }: EntriesTableProps) {
  return (
    <DataTable
      caption={caption}
      columns={part.columns}
      rows={part.rows}
      rowKey={({ model }) => model}
      isMarked={({ marked }) => marked}
      sorting={parseSorting(sort)}
      onSort={(sorting) => onSort(sortingText(sorting))}
    />
  );
}

/** The meta models stake nothing: that is no zero. */
const isMetaModel = ({ kind }: Pick<RoundEntryRow, 'kind'>): boolean => kind === 'meta' || kind === 'signals-meta';

function entryColumns(scores: readonly ScoreColumn[]): readonly Column<RoundEntryRow>[] {
  return [
    {
      key: 'model',
      header: 'Model',
      value: ({ model }) => model,
      cell: ({ model, kind }) => <ModelLink model={model} kind={kind} />,
      isText: true,
      isRowHeader: true,
    },
    ...scoreColumns<RoundEntryRow>(scores),
    CWMM,
    {
      key: 'atRisk',
      header: 'At risk',
      term: TERMS.atRisk,
      value: (row) => (isMetaModel(row) ? null : Number(row.atRisk)),
      cell: (row) => (isMetaModel(row) ? '–' : <Tokens amount={row.atRisk} />),
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
