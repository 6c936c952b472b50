import { meanWithStandardError, sharpe } from '@robata/scoring';
import type { RoundRecord } from '../records.ts';
import { ALL, type CohortScore, type MetaModelClose, type ScoreQuantiles } from './metaModelRecords.ts';
import type { StakedValidation } from './stakedValidation.ts';

/** A round's meta model, from its close on. */
export interface MetaModelRound {
  readonly round: number;
  readonly era: string;
  readonly eraDay: string;
  readonly state: RoundRecord['state'];
  /** Of the scores; 0 before the first. */
  readonly day: number;
  /** Its own CORR. */
  readonly corr: number | null;
  readonly quantiles: ScoreQuantiles | null;
  readonly percentile: number | null;
  /** Of the fund over the days that the round is scored by; null before they are over. */
  readonly fundReturn: number | null;
  /** What it was made of; null in rounds of before this was kept. */
  readonly made: Omit<MetaModelClose, 'round'> | null;
  readonly cohorts: readonly CohortScore[];
  /** Of the meta model's own portfolio, as of its cohorts' in `CohortScore`; null before the last day. */
  readonly portfolioReturn: number | null;
}

/** A mean over rounds with its Newey–West standard error; both null where there are too few. */
export interface SeriesFigures {
  readonly rounds: number;
  readonly mean: number | null;
  readonly standardError: number | null;
}

/** A round in which the fund did badly, and what other combinations of the same predictions would have earned in it. */
export interface WorstRound {
  readonly round: number;
  readonly eraDay: string;
  readonly fundReturn: number;
  /** As in `CohortScore.portfolioReturn`, by key; `all` is the meta model itself. */
  readonly portfolios: readonly { readonly key: string; readonly return: number | null }[];
}

export interface CohortFigures {
  /** As in `Cohort`; `all` is the meta model itself. */
  readonly key: string;
  readonly corr: SeriesFigures;
  /** Its CORR less the meta model's, round by round. */
  readonly lead: SeriesFigures;
  /** Both again over the rounds in which the fund lost. */
  readonly corrInLosses: SeriesFigures;
  readonly leadInLosses: SeriesFigures;
}

export interface MetaModelPage {
  /** Ascending; those that closed. */
  readonly rounds: readonly MetaModelRound[];
  /** Of the resolved rounds. */
  readonly corr: SeriesFigures & { readonly sharpe: number | null };
  /** Share of those with a percentile in which it beat the median model; null without any. */
  readonly aboveMedian: number | null;
  /** Round by round the sum of the resolved rounds' CORR so far, and its standard error (n times that of the mean). */
  readonly cumulative: readonly {
    readonly round: number;
    readonly sum: number;
    readonly standardError: number | null;
  }[];
  /** Rounds over which scores are taken to be related: the lags of the standard errors. */
  readonly lags: number;
  /** Resolved rounds during which the fund lost, and those with a figure of the fund at all; null for who may not see the fund. */
  readonly losses: { readonly rounds: number; readonly of: number } | null;
  /** Those in which the fund lost the most, worst first; null for who may not see the fund. */
  readonly worst: readonly WorstRound[] | null;
  /** The meta model first. */
  readonly cohorts: readonly CohortFigures[];
  /** Null where too few models of different accounts have a diagnostics run. */
  readonly validation: StakedValidation | null;
  /** Of the history download: so many resolved rounds are kept back. */
  readonly delayRounds: number;
}

export interface MetaModelPageInput {
  readonly rounds: readonly MetaModelRound[];
  readonly lags: number;
  readonly validation: StakedValidation | null;
  readonly delayRounds: number;
  /** Whether the rounds have the fund's returns. */
  readonly showsFund: boolean;
}

/** The meta model over time, in figures. Only resolved rounds are in the means: others still change. */
export function metaModelPage(input: MetaModelPageInput): MetaModelPage {
  const { rounds, lags, validation, delayRounds, showsFund } = input;
  const resolved = rounds.filter(({ state }) => state === 'resolved');
  const lost = resolved.filter(({ fundReturn }) => fundReturn !== null && fundReturn < 0);
  const keys = new Set(resolved.flatMap(({ cohorts }) => cohorts.map(({ key }) => key)));
  const corrs = defined(resolved.map(({ corr }) => corr));
  const ratio = corrs.length > 1 ? sharpe(corrs) : Number.NaN;
  const percentiles = defined(resolved.map(({ percentile }) => percentile));
  const cohortFigures = (key: string): CohortFigures => ({
    key,
    corr: figures(resolved.map(corrOf(key)), lags),
    lead: figures(resolved.map(leadOf(key)), lags),
    corrInLosses: figures(lost.map(corrOf(key)), lags),
    leadInLosses: figures(lost.map(leadOf(key)), lags),
  });
  return {
    rounds,
    corr: { ...figures(corrs, lags), sharpe: Number.isFinite(ratio) ? ratio : null },
    aboveMedian:
      percentiles.length === 0 ? null : percentiles.filter((share) => share > 0.5).length / percentiles.length,
    cumulative: cumulative(resolved, lags),
    lags,
    losses: showsFund
      ? { rounds: lost.length, of: resolved.filter(({ fundReturn }) => fundReturn !== null).length }
      : null,
    worst: showsFund ? worstRounds(lost) : null,
    cohorts: [ALL, ...keys].map(cohortFigures),
    validation,
    delayRounds,
  };
}

const WORST = 8;

/** Those of the rounds for which portfolios are known, by what the fund lost. */
function worstRounds(lost: readonly MetaModelRound[]): WorstRound[] {
  return lost
    .filter(({ portfolioReturn }) => portfolioReturn !== null)
    .toSorted((a, b) => (a.fundReturn ?? 0) - (b.fundReturn ?? 0) || a.round - b.round)
    .slice(0, WORST)
    .map(({ round, eraDay, fundReturn, portfolioReturn, cohorts }) => ({
      round,
      eraDay,
      fundReturn: fundReturn ?? 0,
      portfolios: [
        { key: ALL, return: portfolioReturn },
        ...cohorts.map(({ key, portfolioReturn: value = null }) => ({ key, return: value })),
      ],
    }));
}

type OfRound = (round: MetaModelRound) => number | null;

/** A cohort's CORR in a round, `all` being the meta model; null where the round has no such cohort. */
export const corrOf =
  (key: string): OfRound =>
  ({ corr, cohorts }) =>
    key === 'all' ? corr : (cohorts.find((cohort) => cohort.key === key)?.corr ?? null);

const leadOf =
  (key: string): OfRound =>
  (round) => {
    const own = corrOf(key)(round);
    return own === null || round.corr === null ? null : own - round.corr;
  };

/** In rounds without a CORR the sum stays as it is. */
function cumulative(rounds: readonly MetaModelRound[], lags: number): MetaModelPage['cumulative'] {
  const known: number[] = [];
  return rounds.flatMap(({ round, corr }) => {
    if (corr === null) return [];
    known.push(corr);
    const { mean, standardError, rounds: count } = figures(known, lags);
    return [{ round, sum: count * (mean ?? 0), standardError: standardError === null ? null : count * standardError }];
  });
}

const defined = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

function figures(values: readonly (number | null)[], lags: number): SeriesFigures {
  const known = defined(values);
  const { mean, standardError, count } = meanWithStandardError(known, lags);
  const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return { rounds: count, mean: orNull(mean), standardError: orNull(standardError) };
}
