import assert from 'node:assert/strict';
import { it } from 'node:test';
import { assertSentence, jsonOf, robata } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at, put } = temporaryFiles();
const DAYS = ['2024-03-04', '2024-03-05', '2024-03-06', '2024-03-07', '2024-03-08'];

/** Prices of 25 stocks on the first days; the close of one of them may be another one. */
const prices = (
  days: number,
  wrong?: { readonly stock: number; readonly day: number; readonly close: number },
): string =>
  ['date,ticker,close,volume']
    .concat(
      Array.from({ length: 25 }, (_, stock) =>
        DAYS.slice(0, days).map((day, index) => {
          const isWrong = stock === wrong?.stock && index === wrong.day;
          return `${day},T${stock},${isWrong ? wrong.close : 10 + stock + index / 10},1000`;
        }),
      ).flat(),
    )
    .join('\n')
    .concat('\n');

it('is content with a delivery that only adds days, and names a corrected row with what it moves', async () => {
  const old = await put('old.csv', prices(4));
  const good = await put('good.csv', prices(5));
  interface Answer {
    readonly days: number;
    readonly restatement: { readonly appended: string[]; readonly rows: unknown[] };
  }
  const answer = await jsonOf<Answer>('data', 'check', good, '--against', old);
  assert.deepEqual([answer.days, answer.restatement.appended, answer.restatement.rows], [5, ['2024-03-08'], []]);
  const bad = await put('bad.csv', prices(5, { stock: 3, day: 2, close: 14.52 }));
  const run = await robata('data', 'check', bad, '--against', old);
  assertSentence(run, /^bad\.csv: it restates rows of .*old\.csv in 2 incidents; ask the vendor/);
  assert.match(run.stdout, /1 new days, 0 new securities, 2 restated rows\./);
  assert.match(run.stdout, /warning {2}A newer delivery restates 2024-03-06: 1 other return \(T3\) by up to 10\.0 %/);
});

it('says what it takes where words are missing or wrong', async () => {
  assertSentence(await robata('data'), /^robata data: name one file to check/);
  assertSentence(await robata('data', 'deprecate', 'v1.0'), /say what to use with --use, and why with --why/);
  const nowhere = ['data', 'deprecate', 'v1.0', '--use', 'v1.1', '--why', 'x', '--data', at('none')];
  assertSentence(await robata(...nowhere), /holds no tournament/);
  assertSentence(await robata('start', '--labels', 'x.csv', '--data', at('none')), /--labels belongs to a price file/);
});

it('asks for the day and the security of a decision, and for a tournament', async () => {
  assertSentence(await robata('data', 'skip'), /^robata data skip: name day, as in robata data skip 2026-11-20/);
  assertSentence(await robata('data', 'real', '2026-11-20'), /^robata data real: name day and security/);
  const folder = at('nobody');
  assertSentence(await robata('data', 'skip', '2026-11-20', '--data', folder), /holds no tournament/);
  assertSentence(await robata('data', 'feed', '--data', folder), /holds no tournament/);
});
