import { mean } from '@robata/kernels';
import { diagnoseEra } from '@robata/scoring';
import { type AscentOptions, ascend, climbing } from './ascent.ts';
import { geometryOf, momentsOf, predict, ridgeSolver } from './linearModel.ts';
import type { TrainingEra } from './trainingEras.ts';

export interface TrainingOptions extends Omit<AscentOptions, 'lambda'> {
  /** Tried for the ridge, per row of features in bins. */
  readonly lambdas: readonly number[];
  /** The share of the training eras, its newest, on which λ and the number of steps are chosen. */
  readonly heldOut: number;
  /** Eras between what is fitted and what is looked at, so that no target's days are shared. */
  readonly embargo: number;
}

export const DEFAULT_TRAINING: TrainingOptions = {
  lambdas: [0.01, 0.1, 1, 10],
  heldOut: 0.25,
  embargo: 6,
  steps: 30,
  angle: 0.05,
  closeness: 0.5,
};

export interface TrainedModels {
  /** Coefficients of the features in bins, after each step of the ascent: the first is the ridge. */
  readonly path: readonly Float64Array[];
  readonly ridge: Float64Array;
  /** What early stopping chose, and the end of the path. */
  readonly stopped: Float64Array;
  readonly last: Float64Array;
  readonly lambda: number;
  /** Steps of the chosen model; 0: training by TC did not raise it on the held-out eras, and the ridge stayed. */
  readonly steps: number;
  /** Mean TC after each step, from 0 on: on the eras that were fitted, and on those held out. */
  readonly fittedTc: readonly number[];
  readonly heldOutTc: readonly number[];
}

/**
 * A ridge regression on the target, improved by projected gradient ascent of the mean TC over the training eras (`ascend`). The held-out newest
 * part chooses the ridge's λ by CORR and the number of steps by TC; both models are then made again from all training eras.
 * Deterministic. Throws RangeError where the eras are too few for both parts.
 */
export function trainAgainstTc(
  eras: readonly TrainingEra[],
  options: TrainingOptions = DEFAULT_TRAINING,
): TrainedModels {
  const held = Math.round(options.heldOut * eras.length);
  const early = eras.slice(0, eras.length - held - options.embargo);
  const late = eras.slice(eras.length - held);
  if (held < 1 || early.length < 1)
    throw new RangeError(`${eras.length} training eras are too few to hold some of them out`);

  const lambda = bestOf(options.lambdas, (tried) => meanCorr(late, ridge(early, tried)));
  const tried = climb(early, lambda, options);
  const heldOutTc = tried.map((model) => climbing(late, model).tc);
  const steps = bestOf([...heldOutTc.keys()], (step) => heldOutTc[step] as number);

  const path = climb(eras, lambda, options);
  return {
    path,
    ridge: path[0] as Float64Array,
    stopped: path[Math.min(steps, path.length - 1)] as Float64Array,
    last: path.at(-1) as Float64Array,
    lambda,
    steps,
    fittedTc: tried.map((model) => climbing(early, model).tc),
    heldOutTc,
  };
}

export function ridge(eras: readonly TrainingEra[], lambda: number): Float64Array {
  const moments = momentsOf(eras);
  return geometryOf(moments).unit(ridgeSolver(moments, lambda)(moments.withTarget));
}

function climb(eras: readonly TrainingEra[], lambda: number, options: TrainingOptions): Float64Array[] {
  const moments = momentsOf(eras);
  return ascend(ridgeSolver(moments, lambda)(moments.withTarget), eras, moments, { ...options, lambda });
}

const meanCorr = (eras: readonly TrainingEra[], model: Float64Array): number =>
  mean(eras.map((era) => diagnoseEra({ predictions: predict(era, model), target: era.target }).corr20v2));

/** The first of those that are best. */
function bestOf<Value>(values: readonly Value[], worth: (value: Value) => number): Value {
  const worths = values.map(worth);
  return values[worths.indexOf(Math.max(...worths))] as Value;
}
