import assert from 'node:assert/strict';
import { test } from 'node:test';
import { column } from '@robata/kernels';
import { createGeneratedMarket } from '../generated/generatedMarket.ts';
import type { MarketPanel } from '../panel.ts';
import { createEraBuilder, type EraConfig } from './eraBuilder.ts';

const config: EraConfig = { universeSize: 80, schedule: 'weekly', key: 'secret' };
const market = createGeneratedMarket({ seed: 11, securities: 110, startDate: '2019-01-07' });
market.advance(320);
const { panel } = market;

/** The panel as it was known on `day`: later days gone, and what lies beyond them poisoned. */
function truncated(whole: MarketPanel, day: number): MarketPanel {
  const poison = (values: Float64Array) =>
    values.map((value, cell) => (cell % whole.stride <= day ? value : 1e9 * ((cell % 7) + 1)));
  return {
    ...whole,
    days: whole.days.slice(0, day + 1),
    close: poison(whole.close),
    adjustment: poison(whole.adjustment),
    volume: whole.volume && poison(whole.volume),
    shares: whole.shares && poison(whole.shares),
  };
}

test('no era looks ahead: on a panel that ends with its day, and on the whole one, it is the same', () => {
  const builder = createEraBuilder(panel, config);
  for (const position of [0, 12, builder.eraDays.length - 3]) {
    const early = createEraBuilder(truncated(panel, builder.eraDays[position]), config);
    assert.equal(early.eraDays.length, position + 1);
    assert.deepEqual(early.build(position), builder.build(position));
  }
});

test('a builder that grows with the panel builds the eras of one made afresh', () => {
  const growing = createGeneratedMarket({ seed: 5, securities: 60, startDate: '2019-01-07' });
  growing.advance(200);
  const before = createEraBuilder(growing.panel, { ...config, universeSize: 40 });
  const old = before.build(before.eraDays.length - 1);
  growing.advance(40);
  const after = before.withPanel(growing.panel);
  const fresh = createEraBuilder(growing.panel, { ...config, universeSize: 40 });
  assert.deepEqual(after.eraDays, fresh.eraDays);
  assert.deepEqual(after.build(fresh.eraDays.length - 1), fresh.build(fresh.eraDays.length - 1));
  assert.deepEqual(before.build(before.eraDays.length - 1), old, 'the former builder is as it was');
  assert.throws(() => after.withPanel(panel), RangeError);
});

test('rows are sorted by id, ids are new in every era, and columns fit', () => {
  const builder = createEraBuilder(panel, config);
  const [a, b] = [builder.build(3), builder.build(4)];
  assert.equal(a.id, '0004');
  assert.deepEqual(a.ids, [...a.ids].sort());
  assert.ok(!a.ids.some((id) => b.ids.includes(id)));
  const n = a.ids.length;
  assert.equal(n, 80);
  assert.equal(a.features.length, n * builder.featureNames.length);
  assert.equal(a.exposures.columns, builder.exposureNames.length);
  assert.equal(a.characteristics.columns, builder.columns.characteristics.length);
  assert.deepEqual(
    a.size,
    Float64Array.from(a.members, (security) => {
      const cell = security * panel.stride + a.day;
      return panel.close[cell] * (panel.shares?.[cell] ?? 0);
    }),
  );
  const j = builder.columns.characteristics.indexOf('volatility_126');
  assert.ok(column(a.characteristics, j).every((value) => value > 0 && value < 0.2));
});

test('the base model is the first columns: market, sectors, country, seven styles; twenty styles follow', () => {
  const { exposureNames, baseExposures } = createEraBuilder(panel, config);
  const base = exposureNames.slice(0, baseExposures);
  assert.equal(base[0], 'market');
  assert.deepEqual(base.slice(-8), [
    'country:non-US',
    'style:beta',
    'style:size',
    'style:momentum',
    'style:volatility',
    'style:liquidity',
    'style:reversal',
    'style:issuance',
  ]);
  assert.equal(exposureNames.length - baseExposures, 20);
});

test('exposures have their columns in every era, and styles exist from the first', () => {
  const builder = createEraBuilder(panel, config);
  for (const position of [0, 30]) {
    const { exposures } = builder.build(position);
    for (const style of ['style:beta', 'style:momentum', 'style:volatility', 'style:issuance']) {
      const values = column(exposures, builder.exposureNames.indexOf(style));
      assert.ok(values.some((value) => value > 1) && values.every((value) => Math.abs(value) <= 3), style);
    }
    assert.ok(exposures.data.every(Number.isFinite));
  }
});

test('prices alone make eras: market and the styles that prices give', () => {
  const bare = createEraBuilder(
    {
      ...panel,
      securities: panel.securities.map((security) => ({ ...security, sector: null, industry: null, country: null })),
      volume: null,
      shares: null,
    },
    config,
  );
  assert.deepEqual(bare.exposureNames.slice(0, bare.baseExposures), [
    'market',
    'style:beta',
    'style:size',
    'style:momentum',
    'style:volatility',
    'style:reversal',
  ]);
  const era = bare.build(10);
  assert.ok(era.exposures.data.every(Number.isFinite));
  assert.ok(era.features.some((bin) => bin === 4) && era.features.every((bin) => bin >= -1 && bin <= 4));
});

test('too little history makes no era', () => {
  assert.throws(() => createEraBuilder(truncated(panel, 100), config), /too few/);
});
