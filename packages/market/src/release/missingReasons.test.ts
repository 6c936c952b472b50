import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createEraBuilder } from '../eras/eraBuilder.ts';
import { createGeneratedMarket } from '../generated/generatedMarket.ts';
import type { MarketPanel } from '../panel.ts';
import { MissingBuilder, type MissingReason, missingReasons } from './missingReasons.ts';

const market = createGeneratedMarket({ seed: 5, securities: 60, startDate: '2019-01-07' });
market.advance(330);

/** Counts of the newest era by feature name. */
function countsOf(panel: MarketPanel, position = -1) {
  const builder = createEraBuilder(panel, { universeSize: 50, schedule: 'weekly', key: 'secret' });
  const era = builder.build(position < 0 ? builder.eraDays.length + position : position);
  const { counts, rows } = missingReasons(panel, era, builder.catalogue);
  const missing = new MissingBuilder(builder.catalogue.features.map(({ name }) => name));
  missing.add({ counts, rows });
  missing.copy().add({ counts, rows });
  const nulls = era.features.reduce((sum, bin) => sum + Number(bin < 0), 0);
  return { ...missing.build(), nulls, era };
}
const reasonsOf = (counts: object): MissingReason[] => Object.keys(counts) as MissingReason[];

it('counts every missing value once, and says of the first eras that there is too little history', () => {
  const first = countsOf(market.panel, 0);
  assert.ok(first.nulls > 0);
  assert.equal(first.missing, first.nulls);
  assert.deepEqual(reasonsOf(first.by_reason), ['too_little_history']);
  assert.equal(first.by_feature['beta_252']?.too_little_history, 50);
});

it('tells unknown sectors, unknown volumes, and reports that are not there, too old or not complete apart', () => {
  const { panel } = market;
  const last = panel.days.length - 1;
  const { era } = countsOf(panel);
  const [bare, quiet] = era.members as unknown as [number, number];
  const volume = (panel.volume as Float64Array).slice();
  for (let day = last - 200; day <= last - 20; day++) {
    volume[quiet * panel.stride + day] = Number.NaN;
  }
  const securities = panel.securities.map((each, s) => (s === bare ? { ...each, sector: null, industry: null } : each));
  const report = (security: number, filedDay: number, periodEnd: string) => ({
    security,
    filedDay,
    periodEnd,
    periodFocus: 'FY',
    fiscalYear: 2019,
    values: { Assets: 1e9 },
  });
  const faulty: MarketPanel = {
    ...panel,
    volume,
    securities,
    fundamentals: [report(bare, last - 30, '2019-12-31'), report(quiet, last - 30, '2015-12-31')],
  };
  const found = countsOf(faulty);
  assert.equal(found.missing, found.nulls);
  const all = new Set(reasonsOf(found.by_reason));
  for (const reason of ['no_report', 'item_not_reported', 'stale_report'] as const) assert.ok(all.has(reason), reason);
  const { no_sector = 0, no_volume = 0, item_not_reported = 0, stale_report = 0 } = found.by_reason;
  assert.ok(no_volume > 0 && item_not_reported > 0 && stale_report > 0);
  // One stock, and every feature that is compared within the sector or industry.
  assert.ok(no_sector > 0 && Object.values(found.by_feature).every((counts) => (counts.no_sector ?? 0) <= 1));
});
