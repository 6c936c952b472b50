import type { ContributionKit, PortfolioProblem } from '@robata/portfolio';
import type { Folder } from './folder.ts';

type Kit = ContributionKit & { readonly returns: Float64Array };
type WithoutAlpha = Omit<PortfolioProblem, 'alpha'>;

/** Writes everything of a problem but its alpha. `prefix` keeps several apart. */
export function writeProblem(folder: Folder, prefix: string, problem: WithoutAlpha): void {
  const { limits, exposures, factorCovariance, holdings, specificVariance, linearCost } = problem;
  const { exposureLower, exposureUpper, positionLower, positionUpper, gross, turnover, net } = limits;
  const vectors = {
    holdings,
    specificVariance,
    linearCost,
    exposureLower,
    exposureUpper,
    positionLower,
    positionUpper,
  };
  for (const [name, values] of Object.entries(vectors)) folder.write(prefix + name, values);
  folder.writeMatrix(`${prefix}exposures`, exposures);
  if (factorCovariance !== null) folder.writeMatrix(`${prefix}factorCovariance`, factorCovariance);
  const { riskAversion, horizonDays } = problem;
  folder.writeValues(`${prefix}problem`, { riskAversion, horizonDays, gross, turnover, net });
}

export function readProblem(folder: Folder, prefix: string): WithoutAlpha {
  const { riskAversion, horizonDays, gross, turnover, net } = folder.readValues<
    Pick<PortfolioProblem, 'riskAversion' | 'horizonDays'> &
      Pick<PortfolioProblem['limits'], 'gross' | 'turnover' | 'net'>
  >(`${prefix}problem`);
  const read = (name: string): Float64Array => folder.read(prefix + name);
  const exposures = folder.readMatrix(`${prefix}exposures`);
  return {
    ids: Array.from({ length: exposures.rows }, (_, i) => `s${i}`),
    horizonDays,
    holdings: read('holdings'),
    riskAversion,
    exposureNames: Array.from({ length: exposures.columns }, (_, k) => `x${k}`),
    exposures,
    factorCovariance: folder.has(`${prefix}factorCovariance`) ? folder.readMatrix(`${prefix}factorCovariance`) : null,
    specificVariance: read('specificVariance'),
    linearCost: read('linearCost'),
    limits: {
      exposureLower: read('exposureLower'),
      exposureUpper: read('exposureUpper'),
      positionLower: read('positionLower'),
      positionUpper: read('positionUpper'),
      gross,
      turnover,
      net,
    },
  };
}

export function writeKit(folder: Folder, prefix: string, kit: Kit): void {
  writeProblem(folder, prefix, kit.problem);
  folder.writeMatrix(`${prefix}predictions`, kit.predictions);
  for (const name of ['volatility', 'stakes', 'returns'] as const) folder.write(prefix + name, kit[name]);
  const { informationCoefficient, stakeFraction } = kit;
  folder.writeValues(`${prefix}kit`, { informationCoefficient, stakeFraction });
}

export function readKit(folder: Folder, prefix: string): Kit {
  const predictions = folder.readMatrix(`${prefix}predictions`);
  const terms = folder.readValues<Pick<Kit, 'informationCoefficient' | 'stakeFraction'>>(`${prefix}kit`);
  return {
    problem: readProblem(folder, prefix),
    volatility: folder.read(`${prefix}volatility`),
    ...terms,
    models: Array.from({ length: predictions.columns }, (_, u) => `model_${u}`),
    predictions,
    stakes: folder.read(`${prefix}stakes`),
    returns: folder.read(`${prefix}returns`),
  };
}
