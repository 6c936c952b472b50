import { column, pearsonCorrelation } from '@robata/kernels';
import {
  type ContributionKit,
  gaussianizedPredictions,
  gradient,
  metaModelOf,
  prepareLeaveOneOut,
  type Rebalance,
  scoreLeaveOneOut,
  type Start,
} from '@robata/portfolio';
import { meanWithStandardError } from '@robata/scoring';
import { closed, drifted, rebalanced, tcOf, withAlphaFactor } from '../roundWork.ts';
import type { Week } from '../seasonCache.ts';
import type { Study } from '../series.ts';
import { type Estimate, throughOrigin } from '../statistics.ts';
import { around, chart } from '../svg.ts';
import { estimate, ratio, table, type Told } from '../written.ts';

const WEIGHT = 0.01;
const PATH_ROUNDS = 20;
/** So that no return is in two windows. */
const APART = 4;
/** Rounds in which the turnover limit still lets the season's book be built. */
const BUILT_AFTER = 10;
/** A round's 20 days are four of its weeks. */
const WEEKS_PER_HORIZON = 4;

const WANTED = ['example', 'random', 'pair_p', 'trees', 'momentum', 'reversal', 'neutralized', 'planted', 'whale'];

const SUMS = {
  held: 'Σ TC held, 20 days',
  zero: 'Σ TC zero, 20 days, over 4',
  exact: 'Σ TC gradient, exact, 20 days, over 4',
  heldWeek: 'Σ TC held, one week',
  zeroWeek: 'Σ TC zero, one week',
  exactWeek: 'Σ TC gradient, exact, one week',
} as const;
type Sum = keyof typeof SUMS;
const sumNames = Object.keys(SUMS) as Sum[];

interface Point {
  readonly model: string;
  readonly window: number;
  /** Of the two portfolios' returns, summed over the weeks, per unit of weight. */
  readonly gross: number;
  readonly net: number;
  readonly sums: Readonly<Record<Sum, number>>;
}

export interface Paths {
  readonly rounds: number;
  readonly windows: number;
  readonly models: readonly string[];
  readonly points: readonly Point[];
  readonly relations: Readonly<
    Record<
      Sum,
      {
        readonly correlation: number;
        readonly slope: number;
        readonly inWindow: Estimate;
        readonly withoutPlanted: number;
      }
    >
  >;
  /** Week by week, summed: the planted model's path and single rounds in the window in the middle. */
  readonly example: {
    readonly path: readonly number[];
    readonly zeroWeek: readonly number[];
    readonly heldWeek: readonly number[];
  };
  /** Largest distance between the two portfolios at the end, Σ|w₊ − w₋| over the weight, mean over points; and of one zero-start round. */
  readonly distance: { readonly path: number; readonly zero: number; readonly held: number };
}

/** Question 6: two portfolios, with and without a model, each from its own holdings for twenty rounds, against the sum of single rounds. */
export function measurePaths(study: Study): Paths {
  const { cache, say } = study;
  const { season } = cache;
  const length = Math.min(PATH_ROUNDS, season.rounds - 2);
  const first = season.rounds > BUILT_AFTER + length ? BUILT_AFTER : 0;
  const models = WANTED.map((name) => season.models.indexOf(name)).filter((u) => u >= 0);
  const starts: number[] = [];
  for (let start = first; start + length <= season.rounds; start += length + APART) starts.push(start);
  const windows = starts.map((start, at) => {
    say(`paths: window ${at + 1} of ${starts.length}`);
    return playWindow(study, start, length, models);
  });
  const points = windows.flatMap((window, at) => models.map((u, j) => window.point(j, season.models[u], at)));
  const middle = windows[Math.floor(windows.length / 2)];
  const planted = models.indexOf(season.models.indexOf('planted'));
  const distances = windows.flatMap(({ distances }) => distances);
  const average = (of: (each: Distances) => number) =>
    distances.reduce((sum, each) => sum + of(each), 0) / distances.length;
  return {
    rounds: length,
    windows: windows.length,
    models: models.map((u) => season.models[u]),
    points,
    relations: Object.fromEntries(sumNames.map((name) => [name, relation(points, name)])) as Paths['relations'],
    example: {
      path: cumulated(middle.weekly[planted].path),
      zeroWeek: cumulated(middle.weekly[planted].sums.zeroWeek),
      heldWeek: cumulated(middle.weekly[planted].sums.heldWeek),
    },
    distance: {
      path: average((each) => each.path),
      zero: average((each) => each.zero),
      held: average((each) => each.held),
    },
  };
}

interface Distances {
  readonly path: number;
  readonly zero: number;
  readonly held: number;
}

interface Played {
  readonly path: number[];
  readonly net: number[];
  readonly sums: Record<Sum, number[]>;
}

function playWindow({ cache }: Study, start: number, length: number, models: readonly number[]) {
  const weekly = models.map(
    (): Played => ({
      path: [],
      net: [],
      sums: { held: [], zero: [], exact: [], heldWeek: [], zeroWeek: [], exactWeek: [] },
    }),
  );
  const initial = cache.round(start).holdings;
  const books = models.map(() => ({ with: initial, without: initial }));
  const distances: Distances[] = [];
  for (let at = start; at < start + length; at++) {
    const round = cache.round(at);
    const week = cache.season.weeks[at];
    const { kit } = closed(round);
    const gaussianized = gaussianizedPredictions(round.predictions);
    // The direction of everybody's alpha stays in both problems, as in one round's TC (design §6).
    const riskModel = withAlphaFactor(round, metaModelOf(gaussianized, round.stakes));
    const weekReturns = Float64Array.from(round.securities, (security) => week.traded[security]);
    const single = singleRounds(kit, models, weekReturns);
    models.forEach((u, j) => {
      for (const name of sumNames) weekly[j].sums[name].push(single.tc[name][j]);
      const signal = column(gaussianized, u);
      const without = metaModelOf(
        gaussianized,
        round.stakes.map((stake, other) => (other === u ? 0 : stake)),
      );
      const joined = without.map((value, i) => (1 - WEIGHT) * value + WEIGHT * signal[i]);
      const both = {
        with: rebalanced(round, joined, riskModel, books[j].with),
        without: rebalanced(round, without, riskModel, books[j].without),
      };
      const gained = earned(both.with, week) - earned(both.without, week);
      weekly[j].path.push(gained / WEIGHT);
      weekly[j].net.push((gained - both.with.cost + both.without.cost) / WEIGHT);
      books[j] = { with: drifted(both.with, week), without: drifted(both.without, week) };
      if (at === start + length - 1) {
        distances.push({
          path: apart(both.with, both.without) / WEIGHT,
          zero: single.apart.zero[j],
          held: single.apart.held[j],
        });
      }
    });
  }
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  return {
    weekly,
    distances,
    point: (j: number, model: string, window: number): Point => ({
      model,
      window,
      gross: total(weekly[j].path),
      net: total(weekly[j].net),
      sums: Object.fromEntries(
        sumNames.map((name) => {
          const isSpread = name === 'zero' || name === 'exact';
          return [name, total(weekly[j].sums[name]) / (isSpread ? WEEKS_PER_HORIZON : 1)];
        }),
      ) as Record<Sum, number>,
    }),
  };
}

/** The chosen models' TC of one round, over the horizon and over its first week, and how far apart the two portfolios are. */
function singleRounds(kit: ContributionKit, models: readonly number[], week: Float64Array) {
  const horizon = kit.returns as Float64Array;
  const leftOut = (start: Start) => {
    const prepared = prepareLeaveOneOut(kit, { start });
    const ranges = models.map((u) => prepared.portfolios(u, u + 1));
    const scored = (returns: Float64Array) => tcOf(scoreLeaveOneOut(prepared, ranges, returns));
    const distance = ranges.map((range) => {
      const difference = new Float64Array(horizon.length);
      range.with.stock.forEach((i, entry) => (difference[i] += range.with.change[entry]));
      range.without.stock.forEach((i, entry) => (difference[i] -= range.without.change[entry]));
      return difference.reduce((sum, value) => sum + Math.abs(value), 0) / WEIGHT;
    });
    return { horizon: scored(horizon), week: scored(week), distance };
  };
  const exact = (returns: Float64Array) => {
    const all = tcOf(gradient({ ...kit, returns }, { dropout: 0 }));
    return models.map((u) => all[u]);
  };
  const [held, zero] = [leftOut('held'), leftOut('zero')];
  return {
    tc: {
      held: held.horizon,
      zero: zero.horizon,
      exact: exact(horizon),
      heldWeek: held.week,
      zeroWeek: zero.week,
      exactWeek: exact(week),
    },
    apart: { held: held.distance, zero: zero.distance },
  };
}

const earned = ({ targetWeights }: Rebalance, { traded }: Week): number =>
  [...targetWeights].reduce((sum, [security, weight]) => sum + weight * traded[security], 0);

const apart = (a: Rebalance, b: Rebalance): number =>
  [...new Set([...a.targetWeights.keys(), ...b.targetWeights.keys()])].reduce(
    (sum, security) => sum + Math.abs((a.targetWeights.get(security) ?? 0) - (b.targetWeights.get(security) ?? 0)),
    0,
  );

const cumulated = (values: readonly number[]): number[] => {
  let sum = 0;
  return values.map((value) => (sum += value));
};

function relation(points: readonly Point[], name: Sum): Paths['relations'][Sum] {
  const of = (chosen: readonly Point[]) =>
    throughOrigin(
      chosen.map(({ sums }) => sums[name]),
      chosen.map(({ gross }) => gross),
    );
  const { slope, correlation } = of(points);
  const windows = [...new Set(points.map(({ window }) => window))];
  const inWindows = windows.map((window) => {
    const chosen = points.filter((point) => point.window === window);
    return pearsonCorrelation(
      Float64Array.from(chosen, ({ sums }) => sums[name]),
      Float64Array.from(chosen, ({ gross }) => gross),
    );
  });
  const { mean, standardError } = meanWithStandardError(inWindows, 0);
  return {
    correlation,
    slope,
    inWindow: { mean, error: standardError },
    withoutPlanted: of(points.filter(({ model }) => model !== 'planted')).correlation,
  };
}

export function tellPaths({ rounds, models, points, relations, example, distance }: Paths): Told {
  const percent = (value: number) => value.toFixed(2);
  const byModel = models.map((model) => {
    const own = points.filter((point) => point.model === model);
    const told = (of: (point: Point) => number) => {
      const { mean, standardError } = meanWithStandardError(own.map(of), 0);
      return estimate({ mean, error: standardError });
    };
    return [
      model,
      told(({ gross }) => gross),
      told(({ net }) => net),
      ...(['held', 'zero', 'exact'] as const).map((name) => told(({ sums }) => sums[name])),
    ];
  });
  return {
    tables: {
      paths: table(
        [
          'sum of single rounds',
          'correlation with the path’s difference',
          'without the planted model',
          'within a window (mean ± error)',
          'slope through 0: path per unit of the sum',
        ],
        sumNames.map((name) => {
          const { correlation, slope, inWindow, withoutPlanted } = relations[name];
          return [SUMS[name], ratio(correlation), ratio(withoutPlanted), estimate(inWindow, ratio), ratio(slope)];
        }),
      ),
      'path-models': table(
        ['model', `path over ${rounds} rounds, gross`, 'net of costs', SUMS.held, SUMS.zero, SUMS.exact],
        byModel,
      ),
      distance: table(
        ['Σ\\|w₊ − w₋\\| per unit of weight', ''],
        [
          [`the two paths after ${rounds} rounds`, ratio(distance.path)],
          ['one round from zero', ratio(distance.zero)],
          ['one round from what is held', ratio(distance.held)],
        ],
      ),
    },
    plots: {
      paths: chart({
        title: `With and without a model for ${rounds} rounds, against the sum of single rounds`,
        height: 440,
        x: {
          label: 'sum of single rounds’ TC, per unit of weight',
          ...around(points.flatMap(({ sums }) => [sums.zero, sums.held])),
          format: percent,
        },
        y: {
          label: 'difference of the two paths, per unit of weight',
          ...around(points.map(({ gross }) => gross)),
          format: percent,
        },
        layers: [
          { kind: 'rule', name: 'equal', slope: 1, at: 0 },
          ...(['zero', 'held'] as const).map((name, color) => ({
            kind: 'points' as const,
            name: SUMS[name],
            color,
            marks: points.map(({ model, sums, gross }) => ({ x: sums[name], y: gross, title: model })),
          })),
        ],
      }),
      'path-planted': chart({
        title: 'The planted model in one window: path and single rounds, summed',
        height: 340,
        x: { label: 'weeks', from: 0, to: rounds, format: (value) => value.toFixed(0) },
        y: { label: 'return per unit of weight', ...around(Object.values(example).flat()), format: percent },
        layers: [
          { kind: 'line', name: 'difference of the paths', color: 0, marks: marksOf(example.path) },
          { kind: 'line', name: 'single rounds from zero, a week each', color: 1, marks: marksOf(example.zeroWeek) },
          { kind: 'line', name: 'single rounds held, a week each', color: 2, marks: marksOf(example.heldWeek) },
        ],
      }),
    },
  };
}

const marksOf = (values: readonly number[]) => [{ x: 0, y: 0 }, ...values.map((y, at) => ({ x: at + 1, y }))];
