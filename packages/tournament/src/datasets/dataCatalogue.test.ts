import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createEraBuilder, createGeneratedMarket, prepareTargets, targetManifest, writeRelease } from '@robata/market';
import { dataCatalogue } from './dataCatalogue.ts';

const folder = await mkdtemp(join(tmpdir(), 'robata-catalogue-'));
after(() => rm(folder, { recursive: true }));

const market = createGeneratedMarket({ seed: 2, securities: 60, startDate: '2019-01-07' });
market.advance(200);
const builder = createEraBuilder(market.panel, { universeSize: 40, schedule: 'weekly', key: 'secret' });
const manifests = [targetManifest('nomi', 20), targetManifest('janet', 20)];
const eraAt = (position: number) => {
  const { id, ids, features } = builder.build(position);
  const targets = prepareTargets(market.panel, builder.build(position), manifests).final();
  return { era: id, ids, features, targets };
};

test('says of a real release what its files hold, with their true sizes, rows and eras', async () => {
  await writeRelease(folder, {
    version: 'v1.0',
    catalogue: builder.catalogue,
    manifests,
    defaultTarget: 'janet_20',
    publishRecipes: true,
    train: [0, 1, 2].map(eraAt),
    validation: [eraAt(9)],
    live: { ...eraAt(10), targets: null },
  });
  await writeFile(join(folder, 'v1.0', 'live_7.csv'), 'id\na\n');
  const [version, ...others] = await dataCatalogue(folder).versions();
  assert.ok(version !== undefined && others.length === 0);
  assert.equal(version.version, 'v1.0');
  const [train, validation] = version.files;
  assert.equal(train?.name, 'v1.0/train.parquet');
  assert.equal(train.bytes, (await stat(join(folder, train.name))).size);
  assert.equal(train.rows, 120);
  assert.deepEqual(train.eras, { count: 3, first: '0001', last: '0003' });
  assert.deepEqual(validation?.eras, { count: 1, first: '0010', last: '0010' });
  assert.equal(version.files.at(-1)?.round, 7);
  assert.equal(version.features?.sets.find(({ name }) => name === 'small')?.features, 20);
  assert.equal(version.features.features.length, builder.featureNames.length);
  assert.equal(version.features.features[0]?.recipe?.name, builder.catalogue.features[0]?.name);
  assert.deepEqual(
    version.targets.map(({ name, isDefault }) => [name, isDefault]),
    [
      ['nomi_20', false],
      ['janet_20', true],
    ],
  );
  assert.equal(version.correlations?.eras[0]?.[1], 4);
  const alike = version.correlations.means[0]?.[1] ?? 0;
  assert.ok(alike > 0.5 && alike < 1, `nomi and janet are alike and not the same: ${alike}`);
});

test('newer versions come first, and a damaged or foreign file is listed with its size alone', async () => {
  for (const version of ['v2.0', 'v10.1']) await mkdir(join(folder, version));
  await writeFile(join(folder, 'v2.0', 'train.parquet'), 'no parquet');
  await writeFile(join(folder, 'v2.0', 'features.json'), '{');
  await writeFile(join(folder, 'v2.0', 'secret.key'), 'x');
  const versions = await dataCatalogue(folder).versions();
  assert.deepEqual(
    versions.map(({ version }) => version),
    ['v10.1', 'v2.0', 'v1.0'],
  );
  const damaged = versions[1];
  assert.deepEqual(
    damaged?.files.map(({ name, bytes, rows }) => [name, bytes, rows]),
    [
      ['v2.0/train.parquet', 10, null],
      ['v2.0/features.json', 1, null],
    ],
  );
  assert.equal(damaged.features, null);
});

test('a folder without releases has none, and a replaced file is read anew', async () => {
  assert.deepEqual(await dataCatalogue(join(folder, 'nowhere')).versions(), []);
  const catalogue = dataCatalogue(folder);
  await catalogue.versions();
  await writeFile(
    join(folder, 'v2.0', 'features.json'),
    JSON.stringify({ feature_sets: { small: ['a'], all: ['a', 'b'] } }),
  );
  const found = (await catalogue.versions()).find(({ version }) => version === 'v2.0');
  assert.deepEqual(
    found?.features?.features.map(({ name, sets }) => [name, sets]),
    [
      ['a', ['small', 'all']],
      ['b', ['all']],
    ],
  );
});
