import { mean, standardDeviation } from '@robata/kernels';
import type { Study } from '../series.ts';
import { columnMeans, type Estimate, overRounds, pick, rankCorrelation } from '../statistics.ts';
import { around, chart } from '../svg.ts';
import { count, estimate, ratio, score, table, type Told, withT } from '../written.ts';
import { measureSeries } from './persistence.ts';

const SHOWN = ['held', 'zero', 'exact'] as const;
type Shown = (typeof SHOWN)[number];
const SHOWN_NAMES: Readonly<Record<Shown, string>> = {
  held: 'TC held',
  zero: 'TC zero',
  exact: 'TC gradient, exact',
};

/** Bounds of the correlation with the meta model. */
const BUCKETS = [-1, 0, 0.3, 0.5, 0.7, 0.85, 1] as const;
/** What the fireside chat suspects helps. */
const CHAT_BOUND = 0.5;

const WITH = {
  corr: 'CORR (janet)',
  corrNomi: 'CORR (nomi)',
  mmc: 'MMC',
  fnc: 'FNC',
  correlation: 'correlation with the meta model',
  exposure: 'largest feature exposure',
} as const;
type Other = keyof typeof WITH;
const others = Object.keys(WITH) as Other[];

interface BucketFigures {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly kinds: Readonly<Record<Shown, { readonly told: Estimate; readonly sd: number }>>;
}

export interface Relations {
  readonly correlations: readonly {
    readonly with: Other;
    readonly kinds: Readonly<Record<Shown, { readonly within: Estimate; readonly ofMeans: number }>>;
  }[];
  readonly buckets: readonly BucketFigures[];
  /** Mean TC below the chat's bound less that above it, round by round. */
  readonly belowBound: Readonly<Record<Shown, Estimate>>;
  /** The same without the random participants, all of which lie below it. */
  readonly belowBoundWithoutRandom: Readonly<Record<Shown, Estimate>>;
  readonly models: readonly { readonly name: string; readonly correlation: number; readonly exact: Estimate }[];
}

/** Question 3: what TC goes with. */
export function measureRelations(study: Study): Relations {
  const { studied, series, cache } = study;
  const all = measureSeries(study);
  const other = {
    ...all,
    correlation: series.corrWithMetaModel.map((row) => pick(row, studied)),
    exposure: series.largestExposure.map((row) => pick(row, studied)),
  };
  const perKind = <T>(of: (kind: Shown) => T) =>
    Object.fromEntries(SHOWN.map((kind) => [kind, of(kind)])) as Record<Shown, T>;
  const places = studied.map((_, j) => j);
  const isRandom = (j: number) => cache.season.kinds[studied[j]] === 'random';
  const below = (kind: Shown, takesPart: (j: number) => boolean) =>
    overRounds(
      all[kind].map((row, at) => {
        const chosen = places.filter(takesPart);
        const isBelow = (j: number) => other.correlation[at][j] < CHAT_BOUND;
        const of = (wanted: boolean) => mean(chosen.filter((j) => isBelow(j) === wanted).map((j) => row[j]));
        return of(true) - of(false);
      }),
    );
  return {
    correlations: others.map((name) => ({
      with: name,
      kinds: perKind((kind) => ({
        within: overRounds(all[kind].map((row, at) => rankCorrelation(row, other[name][at]))),
        ofMeans: rankCorrelation(columnMeans(all[kind]), columnMeans(other[name])),
      })),
    })),
    buckets: BUCKETS.slice(0, -1).map((from, b) => {
      const to = BUCKETS[b + 1];
      const inBucket = (at: number, j: number) => other.correlation[at][j] >= from && other.correlation[at][j] < to;
      const chosen = all.exact.map((_, at) => places.filter((j) => inBucket(at, j)));
      return {
        from,
        to,
        count: chosen.reduce((sum, { length }) => sum + length, 0),
        kinds: perKind((kind) => {
          const ofRounds = all[kind].map((row, at) => chosen[at].map((j) => row[j]));
          return {
            told: overRounds(ofRounds.map((values) => (values.length === 0 ? Number.NaN : mean(values)))),
            sd: standardDeviation(Float64Array.from(ofRounds.flat())),
          };
        }),
      };
    }),
    belowBound: perKind((kind) => below(kind, () => true)),
    belowBoundWithoutRandom: perKind((kind) => below(kind, (j) => !isRandom(j))),
    models: studied.map((u, j) => ({
      name: cache.season.models[u],
      correlation: columnMeans(other.correlation)[j],
      exact: overRounds(all.exact.map((row) => row[j])),
    })),
  };
}

export function tellRelations({ correlations, buckets, belowBound, belowBoundWithoutRandom, models }: Relations): Told {
  const filled = buckets.filter(({ count }) => count > 0);
  const ends = models.flatMap(({ exact: { mean, error } }) => [mean - 2 * error, mean + 2 * error]);
  return {
    tables: {
      relations: table(
        ['with', ...SHOWN.flatMap((kind) => [`${SHOWN_NAMES[kind]}: within a round`, 'of the means'])],
        correlations.map(({ with: name, kinds }) => [
          WITH[name],
          ...SHOWN.flatMap((kind) => [estimate(kinds[kind].within, ratio), ratio(kinds[kind].ofMeans)]),
        ]),
      ),
      buckets: table(
        [
          'correlation with the meta model',
          'model-rounds',
          ...SHOWN.flatMap((kind) => [`${SHOWN_NAMES[kind]}: mean`, 'sd']),
        ],
        [
          ...filled.map(({ from, to, count: size, kinds }) => [
            `${ratio(from)} to ${ratio(to)}`,
            count(size),
            ...SHOWN.flatMap((kind) => [estimate(kinds[kind].told), score(kinds[kind].sd)]),
          ]),
          ['below .50 less above', '', ...SHOWN.flatMap((kind) => [withT(belowBound[kind]), ''])],
          ['… without the random ones', '', ...SHOWN.flatMap((kind) => [withT(belowBoundWithoutRandom[kind]), ''])],
        ],
      ),
    },
    plots: {
      'correlation-with-meta-model': chart({
        title: 'Mean TC (gradient, exact) and correlation with the meta model, by model',
        x: { label: 'mean correlation with the meta model', ...around(models.map(({ correlation }) => correlation)) },
        y: { label: 'TC per unit of weight, ± 2 errors', ...around(ends), format: (value) => value.toFixed(3) },
        layers: [
          {
            kind: 'points',
            name: 'a model',
            color: 0,
            marks: models.map(({ name, correlation, exact }) => ({
              x: correlation,
              y: exact.mean,
              up: 2 * exact.error,
              title: name,
            })),
          },
        ],
      }),
      'spread-by-correlation': chart({
        title: 'TC by the correlation with the meta model in the round',
        height: 320,
        x: { label: 'correlation with the meta model in the round (middle of the bucket)', from: -0.5, to: 1 },
        y: {
          label: 'TC per unit of weight',
          ...around(
            filled.flatMap(({ kinds }) => [kinds.exact.told.mean - 2 * kinds.exact.told.error, kinds.exact.sd]),
          ),
          format: (value) => value.toFixed(3),
        },
        layers: [
          {
            kind: 'points',
            name: 'mean ± 2 errors (gradient, exact)',
            color: 0,
            marks: filled.map(({ from, to, kinds }) => ({
              x: middle(from, to),
              y: kinds.exact.told.mean,
              up: 2 * kinds.exact.told.error,
            })),
          },
          {
            kind: 'line',
            name: 'sd of one model in one round',
            color: 1,
            marks: filled.map(({ from, to, kinds }) => ({ x: middle(from, to), y: kinds.exact.sd })),
          },
        ],
      }),
    },
  };
}

/** The lowest bucket reaches to −1 and holds little beyond −.6. */
const middle = (from: number, to: number): number => (from === -1 ? -0.3 : (from + to) / 2);
