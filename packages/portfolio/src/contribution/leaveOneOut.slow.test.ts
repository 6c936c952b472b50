import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column, gaussianizedRank } from '@robata/kernels';
import { alphaFromMetaModel } from '../alpha.ts';
import type { Engine } from '../optimizer/ladder.ts';
import { optimize } from '../optimizer/optimize.ts';
import type { ContributionKit } from './contributionKit.ts';
import { prepareLeaveOneOut, scoreLeaveOneOut } from './leaveOneOut.ts';
import type { Start } from './roundSignals.ts';
import { randomKit } from './testing/randomKit.ts';

const STOCKS = 5000;
const kit = randomKit(11, 1000, { stocks: STOCKS, countries: 10, industries: 24, styles: 35 });
const signals = kit.models.map((_, u) => gaussianizedRank(column(kit.predictions, u)));
const totalStake = kit.stakes.reduce((sum, stake) => sum + stake, 0);
const weightedSum = new Float64Array(STOCKS);
signals.forEach((g, u) => {
  for (let i = 0; i < STOCKS; i++) weightedSum[i] += kit.stakes[u] * g[i];
});

/** r'w₊ − r'w₋ of one model by the definition, each portfolio solved from nothing to 1e-12. */
function exactChange(
  given: ContributionKit & { readonly returns: Float64Array },
  u: number,
  start: Start,
  engine: Engine,
) {
  const { problem, stakes, stakeFraction: w, volatility, informationCoefficient } = given;
  const atStart =
    start === 'held'
      ? problem
      : {
          ...problem,
          holdings: new Float64Array(STOCKS),
          linearCost: new Float64Array(STOCKS),
          limits: { ...problem.limits, turnover: null },
        };
  const without = weightedSum.map((sum, i) => (sum - stakes[u] * signals[u][i]) / (totalStake - stakes[u]));
  const withModel = without.map((m, i) => (1 - w) * m + w * signals[u][i]);
  const [minus, plus] = [without, withModel].map((signal) => {
    const alpha = alphaFromMetaModel(signal, volatility, informationCoefficient);
    const { status, weights } = optimize({ ...atStart, alpha }, { engine });
    assert.equal(status, 'solved');
    return weights;
  }) as [Float64Array, Float64Array];
  let change = 0;
  for (let i = 0; i < STOCKS; i++) change += given.returns[i] * (plus[i] - minus[i]);
  return change;
}

const isLong = process.env['ROBATA_LONG'] === '1';

for (const [start, engine, models] of [
  ['held', 'newton', isLong ? 1000 : 250],
  ['zero', 'newton', isLong ? 100 : 50],
  ['held', 'interior_point', 20],
] as const) {
  test(`${models} models at 5,000 stocks are within 0.01 % of solves from nothing, start ${start}, ${engine} first`, (t) => {
    const prepared = prepareLeaveOneOut(kit, { start });
    const portfolios = prepared.portfolios(0, models);
    assert.ok(portfolios.residual.every((residual) => residual <= 1e-9));
    assert.ok(portfolios.fallbacks <= models / 500, `${portfolios.fallbacks} fallbacks in ${2 * models} solves`);
    let worst = 0;
    scoreLeaveOneOut(prepared, [portfolios], kit.returns).contributions.forEach(({ tc }, u) => {
      const exact = exactChange(kit, u, start, engine);
      if (Math.abs(exact) <= 1e-9) return;
      const change = (tc ?? NaN) * kit.stakeFraction;
      assert.equal(Math.sign(change), Math.sign(exact), `model ${u}`);
      worst = Math.max(worst, Math.abs(change / exact - 1));
      assert.ok(Math.abs(change / exact - 1) <= 1e-4, `model ${u}: ${change}, exactly ${exact}`);
    });
    t.diagnostic(`worst relative error ${worst.toExponential(1)}`);
  });
}
