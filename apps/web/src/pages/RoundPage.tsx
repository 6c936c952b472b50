import type { RoundEntryRow, RoundPage as Page } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { HistogramChart } from '../charts/HistogramChart.tsx';
import { ModelLink } from '../components/ModelLink.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { scorePlaces } from '../components/Score.tsx';
import { chosenColumn, ScoreChoice } from '../components/ScoreChoice.tsx';
import { Section } from '../components/Section.tsx';
import { StateBadge } from '../components/StateBadge.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { useOverview, useRound } from '../data/queries.ts';
import { formatNumber } from '../format/formatNumber.ts';
import type { RoundSearch } from '../search.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { parseSorting, sortingText } from '../table/sorting.ts';
import { scoreTerm, TERMS } from '../terms/terms.ts';
import { OptimizerSection } from './OptimizerSection.tsx';
import { RoundFacts } from './RoundFacts.tsx';
import { RoundProof } from './RoundProof.tsx';
import { scoreColumns } from './scoreColumns.tsx';

const route = getRouteApi('/rounds/$number');

/** One round: where it stands, what the optimizer did, everybody's scores, and how to recompute them. */
export function RoundPage() {
  const number = Number(route.useParams().number);
  const isNumber = Number.isInteger(number) && number > 0 && number <= 1_000_000_000;
  return isNumber ? <KnownRound number={number} /> : <NoRound />;
}

function KnownRound({ number }: { readonly number: number }) {
  return (
    <QueryView query={useRound(number)}>{(page) => (page === null ? <NoRound /> : <Content page={page} />)}</QueryView>
  );
}

function NoRound() {
  return (
    <PageHead title="No such round">
      <p>
        There is no round with this number. <Link to="/rounds">All rounds</Link>
      </p>
    </PageHead>
  );
}

function Content({ page }: { readonly page: Page }) {
  const { round } = page;
  const newest = useOverview().data?.rounds.current?.number ?? 0;
  return (
    <>
      <PageHead
        title={`Round ${round.number}`}
        badge={<StateBadge state={round.state} day={round.scoredDays} of={round.horizonDays} />}
      >
        {round.reason !== null && <p>Cancelled: {round.reason}</p>}
      </PageHead>
      {page.incidents.length > 0 && (
        <ul className="notice">
          {page.incidents.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      <RoundFacts page={page} />
      {round.optimizer !== null && <OptimizerSection report={round.optimizer} />}
      <Scores page={page} />
      <RoundProof page={page} />
      <nav className="pager" aria-label="Neighbouring rounds">
        {round.number > 1 && (
          <Link to="/rounds/$number" params={{ number: String(round.number - 1) }}>
            ← Round {round.number - 1}
          </Link>
        )}
        <Link to="/rounds">All rounds</Link>
        {round.number < newest && (
          <Link to="/rounds/$number" params={{ number: String(round.number + 1) }}>
            Round {round.number + 1} →
          </Link>
        )}
      </nav>
    </>
  );
}

function Scores({ page }: { readonly page: Page }) {
  const { columns } = page.round;
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: RoundSearch): void =>
    void navigate({ to: '.', search: { ...search, ...next }, replace: true, resetScroll: false });
  const rows = useMemo(() => (page.metaModel === null ? page.entries : [page.metaModel, ...page.entries]), [page]);
  const table = useMemo(() => entryColumns(page), [page]);
  const column = chosenColumn(columns, search.score);
  if (column === undefined || page.entries.length === 0) return <Empty>Nobody took part in this round.</Empty>;
  return (
    <>
      <Section
        title="Distribution of scores"
        aside={<ScoreChoice columns={columns} value={column.key} onChange={(score) => change({ score })} />}
      >
        <Distribution page={page} score={column.key} />
      </Section>
      <Section title={page.round.scoredDays === 0 ? 'Entries' : `Scores on day ${page.round.scoredDays}`}>
        <DataTable
          caption={`Entries of round ${page.round.number}`}
          columns={table}
          rows={rows}
          rowKey={({ model }) => model}
          isMarked={({ marked }) => marked}
          sorting={parseSorting(search.sort ?? '-corr')}
          onSort={(sorting) => change({ sort: sortingText(sorting) })}
        />
      </Section>
    </>
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
    {
      key: 'cwmm',
      header: 'CWMM',
      term: TERMS.metaModelCorrelation,
      value: ({ metaModelCorrelation }) => metaModelCorrelation,
      cell: ({ metaModelCorrelation }) =>
        metaModelCorrelation === null ? '–' : formatNumber(metaModelCorrelation, { places: 2, signed: true }),
    },
    {
      key: 'atRisk',
      header: 'At risk',
      term: TERMS.atRisk,
      value: ({ atRisk }) => Number(atRisk),
      cell: ({ atRisk }) => <Tokens amount={atRisk} />,
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

function Distribution({ page, score }: { readonly page: Page; readonly score: string }) {
  const column = page.round.columns.find(({ key }) => key === score);
  const term = scoreTerm(score, column?.definitionId, column?.target);
  const values = useMemo(() => knownScores(page.entries, score), [page, score]);
  const markers = useMemo(() => {
    const marked = [...(page.metaModel === null ? [] : [page.metaModel]), ...page.entries.filter((row) => row.marked)];
    return marked.flatMap(({ model, scores }) => {
      const value = scores[score] ?? null;
      return value === null ? [] : [{ text: model, value }];
    });
  }, [page, score]);
  if (values.length === 0) return <Empty>Scores come with the first scoring day.</Empty>;
  return (
    <>
      <p className="muted">
        {term.says} {term.formula !== undefined && <code>{term.formula}</code>}
      </p>
      <HistogramChart name={term.name} places={scorePlaces(score)} values={values} markers={markers} />
    </>
  );
}

const knownScores = (entries: readonly RoundEntryRow[], score: string): number[] =>
  entries.flatMap(({ scores }) => scores[score] ?? []);
