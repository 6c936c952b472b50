import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ScoreReport, scoreTables, seriesOf, tableOf } from '@robata/scoring';
import { assertRefused, jsonOf, robata } from './robata.ts';
import { csvOf, parquetOf, smallEra, type SmallTable } from './smallFiles.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const era = smallEra();
const { put } = temporaryFiles();

/** `--option file` for every table of the era, written by the given function. */
async function options(ending: string, write: (table: SmallTable) => string | Uint8Array): Promise<string[]> {
  const words: string[] = [];
  for (const [name, table] of Object.entries(era))
    words.push(`--${name}`, await put(`${name}.${ending}`, write(table)));
  return words;
}

const numbersOf = ({ id, ...columns }: SmallTable) => tableOf(id as string[], columns as Record<string, number[]>);

/** What the library says of the same tables. */
function expected(metrics?: readonly string[]): ScoreReport {
  const series = (table: SmallTable, name: string) => seriesOf(numbersOf(table), name);
  const report = scoreTables(
    {
      predictions: numbersOf(era.predictions),
      targets: series(era.targets, 'target'),
      features: numbersOf(era.features),
      metaModel: series(era['meta-model'], 'meta_model'),
      stakes: { alice: 10, bob: 0, carol: 2.5 },
      neutralizers: numbersOf(era.neutralizers),
      sampleWeights: series(era['sample-weights'], 'weight'),
    },
    metrics,
  );
  return JSON.parse(JSON.stringify(report)) as ScoreReport;
}

describe('robata score', { concurrency: 2 }, () => {
  it('scores every model by every metric that the files allow, as the library does', async () => {
    const report = await jsonOf<ScoreReport>('score', ...(await options('csv', csvOf)));
    assert.deepEqual(Object.keys(report.scores), ['alice', 'bob', 'carol']);
    assert.ok(Object.keys(report.scores['alice']).length >= 10);
    assert.ok(Object.values(report.scores['alice']).every(Number.isFinite));
    assert.deepEqual(report, expected());
  });

  it('gives the same bits for Parquet', async () => {
    const words = await options('parquet', parquetOf);
    assert.deepEqual(await jsonOf<ScoreReport>('score', ...words), expected());
  });

  it('reads gzip, and names metrics as they were asked for', async () => {
    const words = await options('csv.gz', (table) => gzipSync(csvOf(table)));
    const report = await jsonOf<ScoreReport>('score', ...words, '--metrics', 'corr, mmc@2024,FNC');
    assert.deepEqual(Object.keys(report.scores['bob']), ['corr', 'mmc@2024', 'FNC']);
    assert.deepEqual(report, expected(['corr', 'mmc@2024', 'FNC']));
  });

  it('prints null where a score is not defined', async () => {
    const { id } = era.predictions;
    const predictions = await put('constant.csv', csvOf({ id, flat: id.map(() => 0.5) }));
    const targets = await put('targets-1.csv', csvOf(era.targets));
    const report = await jsonOf('score', '--predictions', predictions, '--targets', targets, '--metrics', 'corr');
    assert.deepEqual(report, { scores: { flat: { corr: null } } });
  });

  it('takes published files: one era beside the id, features and targets side by side', async () => {
    const label = { era: era.targets.id.map(() => '0042') };
    const file = parquetOf({ ...era.features, ...label, ...era.targets, target_other: era.predictions.bob });
    const live = await put('live.parquet', file);
    const predictions = await put('predictions-1.csv', csvOf(era.predictions));
    const words = ['--predictions', predictions, '--targets', live, '--features', live, '--metrics', 'corr,fnc'];
    assert.deepEqual(await jsonOf<ScoreReport>('score', ...words), expected(['corr', 'fnc']));
  });

  it('prints a table for people without --json', async () => {
    const predictions = await put('predictions-2.csv', csvOf(era.predictions));
    const targets = await put('targets-2.csv', csvOf(era.targets));
    const run = await robata('score', '--predictions', predictions, '--targets', targets, '--metrics', 'corr');
    assert.equal(run.code, 0);
    assert.match(run.stdout, /^model +corr\nalice +-?0\.\d{6}\n/);
  });

  it('refuses what it cannot score with one sentence, and prints nothing', async () => {
    const predictions = await put('refused.csv', csvOf(era.predictions).replace('bob', 'alice'));
    await assertRefused(
      ['score', '--predictions', predictions, '--json'],
      /refused\.csv: column "alice" stands there twice/,
    );
  });
});
