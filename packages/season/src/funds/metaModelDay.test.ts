import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AttributionDay, attribution } from '@robata/fund';
import { fromColumns, matrix, matrixVector } from '@robata/kernels';
import type { Amount } from '@robata/ledger';
import type { MarketPanel } from '@robata/market';
import { pureAlphaReturn, type RiskModel } from '@robata/portfolio';
import { metaModelDay, tradedDirection } from './metaModelDay.ts';

const STOCKS = 12;
const each = (value: (i: number) => number): Float64Array => Float64Array.from({ length: STOCKS }, (_, i) => value(i));
const securities = Int32Array.from({ length: STOCKS }, (_, i) => i);
const factorCovariance = matrix(2, 2);
factorCovariance.data.set([0.002, 0, 0, 0.001]);
const model: RiskModel = {
  factorNames: ['market', 'style:beta'],
  exposures: fromColumns([each(() => 1), each((i) => Math.sin(5 * i))]),
  factorCovariance,
  specificVariance: each((i) => 0.003 + 0.0005 * (i % 4)),
  totalVolatility: each(() => 0.07),
  horizonDays: 20,
};
const alpha = each((i) => Math.cos(3 * i) + 0.2);

/** Two closes: 1, and what these returns make of it. */
const panelOf = (returns: Float64Array): MarketPanel =>
  ({
    days: ['2024-01-02', '2024-01-03'],
    stride: 2,
    close: Float64Array.from({ length: 2 * STOCKS }, (_, at) => (at % 2 === 0 ? 1 : 1 + (returns[at >> 1] as number))),
    adjustment: new Float64Array(2 * STOCKS).fill(1),
  }) as unknown as MarketPanel;

test('returns made of factors and the direction are explained by them to the last, whatever is held', () => {
  const traded = tradedDirection('2024-01-02', securities, model, alpha);
  const direction = each((i) => traded.exposureOf.get(i) ?? Number.NaN);
  const [f, g] = [Float64Array.of(0.004, -0.01), 0.006];
  const returns = matrixVector(model.exposures, f).map((value, i) => value + g * (direction[i] as number));
  const metaModel = metaModelDay(traded, panelOf(returns), 1);
  assert.ok(metaModel !== null && Math.abs(metaModel.pureReturn - g) < 1e-14, 'exposed to no factor, and 1 to itself');
  const weights = new Map(Array.from(securities, (i) => [i, 0.1 * Math.sin(1 + i * i)] as const));
  const held = [...weights].reduce((sum, [i, weight]) => sum + weight * (direction[i] as number), 0);
  const total = [...weights].reduce((sum, [i, weight]) => sum + weight * (returns[i] as number), 0);
  const money = (value: number) => BigInt(Math.round(value * 1e18)) as Amount;
  const none = money(0);
  const sources = {
    prices: money(total),
    dividends: none,
    interest: none,
    borrowCost: none,
    linearCost: none,
    impactCost: none,
    execution: none,
    managementFee: none,
    performanceFee: none,
  };
  const day: AttributionDay = {
    record: { day: '2024-01-03', navStart: money(1), dayReturn: total, sources },
    weights,
    returnOf: (security) => returns[security] as number,
    table: { securities, factorNames: model.factorNames, exposures: model.exposures },
    factorReturns: f,
    sectorOf: () => null,
    metaModel,
  };
  const { lines } = attribution([day]);
  const line = (group: string) => lines.find((found) => found.group === group)?.contribution ?? Number.NaN;
  assert.ok(Math.abs(line('meta_model') - held * g) < 1e-15);
  assert.ok(Math.abs(line('specific')) < 1e-15, `${line('specific')} is left`);
  assert.ok(Math.abs(line('unexplained')) < 1e-15);
});

test('the risk model of a round that has the direction is taken as it is; one of factors only has none', () => {
  const added = tradedDirection('2024-01-02', securities, model, alpha);
  assert.ok(added.model !== null);
  assert.deepEqual(tradedDirection('2024-01-02', securities, added.model, alpha).exposureOf, added.exposureOf);
  const returns = each((i) => 0.01 * Math.cos(i));
  assert.equal(
    metaModelDay(added, panelOf(returns), 1)?.pureReturn.toFixed(12),
    pureAlphaReturn(added.model, returns)?.toFixed(12),
  );
  const mixture = matrixVector(model.exposures, Float64Array.of(2, -1));
  assert.equal(metaModelDay(tradedDirection('2024-01-02', securities, model, mixture), panelOf(returns), 1), null);
  assert.equal(metaModelDay(null, panelOf(returns), 1), null);
});
