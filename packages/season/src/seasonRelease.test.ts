import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import {
  createEraBuilder,
  createGeneratedMarket,
  DEFAULT_TARGET,
  type MarketPanel,
  prepareTargets,
  type ReleaseEra,
  writeRelease,
} from '@robata/market';
import { RELEASE_TARGETS, RELEASE_VERSION } from './seasonRelease.ts';
import { EMBARGO } from './seasonSettings.ts';
import { smallSeason } from './testing/smallSeason.ts';

const folder = await mkdtemp(join(tmpdir(), 'robata-season-release-'));
after(() => rm(folder, { recursive: true, force: true }));

it('writes, as the season goes, the bytes of a release that is made from all of its days at the end', async () => {
  const seed = 3;
  const { storage } = await smallSeason({
    seed,
    rounds: 2,
    models: 3,
    input: { datasetFolder: join(folder, 'grown') },
  });
  const days = await storage.fundDays();
  const rounds = await storage.rounds();

  const market = createGeneratedMarket({ seed, securities: 150, startDate: '2020-01-02' });
  market.advance(600);
  const builder = createEraBuilder(market.panel, { universeSize: 120, schedule: 'weekly', key: `season-${seed}` });
  const daysPassed = market.panel.days.indexOf(days.at(-1)?.day ?? '') + 1;
  const past: MarketPanel = { ...market.panel, days: market.panel.days.slice(0, daysPassed) };
  const positionOf = (day: string): number => builder.eraDays.findIndex((era) => past.days[era] === day);
  const firstValidation = positionOf(rounds[0]?.eraDay ?? '') - EMBARGO.weekly.days20 + 1;
  const live = builder.eraDays.findLastIndex((day) => day < daysPassed);
  const released = (position: number): ReleaseEra => {
    const era = builder.build(position);
    const isLive = position === live;
    const targets = isLive ? null : prepareTargets(past, era, RELEASE_TARGETS).final();
    return { era: era.id, ids: era.ids, features: era.features, targets };
  };
  const known = Array.from({ length: live }, (_, position) => position).filter(
    (position) => (builder.eraDays[position] as number) + 22 < daysPassed,
  );
  await writeRelease(join(folder, 'whole'), {
    version: RELEASE_VERSION,
    catalogue: builder.catalogue,
    manifests: RELEASE_TARGETS,
    defaultTarget: DEFAULT_TARGET,
    publishRecipes: true,
    train: known.filter((position) => position < firstValidation).map(released),
    validation: known.filter((position) => position >= firstValidation).map(released),
    live: released(live),
  });
  for (const name of ['train.parquet', 'validation.parquet', 'live.parquet', 'features.json']) {
    const [grown, whole] = await Promise.all(
      ['grown', 'whole'].map((of) => readFile(join(folder, of, RELEASE_VERSION, name))),
    );
    assert.ok(grown !== undefined && whole !== undefined && grown.equals(whole), name);
  }
});

it('leaves nothing behind where a season is stopped before its end', async () => {
  const datasetFolder = join(folder, 'stopped');
  let weeks = 0;
  await smallSeason({ rounds: 1, models: 2, input: { datasetFolder, isStopping: () => ++weeks > 3 } });
  assert.deepEqual(await readdir(datasetFolder), [RELEASE_VERSION]);
  assert.deepEqual(await readdir(join(datasetFolder, RELEASE_VERSION)), []);
});
