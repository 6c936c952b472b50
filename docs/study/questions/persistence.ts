import { uniforms } from '@robata/season';
import { type Series, type Study } from '../series.ts';
import {
  type Estimate,
  overRounds,
  pick,
  randomHalves,
  rankCorrelation,
  splitHalf,
  spreadOfMeans,
  windowPrediction,
} from '../statistics.ts';
import { around, chart } from '../svg.ts';
import { estimate, ratio, table, type Told } from '../written.ts';

const SEED = 11;
/** Twenty rounds are what a participant sees; there must be two such windows. */
const windowOf = (rounds: number): number => (rounds >= 44 ? 20 : Math.max(2, Math.floor(rounds / 2) - 4));
/** Rounds so far apart do not share returns. */
const APART = 5;
/** A rank correlation of 33 independent models is significant from here on (5 %, two-sided). */
const SIGNIFICANT = 0.35;

export const MEASURES = {
  corr: 'CORR (janet)',
  corrNomi: 'CORR (nomi)',
  mmc: 'MMC',
  fnc: 'FNC',
  held: 'TC held',
  zero: 'TC zero',
  gradient: 'TC gradient, 100 draws',
  exact: 'TC gradient, exact',
} as const;
export type Measure = keyof typeof MEASURES;
export const measureNames = Object.keys(MEASURES) as Measure[];

interface MeasurePersistence {
  readonly halves: number;
  readonly random: { readonly mean: number; readonly sd: number };
  readonly windows: Estimate & { readonly pairs: number };
  readonly rounds: Estimate;
  readonly seen: number;
  readonly fromNoise: number;
  /** The sd of true means at which half against half would be significant. */
  readonly detectable: number;
}

export interface Persistence {
  readonly models: number;
  readonly window: number;
  readonly measures: Readonly<Record<Measure, MeasurePersistence>>;
  /** What of one window ranks the next one's TC (zero, exact). */
  readonly predictions: readonly {
    readonly past: Measure;
    readonly future: Measure;
    readonly found: Estimate & { readonly pairs: number };
  }[];
}

/** The studied models' scores and TC. */
export function measureSeries({ series, studied }: Study): Record<Measure, Series> {
  const { corr, corrNomi, mmc, fnc } = series.scores;
  const { held, zero, gradient, exact } = series.tc;
  const all = { corr, corrNomi, mmc, fnc, held, zero, gradient, exact };
  const picked = measureNames.map((name): [Measure, Series] => [name, all[name].map((row) => pick(row, studied))]);
  return Object.fromEntries(picked) as Record<Measure, Series>;
}

/** Question 2: whether who was good stays good. */
export function measurePersistence(study: Study): Persistence {
  const all = measureSeries(study);
  const window = windowOf(study.cache.season.rounds);
  const measures = Object.fromEntries(
    measureNames.map((name) => {
      const rows = all[name];
      const spread = spreadOfMeans(rows);
      // Of half the rounds the noise is √2 as large; τ²/(τ² + noise²) is what two halves correlate with.
      const detectable = Math.SQRT2 * spread.fromNoise * Math.sqrt(SIGNIFICANT / (1 - SIGNIFICANT));
      const found: MeasurePersistence = {
        halves: splitHalf(rows),
        random: randomHalves(rows, uniforms(SEED), 200, Math.max(1, Math.min(10, Math.floor(rows.length / 4)))),
        windows: windowPrediction(rows, rows, window),
        rounds: overRounds(rows.slice(APART).map((row, at) => rankCorrelation(row, rows[at]))),
        ...spread,
        detectable,
      };
      return [name, found];
    }),
  ) as Record<Measure, MeasurePersistence>;
  const predictions = (['zero', 'exact', 'held'] as const).flatMap((future) =>
    measureNames.map((past) => ({ past, future, found: windowPrediction(all[past], all[future], window) })),
  );
  return { models: study.studied.length, window, measures, predictions };
}

export function tellPersistence({ window, measures, predictions }: Persistence): Told {
  const precise = (value: number) => value.toFixed(5).replace(/^0/, '');
  return {
    tables: {
      persistence: table(
        [
          'score',
          'first and second half',
          'random halves (blocks of ten rounds), mean ± sd over draws',
          `consecutive windows of ${window} rounds`,
          'rounds five apart',
          'sd over models of the means',
          'of it expected from noise',
          'true sd that halves would show',
        ],
        measureNames.map((name) => {
          const { halves, random, windows, rounds, seen, fromNoise, detectable } = measures[name];
          return [
            MEASURES[name],
            ratio(halves),
            `${ratio(random.mean)} ± ${ratio(random.sd)}`,
            `${estimate(windows, ratio)} (${windows.pairs} pairs)`,
            estimate(rounds, ratio),
            ...[seen, fromNoise, detectable].map(precise),
          ];
        }),
      ),
      predictions: table(
        [`score of ${window} rounds`, 'TC zero of the next', 'TC gradient, exact, of the next', 'TC held of the next'],
        measureNames.map((past) => [
          MEASURES[past],
          ...(['zero', 'exact', 'held'] as const).map((future) => {
            const found = predictions.find((each) => each.past === past && each.future === future)?.found;
            return found === undefined ? '—' : estimate(found, ratio);
          }),
        ]),
      ),
    },
    plots: {
      persistence: chart({
        title: 'Persistence: rank correlation of the models’ means',
        height: 340,
        x: {
          label: 'rank correlation over models',
          ...around([-0.5, 1, ...measureNames.map((name) => measures[name].halves)]),
          format: (value) => value.toFixed(1),
        },
        y: { label: '', from: -0.6, to: measureNames.length - 0.4 },
        rows: measureNames.map((name) => MEASURES[name]),
        layers: [
          {
            kind: 'points',
            name: 'first and second half',
            color: 1,
            marks: measureNames.map((name, y) => ({ x: measures[name].halves, y: y - 0.2 })),
          },
          {
            kind: 'points',
            name: 'random halves ± sd over draws',
            color: 0,
            marks: measureNames.map((name, y) => ({
              x: measures[name].random.mean,
              y,
              along: measures[name].random.sd,
            })),
          },
          {
            kind: 'points',
            name: `windows of ${window}, ± 2 errors`,
            color: 2,
            marks: measureNames.map((name, y) => ({
              x: measures[name].windows.mean,
              y: y + 0.2,
              along: 2 * measures[name].windows.error,
            })),
          },
        ],
      }),
    },
  };
}
