import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createEraBuilder, createGeneratedMarket } from '@robata/market';
import { exposuresTo, riskFactors } from './riskFactors.ts';

const market = createGeneratedMarket({ seed: 1, securities: 150, startDate: '2020-01-02' });
market.advance(300);
const builder = createEraBuilder(market.panel, { universeSize: 120, schedule: 'weekly', key: 'a test key' });

it('takes fewer factors where there are few stocks, always the market and the base styles', () => {
  const counts = [1000, 60, 20].map((stocks) => riskFactors(builder, stocks).length);
  assert.deepEqual(counts, [builder.exposureNames.length, builder.baseExposures, 8]);
  assert.deepEqual(riskFactors(builder, 20).slice(0, 3), ['market', 'style:beta', 'style:size']);
});

it('picks their columns by name', () => {
  const era = builder.build(0);
  const { names, matrix } = exposuresTo(['style:size', 'market'], era);
  assert.deepEqual(names, ['style:size', 'market']);
  assert.ok(matrix.data.subarray(era.ids.length).every((value) => value === 1));
  assert.equal(exposuresTo(builder.exposureNames, era).matrix, era.exposures);
});
