import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CoverageReport, Explanation } from '@robata/market';
import { assertRefused, assertSentence, jsonOf, robata } from './robata.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at, put } = temporaryFiles();
const MAP =
  'bloomberg_ticker,yahoo\nAAPL US,AAPL\nFB US,FB\nMETA US,META\n7203 JP,7203.T\nDAI GR,DAI.DE\nMBG GR,DAI.DE\n';

describe('robata symbols', { concurrency: 2 }, () => {
  it('succeeds in silence on stderr where every row matches, in whatever scheme', async () => {
    const map = await put('map-1.csv', MAP);
    const file = await put('good.csv', 'ticker,signal\nAAPL US,0.1\nMETA,0.2\n7203.T,0.3\n');
    const answer = await jsonOf<Explanation>('symbols', 'check', file, '--map', map, '--date', '2023-01-06');
    assert.equal(answer.allMatch, true);
    assert.deepEqual(
      answer.rows.map(({ permanentId }) => permanentId),
      ['AAPL US', 'FB US', '7203 JP'],
    );
    assert.deepEqual(answer.matchedBy, { numerai_ticker: 1, yahoo: 2 });
  });

  it('explains every row that does not match, and fails with one sentence', async () => {
    const map = await put('map-2.csv', MAP);
    const file = await put('bad.csv', 'ticker,signal\nAAPL US,.1\nAAPL,.2\nFB,.3\nDAI.DE,.4\n7203,.5\nXXXX,.6\n,.7\n');
    const run = await robata('symbols', 'check', file, '--map', map, '--date', '2023-01-06', '--all');
    assertSentence(
      run,
      /^bad\.csv: 6 of 7 rows do not match \(2 unmatched, 1 duplicate, 1 expired, 1 ambiguous, 1 empty\)/,
    );
    const statuses = [
      ...run.stdout.matchAll(/^row (\d+) +.*? +(matched|unmatched|duplicate|expired|ambiguous|empty) /gm),
    ];
    assert.deepEqual(
      statuses.map(([, row, status]) => `${row} ${status}`),
      ['1 matched', '2 duplicate', '3 expired', '4 ambiguous', '5 unmatched', '6 unmatched', '7 empty'],
    );
    assert.match(run.stdout, /FB ended on 2022-06-08, its company is META now; write META\./);
    assert.match(run.stdout, /the market is missing: write 7203\.T\./);
    assert.match(run.stdout, /^7 rows on 2023-01-06: 1 matched/m);
  });

  it('never loses rows to a header: it says what the column holds', async () => {
    const map = await put('map-3.csv', MAP);
    const file = await put('trap.csv', 'numerai_ticker,signal\nAAPL,.1\nMETA,.2\n7203.T,.3\n');
    const run = await robata('symbols', 'check', file, '--map', map, '--date', '2023-01-06', '--json');
    assertSentence(
      run,
      /"numerai_ticker" says Numerai ticker, and 0 of 3 values are one while 3 are a Yahoo symbol; call it yahoo/,
    );
    const answer = JSON.parse(run.stdout) as Explanation;
    assert.deepEqual(
      answer.rows.map(({ suggestion }) => suggestion),
      ['AAPL US', 'META US', '7203 JP'],
    );
    await jsonOf('symbols', 'check', file, '--map', map, '--date', '2023-01-06', '--scheme', 'yahoo');
  });

  it('warns of a stale map and takes renames kept by hand', async () => {
    const map = await put('map-4.csv', MAP);
    const overrides = await put(
      'renames.csv',
      'action,scheme,symbol,to,from_day,why\nrename,bloomberg,DAI GR,MBG GR,2022-02-01,"Daimler"\nend,yahoo,NONE,,2022-01-03,\n',
    );
    const file = await put('dai.csv', 'yahoo,signal\nDAI.DE,.1\n');
    const words = ['symbols', 'check', file, '--map', map, '--overrides', overrides, '--map-date', '2023-01-06'];
    const { code, stdout } = await robata(...words);
    assert.equal(code, 0);
    assert.match(stdout, /^The symbol map is of 2023-01-06, \d+ days old and 14 are allowed: bring in a new one\.$/m);
    assert.match(stdout, /^end of yahoo NONE changes nothing/m);
    assert.match(stdout, /^1 rows on \d{4}-\d\d-\d\d: 1 matched\./m);
  });

  it('counts what a table covers by market, and fails where it is stale', async () => {
    const map = await put('map-7.csv', MAP);
    const words = ['symbols', 'coverage', '--map', map, '--date', '2023-01-06', '--map-date'];
    const fresh = await jsonOf<CoverageReport>(...words, '2023-01-05');
    assert.deepEqual(
      fresh.markets.map(({ market, listings }) => [market, listings]),
      [
        ['GR', 2],
        ['US', 2],
        ['JP', 1],
      ],
    );
    const run = await robata(...words, '2022-12-01');
    assertSentence(run, /^The symbol map is of 2022-12-01, 36 days old and 14 are allowed/);
    assert.match(run.stdout, /^Yahoo symbol DAI\.DE names DAI GR and MBG GR on every day; end one of them\.$/m);
    assert.match(run.stdout, /^all +5 +5 +5 +5 +1$/m);
  });

  const refusals: [what: string, words: () => Promise<string[]>, pattern: RegExp][] = [
    ['no file', async () => ['check'], /name one file to check, as in robata symbols check signal\.csv/],
    ['another verb', async () => ['list', 'x.csv'], /there is no 'symbols list'/],
    [
      'a map that is not there',
      async () => ['check', await put('f.csv', 'ticker\nA\n'), '--map', at('no.csv')],
      /there is no such file/,
    ],
    ['no map', async () => ['check', at('f.csv')], /symbols\.csv; name the symbol table with --map/],
    [
      'no map in a folder',
      async () => ['check', at('f.csv'), '--data', at('nowhere')],
      /there is no \S*nowhere\/symbols\.csv; name the symbol table/,
    ],
    [
      'an unknown scheme',
      async () => ['check', at('f.csv'), '--scheme', 'ric'],
      /--scheme takes numerai_ticker, .* and was given 'ric'/,
    ],
    [
      'a file without symbols',
      async () => ['check', await put('g.csv', 'name,signal\nA,1\n'), '--map', await put('map-5.csv', MAP)],
      /g\.csv: there is no column of symbols; call it ticker/,
    ],
    [
      'a map that is none',
      async () => ['check', await put('h.csv', 'ticker\nA\n'), '--map', await put('map-6.csv', 'ticker,name\nA,a\n')],
      /map-6\.csv: a symbol table has the columns permanent_id, scheme and symbol/,
    ],
  ];
  for (const [what, words, pattern] of refusals) {
    it(`refuses ${what}`, async () => {
      await assertRefused(['symbols', ...(await words())], pattern);
    });
  }
});
