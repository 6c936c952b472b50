import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mean, pearsonCorrelation } from '@robata/kernels';
import { buildPanel } from '../import/buildPanel.ts';
import { importLabels } from '../import/importLabels.ts';
import { importPrices } from '../import/importPrices.ts';
import { targetManifest } from '../targets/manifest.ts';
import { prepareTargets } from '../targets/prepareTargets.ts';
import { createEraBuilder } from './eraBuilder.ts';

const shared = process.env.ROBATA_SHARED ?? join(import.meta.dirname, '../../../../../shared');
const prices = join(shared, 'data/us_daily_2021_2026.parquet');
const skip = existsSync(prices) ? false : 'the real panel is not on this machine';
/** Every n-th era: the means of the whole panel lie well within the tolerances below. */
const STEP = 4;

test('features and targets of the real panel show the figures of finance-defaults §9', { skip }, async () => {
  const { panel } = buildPanel(await importPrices(prices), {
    labels: await importLabels(join(shared, 'data/us_labels.csv.gz')),
  });
  const builder = createEraBuilder(panel, { universeSize: 2000, schedule: 'weekly', key: 'secret' });
  assert.equal(builder.eraDays.length, 265);
  assert.equal(panel.days[builder.eraDays[0]], '2021-07-30');
  assert.equal(builder.eraDays.filter((day) => day + 22 < panel.days.length).length, 260);
  assert.equal(builder.featureNames.length, 201);
  assert.equal(builder.exposureNames.length, 41);
  assert.equal(builder.baseExposures, 21);

  const manifests = [
    targetManifest('nomi', 20),
    targetManifest('nomi', 60),
    targetManifest('janet', 20),
    targetManifest('janet', 20, 'before-rank'),
    targetManifest('ben', 20, 'before-rank'),
  ];
  const idiosyncratic = builder.columns.features.findIndex(({ name }) => name === 'idiosyncratic_63');
  const found: Record<string, number[]> = { janet: [], ben: [], long: [], idioNomi: [], idioJanet: [] };
  for (let position = 0; position < 260; position += STEP) {
    const era = builder.build(position);
    const targets = prepareTargets(panel, era, manifests).final();
    const target = (name: string) => targets.get(name) as Float64Array;
    const n = era.ids.length;
    const bins = Float64Array.from(era.features.subarray(idiosyncratic * n, (idiosyncratic + 1) * n), (bin) =>
      bin < 0 ? Number.NaN : bin,
    );
    found.janet.push(correlation(target('nomi_20'), target('janet_20_before_rank')));
    found.ben.push(correlation(target('nomi_20'), target('ben_20_before_rank')));
    if (targets.has('nomi_60')) found.long.push(correlation(target('nomi_20'), target('nomi_60')));
    found.idioNomi.push(correlation(bins, target('nomi_20')));
    found.idioJanet.push(correlation(bins, target('janet_20')));
  }
  const within = (name: string, expected: number, tolerance: number) =>
    assert.ok(Math.abs(mean(found[name]) - expected) <= tolerance, `${name}: ${mean(found[name])}, not ${expected}`);
  within('janet', 0.92, 0.02);
  within('ben', 0.83, 0.02);
  within('long', 0.5, 0.02);
  within('idioNomi', -0.026, 0.006);
  within('idioJanet', 0, 0.006);
});

function correlation(a: Float64Array, b: Float64Array): number {
  const rows = Array.from(a.keys()).filter((i) => !Number.isNaN(a[i]) && !Number.isNaN(b[i]));
  return pearsonCorrelation(
    rows.map((i) => a[i]),
    rows.map((i) => b[i]),
  );
}
