import { matrix } from '@robata/kernels';
import { FieldFault, number, numbers, object, read, requireFormat, strings, table } from '../optimizer/fields.ts';
import { readProblemWithoutAlpha } from '../optimizer/parseProblem.ts';
import type { ContributionKit } from './contributionKit.ts';

export const KIT_FORMAT = 'robata-contribution-kit/1';

/** Reads a kit from parsed JSON of the format `robata-contribution-kit/1`, or says in one plain sentence what is malformed. */
export function parseKit(json: unknown): { readonly kit: ContributionKit } | { readonly fault: string } {
  return read(() => {
    const fields = object(json, '');
    requireFormat(fields, KIT_FORMAT);
    const problem = readProblemWithoutAlpha(object(fields.problem, 'problem'));
    const n = problem.ids.length;
    const models = strings(fields.models, 'models');
    const byModel = table(fields.predictions, models.length, n, 'predictions');
    const predictions = matrix(n, models.length);
    for (let u = 0; u < models.length; u++) {
      for (let i = 0; i < n; i++) predictions.data[u * n + i] = byModel.data[i * models.length + u];
    }
    const isPartial = fields.metaModel !== undefined && fields.metaModel !== null;
    if (!isPartial && fields.totalStake !== undefined && fields.totalStake !== null) {
      throw new FieldFault('totalStake stands without metaModel: give both, or neither where all models are there.');
    }
    const kit: ContributionKit = {
      problem,
      volatility: numbers(fields.volatility, n, 'volatility'),
      informationCoefficient: number(fields.informationCoefficient, 'informationCoefficient'),
      models,
      predictions,
      stakes: numbers(fields.stakes, models.length, 'stakes'),
      ...(fields.returns !== undefined && { returns: numbers(fields.returns, n, 'returns') }),
      stakeFraction: fields.stakeFraction === undefined ? 0.01 : number(fields.stakeFraction, 'stakeFraction'),
      ...(isPartial && {
        others: {
          metaModel: numbers(fields.metaModel, n, 'metaModel'),
          totalStake: number(fields.totalStake, 'totalStake'),
        },
      }),
    };
    return { kit };
  });
}
