import {
  averageRank,
  cholesky,
  column,
  crossProduct,
  gaussianizedRank,
  type Matrix,
  matrix,
  multiply,
  weightedCrossProduct,
} from '@robata/kernels';
import type { Benchmark } from '../benchmark.ts';
import type { Folder } from '../folder.ts';
import { relativeDifference } from '../largestDifference.ts';
import { randomFeatures, randomNormals, seededRandom } from '../randomInput.ts';

const EXPOSURES = 70;
/** Each kernel runs for at least so long to warm up, and again to be measured. */
const CPU_SECONDS = 0.4;

interface Kernel {
  readonly name: string;
  /** Floating-point operations, or null where a rank is counted in microseconds. */
  readonly operations: number | null;
  readonly run: () => Float64Array;
}

function kernelsOver(folder: Folder): Kernel[] {
  const [tall, wide, narrow, order] = (['features', 'models', 'exposures', 'gram'] as const).map((name) =>
    folder.readMatrix(name),
  ) as [Matrix, Matrix, Matrix, Matrix];
  const projected = folder.readMatrix('projected');
  const weights = folder.read('weights');
  const values = column(wide, 0);
  const n = tall.rows;
  const product = 2 * n * tall.columns * wide.columns;
  return [
    { name: "product A'B", operations: product, run: () => crossProduct(tall, wide).data },
    { name: 'product AB', operations: product, run: () => multiply(tall, projected).data },
    {
      name: "weighted symmetric product X'WX",
      operations: n * EXPOSURES * (EXPOSURES + 1),
      run: () => weightedCrossProduct(narrow, weights).data,
    },
    {
      name: 'Cholesky',
      operations: order.rows ** 3 / 3,
      run: () => {
        const factor = matrix(order.rows, order.rows, order.data.slice());
        cholesky(factor);
        return lowerTriangle(factor);
      },
    },
    { name: 'average ranks', operations: null, run: () => averageRank(values) },
    { name: 'gaussianized ranks', operations: null, run: () => gaussianizedRank(values) },
  ];
}

function lowerTriangle({ rows, data }: Matrix): Float64Array {
  return data.map((value, at) => (at % rows >= Math.floor(at / rows) ? value : 0));
}

/** CPU seconds of one run, once the compiler has done its work. */
function timed(run: () => unknown): number {
  runFor(CPU_SECONDS, run);
  return runFor(CPU_SECONDS, run);
}

function runFor(seconds: number, run: () => unknown): number {
  const start = process.cpuUsage();
  for (let count = 1; ; count++) {
    run();
    const { user, system } = process.cpuUsage(start);
    const used = (user + system) / 1e6;
    if (used >= seconds) return used / count;
  }
}

export const kernels: Benchmark = {
  name: 'kernels',
  shows: 'matrix products, Cholesky and ranks in GFLOP/s and microseconds, beside NumPy and SciPy on one thread.',
  goal: 'the speed of the hardware for 128-bit multiply and add without fusion',
  defaults: { models: 512, stocks: 5000, features: 420 },
  smallest: { stocks: 100, features: 2 },
  peer: { name: 'NumPy and SciPy', script: 'kernels.py', modules: ['numpy', 'scipy.stats'] },
  generate({ models, stocks, features, seed }, folder) {
    const random = seededRandom(seed);
    const tall = randomFeatures(random, stocks, features);
    folder.writeMatrix('features', tall);
    folder.writeMatrix('models', randomNormals(random, stocks, models));
    folder.writeMatrix('exposures', randomNormals(random, stocks, EXPOSURES));
    folder.writeMatrix('projected', randomNormals(random, features, models));
    const gram = crossProduct(tall, tall);
    for (let k = 0; k < features; k++) gram.data[k * features + k] += stocks;
    folder.writeMatrix('gram', gram);
    folder.write(
      'weights',
      Float64Array.from({ length: stocks }, () => random()),
    );
  },
  ours(_, folder) {
    const begin = performance.now();
    const details: Record<string, unknown> = {};
    let cpuSeconds = 0;
    for (const { name, operations, run } of kernelsOver(folder)) {
      const seconds = timed(run);
      folder.write(`ours.${name}`, run());
      details[name] = figures(seconds, operations);
      cpuSeconds += seconds;
    }
    return { cpuSeconds, wallSeconds: (performance.now() - begin) / 1000, details: { kernels: details } };
  },
  judge({ features }, folder, _, peer) {
    const names = kernelsOver(folder).map(({ name }) => name);
    const differences = names.map((name) =>
      peer === null ? 0 : relativeDifference(folder.read(`ours.${name}`), folder.read(`peer.${name}`)),
    );
    return {
      accuracy: peer === null ? null : Math.max(...differences),
      accuracyMeaning:
        'largest difference of any element from the peer, relative to the largest element; the CPU time is the sum of one run of each kernel',
      details: { features },
    };
  },
};

const figures = (seconds: number, operations: number | null) =>
  operations === null
    ? { microseconds: Number((1e6 * seconds).toPrecision(4)) }
    : {
        gigaflops: Number((operations / seconds / 1e9).toPrecision(3)),
        microseconds: Number((1e6 * seconds).toPrecision(4)),
      };
