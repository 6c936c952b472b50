import { column, dotProduct } from '@robata/kernels';
import { leaveOneOut as contributions } from '@robata/portfolio';
import type { Benchmark } from '../benchmark.ts';
import type { Folder } from '../folder.ts';
import { alphaColumns, type ChangeErrors, changeErrors, ladderErrors, pairAlphas } from '../exactPair.ts';
import { measure } from '../measure.ts';
import { readKit, writeKit } from '../problemFiles.ts';
import { randomKit } from '../randomInput.ts';

/** The independent solver takes these: many models of fewer stocks for the accuracy, a few of the whole size for the time. */
const MODERATE = { models: 20, stocks: 1000 };

export const leaveOneOut: Benchmark = {
  name: 'leave-one-out',
  shows:
    'True Contribution by leave-one-out: ranking, both portfolios and both certificates of every model, beside cvxopt and an interior point in NumPy.',
  goal: 'at most 1.2 ms of CPU per model at 5,000 stocks, error at most 1e-4 of the exact change, fallbacks below 0.1 %',
  defaults: { models: 1000, stocks: 5000, check: 40, peerModels: 2 },
  smallest: { models: 4, stocks: 20 },
  peer: { name: 'cvxopt', script: 'leave_one_out.py', modules: ['numpy', 'scipy.linalg', 'cvxopt'] },
  generate({ models, stocks, peerModels, seed }, folder) {
    const kit = randomKit(seed, models, stocks);
    writeKit(folder, '', kit);
    folder.writeMatrix('timed', alphaColumns(pairAlphas(kit, [...Array(peerModels).keys()])));
    const moderate = randomKit(seed + 1, MODERATE.models, Math.min(stocks, MODERATE.stocks));
    writeKit(folder, 'moderate.', moderate);
    folder.writeMatrix('moderate.alphas', alphaColumns(pairAlphas(moderate, [...moderate.models.keys()])));
  },
  async ours({ models, stocks, seed }, folder) {
    const kit = readKit(folder, '');
    contributions(randomKit(seed + 2, Math.min(models, 20), stocks));
    const { result, ...measured } = await measure(() => contributions(kit));
    const residuals = result.contributions.map(({ residual }) => residual ?? Number.NaN);
    folder.write(
      'ours',
      Float64Array.from(result.contributions, ({ tc }) => (tc ?? Number.NaN) * kit.stakeFraction),
    );
    return {
      ...measured,
      details: {
        exposures: kit.problem.exposureNames.length,
        cpuMillisecondsPerModel: (1000 * measured.cpuSeconds) / models,
        fallbacks: result.fallbacks,
        unscored: residuals.filter(Number.isNaN).length,
        worstResidual: residuals.reduce((worst, residual) => Math.max(worst, residual), 0),
      },
    };
  },
  judge({ check }, folder, _, peer) {
    const kit = readKit(folder, '');
    const ours = folder.read('ours');
    const ladder = ladderErrors(kit, ours, check);
    const independent = peer === null ? null : independentErrors(folder);
    return {
      accuracy: Math.max(ladder.largestRelativeError, independent?.largestRelativeError ?? 0),
      accuracyMeaning:
        'largest error of the change of return relative to the exact change (where that is above 1e-9), against our interior-point ladder and, where present, an independent solver',
      details: { againstLadder: ladder, againstPeer: independent },
    };
  },
};

function independentErrors(folder: Folder): ChangeErrors {
  const kit = readKit(folder, 'moderate.');
  const weights = folder.readMatrix('peer.weights');
  const exact = kit.models.map(
    (_, u) => dotProduct(column(weights, 2 * u + 1), kit.returns) - dotProduct(column(weights, 2 * u), kit.returns),
  );
  const ours = contributions(kit).contributions.map(({ tc }) => (tc ?? Number.NaN) * kit.stakeFraction);
  return changeErrors(ours, exact);
}
