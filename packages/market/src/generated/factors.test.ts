import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pearsonCorrelation, standardDeviation } from '@robata/kernels';
import { SECTORS, STYLE_VOLATILITY, STYLES } from './calibration.ts';
import { FactorProcess } from './factors.ts';
import { Random } from './random.ts';
import { autocorrelation, kurtosis } from './testing/statistics.ts';

const weights = Float64Array.from(SECTORS, (sector) => sector.weight);
const days = (() => {
  const process = new FactorProcess(new Random(1));
  return Array.from({ length: 40_000 }, () => process.next(weights));
})();
const series = (f: (day: (typeof days)[number]) => number): Float64Array => Float64Array.from(days, f);
const yearly = (x: Float64Array): number => standardDeviation(x) * Math.sqrt(252);
const within = (x: number, least: number, most: number, what: string): void =>
  assert.ok(x >= least && x <= most, `${what} is ${x}, not within ${least} and ${most}`);

test('the market has its volatility, fat tails and clusters', () => {
  const market = series((day) => day.market);
  const absolute = market.map(Math.abs);
  within(yearly(market), 0.16, 0.18, 'volatility');
  within(kurtosis(market), 6, 12, 'kurtosis');
  within(autocorrelation(absolute, 1), 0.13, 0.21, 'clustering after a day');
  within(autocorrelation(absolute, 20), 0.08, 0.15, 'clustering after a month');
  within(autocorrelation(market, 1), -0.02, 0.02, 'autocorrelation');
});

test('sector returns sum to 0 by market value each day, and energy and materials stand out', () => {
  for (const day of days) {
    const sum = day.sectors.reduce((total, x, k) => total + x * weights[k], 0);
    assert.ok(Math.abs(sum) < 1e-16);
  }
  SECTORS.forEach(({ name }, k) => {
    const isWild = name === 'Energy' || name === 'Basic Materials';
    const [least, most] = isWild ? [0.16, 0.2] : [0.05, 0.12];
    within(yearly(series((day) => day.sectors[k])), least, most, name);
  });
});

test('styles have their volatilities, and residual volatility goes with the market', () => {
  STYLES.forEach((style, k) => {
    const wanted = STYLE_VOLATILITY[style];
    within(yearly(series((day) => day.styles[k])), 0.95 * wanted, 1.05 * wanted, style);
  });
  const market = series((day) => day.market);
  const volatility = series((day) => day.styles[STYLES.indexOf('residualVolatility')]);
  within(pearsonCorrelation(market, volatility), 0.25, 0.4, 'correlation with the market');
  within(kurtosis(volatility), 4, 7, 'kurtosis');
});

test('the common specific volatility has mean square 1 and lasts some days', () => {
  const scale = series((day) => day.specificScale);
  within(scale.reduce((sum, x) => sum + x * x, 0) / scale.length, 0.97, 1.03, 'mean square');
  within(autocorrelation(scale, 1), 0.7, 0.95, 'persistence');
});
