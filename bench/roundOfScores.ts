import { type Matrix, matrix } from '@robata/kernels';
import { scoreRound } from '@robata/scoring';
import type { Folder } from './folder.ts';
import { randomFeatures, randomNormals, randomPredictions, seededRandom } from './randomInput.ts';

/** The paid scores of Numerai's tournaments since 2024: two of classic, FNC, two of Signals. */
export const METRICS = ['corr20v2', 'mmc@2024', 'fnc@tools-0.6', 'alpha', 'mpc'] as const;
const NEUTRALIZERS = 60;

/** What the five scores of a round need. */
export interface ScoredRound {
  readonly predictions: Matrix;
  readonly features: Matrix;
  readonly neutralizers: Matrix;
  readonly metaModel: Float64Array;
  readonly target: Float64Array;
  readonly stakes: Float64Array;
  readonly sampleWeights: Float64Array;
}

const MATRICES = ['predictions', 'features', 'neutralizers'] as const;
const VECTORS = ['metaModel', 'target', 'stakes', 'sampleWeights'] as const;

interface Shape {
  readonly seed: number;
  readonly models: number;
  readonly stocks: number;
  readonly features: number;
  /** The first so many models have a stake. */
  readonly staked: number;
}

export function randomScoreInputs({ seed, models, stocks, features, staked }: Shape): ScoredRound {
  const random = seededRandom(seed);
  const scale = 1 / Math.sqrt(stocks);
  return {
    predictions: randomPredictions(random, stocks, models),
    features: randomFeatures(random, stocks, features),
    metaModel: randomNormals(random, stocks).data,
    target: randomFeatures(random, stocks, 1).data,
    stakes: Float64Array.from({ length: models }, (_, u) => (u < staked ? 1 + 20 * random() ** 3 : 0)),
    neutralizers: matrix(
      stocks,
      NEUTRALIZERS,
      randomNormals(random, stocks, NEUTRALIZERS).data.map((x) => x * scale),
    ),
    sampleWeights: Float64Array.from({ length: stocks }, () => 0.5 + random()),
  };
}

export function writeScoreInputs(folder: Folder, round: ScoredRound): void {
  for (const name of MATRICES) folder.writeMatrix(name, round[name]);
  for (const name of VECTORS) folder.write(name, round[name]);
}

export function readScoreInputs(folder: Folder): ScoredRound {
  const matrices = MATRICES.map((name) => [name, folder.readMatrix(name)] as const);
  const vectors = VECTORS.map((name) => [name, folder.read(name)] as const);
  return Object.fromEntries([...matrices, ...vectors]) as unknown as ScoredRound;
}

/** All five scores of all models, in the order of `METRICS`. */
export function scoresOf(round: ScoredRound): Float64Array[] {
  const scores = scoreRound({ definitions: METRICS, ...round });
  return METRICS.map((metric) => scores.get(metric) as Float64Array);
}
