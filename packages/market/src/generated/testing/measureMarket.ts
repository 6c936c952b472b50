import { averageRank, dotProduct, mean, pearsonCorrelation, standardDeviation } from '@robata/kernels';
import type { MarketPanel } from '../../panel.ts';
import { SECTORS } from '../calibration.ts';
import type { GeneratedMarket } from '../generatedMarket.ts';
import { autocorrelation, kurtosis, median, quantiles, residual, standardized } from './statistics.ts';

const YEAR = 252;
const HORIZON = 20;
const LAG = 2;

/** Simple return of a day from adjusted closes; NaN where either is missing. */
export function dayReturn(panel: MarketPanel, security: number, day: number): number {
  const at = security * panel.stride + day;
  const price = (i: number): number => panel.close[i] * panel.adjustment[i];
  return price(at) / price(at - 1) - 1;
}

/** Securities with a row on every day from `from` on. */
export function fullLives(panel: MarketPanel, from = 0): number[] {
  return panel.securities.flatMap((_, row) => {
    const closes = panel.close.subarray(row * panel.stride + from, row * panel.stride + panel.days.length);
    return closes.some(Number.isNaN) ? [] : [row];
  });
}

const marketValue = (panel: MarketPanel, security: number, day: number): number => {
  const at = security * panel.stride + day;
  return panel.close[at] * ((panel.shares as Float64Array)[at] as number);
};

/** Capitalization-weighted daily returns (weights of the day before), from day 1. */
export function indexReturns(panel: MarketPanel): Float64Array {
  return Float64Array.from({ length: panel.days.length - 1 }, (_, i) => {
    let sum = 0;
    let total = 0;
    for (let security = 0; security < panel.securities.length; security += 1) {
      const r = dayReturn(panel, security, i + 1);
      if (Number.isNaN(r)) continue;
      const weight = marketValue(panel, security, i);
      sum += weight * r;
      total += weight;
    }
    return sum / total;
  });
}

/** The quantities of the calibration table that need no risk model, over a panel of at least 300 days. */
export function measurePanel(panel: MarketPanel) {
  const rows = fullLives(panel);
  const days = panel.days.length;
  const index = indexReturns(panel);
  const returns = rows.map((row) => Float64Array.from({ length: days - 1 }, (_, i) => dayReturn(panel, row, i + 1)));
  const absolute = index.map(Math.abs);
  const betas = returns.map((r) => {
    const recent = r.subarray(-YEAR);
    const market = index.subarray(-YEAR);
    return (pearsonCorrelation(recent, market) * standardDeviation(recent)) / standardDeviation(market);
  });

  const sample = returns.slice(0, 250).map(standardized);
  const pairs: number[] = [];
  const sameSector: number[] = [];
  for (let i = 0; i < sample.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const rho = mean(sample[i].map((x, t) => x * sample[j][t]));
      pairs.push(rho);
      const sector = (k: number): unknown => panel.securities[rows[k]]?.sector;
      if (sector(i) === sector(j)) sameSector.push(rho);
    }
  }

  const last = panel.days.length - 1;
  const sizes = panel.securities.map((_, row) => marketValue(panel, row, last)).filter((x) => !Number.isNaN(x));
  const total = sizes.reduce((sum, x) => sum + x, 0);
  const traded = rows.map((row) =>
    median(
      Float64Array.from({ length: 63 }, (_, i) => {
        const at = row * panel.stride + last - i;
        return panel.close[at] * ((panel.volume as Float64Array)[at] as number);
      }),
    ),
  );
  const firstSizes = panel.securities.map((_, row) => marketValue(panel, row, 0)).filter((x) => !Number.isNaN(x));
  const logVolatility = returns.map((r) => Math.log(standardDeviation(r)));
  let zeros = 0;
  for (const r of returns) for (const x of r) if (x === 0) zeros += 1;
  let splits = 0;
  let cells = 0;
  panel.securities.forEach((_, row) => {
    for (let at = row * panel.stride + 1; at < row * panel.stride + days; at += 1) {
      if (Number.isNaN(panel.close[at])) continue;
      cells += 1;
      const change = panel.adjustment[at] / panel.adjustment[at - 1];
      if (Math.abs(change - 1) > 1e-9) splits += 1;
    }
  });

  return {
    marketVolatility: standardDeviation(index) * Math.sqrt(YEAR),
    marketKurtosis: kurtosis(index),
    marketClustering: [1, 5, 20].map((lag) => autocorrelation(absolute, lag)),
    totalVolatility: quantiles(
      returns.map((r) => standardDeviation(r) * Math.sqrt(YEAR)),
      [0.05, 0.25, 0.5, 0.75, 0.95],
    ),
    beta: quantiles(betas, [0.05, 0.5, 0.95]),
    betaSd: standardDeviation(betas),
    volatilityWithBeta: pearsonCorrelation(logVolatility, betas),
    volatilityWithSize: pearsonCorrelation(
      logVolatility,
      rows.map((row) => Math.log(marketValue(panel, row, last))),
    ),
    pairwise: mean(pairs),
    pairwiseSd: standardDeviation(pairs),
    sameSector: mean(sameSector),
    firstEigenvalue: firstEigenvalueShare(sample),
    size: { first: sizeSummary(firstSizes), last: sizeSummary(sizes) },
    dollarVolume: { median: median(traded), logSd: standardDeviation(traded.map(Math.log)) },
    yearlyTurnover: (YEAR * traded.reduce((sum, x) => sum + x, 0)) / total,
    zeroReturns: zeros / (returns.length * (days - 1)),
    splitsPerYear: (splits / cells) * YEAR,
  };
}

function sizeSummary(sizes: readonly number[]) {
  const total = sizes.reduce((sum, x) => sum + x, 0);
  const largest = [...sizes].sort((a, b) => b - a).slice(0, 20);
  return {
    median: median(sizes),
    least: Math.min(...sizes),
    logSd: standardDeviation(sizes.map(Math.log)),
    largest20: largest.reduce((sum, x) => sum + x, 0) / total,
  };
}

/** The largest eigenvalue of the correlation matrix as a share of its trace, by the power method. */
function firstEigenvalueShare(sample: readonly Float64Array[]): number {
  const days = sample[0].length;
  let direction = new Float64Array(sample.length).fill(1);
  let value = 0;
  for (let step = 0; step < 30; step += 1) {
    const series = new Float64Array(days);
    sample.forEach((r, i) => r.forEach((x, t) => (series[t] = series[t] + direction[i] * x)));
    const next = Float64Array.from(sample, (r) => r.reduce((sum, x, t) => sum + x * series[t], 0) / days);
    value = Math.sqrt(next.reduce((sum, x) => sum + x * x, 0));
    direction = next.map((x) => x / value);
  }
  return value / sample.length;
}

/**
 * Specific returns as a participant's risk model would see them: each day's returns less their fit on a constant, sectors, country and
 * measured beta, log size, momentum, volatility, reversal, issuance and share turnover. Rows of `days − 253` returns for the securities of full life.
 */
export function specificReturns(panel: MarketPanel): { rows: number[]; returns: Float64Array[]; rSquared: number } {
  const rows = fullLives(panel);
  const index = indexReturns(panel);
  const days = panel.days.length;
  const returns = rows.map((row) => Float64Array.from({ length: days - 1 }, (_, i) => dayReturn(panel, row, i + 1)));
  const result = rows.map(() => new Float64Array(days - 1 - YEAR));
  const constants = [
    ...SECTORS.map((sector) =>
      Float64Array.from(rows, (row) => (panel.securities[row]?.sector === sector.name ? 1 : 0)),
    ),
    Float64Array.from(rows, (row) => (panel.securities[row]?.country === 'United States' ? 1 : 0)),
  ].filter((column) => column.some((x) => x !== 0));
  let columns: Float64Array[] = [];
  let rootWeights: Float64Array | null = null;
  let explained = 0;
  for (let t = YEAR; t < days - 1; t += 1) {
    if ((t - YEAR) % 5 === 0) {
      const market = index.subarray(t - YEAR, t);
      const past = (length: number, skip: number) => (r: Float64Array) =>
        r.subarray(t - length, t - skip).reduce((sum, x) => sum + Math.log1p(x), 0);
      const characteristic = (f: (r: Float64Array) => number): Float64Array =>
        standardized(Float64Array.from(returns, f)).map((x) => Math.max(-3, Math.min(3, x)));
      // Weights √(market value), capped at the 99th percentile; the rows are multiplied by their roots.
      const roots = Float64Array.from(rows, (row) => marketValue(panel, row, t) ** 0.25);
      const cap = quantiles(roots, [0.99])[0] as number;
      rootWeights = roots.map((x) => Math.min(x, cap));
      columns = [
        ...constants,
        characteristic((r) => {
          const window = r.subarray(t - YEAR, t);
          return pearsonCorrelation(window, market) * standardDeviation(window);
        }),
        characteristic((r) => Math.log(standardDeviation(r.subarray(t - 63, t)))),
        characteristic(past(YEAR, 21)),
        characteristic(past(21, 0)),
        standardized(Float64Array.from(rows, (row) => Math.log(marketValue(panel, row, t)))),
        standardized(Float64Array.from(rows, (row) => shareGrowth(panel, row, t))),
        standardized(Float64Array.from(rows, (row) => Math.log(shareTurnover(panel, row, t)))),
      ];
    }
    const weight = rootWeights as Float64Array;
    const weighted = (column: Float64Array): Float64Array => column.map((x, i) => x * weight[i]);
    const y = Float64Array.from(returns, (r) => r[t]);
    const left = residual(weighted(y), columns.map(weighted));
    const demeaned = residual(weighted(y), [weight]);
    explained += 1 - dotProduct(left, left) / dotProduct(demeaned, demeaned);
    left.forEach((x, i) => (result[i][t - YEAR] = x / weight[i]));
  }
  return { rows, returns: result, rSquared: explained / (days - 1 - YEAR) };
}

/** Growth of split-adjusted shares over 126 days. */
function shareGrowth(panel: MarketPanel, row: number, day: number): number {
  const adjusted = (at: number): number => (panel.shares as Float64Array)[at] / panel.adjustment[at];
  const at = row * panel.stride + day;
  return Math.log(adjusted(at) / adjusted(at - 126));
}

/** Mean share turnover of 63 days. */
function shareTurnover(panel: MarketPanel, row: number, day: number): number {
  let sum = 0;
  for (let at = row * panel.stride + day - 62; at <= row * panel.stride + day; at += 1) {
    sum += (panel.volume as Float64Array)[at] / (panel.shares as Float64Array)[at];
  }
  return sum / 63;
}

/** The calibration table's rows about specific returns. */
export function measureSpecific(returns: readonly Float64Array[]) {
  const volatility = returns.map((r) => standardDeviation(r) * Math.sqrt(YEAR));
  const days = returns[0].length;
  const dispersion = Float64Array.from({ length: days }, (_, t) => standardDeviation(returns.map((r) => r[t])));
  const z = returns.map(standardized);
  const beyond = (limit: number): number =>
    mean(z.map((r) => r.reduce((count, x) => count + (Math.abs(x) > limit ? 1 : 0), 0) / days));
  const horizon = returns.map((r) => {
    const sums: number[] = [];
    for (let t = 0; t + HORIZON <= days; t += HORIZON) {
      sums.push(r.subarray(t, t + HORIZON).reduce((product, x) => product * (1 + x), 1) - 1);
    }
    return sums;
  });
  const order = returns.map((_, i) => i).sort((a, b) => volatility[a] - volatility[b]);
  const skewness = [0, 1, 2, 3, 4].map((q) => {
    const members = order.slice(Math.floor((q * order.length) / 5), Math.floor(((q + 1) * order.length) / 5));
    const pooled = members.flatMap((i) => horizon[i]);
    return median(pooled) - mean(pooled);
  });
  const volatilityRank = averageRank(Float64Array.from(volatility));
  const artefact = horizon[0].map((_, k) =>
    pearsonCorrelation(volatilityRank, averageRank(Float64Array.from(horizon, (sums) => sums[k]))),
  );
  return {
    volatility: quantiles(volatility, [0.05, 0.25, 0.5, 0.75, 0.95]),
    dispersion: mean(dispersion),
    dispersionVariation: standardDeviation(dispersion) / mean(dispersion),
    dispersionPersistence: autocorrelation(dispersion, 1),
    medianKurtosis: median(z.map(kurtosis)),
    beyond: [3, 5, 10].map(beyond),
    autocorrelation: mean(z.map((r) => autocorrelation(r, 1))),
    clustering: [1, 5].map((lag) => mean(z.map((r) => autocorrelation(r.map(Math.abs), lag)))),
    /** Median less mean of 20-day returns, by volatility quintile. */
    medianBelowMean: skewness,
    /** Mean rank correlation of volatility with the 20-day return. */
    volatilityArtefact: mean(artefact),
  };
}

/** A planted expectation as it stood at a day's close, by panel row. */
export interface PlantedSignal {
  readonly day: number;
  readonly values: Float64Array;
}

/** Advances a market to `days` days and records its planted expectation every fifth day. */
export function recordSignals(market: GeneratedMarket, days: number): PlantedSignal[] {
  const signals: PlantedSignal[] = [];
  while (market.panel.days.length < days) {
    market.advance(5);
    signals.push({ day: market.panel.days.length - 1, values: market.plantedReturns() });
  }
  return signals;
}

/**
 * What the planted expectation was worth: the mean correlation over eras with the specific return from day t+2 to t+22,
 * both divided by volatility. `returns` as `specificReturns` gives them.
 */
export function measureEdge(
  signals: readonly PlantedSignal[],
  rows: readonly number[],
  returns: readonly Float64Array[],
): number {
  const volatility = returns.map((r) => standardDeviation(r));
  const offset = YEAR + 1;
  return mean(
    signals.flatMap(({ day, values }) => {
      const from = day + LAG + 1 - offset;
      if (from < 0 || from + HORIZON > returns[0].length) return [];
      const signal = rows.map((row, i) => values[row] / volatility[i]);
      const future = returns.map(
        (r, i) => r.subarray(from, from + HORIZON).reduce((sum, x) => sum + x, 0) / volatility[i],
      );
      return [pearsonCorrelation(signal, future)];
    }),
  );
}
