import { matrix } from '@robata/kernels';
import type { PortfolioLimits, PortfolioProblem } from '../problem.ts';
import { randomProblem, type Recipe } from './randomProblem.ts';

/** A way to make problems difficult. `stocks` is the size asked for; the seed does the rest. */
export type Family = (seed: number, stocks: number) => PortfolioProblem;

/** Roomier bounds for fewer stocks, as a fund would set them. */
const roomy = (stocks: number): Recipe => ({ stocks, position: Math.max(0.01, 6 / stocks), bound: 0.02, styles: 12 });

const from =
  (recipe: Recipe, change: (problem: PortfolioProblem) => Partial<PortfolioProblem> = () => ({})): Family =>
  (seed, stocks) => {
    const problem = randomProblem(seed, { ...roomy(stocks), ...recipe });
    return { ...problem, ...change(problem) };
  };

const limitsOf =
  (change: (problem: PortfolioProblem) => Partial<PortfolioLimits>) =>
  (problem: PortfolioProblem): Partial<PortfolioProblem> => ({
    limits: { ...problem.limits, ...change(problem) },
  });

const bounds = (lower: (k: number) => number, upper: (k: number) => number) =>
  limitsOf(({ exposureNames }) => ({
    exposureLower: Float64Array.from(exposureNames, (_, k) => lower(k)),
    exposureUpper: Float64Array.from(exposureNames, (_, k) => upper(k)),
  }));

const decades = (values: Float64Array, span: number): Float64Array =>
  values.map((value, i) => value * 10 ** ((((i * 31) % 97) / 97) * span));

/** Money in another unit: the same portfolio, other numbers. */
const money =
  (unit: number) =>
  (problem: PortfolioProblem): Partial<PortfolioProblem> => ({
    holdings: problem.holdings.map((h) => h * unit),
    riskAversion: problem.riskAversion / unit,
    limits: {
      exposureLower: problem.limits.exposureLower.map((l) => l * unit),
      exposureUpper: problem.limits.exposureUpper.map((u) => u * unit),
      positionLower: problem.limits.positionLower.map((l) => l * unit),
      positionUpper: problem.limits.positionUpper.map((u) => u * unit),
      gross: (problem.limits.gross ?? 1) * unit,
      turnover: (problem.limits.turnover ?? 1) * unit,
      net: null,
    },
  });

const uncorrelated = (problem: PortfolioProblem): Partial<PortfolioProblem> => {
  const k = problem.exposureNames.length;
  const factorCovariance = matrix(k, k);
  const loading = Float64Array.from({ length: k }, (_, a) => 0.01 * Math.cos(3 * a));
  for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) factorCovariance.data[a * k + b] = loading[a] * loading[b];
  return { factorCovariance };
};

export const FAMILIES: Readonly<Record<string, Family>> = {
  plain: from({}),
  'tight bounds': from({ bound: 0.001, turnover: 0.6 }),
  'loose everything': from({ bound: 5, gross: 10, turnover: 10 }),
  'no turnover limit': from({ turnover: null }),
  'no gross limit': from({ gross: null }),
  'neither gross nor turnover': from({ gross: null, turnover: null }),
  'no limits but positions': from({ gross: null, turnover: null, bound: Infinity, held: 'none' }),
  'no limits at all': from({ gross: null, turnover: null, bound: Infinity, position: Infinity }),
  'no limits, no cost': from({ gross: null, turnover: null, bound: Infinity, position: Infinity, cost: 0 }),
  'zero turnover': from({ turnover: 0, bound: 1 }),
  'zero gross': from({ gross: 0, turnover: null, held: 'none' }),
  'zero gross from holdings': from(
    { turnover: null },
    limitsOf(() => ({ gross: 0 })),
  ),
  'tiny turnover': from({ turnover: 0.001, bound: 0.5 }),
  'tiny gross': from({ gross: 0.01, turnover: null }),
  'no cost': from({ cost: 0 }),
  'no cost, no turnover limit, no holdings': from({ cost: 0, turnover: null, held: 'none' }),
  'costs over four decades': from({}, (problem) => ({
    linearCost: decades(
      problem.linearCost.map(() => 1e-5),
      4,
    ),
  })),
  'prohibitive costs': from({ cost: 1 }),
  'long only': from({ isLongOnly: true, turnover: 0.3, net: [1, 1], bound: Infinity }),
  'long only, gross and net equal': from({ isLongOnly: true, turnover: null, net: [1, 1], bound: Infinity }),
  'long only, loose net': from({ isLongOnly: true, turnover: 0.4, net: [0.5, 1], bound: Infinity }),
  'exact neutrality': from(
    { turnover: 0.8 },
    bounds(
      () => 0,
      () => 0,
    ),
  ),
  'mixed bounds': from(
    { turnover: 0.5 },
    bounds(
      (k) => (k % 3 === 0 ? 0 : -0.03),
      (k) => (k % 3 === 0 ? 0 : 0.01),
    ),
  ),
  'one-sided bounds': from(
    {},
    bounds(
      (k) => (k % 2 === 0 ? -Infinity : -0.01),
      (k) => (k % 2 === 0 ? 0.01 : Infinity),
    ),
  ),
  'wide bounds': from({ bound: 1 }),
  'no exposure bounds': from({ bound: Infinity }),
  'bounds away from zero': from(
    { turnover: null },
    bounds(
      (k) => (k > 11 ? 0.01 : -0.5),
      (k) => (k > 11 ? 0.02 : 0.5),
    ),
  ),
  'no factor risk': from({}, () => ({ factorCovariance: null })),
  'no factor risk, no bounds': from({ bound: Infinity }, () => ({ factorCovariance: null })),
  'rank one risk': from({}, uncorrelated),
  'rank one risk, no bounds': from({ bound: Infinity }, uncorrelated),
  'holdings at the optimum': from({}, (problem) => ({
    alpha: problem.alpha.map(() => 0),
    holdings: problem.holdings.map(() => 0),
  })),
  'holdings outside the positions': from({ turnover: 1.5 }, ({ holdings }) => ({
    holdings: holdings.map((h, i) => (i % 10 === 0 ? h * 5 : h)),
  })),
  'dust in the holdings': from({}, ({ holdings }) => ({
    holdings: holdings.map((h, i) => (i % 2 === 0 ? 1e-13 * (i - 20) : h)),
  })),
  'fixed positions': from(
    { turnover: 1 },
    limitsOf(({ holdings, limits }) => ({
      positionLower: limits.positionLower.map((low, i) =>
        i % 4 === 0 ? Math.min(0.01, Math.max(-0.01, holdings[i])) : low,
      ),
      positionUpper: limits.positionUpper.map((high, i) =>
        i % 4 === 0 ? Math.min(0.01, Math.max(-0.01, holdings[i])) : high,
      ),
    })),
  ),
  'net around zero': from({ net: [-0.01, 0.01], turnover: 0.5 }),
  'net exactly zero': from({ net: [0, 0], turnover: 0.8 }),
  'net at almost the gross': from({ net: [0.4999, 0.4999], gross: 0.5, turnover: null, bound: Infinity }),
  'low risk aversion': from({ riskAversion: 0.1 }),
  'high risk aversion': from({ riskAversion: 1e5 }),
  'specific variances over four decades': from({}, (problem) => ({
    specificVariance: decades(problem.specificVariance, 4),
  })),
  'no alpha': from({}, ({ alpha }) => ({ alpha: alpha.map(() => 0) })),
  'alpha in ties': from({}, ({ alpha }) => ({ alpha: alpha.map((a) => 0.001 * Math.sign(a)) })),
  'money times a million': from({}, money(1e6)),
  'money over a million': from({}, money(1e-6)),
  'exposures in odd units': from({ bound: Infinity }, ({ exposures, factorCovariance }) => {
    const k = exposures.columns;
    const unit = (j: number): number => 10 ** ((j % 7) - 3);
    return {
      exposures: matrix(
        exposures.rows,
        k,
        exposures.data.map((x, at) => x * unit(Math.floor(at / exposures.rows))),
      ),
      factorCovariance:
        factorCovariance &&
        matrix(
          k,
          k,
          factorCovariance.data.map((f, at) => f / unit(at % k) / unit(Math.floor(at / k))),
        ),
    };
  }),
};
