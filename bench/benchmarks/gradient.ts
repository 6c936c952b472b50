import { column, fromColumns } from '@robata/kernels';
import {
  type ContributionKit,
  gaussianizedPredictions,
  gradient as contributions,
  leaveOneOut,
  metaModelOf,
} from '@robata/portfolio';
import type { Benchmark } from '../benchmark.ts';
import { measure } from '../measure.ts';
import { readKit, writeKit } from '../problemFiles.ts';
import { randomKit } from '../randomInput.ts';

/** Weight of the difference quotient: small enough that no stock changes its state, large enough for the certificates' digits. */
const SMALL = 1e-6;

export const gradient: Benchmark = {
  name: 'gradient',
  shows: 'True Contribution by gradient: the exact adjoint of every dropout draw, for every model.',
  goal: 'no bound is set; about 3 ms per draw at 5,000 stocks, and a dot product per model and draw',
  defaults: { models: 1000, stocks: 5000, draws: 100, check: 10 },
  smallest: { models: 4, stocks: 20 },
  generate({ models, stocks, seed }, folder) {
    writeKit(folder, '', randomKit(seed, models, stocks));
  },
  async ours({ models, stocks, draws, seed }, folder) {
    const kit = readKit(folder, '');
    contributions(randomKit(seed + 2, Math.min(models, 20), stocks), { draws: 10 });
    const { result, ...measured } = await measure(() => contributions(kit, { draws }));
    const residuals = result.contributions.map(({ residual }) => residual ?? Number.NaN);
    return {
      ...measured,
      details: {
        draws,
        exposures: kit.problem.exposureNames.length,
        cpuMillisecondsPerDraw: (1000 * measured.cpuSeconds) / draws,
        fallbacks: result.fallbacks,
        unscored: residuals.filter(Number.isNaN).length,
        worstResidual: residuals.reduce((worst, residual) => Math.max(worst, residual), 0),
      },
    };
  },
  judge({ check }, folder) {
    const kit = readKit(folder, '');
    const single = contributions(kit, { draws: 0 }).contributions.map(({ tc }) => tc ?? Number.NaN);
    // A model without a stake joins the same meta model: the difference quotient then tends to the gradient.
    const newcomers = kit.models.map((_, u) => u).filter((u) => kit.stakes[u] === 0);
    const few = newcomers.slice(0, Math.max(1, check));
    const quotients = leaveOneOut(onlyModels(kit, few), { start: 'zero', weight: SMALL }).contributions;
    const size = Math.sqrt(few.reduce((sum, u) => sum + single[u] ** 2, 0) / few.length);
    const errors = few.map((u, at) => Math.abs(single[u] - (quotients[at]?.tc ?? Number.NaN)) / size);
    const weighted = single.map((tc, u) => tc * kit.stakes[u]);
    return {
      accuracy: errors.reduce((worst, error) => Math.max(worst, error), 0),
      accuracyMeaning: `largest difference of the undropped gradient from the difference quotient at weight ${SMALL} (${few.length} models without a stake), relative to the root mean square of their gradients`,
      details: {
        zeroSum:
          Math.abs(weighted.reduce((sum, value) => sum + value, 0)) /
          weighted.reduce((sum, value) => sum + Math.abs(value), 0),
      },
    };
  },
};

/** The kit of a few models beside the meta model of all: the published form. */
function onlyModels(kit: ContributionKit, chosen: readonly number[]): ContributionKit {
  return {
    ...kit,
    models: chosen.map((u) => kit.models[u] as string),
    predictions: fromColumns(chosen.map((u) => column(kit.predictions, u))),
    stakes: Float64Array.from(chosen, (u) => kit.stakes[u]),
    others: {
      metaModel: metaModelOf(gaussianizedPredictions(kit.predictions), kit.stakes),
      totalStake: kit.stakes.reduce((total, stake) => total + stake, 0),
    },
  };
}
