import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  column,
  fromColumns,
  gaussianizedRank,
  leastSquaresBasis,
  leastSquaresResidual,
  pearsonCorrelation,
  quantile,
} from '@robata/kernels';
import { createEraBuilder } from '../eras/eraBuilder.ts';
import { createGeneratedMarket } from '../generated/generatedMarket.ts';
import { forwardReturns } from './forwardReturns.ts';
import { ALL_TARGETS, targetManifest } from './manifest.ts';
import { neutralizerMatrix } from './neutralizerMatrix.ts';
import { prepareTargets } from './prepareTargets.ts';
import { targetBins } from './targetBins.ts';

const market = createGeneratedMarket({ seed: 21, securities: 420, startDate: '2019-01-07' });
market.advance(300);
const { panel } = market;
const builder = createEraBuilder(panel, { universeSize: 400, schedule: 'weekly', key: 'secret' });
const position = 20;
const era = builder.build(position);

const exposure = (name: string) => column(era.exposures, builder.exposureNames.indexOf(name));
const known = (values: Float64Array, mask: Float64Array) => values.filter((_, i) => !Number.isNaN(mask[i]));
const correlation = (a: Float64Array, b: Float64Array) => pearsonCorrelation(known(a, b), known(b, b));

test('the last interim target is the final one, and every day has its own before', () => {
  const manifests = [targetManifest('nomi', 20), targetManifest('janet', 20), targetManifest('janet', 60)];
  const targets = prepareTargets(panel, era, manifests);
  const final = targets.final();
  assert.deepEqual([...final.keys()], ['nomi_20', 'janet_20', 'janet_60']);
  assert.deepEqual(targets.at(20).get('janet_20'), final.get('janet_20'));
  assert.deepEqual(targets.at(45).get('janet_20'), final.get('janet_20'), 'it stands still after its horizon');
  assert.deepEqual(targets.at(60).get('janet_60'), final.get('janet_60'));
  assert.notDeepEqual(targets.at(19).get('janet_20'), final.get('janet_20'));
});

test('the order of the days asked for changes nothing, and a panel that ends today gives what the whole one gives', () => {
  const manifests = [targetManifest('janet', 20)];
  const forwards = prepareTargets(panel, era, manifests);
  const backwards = prepareTargets(panel, era, manifests);
  backwards.at(20);
  assert.deepEqual(forwards.at(3), backwards.at(3));
  const today = { ...panel, days: panel.days.slice(0, era.day + 2 + 3 + 1) };
  assert.deepEqual(prepareTargets(today, era, manifests).at(3), forwards.at(3));
  assert.throws(() => prepareTargets(today, era, manifests).at(4), RangeError);
  assert.equal(prepareTargets(today, era, manifests).final().size, 0);
  assert.deepEqual(prepareTargets(today, era, manifests).at(20, panel), forwards.at(20));
});

test('residual returns are orthogonal to each neutralizer', () => {
  const residual = prepareTargets(panel, era, [targetManifest('janet', 20)]).residual('janet_20', 20);
  for (const name of ['market', 'style:beta', 'style:size', 'style:volatility', 'style:reversal', 'country:non-US']) {
    const values = exposure(name);
    const product = residual.reduce((sum, value, i) => sum + (Number.isNaN(value) ? 0 : value * values[i]), 0);
    assert.ok(Math.abs(product) < 1e-10, `${name}: ${product}`);
  }
  for (const name of builder.exposureNames.filter((each) => each.startsWith('sector:'))) {
    const values = exposure(name);
    const product = residual.reduce((sum, value, i) => sum + (Number.isNaN(value) ? 0 : value * values[i]), 0);
    assert.ok(Math.abs(product) < 1e-10, `${name}: ${product}`);
  }
});

test('before-rank neutralizes the clipped return, after-rank its normal score; both are then ranked and cut', () => {
  const returns = forwardReturns(panel, era.members, era.day + 2, era.day + 22);
  assert.ok(
    returns.every((value) => !Number.isNaN(value)),
    'this era loses nobody',
  );
  const [low, high] = [quantile(returns, 0.005), quantile(returns, 0.995)];
  const clipped = returns.map((value) => Math.min(high, Math.max(low, value)));
  const basis = leastSquaresBasis(neutralizerMatrix(panel, era, targetManifest('jerome', 20).neutralizers));
  const expected = (scores: Float64Array) =>
    targetBins(column(leastSquaresResidual(basis, fromColumns([scores])), 0), [0.05, 0.2, 0.5, 0.2, 0.05]);
  const orders = [targetManifest('jerome', 20, 'before-rank'), targetManifest('jerome', 20, 'after-rank')];
  const found = prepareTargets(panel, era, orders).final();
  assert.deepEqual(found.get('jerome_20_before_rank'), expected(clipped));
  assert.deepEqual(found.get('jerome_20'), expected(gaussianizedRank(clipped)));
  assert.notDeepEqual(found.get('jerome_20'), found.get('jerome_20_before_rank'));
});

test('a target is the same whatever others are prepared with it', () => {
  const together = prepareTargets(panel, era, ALL_TARGETS).at(7);
  for (const manifest of ALL_TARGETS) {
    assert.deepEqual(prepareTargets(panel, era, [manifest]).at(7).get(manifest.name), together.get(manifest.name));
  }
});

test('half of the proportion takes out half of the fit', () => {
  const full = targetManifest('nomi', 20);
  const beta = exposure('style:beta');
  const at = (proportion: number) =>
    correlation(beta, prepareTargets(panel, era, [{ ...full, proportion }]).residual(full.name, 20));
  assert.ok(Math.abs(at(1)) < 1e-10);
  assert.ok(Math.abs(at(0.5)) < Math.abs(at(0)) && Math.abs(at(0.5)) > 0.1 * Math.abs(at(0)));
});

test('ranked before it is neutralized, a target stays nearly neutral to its styles', () => {
  const target = prepareTargets(panel, era, [targetManifest('janet', 20)])
    .final()
    .get('janet_20') as Float64Array;
  for (const style of ['style:beta', 'style:volatility', 'style:momentum', 'style:size']) {
    assert.ok(Math.abs(correlation(exposure(style), target)) < 0.05, style);
  }
});

test('a raw target is the ranking of the returns themselves', () => {
  const target = prepareTargets(panel, era, [targetManifest('raw', 20)])
    .final()
    .get('raw_20') as Float64Array;
  const returns = forwardReturns(panel, era.members, era.day + 2, era.day + 22);
  const order = Array.from(returns.keys())
    .filter((i) => !Number.isNaN(returns[i]))
    .sort((a, b) => returns[a] - returns[b]);
  order.slice(1).forEach((i, k) => assert.ok(target[i] >= target[order[k]]));
});

test('every target has its five values in their shares and correlates with the others of its horizon', () => {
  const short = ALL_TARGETS.filter(({ horizonDays }) => horizonDays === 20);
  const targets = prepareTargets(panel, era, short).final();
  const nomi = targets.get('nomi_20') as Float64Array;
  for (const [name, target] of targets) {
    const values = known(target, target);
    for (const [value, share] of [
      [0, 0.05],
      [0.25, 0.2],
      [0.5, 0.5],
      [0.75, 0.2],
      [1, 0.05],
    ]) {
      const found = values.filter((each) => each === value).length;
      assert.ok(Math.abs(found - share * values.length) <= 1, `${name}: ${found} times ${value}`);
    }
    assert.ok(correlation(nomi, target) > 0.4, name);
  }
});

test('a stock without a price when the return begins has no target, and the others are as if it were not there', () => {
  const gone = era.members[7];
  const close = panel.close.slice();
  close.fill(Number.NaN, gone * panel.stride + era.day + 1, (gone + 1) * panel.stride);
  const target = prepareTargets({ ...panel, close }, era, [targetManifest('janet', 20)])
    .at(5)
    .get('janet_20') as Float64Array;
  assert.ok(Number.isNaN(target[7]));
  assert.equal(known(target, target).length, era.ids.length - 1);
});

test('a name that is no neutralizer is an error', () => {
  const manifest = { ...targetManifest('nomi', 20), neutralizers: ['volatility'] };
  assert.throws(() => prepareTargets(panel, era, [manifest]).at(1), /not a neutralizer/);
});

test('volatility scaling divides by the specific volatility: calm stocks reach the outer bins as well', () => {
  const outer = (kind: 'janet' | 'ben') => {
    const target = prepareTargets(panel, era, [targetManifest(kind, 20, 'before-rank')])
      .final()
      .get(`${kind}_20_before_rank`) as Float64Array;
    const volatility = gaussianizedRank(
      column(era.characteristics, builder.columns.characteristics.indexOf('idiosyncratic_126')),
    );
    const isOuter = target.map((value) => (Number.isNaN(value) ? Number.NaN : Math.abs(value - 0.5)));
    return correlation(volatility, isOuter);
  };
  assert.ok(outer('janet') > 0.15, `${outer('janet')}`);
  assert.ok(outer('ben') < 0.5 * outer('janet'), `${outer('ben')}`);
});
