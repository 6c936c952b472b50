import type { RoundPage as Page, ScoreColumn } from '@robata/client';
import { useMemo } from 'react';
import { FanChart } from '../charts/FanChart.tsx';
import { HistogramChart } from '../charts/HistogramChart.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { scorePlaces } from '../components/Score.tsx';
import { ScoreChoice } from '../components/ScoreChoice.tsx';
import { Section } from '../components/Section.tsx';
import { useRoundFan, useScorePaths } from '../data/rounds.ts';
import { scoreTerm } from '../terms/terms.ts';
import { useOwnEntries } from './useOwnEntries.ts';

interface RoundScoresProps {
  readonly page: Page;
  readonly column: ScoreColumn;
  readonly onScore: (score: string) => void;
  /** A model that is looked at, beside one's own. */
  readonly model: string | null;
}

const MOST_LINES = 5;

/** How a score is spread over the models, on the last day and day by day; one's own models stand out. */
export function RoundScores({ page, column, onScore, model }: RoundScoresProps) {
  const { round } = page;
  const term = scoreTerm(column.key, column.definitionId, column.target);
  const own = useOwnEntries(page.entries);
  const shown = useMemo(
    () => [...new Set([...(model === null ? [] : [model]), ...own])].slice(0, MOST_LINES),
    [own, model],
  );
  return (
    <Section
      title="Scores of all models"
      aside={<ScoreChoice columns={round.columns} value={column.key} onChange={onScore} />}
    >
      <p className="muted">
        {term.says} {term.formula !== undefined && <code>{term.formula}</code>}
      </p>
      <div className="two-columns even">
        <div>
          <h3>{round.scoredDays === 0 ? 'Distribution' : `Distribution on day ${round.scoredDays}`}</h3>
          <Distribution page={page} score={column.key} name={term.name} shown={shown} />
        </div>
        <div>
          <h3>Day by day</h3>
          <Fan page={page} score={column.key} name={term.name} shown={shown} />
        </div>
      </div>
    </Section>
  );
}

/** Which meta model stands beside the models: in the columns of Signals that of Signals, but for TC, which has the one that is traded. */
function metaModelName({ columns, signals }: Page['round'], score: string): string {
  if (signals === undefined) return 'meta model';
  const isContribution = columns.find(({ key }) => key === score)?.definitionId.startsWith('tc-') === true;
  return signals.keys.includes(score) && !isContribution ? 'Signals meta model' : 'joint meta model';
}

interface PartProps {
  readonly page: Page;
  readonly score: string;
  readonly name: string;
  readonly shown: readonly string[];
}

function Distribution({ page, score, name, shown }: PartProps) {
  const values = useMemo(() => page.entries.flatMap(({ scores }) => scores[score] ?? []), [page, score]);
  const markers = useMemo(() => {
    const marked = page.entries.filter((row) => row.marked || shown.includes(row.model));
    // Each meta model stands in the columns of its part.
    return [page.metaModel, page.signalsMetaModel ?? null, ...marked].flatMap((row) => {
      const value = row?.scores[score] ?? null;
      return row === null || value === null ? [] : [{ text: row.model, value }];
    });
  }, [page, score, shown]);
  if (values.length === 0) return <Empty>Scores come with the first scoring day.</Empty>;
  return <HistogramChart name={name} places={scorePlaces(score)} values={values} markers={markers} />;
}

function Fan({ page, score, name, shown }: PartProps) {
  const { round } = page;
  const paths = useScorePaths(round.number, shown).data;
  const lines = useMemo(
    () => (paths ?? []).map(({ model, scores }) => ({ name: model, values: scores[score] ?? [] })),
    [paths, score],
  );
  return (
    <QueryView query={useRoundFan(round.number)}>
      {(fan) => {
        const spread = fan?.columns[score];
        if (fan === null || spread === undefined || fan.days.length === 0) {
          return <Empty>The fan opens with the first scoring day.</Empty>;
        }
        return (
          <figure>
            <FanChart
              name={name}
              places={scorePlaces(score)}
              horizonDays={round.horizonDays}
              days={fan.days}
              quantiles={spread.quantiles}
              metaModel={spread.metaModel}
              metaModelName={metaModelName(round, score)}
              lines={lines}
            />
            <figcaption>The dark band holds half of the {spread.models} models, the light one nine tenths.</figcaption>
          </figure>
        );
      }}
    </QueryView>
  );
}
