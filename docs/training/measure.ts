import { dotProduct } from '@robata/kernels';
import { seededRandom } from '@robata/portfolio';
import { climbing } from '../../examples/train-against-tc/ascent.ts';
import { predict } from '../../examples/train-against-tc/linearModel.ts';
import { placebo } from '../../examples/train-against-tc/placebo.ts';
import { DEFAULT_TRAINING, trainAgainstTc } from '../../examples/train-against-tc/trainAgainstTc.ts';
import type { Dataset, TrainingEra } from '../../examples/train-against-tc/trainingEras.ts';
import {
  type Figure,
  type Figures,
  type Fold,
  figuresOf,
  foldsOf,
  joined,
  type ModelName,
  type Moved,
  movedExposures,
  walkForward,
} from '../../examples/train-against-tc/walkForward.ts';
import { meanWithStandardError } from '@robata/scoring';

export type FiguresOfModels = Readonly<Record<ModelName, Figures>>;

export interface FoldFindings {
  readonly trainingEras: number;
  readonly testEras: number;
  readonly firstTest: string;
  readonly lastTest: string;
  readonly lambda: number;
  /** Steps taken of those tried. */
  readonly steps: number;
  readonly tried: number;
  /** Mean TC after each step: of the early part on itself and on the held-out part; of all training eras on the test. */
  readonly fittedTc: readonly number[];
  readonly heldOutTc: readonly number[];
  readonly testTc: readonly number[];
  readonly inSample: FiguresOfModels;
  readonly outOfSample: FiguresOfModels;
}

export interface MarketFindings {
  readonly eras: number;
  readonly stocks: number;
  readonly features: number;
  readonly folds: readonly FoldFindings[];
  readonly outOfSample: FiguresOfModels;
  /** TC of each test era, all folds. */
  readonly tc: Readonly<Record<ModelName, readonly number[]>>;
  readonly moved: readonly Moved[];
  /** What training gains in TC, in sample and behind it, where the signs of the gradients are drawn: mean and standard deviation over seeds and folds. */
  readonly placebo: { readonly seeds: number; readonly inSample: Figure; readonly outOfSample: Figure };
  /** What it gains out of sample where so much TC is added for a mix of features. */
  readonly planted: readonly { readonly tc: number; readonly stopped: Figure; readonly last: Figure }[];
}

const FOLDS = { folds: 4, firstShare: 0.4, embargo: DEFAULT_TRAINING.embargo };
const PLACEBO_SEEDS = 8;
const PLANTED_TC = [0.005, 0.01, 0.02];
const MOVED = 8;
const LAGS = 4;

/** Everything that the page tells of one market. */
export function measureMarket({ eras, features }: Dataset, say: (line: string) => void): MarketFindings {
  const folds = foldsOf(eras, FOLDS);
  const results = [...walkForward(folds)];
  const all = joined(results.map(({ outOfSample }) => outOfSample));
  const tcOf = (name: ModelName): number[] => all[name].map(({ tc }) => tc);
  say('folds are measured');
  const findings = {
    eras: eras.length,
    stocks: eras.at(-1)?.target.length ?? 0,
    features: features.length,
    folds: results.map(({ training, test, models, inSample, outOfSample }) => ({
      trainingEras: training.length,
      testEras: test.length,
      firstTest: test[0]?.era ?? '',
      lastTest: test.at(-1)?.era ?? '',
      lambda: models.lambda,
      steps: models.steps,
      tried: models.heldOutTc.length - 1,
      fittedTc: models.fittedTc,
      heldOutTc: models.heldOutTc,
      testTc: models.path.map((model) => climbing(test, model).tc),
      inSample: figuresOf(inSample),
      outOfSample: figuresOf(outOfSample),
    })),
    outOfSample: figuresOf(all),
    tc: { ridge: tcOf('ridge'), stopped: tcOf('stopped'), last: tcOf('last') },
    moved: movedExposures(all, 'last', features, MOVED),
  };
  const gains = Array.from({ length: PLACEBO_SEEDS }, (_, at) => {
    say(`placebo ${at + 1} of ${PLACEBO_SEEDS}`);
    return foldsOf(placebo(eras, at + 1), FOLDS).map((fold) => gainsOf(fold));
  }).flat();
  return {
    ...findings,
    placebo: {
      seeds: PLACEBO_SEEDS,
      inSample: spread(gains.map(({ inSample }) => inSample)),
      outOfSample: spread(gains.map(({ outOfSample }) => outOfSample)),
    },
    planted: PLANTED_TC.map((tc) => {
      say(`planted ${tc}`);
      return { tc, ...gainOverEras(foldsOf(planted(eras, tc), FOLDS)) };
    }),
  };
}

/** By how much the end of the path exceeds the ridge in mean TC. */
function gainsOf({ training, test }: Fold): { readonly inSample: number; readonly outOfSample: number } {
  const { ridge, last } = trainAgainstTc(training);
  const gain = (eras: readonly TrainingEra[]): number => climbing(eras, last).tc - climbing(eras, ridge).tc;
  return { inSample: gain(training), outOfSample: gain(test) };
}

/** By how much both trained models exceed the ridge in TC, over the test eras of all folds. */
function gainOverEras(folds: readonly Fold[]): { readonly stopped: Figure; readonly last: Figure } {
  const gains: { readonly stopped: number; readonly last: number }[] = [];
  for (const { training, test } of folds) {
    const { ridge, stopped, last } = trainAgainstTc(training);
    for (const era of test) {
      const tc = (model: Float64Array): number => climbing([era], model).tc;
      const from = tc(ridge);
      gains.push({ stopped: tc(stopped) - from, last: tc(last) - from });
    }
  }
  const figure = (model: 'stopped' | 'last'): Figure =>
    meanWithStandardError(
      gains.map((gain) => gain[model]),
      LAGS,
    );
  return { stopped: figure('stopped'), last: figure('last') };
}

/** The same eras, with a mix of features for which each round paid `tc` more: a model that is this mix has so much more TC in every era. */
function planted(eras: readonly TrainingEra[], tc: number): TrainingEra[] {
  const random = seededRandom(1);
  const mix = Float64Array.from({ length: eras[0]?.features.columns ?? 0 }, () => random() - 0.5);
  return eras.map((era) => {
    const signal = predict(era, mix);
    const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length;
    const centred = signal.map((value) => value - mean);
    const scale = tc / Math.sqrt(dotProduct(centred, centred) * signal.length);
    return { ...era, direction: era.direction.map((value, i) => value + scale * (centred[i] as number)) };
  });
}

function spread(values: readonly number[]): Figure {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, standardError: Math.sqrt(variance) };
}
