import { binMatrix, gaussianizedRank } from '@robata/kernels';
import { seededRandom } from '@robata/portfolio';
import type { TrainingEra } from '../trainingEras.ts';

export const FEATURES = 6;
/** The target follows this feature, and TC that one. */
export const OF_TARGET = 1;
export const OF_TC = 4;

export interface ToyRecipe {
  readonly eras: number;
  readonly stocks?: number;
  /** TC that the feature behind TC has in an era; a function of the era's position. */
  readonly tc: (era: number) => number;
  /** Size of what else the gradients say, per stock. */
  readonly noise?: number;
  readonly seed?: number;
}

/** Eras of random bins in which one feature predicts the target and another one earns TC. */
export function toyEras({ eras, stocks = 120, tc, noise = 0, seed = 1 }: ToyRecipe): TrainingEra[] {
  const random = seededRandom(seed);
  const uniform = () => random() - 0.5;
  return Array.from({ length: eras }, (_, at) => {
    const features = binMatrix(stocks, FEATURES);
    for (let k = 0; k < features.data.length; k++) features.data[k] = Math.floor(5 * random());
    const column = (j: number) => Float64Array.from(features.data.subarray(j * stocks, (j + 1) * stocks));
    const target = column(OF_TARGET).map((bin) => bin / 4 + uniform());
    const earning = gaussianizedRank(column(OF_TC));
    const length = earning.reduce((sum, value) => sum + value * value, 0);
    const direction = earning.map((value) => (tc(at) * value) / length + noise * uniform());
    const metaModel = target.map((value) => value + uniform());
    return { era: String(at).padStart(4, '0'), features, target, metaModel, direction };
  });
}
