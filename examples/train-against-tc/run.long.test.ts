import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { column } from '@robata/kernels';
import { createGeneratedMarket, plantedEdge } from '@robata/market';
import { contributionGradient } from '@robata/portfolio';
import { endlessMarket, playSeason } from '@robata/season';
import { folderBlobs, memoryStorage, readKit, robata1, scoringService, type Storage } from '@robata/tournament';
import { type Dataset, trainingEras } from './trainingEras.ts';
import type { Figures } from './walkForward.ts';

const PROGRAM = join(import.meta.dirname, 'run.ts');
const ROUNDS = 28;
const run = promisify(execFile);

interface Told {
  readonly folds: readonly {
    readonly trainingEras: number;
    readonly testEras: number;
    readonly fittedTc: readonly number[];
    readonly inSample: Readonly<Record<'ridge' | 'last', Figures>>;
  }[];
  readonly outOfSample: Readonly<Record<'ridge' | 'stopped' | 'last', Figures>>;
}

describe('the example, on a season that was played', () => {
  let folder: string;
  let storage: Storage;
  let dataset: Dataset;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'robata-training-'));
    storage = memoryStorage();
    const config = { ...robata1, universeSize: 80, contribution: { ...robata1.contribution, draws: 10 } };
    const scoring = scoringService(1, config.contribution);
    const market = createGeneratedMarket({ seed: 3, securities: 100, startDate: '2020-01-02' });
    await playSeason({
      source: endlessMarket(market, 'A small generated market.', plantedEdge.description),
      settings: { config, seed: 3, models: 6, from: null, to: null, rounds: ROUNDS, funds: null },
      storage,
      blobs: folderBlobs(join(folder, 'blobs')),
      datasetFolder: join(folder, 'datasets'),
      scoring,
    });
    await scoring.stop();
    dataset = await trainingEras(folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const told = async (...words: string[]): Promise<Told> => {
    const { stdout } = await run(process.execPath, [PROGRAM, '--dataset', folder, '--folds', '1', '--json', ...words]);
    return JSON.parse(stdout) as Told;
  };

  it('measures by the TC that the rounds paid, with the draws that scored them', async () => {
    assert.equal(dataset.eras.length, ROUNDS);
    const blobs = folderBlobs(join(folder, 'blobs'));
    const { models, predictions } = (await readKit(blobs, 5)) ?? assert.fail('no kit');
    const round = (await storage.round(5)) ?? assert.fail('no round');
    const tc = round.columns.findIndex(({ key }) => key === 'tc');
    const numbers = new Map((await storage.models()).map(({ id, name }) => [name, id]));
    const scores = await storage.scores({ round: 5, latestOnly: true });
    const { direction } = dataset.eras.find(({ era }) => era === round.era) ?? assert.fail('no era');
    models.forEach((name, at) => {
      const stored = scores.find(({ model }) => model === numbers.get(name))?.values[tc];
      const computed = contributionGradient(column(predictions, at), direction).tc;
      assert.ok(stored && Math.abs(computed - stored) < 1e-12, `${name}: ${computed} and not ${stored}`);
    });
  });

  it('climbs in sample and tells what came of it behind the embargo', async () => {
    const { folds, outOfSample } = await told();
    const [fold] = folds;
    assert.deepEqual([fold?.trainingEras, fold?.testEras], [11, 11]);
    const { ridge, last } = fold?.inSample ?? assert.fail();
    assert.ok(last.tc.mean > ridge.tc.mean);
    assert.ok(last.overRidge.tc.mean > 0 && (fold?.fittedTc.length ?? 0) > 1);
    for (const figures of Object.values(outOfSample)) {
      for (const { mean, standardError } of [figures.tc, figures.corr, figures.mmc, figures.corrWithMetaModel]) {
        assert.ok(Number.isFinite(mean) && standardError > 0);
      }
    }
  });

  it('takes the gradients of robata diagnose --gradient, with the same result', async () => {
    const lines = ['id,era,gradient'];
    for (const round of await storage.rounds()) {
      const era = dataset.eras.find((known) => known.era === round.era);
      const { problem } = (await readKit(folderBlobs(join(folder, 'blobs')), round.number)) ?? assert.fail('no kit');
      [...problem.ids].sort().forEach((id, at) => lines.push(`${id},${round.era},${era?.direction[at]}`));
    }
    const file = join(folder, 'gradient.csv');
    await writeFile(file, `${lines.join('\n')}\n`);
    assert.deepEqual(await told('--gradient', file), await told());
  });

  it('says what is missing in a sentence', async () => {
    const refused = async (words: string[], pattern: RegExp): Promise<void> => {
      await assert.rejects(run(process.execPath, [PROGRAM, ...words]), (error: { stderr: string }) => {
        assert.match(error.stderr, pattern);
        return true;
      });
    };
    await refused([], /^Name the data folder/);
    await refused(['--dataset', join(folder, 'nothing')], /holds no release: play a season/);
    await refused(['--dataset', folder, '--folds', '0'], /^--folds needs a whole number/);
    await refused(['--dataset', folder, '--folds', '30'], /^28 eras are too few for 30 folds/);
  });
});
