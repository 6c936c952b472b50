import { leaveOneOut, optimize } from '@robata/portfolio';
import type { Benchmark } from '../benchmark.ts';
import { fitLine, type LineFit } from '../fitLine.ts';
import { measure, repeated } from '../measure.ts';
import { randomKit, randomProblem } from '../randomInput.ts';
import { randomScoreInputs, scoresOf } from '../roundOfScores.ts';

/** 500, 1,000, 2,000, 5,000 and 10,000 of 10,000 stocks; an eighth, a quarter, half and all of the models. */
const PARTS_OF_STOCKS = [0.05, 0.1, 0.2, 0.5, 1];
const PARTS_OF_MODELS = [0.125, 0.25, 0.5, 1];
const FEATURES = 50;

interface Series extends LineFit {
  readonly what: string;
  readonly of: 'stocks' | 'models';
  readonly sizes: readonly number[];
  readonly cpuSeconds: readonly number[];
}

/** Least CPU seconds of three runs, after one that does not count. */
async function leastOf(work: () => unknown): Promise<number> {
  work();
  const runs: number[] = [];
  for (let at = 0; at < 3; at++) runs.push((await measure(work)).cpuSeconds);
  return Math.min(...runs);
}

export const scaling: Benchmark = {
  name: 'scaling',
  shows: 'how the cost of a solve, of leave-one-out and of the scores grows with stocks and with models.',
  goal: 'linear in stocks and in models',
  defaults: { models: 1600, stocks: 10_000 },
  smallest: { models: 32, stocks: 400 },
  generate: () => undefined,
  async ours({ models, stocks, seed }) {
    const stockSizes = PARTS_OF_STOCKS.map((part) => Math.round(part * stocks));
    const modelSizes = PARTS_OF_MODELS.map((part) => Math.round(part * models));
    const few = modelSizes[1] as number;
    const some = stockSizes[2] as number;
    const solve = (count: number): number => {
      const problem = randomProblem(seed, count);
      return repeated(() => optimize(problem), { warm: 10, count: 20 }).least;
    };
    const contributions = (count: number, size: number): Promise<number> => {
      const kit = randomKit(seed, count, size);
      return leastOf(() => leaveOneOut(kit));
    };
    const scores = (count: number, size: number): Promise<number> => {
      const round = randomScoreInputs({ seed, models: count, stocks: size, features: FEATURES, staked: count });
      return leastOf(() => scoresOf(round));
    };
    const series: Series[] = [];
    const add = async (what: string, of: Series['of'], cost: (size: number) => number | Promise<number>) => {
      const sizes = of === 'stocks' ? stockSizes : modelSizes;
      const cpuSeconds: number[] = [];
      for (const size of sizes) cpuSeconds.push(await cost(size));
      series.push({ what, of, sizes, cpuSeconds, ...fitLine(sizes, cpuSeconds) });
    };
    const { cpuSeconds, wallSeconds } = await measure(async () => {
      await add('one solve', 'stocks', solve);
      await add(`leave-one-out of ${few} models`, 'stocks', (size) => contributions(few, size));
      await add(`leave-one-out at ${some} stocks`, 'models', (count) => contributions(count, some));
      await add(`scores of ${models} models`, 'stocks', (size) => scores(models, size));
      await add(`scores at ${some} stocks`, 'models', (count) => scores(count, some));
    });
    return { cpuSeconds, wallSeconds, details: { series } };
  },
  judge(_, __, ours) {
    const { series } = ours.details as unknown as { series: readonly Series[] };
    return {
      accuracy: Math.min(...series.map(({ explained }) => explained)),
      accuracyMeaning:
        'least share of the variance of the cost (R²) that a straight line explains, of the five series; the whole time includes making the inputs',
    };
  },
};
