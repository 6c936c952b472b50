import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRequire } from 'node:module';
import type { Highs } from 'highs';
import { alphaFromMetaModel, gaussianizedPredictions, metaModelOf } from '../alpha.ts';
import { lpText } from '../optimizer/testing/lpText.ts';
import { leaveOneOut } from './leaveOneOut.ts';
import { randomKit } from './testing/randomKit.ts';

// The package's types describe its default export as that of a CommonJS module.
const highs = (await createRequire(import.meta.url)('highs')()) as Highs;

test('scores equal those of an independent solver on the definition', () => {
  const kit = randomKit(4, 26, { stocks: 50, styles: 3, bound: 0.05, position: 0.08, turnover: 0.5, riskAversion: 5 });
  const g = gaussianizedPredictions(kit.predictions);
  /** Null where the other solver calls a problem unbounded, which none with bounds on every weight is. */
  const returnOf = (signal: Float64Array): number | null => {
    const alpha = alphaFromMetaModel(signal, kit.volatility, kit.informationCoefficient);
    const { Status, Columns } = highs.solve(lpText({ ...kit.problem, alpha }), { output_flag: false });
    if (Status === 'Unbounded') return null;
    assert.equal(Status, 'Optimal');
    return kit.returns.reduce((sum, r, i) => sum + r * ((Columns[`w${i}`] as { Primal?: number }).Primal ?? NaN), 0);
  };
  // A large weight: the other solver is exact to 1e-7 only, which the division by the weight would magnify.
  const weight = 0.25;
  let compared = 0;
  let size = 0;
  let error = 0;
  leaveOneOut(kit, { weight }).contributions.forEach(({ tc }, u) => {
    const without = metaModelOf(g, kit.stakes.with(u, 0));
    const own = g.data.subarray(u * 50, (u + 1) * 50);
    const returnWith = returnOf(without.map((m, i) => (1 - weight) * m + weight * own[i]));
    const returnWithout = returnOf(without);
    assert.ok(tc !== null);
    if (returnWith === null || returnWithout === null) return;
    const expected = (returnWith - returnWithout) / weight;
    compared += 1;
    size += expected ** 2;
    error += (tc - expected) ** 2;
  });
  assert.ok(compared >= 20, `${compared} models compared`);
  assert.ok(size > 0 && Math.sqrt(error / size) < 1e-4, `${Math.sqrt(error / size)}`);
});
