import { NO_SPREAD } from '../alpha.ts';
import type { ExposureLayout } from '../optimizer/exposureLayout.ts';
import { type NewtonState, newtonState } from '../optimizer/newtonState.ts';
import type { ScaledProblem } from '../optimizer/scaledProblem.ts';

/** Signals in the memory of a layout, to be blended there and turned into the alpha of the next solve. */
interface SignalMemory {
  /** Whose meta model and volatilities are loaded. */
  of: SignalSource | null;
  problem: ScaledProblem | null;
  readonly metaModel: Float64Array;
  /** IC · volatility, in units of the scaled alpha. */
  readonly scale: Float64Array;
  readonly own: Float64Array;
  readonly without: Float64Array;
  readonly with: Float64Array;
}

/** A meta model with what makes alpha of it; the same object stands for the same numbers. */
export interface SignalSource {
  readonly metaModel: Float64Array;
  readonly totalStake: number;
  readonly volatility: Float64Array;
  readonly informationCoefficient: number;
}

const memories = new WeakMap<ExposureLayout, SignalMemory>();

function signalMemory(layout: ExposureLayout): SignalMemory {
  let memory = memories.get(layout);
  if (memory === undefined) {
    const byStock = (): Float64Array => layout.workspace.float64(layout.padded);
    const [metaModel, scale, own, without, both] = [byStock(), byStock(), byStock(), byStock(), byStock()];
    memory = { of: null, problem: null, metaModel, scale, own, without, with: both };
    memories.set(layout, memory);
  }
  return memory;
}

/** Makes the alphas with and without one model: `loadWithout`, then `loadWith`, each leaving its alpha in the problem's Newton state. */
export interface AlphaPair {
  /** M₋ = (S·M − s·g)/(S − s); the meta model itself for a stake of 0. */
  loadWithout(): NewtonState;
  /** M₊ = (1−w)·M₋ + w·g. */
  loadWith(weight: number): NewtonState;
}

export function alphaPair(problem: ScaledProblem, source: SignalSource, own: Float64Array, stake: number): AlphaPair {
  const { layout, stocks, units } = problem;
  const { kernels } = layout.workspace;
  const memory = signalMemory(layout);
  if (memory.of !== source || memory.problem !== problem) {
    memory.of = source;
    memory.problem = problem;
    memory.metaModel.set(source.metaModel);
    for (let i = 0; i < stocks; i++) {
      memory.scale[i] = (source.informationCoefficient * source.volatility[i]) / units.alpha;
    }
  }
  memory.own.set(own);
  const blend = (out: Float64Array, x: Float64Array, a: number, b: number, divisor: number): NewtonState => {
    const state = newtonState(problem);
    const { byteOffset } = out;
    const mean = kernels.blendSignals(byteOffset, x.byteOffset, a, memory.own.byteOffset, b, divisor, stocks) / stocks;
    const deviation = Math.sqrt(kernels.squaredDeviations(byteOffset, mean, stocks) / stocks);
    if (deviation < NO_SPREAD) state.alpha.fill(0);
    else {
      const { alpha } = state;
      kernels.scaleSignal(alpha.byteOffset, byteOffset, mean, deviation, memory.scale.byteOffset, layout.padded);
    }
    return state;
  };
  const { totalStake } = source;
  return {
    loadWithout: () =>
      stake === 0
        ? blend(memory.without, memory.metaModel, 1, 0, 1)
        : blend(memory.without, memory.metaModel, totalStake, -stake, totalStake - stake),
    loadWith: (weight) => blend(memory.with, memory.without, 1 - weight, weight, 1),
  };
}
