import { alphaFromMetaModel, type ContributionKit, optimize } from '@robata/portfolio';

/**
 * What the round's portfolio would have been with other meta models in its place: built from nothing under the same limits and risk model,
 * without costs and turnover limit, so that nothing but the predictions tells them apart. Weights, one array per meta model; null where the
 * optimizer has no certificate.
 */
export function cohortPortfolios(
  {
    problem,
    volatility,
    informationCoefficient,
  }: Pick<ContributionKit, 'problem' | 'volatility' | 'informationCoefficient'>,
  metaModels: readonly Float64Array[],
): readonly (Float64Array | null)[] {
  const n = volatility.length;
  const start = {
    ...problem,
    holdings: new Float64Array(n),
    linearCost: new Float64Array(n),
    limits: { ...problem.limits, turnover: null },
  };
  return metaModels.map((metaModel) => {
    const alpha = alphaFromMetaModel(metaModel, volatility, informationCoefficient);
    const { status, weights } = optimize({ ...start, alpha });
    return status === 'solved' ? weights : null;
  });
}
