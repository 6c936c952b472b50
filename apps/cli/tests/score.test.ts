import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ScoreReport, scoreTables, seriesOf, tableOf } from '@robata/scoring';
import { assertRefused, assertSentence, jsonOf, robata } from './robata.ts';
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

  const predictions = csvOf(era.predictions);
  const targets = csvOf(era.targets);
  const refusals: [what: string, predictions: string, targets: string, words: string[], pattern: RegExp][] = [
    ['an unknown metric', predictions, targets, ['--metrics', 'corr,sharpe9'], /sharpe9; use corr, /],
    [
      'a metric without its table',
      predictions,
      targets,
      ['--metrics', 'mmc'],
      /mmc needs another table: give --meta-model/,
    ],
    [
      'ids that stand twice',
      `${predictions}n000,1,2,3\n`,
      targets,
      [],
      /row 121 has the id "n000" of row 1 again; keep one/,
    ],
    ['a row without id', `${predictions},1,2,3\n`, targets, [], /row 121 has no id/],
    ['a ragged row', `${predictions}x,1\n`, targets, [], /row 121 has 2 fields and the header has 4/],
    [
      'text for a number',
      `${predictions}x,1,2,high\n`,
      targets,
      [],
      /row 121 has carol "high"; it must be a finite number/,
    ],
    ['a number beyond all doubles', `${predictions}x,1,2,1e999\n`, targets, [], /row 121 has carol "1e999"/],
    ['a file without ids', predictions.replace('id', 'name'), targets, [], /column "id" is missing/],
    [
      'a column that stands there twice',
      predictions.replace('bob', 'alice'),
      targets,
      [],
      /"alice" stands there twice/,
    ],
    ['a file of other stocks', predictions.replaceAll('\nn', '\nm'), targets, [], /at least 80 % must be/],
    [
      'several eras at once',
      predictions,
      'id,target,era\nn000,1,7\nn001,0,8\n',
      [],
      /"era" holds "7" and, in row 2, "8"/,
    ],
    ['targets of several columns', predictions, 'id,a,b\nn000,1,7\n', [], /keep one, or name it target/],
    ['a file of ids only', 'id\na\nb\n', targets, [], /no column of numbers/],
    ['a header without rows', 'id,alice\n', targets, [], /no rows/],
  ];
  for (const [what, predictions, targets, words, pattern] of refusals) {
    it(`refuses ${what}`, async () => {
      const file = (name: string) => `${what.replaceAll(' ', '-')}-${name}.csv`;
      const paths = ['--predictions', await put(file('p'), predictions), '--targets', await put(file('t'), targets)];
      await assertRefused(['score', ...paths, ...words, '--json'], pattern);
    });
  }

  it('survives numbers as large as doubles go', async () => {
    const { id } = era.targets;
    const predictions = await put('huge-p.csv', csvOf({ id, huge: id.map((_, i) => (i - 60) * 1e306) }));
    const targets = await put('huge-t.csv', csvOf({ id, target: id.map((_, i) => (i % 5) * 4e307) }));
    const run = await robata('score', '--predictions', predictions, '--targets', targets, '--json');
    if (run.code === 0) assert.deepEqual(Object.keys((JSON.parse(run.stdout) as ScoreReport).scores), ['huge']);
    else assertSentence(run, /./);
  });

  it('refuses a stake that is no amount', async () => {
    const [predictions, stakes] = [
      await put('predictions-3.csv', csvOf(era.predictions)),
      await put('s.csv', 'model,stake\nbob,-1\n'),
    ];
    await assertRefused(
      ['score', '--predictions', predictions, '--stakes', stakes],
      /the stake of bob must be a number of 0 or more/,
    );
  });
});
