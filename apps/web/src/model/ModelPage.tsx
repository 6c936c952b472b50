import type { ModelPage as Page } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { DailyScoreChart } from '../charts/DailyScoreChart.tsx';
import { PayoutCharts } from '../charts/PayoutCharts.tsx';
import { RoundScoreChart } from '../charts/RoundScoreChart.tsx';
import { KindBadge } from '../components/KindBadge.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { chosenColumn, ScoreChoice } from '../components/ScoreChoice.tsx';
import { Section } from '../components/Section.tsx';
import { useModel } from '../data/queries.ts';
import { DataTable } from '../table/DataTable.tsx';
import { scoreTerm } from '../terms/terms.ts';
import { ModelFigures } from './ModelFigures.tsx';
import { modelRoundColumns } from './modelRoundColumns.tsx';

const route = getRouteApi('/models/$name');
const ROUNDS_SHOWN = 30;

/** One model: what it is, what it scored in each round and day by day, what it was paid. */
export function ModelPage() {
  const { name } = route.useParams();
  return (
    <QueryView query={useModel(name)}>
      {(page) => (page === null ? <Nobody name={name} /> : <Content page={page} />)}
    </QueryView>
  );
}

function Nobody({ name }: { readonly name: string }) {
  return (
    <PageHead title="No such model">
      <p>
        Nobody is named “{name}”. <Link to="/leaderboard">The leaderboard</Link> has all models.
      </p>
    </PageHead>
  );
}

function Content({ page }: { readonly page: Page }) {
  const { row, columns, description } = page;
  const { score } = route.useSearch();
  const navigate = route.useNavigate();
  const column = chosenColumn(columns, score);
  const chart = useMemo(() => chartData(page), [page]);
  return (
    <>
      <PageHead title={row.model} badge={<KindBadge kind={row.kind} isFocusable />}>
        <p>{description}</p>
      </PageHead>
      <ModelFigures row={row} />
      {column === undefined || page.rounds.length === 0 ? (
        <Empty>This model has not taken part in a round yet.</Empty>
      ) : (
        <>
          <Section
            title="Scores by round"
            aside={
              <ScoreChoice
                columns={columns}
                value={column.key}
                onChange={(key) =>
                  void navigate({
                    to: '.',
                    search: key === columns[0]?.key ? {} : { score: key },
                    replace: true,
                    resetScroll: false,
                  })
                }
              />
            }
          >
            <ScoreCharts page={page} score={column.key} />
          </Section>
          {chart.wasStaked && (
            <Section title="Payouts">
              <PayoutCharts rounds={chart.payouts} />
            </Section>
          )}
          <Section title="Every round">
            <DataTable
              caption={`Rounds of ${row.model}`}
              columns={modelRoundColumns(columns)}
              rows={page.rounds}
              rowKey={({ round }) => round}
              pageRows={ROUNDS_SHOWN}
            />
          </Section>
        </>
      )}
    </>
  );
}

function ScoreCharts({ page, score }: { readonly page: Page; readonly score: string }) {
  const column = page.columns.find(({ key }) => key === score);
  const term = useMemo(() => scoreTerm(score, column?.definitionId, column?.target), [score, column]);
  const byRound = useMemo(
    () => page.rounds.toReversed().map(({ round, scores }) => ({ round, value: scores[score] ?? null })),
    [page, score],
  );
  const byDay = useMemo(
    () =>
      page.daily.map(({ round, days }) => ({
        round,
        days: days.map(({ day, scores }) => ({ day, value: scores[score] ?? null })),
      })),
    [page, score],
  );
  const hasValues = byRound.some(({ value }) => value !== null);
  if (!hasValues) return <Empty>{term.name} is not defined for this model, or no day is scored yet.</Empty>;
  const horizonDays = Math.max(20, ...byDay.flatMap(({ days }) => days.map(({ day }) => day)));
  return (
    <>
      <p className="muted">
        {term.says} {term.formula !== undefined && <code>{term.formula}</code>}
      </p>
      <div className="two-columns even">
        <figure>
          <RoundScoreChart score={score} term={term} rounds={byRound} />
          <figcaption>{term.name} on the last day scored of each round</figcaption>
        </figure>
        <figure>
          <DailyScoreChart score={score} term={term} rounds={byDay} horizonDays={horizonDays} />
          <figcaption>{term.name} day by day: rounds under way and the latest resolved</figcaption>
        </figure>
      </div>
    </>
  );
}

function chartData({ rounds }: Page) {
  const payouts = rounds.toReversed().map(({ round, payout, atRisk }) => ({
    round,
    payout: payout === null ? null : Number(payout),
    atRisk: Number(atRisk),
  }));
  return { payouts, wasStaked: payouts.some(({ atRisk }) => atRisk > 0) };
}
