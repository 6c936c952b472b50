import type { ModelPage as Page, ModelStanding } from '@robata/client';
import { useMemo } from 'react';
import { DailyScoreChart } from '../charts/DailyScoreChart.tsx';
import { RoundScoreChart } from '../charts/RoundScoreChart.tsx';
import { RunningMeanChart } from '../charts/RunningMeanChart.tsx';
import { ShareChart } from '../charts/ShareChart.tsx';
import { Empty } from '../components/QueryView.tsx';
import { ScoreChoice } from '../components/ScoreChoice.tsx';
import { Section } from '../components/Section.tsx';
import { scoreTerm, type Term } from '../terms/terms.ts';

interface ScoreSectionProps {
  readonly page: Page;
  /** Undefined until it is there. */
  readonly standing: ModelStanding | null | undefined;
  /** Key of the column shown. */
  readonly score: string;
  readonly onScore: (key: string) => void;
}

/** One score of a model: by round, day by day, its mean with a band, and where it stood among all models. */
export function ScoreSection({ page, standing, score, onScore }: ScoreSectionProps) {
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
  const horizonDays = Math.max(20, ...byDay.flatMap(({ days }) => days.map(({ day }) => day)));
  return (
    <Section title="Scores" aside={<ScoreChoice columns={page.columns} value={score} onChange={onScore} />}>
      {!hasValues ? (
        <Empty>{term.name} is not defined for this model, or no day is scored yet.</Empty>
      ) : (
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
            {standing != null && <Standing score={score} term={term} standing={standing} />}
          </div>
        </>
      )}
    </Section>
  );
}

interface StandingProps {
  readonly score: string;
  readonly term: Term;
  readonly standing: ModelStanding;
}

function Standing({ score, term, standing: { rounds, lags } }: StandingProps) {
  const percentiles = useMemo(
    () => ({
      rounds: rounds.map(({ round }) => round),
      lines: [{ label: 'percentile', values: rounds.map((round) => round.percentiles[score] ?? null) }],
    }),
    [rounds, score],
  );
  if (rounds.length === 0) return null;
  return (
    <>
      <figure>
        <RunningMeanChart score={score} term={term} rounds={rounds} />
        <figcaption>
          Mean of all resolved rounds so far, and mean ± 1.96 · its Newey–West standard error ({lags} lags): where the
          band leaves 0, chance alone would hardly do it
        </figcaption>
      </figure>
      <figure>
        <ShareChart
          label={`Percentile of ${term.name} among all models in each round`}
          {...percentiles}
          range={[0, 1]}
          isPercent
          hasMean
        />
        <figcaption>
          Share of all models that scored less in the round, ties counted half: 50 % is the middle
        </figcaption>
      </figure>
    </>
  );
}
