import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertRefused, jsonOf } from './robata.ts';
import { pseudoRandom, csvOf, parquetOf, type SmallTable } from './smallFiles.ts';
import { temporaryFiles } from './temporaryFiles.ts';

const { at, put, putZeros } = temporaryFiles();

/** A refused season: its sentence, and no trace of the data folder. */
async function refusesSeason(name: string, words: readonly string[], pattern: RegExp): Promise<void> {
  const data = at(`data-of-${name}`);
  await assertRefused(['season', ...words, '--data', data, '--json'], pattern);
  assert.equal(existsSync(data), false, 'the data folder was created');
}

interface Prices extends SmallTable {
  readonly date: string[];
  readonly ticker: string[];
  readonly close: number[];
  readonly volume: number[];
}

/** Prices of so many tickers on so many weekdays. */
function prices(tickers: number, days: number): Prices {
  const random = pseudoRandom(3);
  const table = { date: [] as string[], ticker: [] as string[], close: [] as number[], volume: [] as number[] };
  const closes = Array.from({ length: tickers }, () => 20);
  for (let day = Date.UTC(2020, 0, 2); days > 0; day += 86_400_000) {
    const date = new Date(day);
    if (date.getUTCDay() % 6 === 0) continue;
    days -= 1;
    closes.forEach((close, i) => {
      closes[i] = close * (1 + 0.04 * (random() - 0.5));
      table.date.push(date.toISOString().slice(0, 10));
      table.ticker.push(`T${i}`);
      table.close.push(Number(closes[i].toFixed(4)));
      table.volume.push(Math.round(1e5 * (1 + i / tickers + random())));
    });
  }
  return table;
}

const few = prices(5, 40);
const enough = prices(80, 400);
const { volume: _, ...closes } = few;
const cells = csvOf(closes).split('\n');
const withRow = (row: string): string => [...cells.slice(0, 10), row, ...cells.slice(10)].join('\n');

describe('robata season refuses bad prices with one sentence and leaves no trace', { concurrency: 2 }, () => {
  const files: [what: string, content: string | Uint8Array, pattern: RegExp][] = [
    ['an empty file', '', /empty/],
    ['a header without rows', 'date,ticker,close\n', /no rows/],
    ['no close', csvOf({ date: few.date, ticker: few.ticker }), /"close" is missing/],
    ['no ticker', csvOf({ date: few.date, close: few.close }), /"ticker" is missing/],
    ['no date', csvOf({ ticker: few.ticker, close: few.close }), /"date" is missing/],
    ['conflicting duplicates', `${csvOf(enough)}${enough.date[0]},T0,99,1\n`, /T0/],
    ['a close that is missing', withRow('2020-01-03,X,'), /row 10/],
    ['a close that is NaN', withRow('2020-01-03,X,NaN'), /row 10/],
    ['a close in words', withRow('2020-01-03,X,ten'), /row 10 has close "ten"/],
    ['a close of 0', withRow('2020-01-03,X,0'), /row 10/],
    ['a negative close', withRow('2020-01-03,X,-3'), /row 10/],
    ['an infinite close', withRow('2020-01-03,X,1e999'), /row 10/],
    ['a date that is not ISO', withRow('01/03/2020,X,3'), /row 10 .*ISO/],
    ['a day that is none', withRow('2020-02-31,X,3'), /row 10 .*ISO/],
    ['a ragged row', withRow('2020-01-03,X'), /row 10 has 2 fields/],
    ['too few tickers', csvOf(prices(12, 400)), /tickers/],
    ['too few days', csvOf(prices(80, 60)), /days/],
    ['a Parquet file that is cut off', parquetOf(few).subarray(0, 300), /cut off/],
    ['a damaged Parquet file', Uint8Array.from(parquetOf(few)).fill(0xee, 20, 400), /damaged/],
    ['a gzip file that is cut off', gzipSync(csvOf(few)).subarray(0, 100), /damaged or cut off/],
    ['a spreadsheet that was renamed', 'PK\x03\x04 and so on', /spreadsheet/],
    ['a picture that was renamed', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0, 0]), /picture/],
    ['JSON that was renamed', '{"prices": [1, 2, 3]}\n', /./],
    ['a page that was renamed', '<html>\n<body>not found</body>\n</html>\n', /./],
  ];
  for (const [index, [what, content, pattern]] of files.entries()) {
    for (const ending of ['csv', 'parquet']) {
      it(`${what}, called .${ending}`, async () => {
        const path = await put(`${index}.${ending}`, content);
        await refusesSeason(`${index}-${ending}`, ['--prices', path], pattern);
      });
    }
  }

  it('a file that is not there, a folder, and 1 GB of zeros', async () => {
    await refusesSeason('absent', ['--prices', at('absent.csv')], /no such file/);
    await mkdir(at('folder.csv'));
    await refusesSeason('folder', ['--prices', at('folder.csv')], /is a folder/);
    await refusesSeason('zeros', ['--prices', await putZeros('zeros.parquet')], /no text/);
    await refusesSeason(
      'zeros-behind',
      ['--prices', await putZeros('behind.csv', 'date,ticker,close\n2020-01-02,A,1\n')],
      /no text/,
    );
  });

  it('every other table that is bad, beside prices that are good', async () => {
    const good = await put('good.csv', csvOf(enough));
    for (const option of ['labels', 'fundamentals', 'short-interest']) {
      const words = (path: string): string[] => ['--prices', good, `--${option}`, path];
      await refusesSeason(`${option}-absent`, words(at('absent.csv')), /no such file/);
      await refusesSeason(`${option}-empty`, words(await put(`${option}-empty.csv`, '')), /empty/);
      await refusesSeason(`${option}-other`, words(await put(`${option}-other.csv`, 'a,b\n1,2\n')), /is missing/);
      await refusesSeason(`${option}-zeros`, words(await putZeros(`${option}-zeros`)), /no text/);
    }
  });

  const options: [what: string, words: string[], pattern: RegExp][] = [
    ['neither prices nor generated', [], /--prices/],
    ['both prices and generated', ['--generated', '--prices', 'x.csv'], /one of the two/],
    ['a schedule that is none', ['--generated', '--schedule', 'hourly'], /weekly or daily/],
    ['dates in the wrong order', ['--generated', '--from', '2022-01-07', '--to', '2021-01-08'], /exchange them/],
    ['a day that is none', ['--generated', '--from', '7.1.2022'], /takes a day like/],
    ['a universe of a few', ['--generated', '--universe', '3'], /--universe takes a whole number/],
    ['rounds of a half', ['--generated', '--rounds', '1.5'], /--rounds takes a whole number/],
    ['an unknown option', ['--generated', '--turbo'], /unknown option '--turbo'/],
  ];
  for (const [index, [what, words, pattern]] of options.entries()) {
    it(what, () => refusesSeason(`options-${index}`, words, pattern));
  }

  it('dates that the prices do not have', async () => {
    const good = await put('good-2.csv', csvOf(enough));
    await refusesSeason('late', ['--prices', good, '--universe', '100', '--from', '2031-01-03'], /2031-01-03/);
    await refusesSeason('early', ['--prices', good, '--universe', '100', '--to', '2019-01-04'], /2019-01-04/);
  });
});

interface Report {
  readonly rounds: number;
  readonly resolved: number;
  readonly digest: string;
  readonly leaderboard: readonly { readonly model: string; readonly rounds: number }[];
}

describe('robata season', () => {
  const play = (...words: string[]) => jsonOf<Report>('season', '--models', '3', ...words);

  it('plays the same season from CSV, from gzip and from Parquet, and keeps it where it is told to', async () => {
    const data = at('kept');
    const csv = await play('--prices', await put('ok.csv', csvOf(enough)), '--universe', '100', '--data', data);
    assert.ok(csv.rounds >= csv.resolved && csv.resolved > 0);
    assert.deepEqual(
      csv.leaderboard.slice(0, 3).map(({ rounds }) => rounds),
      Array(3).fill(csv.resolved),
    );
    assert.ok(existsSync(data));
    const gzip = await play('--prices', await put('ok.gz', gzipSync(csvOf(enough))), '--universe', '100');
    assert.equal(gzip.digest, csv.digest);
    const parquet = await play('--prices', await put('ok.parquet', parquetOf(enough)), '--universe', '100');
    assert.equal(parquet.digest, csv.digest);
  });

  it('needs no column but date, ticker and close', async () => {
    const { volume: _, ...closes } = enough;
    const report = await play('--prices', await put('closes.csv', csvOf(closes)), '--universe', '100');
    assert.ok(report.rounds > 0);
  });

  it('plays a generated market of the smallest universe that it accepts', async () => {
    const report = await play('--generated', '--universe', '20', '--rounds', '1');
    assert.equal(report.rounds, 1);
  });
});
