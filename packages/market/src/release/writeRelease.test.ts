import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { createEraBuilder } from '../eras/eraBuilder.ts';
import { createGeneratedMarket } from '../generated/generatedMarket.ts';
import { targetManifest } from '../targets/manifest.ts';
import { prepareTargets } from '../targets/prepareTargets.ts';
import type { FeaturesJson } from './featuresJson.ts';
import type { ReleaseEra } from './releaseEra.ts';
import { type ReleaseContent, writeRelease } from './writeRelease.ts';

const market = createGeneratedMarket({ seed: 2, securities: 90, startDate: '2019-01-07' });
market.advance(200);
const builder = createEraBuilder(market.panel, { universeSize: 60, schedule: 'weekly', key: 'secret' });
const manifests = [targetManifest('nomi', 20), targetManifest('janet', 20)];
const folder = await mkdtemp(join(tmpdir(), 'robata-release-'));
after(() => rm(folder, { recursive: true, force: true }));

function releaseEra(position: number): ReleaseEra {
  const era = builder.build(position);
  return {
    era: era.id,
    ids: era.ids,
    features: era.features,
    targets: prepareTargets(market.panel, era, manifests).final(),
  };
}

const live = releaseEra(builder.eraDays.length - 1);
const predictions = {
  era: live.era,
  dataType: 'live' as const,
  ids: live.ids,
  values: Float64Array.from(live.ids, (_, i) => i / 60),
};
const content: ReleaseContent = {
  version: 'v1.0',
  catalogue: builder.catalogue,
  manifests,
  defaultTarget: 'janet_20',
  publishRecipes: true,
  train: [0, 1, 2].map(releaseEra),
  validation: [releaseEra(9)],
  live,
  liveExamplePredictions: predictions,
  validationExamplePredictions: [{ ...predictions, dataType: 'validation' }],
  metaModel: [{ ...predictions, dataType: 'validation' }],
};

async function read(name: string) {
  const file = await asyncBufferFromFile(join(folder, 'v1.0', name));
  return { rows: await parquetReadObjects({ file, compressors }), metadata: await parquetMetadataAsync(file) };
}

test('a release read back is what was written, missing values as nulls', async () => {
  const files = await writeRelease(folder, content);
  assert.deepEqual(
    files.map(({ name }) => name),
    [
      'v1.0/train.parquet',
      'v1.0/validation.parquet',
      'v1.0/live.parquet',
      'v1.0/live_example_preds.parquet',
      'v1.0/validation_example_preds.parquet',
      'v1.0/meta_model.parquet',
      'v1.0/features.json',
      'v1.0/release.json',
    ],
  );
  assert.equal(files[0].rows, 180);
  const { rows, metadata } = await read('train.parquet');
  assert.equal(rows.length, 180);
  const second = (content.train as ReleaseEra[])[1];
  const features = builder.featureNames;
  let nulls = 0;
  for (let i = 0; i < 60; i++) {
    const row = rows[60 + i];
    assert.equal(row.id, second.ids[i]);
    assert.equal(row.era, '0002');
    assert.equal(row.data_type, 'train');
    assert.equal(row.target, second.targets?.get('janet_20')?.[i]);
    assert.equal(row.target_nomi_20, second.targets?.get('nomi_20')?.[i]);
    features.forEach((name, j) => {
      const bin = second.features[j * 60 + i];
      if (bin < 0) nulls += 1;
      assert.equal(row[name], bin < 0 ? null : bin);
    });
  }
  assert.ok(nulls > 0, 'the first eras have missing values');
  const types = new Map(metadata.schema.map((element) => [element.name, element]));
  assert.equal(types.get(features[0])?.converted_type, 'INT_8');
  assert.equal(types.get('target')?.type, 'DOUBLE');
  // Whoever asks for an era leaves out the row groups without it.
  const era = metadata.row_groups[0]?.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === 'era');
  assert.deepEqual([era?.meta_data?.statistics?.min_value, era?.meta_data?.statistics?.max_value], ['0001', '0003']);
});

test('the live era has its rows and no target, and predictions stand beside their ids', async () => {
  await writeRelease(folder, content);
  const { rows, metadata } = await read('live.parquet');
  assert.equal(rows.length, 60);
  const pandas = metadata.key_value_metadata?.find(({ key }) => key === 'pandas');
  assert.deepEqual(JSON.parse(pandas?.value ?? '{}').index_columns, ['id'], 'pandas takes the ids for its index');
  assert.ok(rows.every((row) => row.target === null && row.data_type === 'live' && row.era === live.era));
  const example = (await read('live_example_preds.parquet')).rows;
  assert.deepEqual(example[7], { id: live.ids[7], era: live.era, data_type: 'live', prediction: 7 / 60 });
  assert.equal((await read('meta_model.parquet')).rows[7].meta_model, 7 / 60);
});

test('features.json names sets, targets, manifests, statistics and, if wished, recipes', async () => {
  await writeRelease(folder, content);
  const json = async () => JSON.parse(await readFile(join(folder, 'v1.0', 'features.json'), 'utf8')) as FeaturesJson;
  const open = await json();
  assert.deepEqual(open.feature_sets.all, builder.featureNames);
  assert.equal(open.feature_sets.small.length, 20);
  assert.deepEqual(open.targets, ['target', 'target_nomi_20', 'target_janet_20']);
  assert.equal(open.target_manifests[1].order, 'after-rank');
  const beta = builder.columns.features.find(({ name }) => name === 'beta_252')?.publishedName ?? '';
  assert.equal(open.feature_recipes?.[beta].name, 'beta_252');
  assert.equal(open.feature_stats[beta].missing_share, 1, 'a year is not there yet');
  const size = builder.columns.features.find(({ name }) => name === 'size')?.publishedName ?? '';
  assert.equal(open.feature_stats[size].missing_share, 0);
  assert.equal(open.feature_stats[size].corr_mean, null, 'three eras say nothing');
  await writeRelease(folder, { ...content, publishRecipes: false });
  const closed = await json();
  assert.equal(closed.feature_recipes, undefined);
  assert.ok(!JSON.stringify(closed).includes('beta_252'));
});

test('a release that fails half-way replaces nothing and leaves nothing behind', async () => {
  await writeRelease(folder, content);
  const before = await readFile(join(folder, 'v1.0', 'train.parquet'));
  function* failing(): Generator<ReleaseEra> {
    yield releaseEra(0);
    throw new Error('the power went out');
  }
  await assert.rejects(writeRelease(folder, { ...content, validation: failing() }), /power/);
  assert.deepEqual(await readFile(join(folder, 'v1.0', 'train.parquet')), before);
  assert.deepEqual(await readdir(folder), ['v1.0']);
});

test('a week’s release without training eras leaves train and features.json as they are', async () => {
  await writeRelease(folder, content);
  const before = await readFile(join(folder, 'v1.0', 'features.json'));
  const files = await writeRelease(folder, { ...content, train: undefined });
  assert.ok(!files.some(({ name }) => name === 'v1.0/features.json'));
  assert.deepEqual(await readFile(join(folder, 'v1.0', 'features.json')), before);
});

test('a default target without manifest is refused', async () => {
  await assert.rejects(writeRelease(folder, { ...content, defaultTarget: 'paul_20' }), RangeError);
});
