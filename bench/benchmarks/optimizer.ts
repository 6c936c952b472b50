import { optimize, type PortfolioProblem } from '@robata/portfolio';
import type { Benchmark } from '../benchmark.ts';
import type { Folder } from '../folder.ts';
import { repeated } from '../measure.ts';
import { objectiveOf } from '../objectiveOf.ts';
import { readProblem, writeProblem } from '../problemFiles.ts';
import { kktResiduals, randomProblem } from '../randomInput.ts';

const problemIn = (folder: Folder): PortfolioProblem => ({ ...readProblem(folder, ''), alpha: folder.read('alpha') });

export const optimizer: Benchmark = {
  name: 'optimizer',
  shows:
    'one solve from nothing over a known risk model, scaling and certificate included, the code warm, beside cvxopt and an interior point in NumPy.',
  goal: 'at most 5 ms of CPU at 5,000 stocks and 70 exposures, residuals at most 1e-9',
  defaults: { stocks: 5000 },
  smallest: { stocks: 10 },
  peer: { name: 'cvxopt', script: 'optimizer.py', modules: ['numpy', 'scipy.linalg', 'cvxopt'] },
  generate({ stocks, seed }, folder) {
    const problem = randomProblem(seed, stocks);
    writeProblem(folder, '', problem);
    folder.write('alpha', problem.alpha);
  },
  ours(_, folder) {
    const problem = problemIn(folder);
    let solution = optimize(problem);
    const { least, ...measured } = repeated(() => {
      solution = optimize(problem);
    });
    // Exposures in a new object are arranged anew.
    const { exposures } = problem;
    const arranging = repeated(() => optimize({ ...problem, exposures: { ...exposures } }), { warm: 3, count: 10 });
    const { status, objective, residuals, iterations, rung, weights } = solution;
    folder.write('ours', weights);
    const worstResidual = Math.max(...Object.values(residuals));
    const { primal, dual, gap } = kktResiduals(problem, solution);
    return {
      ...measured,
      details: {
        exposures: problem.exposureNames.length,
        medianMilliseconds: 1000 * measured.cpuSeconds,
        leastMilliseconds: 1000 * least,
        newRiskModelMilliseconds: 1000 * arranging.cpuSeconds,
        status,
        objective,
        iterations,
        rung,
        worstResidual,
        // The conditions in plain loops over the problem as it was given, absolute: violation, slope, open complementarity.
        independentResiduals: { primal, dual, gap },
      },
    };
  },
  judge(_, folder, ours, peer) {
    if (ours.details?.status !== 'solved') throw new Error(`the problem is ${String(ours.details?.status)}`);
    const problem = problemIn(folder);
    const own = objectiveOf(problem, folder.read('ours'));
    const difference = (name: string): number | null => {
      if (peer === null) return null;
      const other = objectiveOf(problem, folder.read(name));
      return Math.abs(own - other) / Math.abs(other);
    };
    const numpy = peer?.details?.numpyInteriorPoint as { readonly cpuSeconds: number } | undefined;
    return {
      accuracy: difference('peer'),
      accuracyMeaning:
        "relative difference of the two objectives, each computed afresh from the weights; the peer's tolerance is 1e-9",
      details: {
        models: 1,
        numpyRatio: numpy === undefined ? null : Number((numpy.cpuSeconds / ours.cpuSeconds).toPrecision(4)),
        numpyAccuracy: difference('numpy'),
      },
    };
  },
};
