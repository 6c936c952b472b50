import { mean, pearsonCorrelation, quantile, standardDeviation } from '@robata/kernels';
import { gradient, leaveOneOut } from '@robata/portfolio';
import { closed, type Kind, KINDS, tcOf } from '../roundWork.ts';
import { everyRound, type Study } from '../series.ts';
import {
  columnMeans,
  columnOf,
  type Estimate,
  overRounds,
  pick,
  rankCorrelation,
  rootMeanSquare,
  spreadOfMeans,
} from '../statistics.ts';
import { around, chart } from '../svg.ts';
import { count, estimate, ratio, score, table, type Told, withT } from '../written.ts';

const SECOND_SEED = 20260101;
const REPEATS = 10;
const RESAMPLED = 0.67;

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  held: 'leave-one-out, held',
  zero: 'leave-one-out, zero',
  gradient: 'gradient, 100 draws',
  exact: 'gradient, exact',
  exactHeld: 'gradient, exact, held',
};

interface KindFigures {
  readonly size: number;
  readonly sdMedian: number;
  readonly seen: number;
  readonly fromNoise: number;
  readonly best: { readonly model: string; readonly told: Estimate };
  readonly worst: { readonly model: string; readonly told: Estimate };
  readonly planted: Estimate;
}

interface Resampling {
  readonly rounds: number;
  readonly sdOfRepeats: number;
  readonly sdOfRounds: number;
  readonly oneWithOthers: number;
  readonly oneWithPlain: number;
  readonly fiveWithPlain: number;
  readonly tenWithPlain: number;
  /** The planted model's mean over its sd, times √20: plain, and mean of ten repeats. */
  readonly planted: { readonly plain: number; readonly ten: number };
}

export interface Agreement {
  readonly kinds: Readonly<Record<Kind, KindFigures>>;
  /** Kind by kind: within a round, and of the models' means over all rounds. */
  readonly pairs: readonly {
    readonly a: Kind;
    readonly b: Kind;
    readonly within: Estimate;
    readonly ofMeans: number;
    readonly scale: number;
  }[];
  readonly seeds: { readonly rounds: number; readonly correlation: Estimate; readonly difference: number };
  readonly resampling: Resampling;
  readonly models: readonly { readonly name: string; readonly zero: Estimate; readonly exact: Estimate }[];
}

/** Question 1: how large the kinds are, how far apart, and how much the draws and repeats matter. */
export function measureAgreement(study: Study): Agreement {
  const { series, studied, cache } = study;
  const { models } = cache.season;
  const of = (kind: Kind) => series.tc[kind].map((row) => pick(row, studied));
  const kinds = Object.fromEntries(
    KINDS.map((kind) => {
      const rows = of(kind);
      const estimates = studied.map((_, j) => overRounds(columnOf(rows, j)));
      const order = [...estimates.keys()].sort((a, b) => estimates[a].mean - estimates[b].mean);
      const at = (j: number) => ({ model: models[studied[j]], told: estimates[j] });
      const planted = models.indexOf('planted');
      return [
        kind,
        {
          size: mean(rows.flatMap((row) => [...row].map(Math.abs))),
          sdMedian: quantile(
            Float64Array.from(studied, (_, j) => standardDeviation(columnOf(rows, j))),
            0.5,
          ),
          ...spreadOfMeans(rows),
          best: at(order.at(-1) as number),
          worst: at(order[0]),
          planted: overRounds(columnOf(series.tc[kind], planted)),
        },
      ];
    }),
  ) as Record<Kind, KindFigures>;
  const pairs = KINDS.flatMap((a, i) =>
    KINDS.slice(i + 1).map((b) => ({
      a,
      b,
      within: overRounds(of(a).map((row, at) => rankCorrelation(row, of(b)[at]))),
      ofMeans: rankCorrelation(columnMeans(of(a)), columnMeans(of(b))),
      scale: kinds[b].size / kinds[a].size,
    })),
  );
  return {
    kinds,
    pairs,
    seeds: otherSeed(study),
    resampling: resampling(study),
    models: studied.map((u, j) => ({
      name: models[u],
      zero: overRounds(columnOf(of('zero'), j)),
      exact: overRounds(columnOf(of('exact'), j)),
    })),
  };
}

/** The same gradient with other draws. */
function otherSeed(study: Study): Agreement['seeds'] {
  const rounds = everyRound(study, study.every);
  const other = rounds.map((at) => {
    const { draws } = study.cache.season.scope;
    return pick(tcOf(gradient(closed(study.cache.round(at)).kit, { draws, seed: SECOND_SEED })), study.studied);
  });
  const first = rounds.map((at) => pick(study.series.tc.gradient[at], study.studied));
  return {
    rounds: rounds.length,
    correlation: overRounds(
      first.map((row, i) => rankCorrelation(row, other[i])),
      study.every,
    ),
    difference:
      rootMeanSquare(first.flatMap((row, i) => [...row].map((value, j) => value - other[i][j]))) /
      rootMeanSquare(first.flatMap((row) => [...row])),
  };
}

/** Leave-one-out from zero on random two thirds of the stakes. */
function resampling(study: Study): Resampling {
  const rounds = everyRound(study, study.every);
  const planted = study.cache.season.models.indexOf('planted');
  const chosen = [...study.studied, planted];
  const plain = rounds.map((at) => pick(study.series.tc.zero[at], study.studied));
  const repeats = rounds.map((at, done) => {
    if (done % 8 === 0) study.say(`resampling: ${done} of ${rounds.length} rounds`);
    const { kit } = closed(study.cache.round(at));
    return Array.from({ length: REPEATS }, (_, seed) => {
      const resample = { repeats: 1, fraction: RESAMPLED, seed: seed + 1 };
      return pick(tcOf(leaveOneOut(kit, { start: 'zero', resample })), chosen);
    });
  });
  const withoutPlanted = (rows: readonly Float64Array[]) => rows.map((row) => row.subarray(0, -1));
  const averages = (count: number) => repeats.map((ofRound) => columnMeans(withoutPlanted(ofRound.slice(0, count))));
  const within = (a: readonly Float64Array[], b: readonly Float64Array[]) =>
    mean(a.map((row, i) => pearsonCorrelation(row, b[i])));
  const firsts = averages(1);
  const models = study.studied.map((_, j) => j);
  return {
    rounds: rounds.length,
    sdOfRepeats: rootMeanSquare(
      repeats.flatMap((ofRound) => models.map((j) => standardDeviation(columnOf(ofRound, j)))),
    ),
    sdOfRounds: rootMeanSquare(models.map((j) => standardDeviation(columnOf(plain, j)))),
    oneWithOthers: within(
      firsts,
      repeats.map((ofRound) => columnMeans(withoutPlanted(ofRound.slice(1)))),
    ),
    oneWithPlain: within(firsts, plain),
    fiveWithPlain: within(averages(REPEATS / 2), plain),
    tenWithPlain: within(averages(REPEATS), plain),
    planted: {
      plain: t20(rounds.map((at) => study.series.tc.zero[at][planted])),
      ten: t20(repeats.map((ofRound) => mean(ofRound.map((row) => row.at(-1) as number)))),
    },
  };
}

const t20 = (values: readonly number[]): number =>
  (mean(values) / standardDeviation(Float64Array.from(values))) * Math.sqrt(20);

export function tellAgreement({ kinds, pairs, seeds, resampling, models }: Agreement): Told {
  const sorted = models.toSorted((a, b) => b.exact.mean - a.exact.mean);
  const all = sorted.flatMap(({ zero, exact }) =>
    [zero, exact].flatMap(({ mean, error }) => [mean - 2 * error, mean + 2 * error]),
  );
  return {
    tables: {
      kinds: table(
        [
          'kind',
          'mean size, one round',
          'sd over rounds, median model',
          'sd over models of their means',
          'of it expected from noise',
          'best model',
          'worst model',
          'planted, c = .05',
        ],
        KINDS.map((kind) => {
          const { size, sdMedian, seen, fromNoise, best, worst, planted } = kinds[kind];
          const named = ({ model, told }: KindFigures['best']) => `${model} ${withT(told)}`;
          const cells = [size, sdMedian].map(score);
          const spread = [seen, fromNoise].map((value) => value.toFixed(5).replace(/^0/, ''));
          return [KIND_NAMES[kind], ...cells, ...spread, named(best), named(worst), withT(planted)];
        }),
      ),
      agreement: table(
        [
          'kinds',
          'rank correlation within a round',
          'of the means over all rounds',
          'size of the second over the first',
        ],
        pairs.map(({ a, b, within, ofMeans, scale }) => [
          `${KIND_NAMES[a]} · ${KIND_NAMES[b]}`,
          estimate(within, ratio),
          ratio(ofMeans),
          ratio(scale),
        ]),
      ),
      repeats: table(
        ['quantity', 'found'],
        [
          ['100 draws against 100 others: rank correlation within a round', estimate(seeds.correlation, score)],
          ['… root mean square of the difference, over that of TC', ratio(seeds.difference)],
          [
            `resampled leave-one-out (zero, 67 % of the staked models, ${count(resampling.rounds)} rounds): sd between repeats`,
            score(resampling.sdOfRepeats),
          ],
          ['… sd over rounds of the plain one', score(resampling.sdOfRounds)],
          [
            '… one repeat with the mean of the nine others, correlation within a round',
            ratio(resampling.oneWithOthers),
          ],
          [
            '… one · mean of five · of ten with the plain one',
            [resampling.oneWithPlain, resampling.fiveWithPlain, resampling.tenWithPlain].map(ratio).join(' · '),
          ],
          [
            '… planted model, t of 20 independent rounds: plain · mean of ten',
            [resampling.planted.plain, resampling.planted.ten].map((t) => t.toFixed(1)).join(' · '),
          ],
        ],
      ),
    },
    plots: {
      'mean-tc': chart({
        title: 'Mean TC over all rounds, with two standard errors',
        height: 90 + 19 * sorted.length,
        x: { label: 'TC per unit of weight (20-day return)', ...around(all), format: (value) => value.toFixed(3) },
        y: { label: '', from: -0.7, to: sorted.length - 0.3 },
        rows: sorted.map(({ name }) => name),
        layers: (['exact', 'zero'] as const).map((kind, color) => ({
          kind: 'points',
          name: KIND_NAMES[kind],
          color,
          marks: sorted.map((each, at) => ({
            x: each[kind].mean,
            y: at + (color === 0 ? -0.16 : 0.16),
            along: 2 * each[kind].error,
          })),
        })),
      }),
    },
  };
}
