import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ScoreReport } from '@robata/scoring';
import { assertRefused, assertSentence, robata } from './robata.ts';
import { csvOf, smallEra } from './smallFiles.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const era = smallEra();
const { put } = temporaryFiles();

describe('robata score, of files that it cannot score', { concurrency: 2 }, () => {
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
