import assert from 'node:assert/strict';
import { test } from 'node:test';
import { optimize } from '@robata/portfolio';
import { smallMarket } from '../testing/smallMarket.ts';
import { longOnly, marketNeutral, type Mandate, portableAlpha } from './mandate.ts';
import { mandatePlan } from './mandatePlan.ts';
import { mandateReport } from './mandateReport.ts';
import { rebalanceMandate } from './rebalanceMandate.ts';

const market = smallMarket();
function reportOf(mandate: Mandate) {
  const plan = mandatePlan(mandate, { ...market, holdings: new Map() });
  assert.ok(plan.status === 'planned');
  const done = rebalanceMandate(plan, market.riskModel, optimize);
  assert.ok(done.status !== 'refused');
  return mandateReport(plan, done);
}

test('every limit stands beside its value, within its bounds, and says whether it binds and at what price', () => {
  const report = reportOf(marketNeutral());
  assert.deepEqual(
    report.limits.map(({ name }) => name),
    [...market.riskModel.factorNames, 'net', 'gross', 'turnover'],
  );
  for (const { value, lower, upper, binds, price } of report.limits) {
    assert.ok(value >= (lower ?? -Infinity) - 1e-8 && value <= (upper ?? Infinity) + 1e-8);
    assert.equal(binds, price > 0);
  }
  assert.ok(report.limits.find(({ name }) => name === 'turnover')?.binds, 'a new book is held back by its turnover');
  assert.ok(Math.abs(report.totalGross - 0.15) < 1e-7 && report.longs > 0 && report.shorts > 0);
  assert.ok(report.objective < report.expectedReturn && report.objective > 0);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report, 'plain data');
});

test('totals are of everything held, limits of the optimized book alone', () => {
  const portable = reportOf(portableAlpha({ security: 9000 }));
  assert.ok(Math.abs(portable.totalNet - 1) < 0.002 + 1e-9 && Math.abs(portable.totalGross - 1.15) < 1e-7);
  const long = reportOf(longOnly());
  assert.equal(long.shorts, 0);
  assert.ok(Math.abs(long.totalNet - 0.98) < 0.002 + 1e-9);
  assert.ok((long.limits.find(({ name }) => name === 'gross')?.value ?? 1) < 0.16);
});
