import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { closed, exactGradient, type Kind } from './roundWork.ts';
import type { ScoreKey, SeasonCache } from './seasonCache.ts';

/** Rounds × models. */
export type Series = readonly Float64Array[];

/** What several questions read: the season's scores and TC, and the exact gradients beside them. */
export interface StudySeries {
  readonly scores: Readonly<Record<ScoreKey, Series>>;
  readonly tc: Readonly<Record<Kind, Series>>;
  readonly corrWithMetaModel: Series;
  readonly largestExposure: Series;
}

/** Everything that a question may look at. */
export interface Study {
  readonly cache: SeasonCache;
  readonly series: StudySeries;
  /** Positions of the models that are compared: without the planted one, the copy and the mirror image, which are known beforehand. */
  readonly studied: readonly number[];
  /** Rounds between those that a heavy question looks at. */
  readonly every: number;
  readonly say: (line: string) => void;
}

/** Copies and what knows the future would decide a comparison of models. */
const LEFT_OUT = new Set(['copycat', 'pair_1_minus_p', 'planted']);

interface Computed {
  readonly exact: Float64Array[];
  readonly exactHeld: Float64Array[];
  readonly corrWithMetaModel: Float64Array[];
  readonly largestExposure: Float64Array[];
}

/** The study of a season; the series are kept in `folder` beside it. */
export function openStudy(folder: string, cache: SeasonCache, every: number, say: (line: string) => void): Study {
  const file = join(folder, 'series.bin');
  const stamp = JSON.stringify(cache.season.scope);
  const kept = existsSync(file)
    ? (deserialize(readFileSync(file)) as { stamp: string; computed: Computed })
    : { stamp: '', computed: null };
  const computed = kept.stamp === stamp && kept.computed !== null ? kept.computed : compute(cache, say);
  if (computed !== kept.computed) writeFileSync(file, serialize({ stamp, computed }));
  const { models, scores } = cache.season;
  const { exact, exactHeld, corrWithMetaModel, largestExposure } = computed;
  return {
    cache,
    every,
    say,
    studied: models.flatMap((name, u) => (LEFT_OUT.has(name) ? [] : [u])),
    series: {
      scores,
      tc: { held: scores.tcLeaveOneOutHeld, zero: scores.tcLeaveOneOut, gradient: scores.tc, exact, exactHeld },
      corrWithMetaModel,
      largestExposure,
    },
  };
}

function compute(cache: SeasonCache, say: (line: string) => void): Computed {
  const result: Computed = { exact: [], exactHeld: [], corrWithMetaModel: [], largestExposure: [] };
  for (let at = 0; at < cache.season.rounds; at++) {
    if (at % 20 === 0) say(`exact gradients: round ${at + 1} of ${cache.season.rounds}`);
    const round = cache.round(at);
    const { kit } = closed(round);
    result.exact.push(exactGradient(kit));
    result.exactHeld.push(exactGradient(kit, 'held'));
    result.corrWithMetaModel.push(round.corrWithMetaModel);
    result.largestExposure.push(round.largestExposure);
  }
  return result;
}

/** Positions of every so many rounds. */
export const everyRound = ({ cache }: Study, every: number): number[] =>
  Array.from({ length: Math.ceil(cache.season.rounds / every) }, (_, i) => i * every);
