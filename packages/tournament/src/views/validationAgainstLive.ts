import { averageRank, mean, pearsonCorrelation } from '@robata/kernels';
import { meanFigure } from './modelStanding.ts';
import type { Estimate, RankRelation, ValidationAgainstLive } from './modelTypes.ts';
import type { ResolvedRound } from './resolvedRound.ts';
import type { LeaderboardRow } from './types.ts';

/** Below so many models a rank correlation says nothing, and what they share could be traced to one of them. */
export const RELATION_MODELS_MIN = 10;
/** A model's live mean over fewer rounds is mostly noise. */
const ROUNDS_MIN = 5;
/** Nobody's run can be read out of the mean of a group. */
const GROUP_MODELS_MIN = 5;
const GROUPS_MAX = 10;
const POINTS_MAX = 400;

export interface ValidationAgainstLiveInput {
  /** Resolved, of one tournament, ascending. */
  readonly rounds: readonly ResolvedRound[];
  /** Of the same tournament. The meta model is nobody's and left out. */
  readonly rows: readonly Pick<LeaderboardRow, 'id' | 'model' | 'kind'>[];
  /** By model the mean validation CORR of its newest run. */
  readonly validation: ReadonlyMap<number, number>;
  readonly lags: number;
}

/** Whether what a model scored in validation, or in its first half of rounds, foretells its live CORR. */
export function validationAgainstLive(input: ValidationAgainstLiveInput): ValidationAgainstLive {
  const { rounds, validation, lags } = input;
  const rows = input.rows.filter(({ kind }) => kind !== 'meta').toSorted((a, b) => a.id - b.id);
  const live = corrOf(rounds);
  const seriesOf = (id: number): readonly number[] => live.get(id) ?? [];

  const validated = rows.flatMap(({ id }) => {
    const [score, series] = [validation.get(id), seriesOf(id)];
    return score === undefined || series.length < ROUNDS_MIN ? [] : [{ validation: score, live: mean(series) }];
  });
  const halved = rows.flatMap((row) => {
    const series = seriesOf(row.id);
    const middle = Math.floor(series.length / 2);
    if (middle < ROUNDS_MIN) return [];
    return [{ ...row, first: estimate(series.slice(0, middle), lags), second: estimate(series.slice(middle), lags) }];
  });
  return {
    validation: {
      models: validated.length,
      relation: rankRelation(validated.map((model) => [model.validation, model.live])),
      groups: groupsOf(validated),
    },
    halves: {
      models: halved.length,
      relation: rankRelation(halved.map(({ first, second }) => [first.value, second.value])),
      points: evenly(halved, POINTS_MAX).map(({ model, kind, first, second }) => ({ model, kind, first, second })),
    },
  };
}

/**
 * Spearman's rank correlation of pairs, ties at their mean rank, with the standard error (1 − ρ²)·√((1 + ρ²/2)/(n − 3)) of Bonett and Wright
 * (Psychometrika 65, 2000), taken from Fisher's scale to ρ itself. Null below ten pairs, and where either side is constant.
 */
export function rankRelation(pairs: readonly (readonly [number, number])[]): RankRelation | null {
  const n = pairs.length;
  if (n < RELATION_MODELS_MIN) return null;
  const rank = (side: 0 | 1): Float64Array => averageRank(Float64Array.from(pairs, (pair) => pair[side]));
  const correlation = pearsonCorrelation(rank(0), rank(1));
  if (Number.isNaN(correlation)) return null;
  const square = correlation ** 2;
  return { correlation, standardError: (1 - square) * Math.sqrt((1 + square / 2) / (n - 3)), models: n };
}

function estimate(values: readonly number[], lags: number): Estimate {
  const figure = meanFigure(values, lags);
  return { value: figure?.mean ?? Number.NaN, standardError: figure?.standardError ?? null };
}

/** CORR of every model by ascending round, what is undefined left out. */
function corrOf(rounds: readonly ResolvedRound[]): ReadonlyMap<number, readonly number[]> {
  const series = new Map<number, number[]>();
  for (const { scored, scores } of rounds) {
    scored.forEach((model, row) => {
      const value = scores.corr[row] as number;
      if (Number.isNaN(value)) return;
      const values = series.get(model);
      if (values === undefined) series.set(model, [value]);
      else values.push(value);
    });
  }
  return series;
}

/** Up to ten groups of equal size (the last may be larger) by ascending validation score. */
function groupsOf(models: readonly { readonly validation: number; readonly live: number }[]) {
  if (models.length < RELATION_MODELS_MIN) return [];
  const count = Math.min(GROUPS_MAX, Math.floor(models.length / GROUP_MODELS_MIN));
  const size = Math.floor(models.length / count);
  const sorted = models.toSorted((a, b) => a.validation - b.validation);
  return Array.from({ length: count }, (_, at) => {
    const group = sorted.slice(at * size, at === count - 1 ? sorted.length : (at + 1) * size);
    // Of different models: no lags.
    return {
      models: group.length,
      validation: estimate(
        group.map((model) => model.validation),
        0,
      ),
      live: estimate(
        group.map((model) => model.live),
        0,
      ),
    };
  });
}

/** At most `count` of the items, at even distances. */
function evenly<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, at) => items[Math.floor((at * items.length) / count)] as T);
}
