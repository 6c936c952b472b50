import assert from 'node:assert/strict';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer, schemaFromColumnData } from 'hyparquet-writer';

import { formatIsoDate } from '../calendar/isoDate.ts';
import { DataRefusedError } from '../panel.ts';
import { importPrices, type RawPrices } from './importPrices.ts';

const GOOD = ['date,ticker,close,volume', '2024-01-02,A,10,100', '2024-01-03,A,11,200', '2024-01-02,B,5,300'];
let folder = '';

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const csv = (...lines: string[]): string => `${lines.join('\n')}\n`;

type Cells = Record<string, { data: unknown[]; type: 'DATE' | 'STRING' | 'DOUBLE' | 'TIMESTAMP' | 'BOOLEAN' }>;

function parquet(cells: Cells): Uint8Array {
  const repetition_type = 'OPTIONAL';
  const columnData = Object.entries(cells).map(([name, { data, type }]) =>
    type === 'DATE' ? { name, data } : { name, data, type, nullable: true },
  );
  const schemaOverrides: Record<string, SchemaElement> = Object.fromEntries(
    Object.entries(cells)
      .filter(([, { type }]) => type === 'DATE')
      .map(([name]) => [name, { name, type: 'INT32', converted_type: 'DATE', repetition_type }]),
  );
  const schema = schemaFromColumnData({ columnData, schemaOverrides });
  return new Uint8Array(
    parquetWriteBuffer({ columnData: columnData.map(({ name, data }) => ({ name, data })), schema }),
  );
}

const goodParquet = (): Cells => ({
  date: { type: 'DATE', data: ['2024-01-02', '2024-01-03', '2024-01-02'].map((day) => new Date(day)) },
  ticker: { type: 'STRING', data: ['A', 'A', 'B'] },
  close: { type: 'DOUBLE', data: [10, 11, 5] },
});

/** One plain sentence (no stack, no line end) that begins with the file's name and matches the pattern. */
async function refuses(path: string, pattern: RegExp, options = {}): Promise<void> {
  await assert.rejects(importPrices(path, options), (error: Error) => {
    assert.ok(error instanceof DataRefusedError, `${error.name}: ${error.message}`);
    assert.match(error.message, pattern);
    assert.match(error.message, /^[^\n]+: [^\n]+\.$/);
    assert.doesNotMatch(error.message, /duckdb|exception|binder|undefined|\bat .+:\d+/i);
    return true;
  });
}

const rowsOf = (prices: RawPrices) =>
  Array.from({ length: prices.rows }, (_, i) => [
    prices.tickers[prices.ticker[i] as number],
    formatIsoDate(prices.days[prices.day[i] as number] as number),
    prices.close[i],
    prices.volume?.[i] ?? null,
  ]);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'robata-prices-'));
});
after(() => rm(folder, { recursive: true }));

describe('importPrices refuses, with one sentence that names row or column and the remedy', () => {
  const texts: [what: string, lines: string[], pattern: RegExp][] = [
    ['a missing column', ['date,ticker,price', '2024-01-02,A,1'], /column "close" is missing .*; add it/],
    ['a column that stands there twice', ['date,ticker,close,Close', '2024-01-02,A,1,1'], /"Close" stands there twice/],
    ['a header without rows', ['date,ticker,close'], /no rows/],
    [
      'text for a close',
      [...GOOD, '2024-01-04,A,abc,1'],
      /row 4 has close "abc"; a close must be a positive number, so/,
    ],
    ['an infinite close', [...GOOD, '2024-01-04,A,1e999,1'], /row 4 has close "1e999"/],
    ['a hexadecimal close', [...GOOD, '2024-01-04,A,0x10,1'], /row 4 has close "0x10"/],
    ['an empty close', [...GOOD, '2024-01-04,A,,1'], /row 4 has no close; a close must be a positive number/],
    ['a close of NaN', [...GOOD, '2024-01-04,A,NaN,1'], /row 4 has no close/],
    ['a close of zero', [...GOOD, '2024-01-04,A,0,1'], /row 4 has close 0; a close must be a positive number/],
    ['a negative close', [...GOOD, '2024-01-04,A,-3.5,1'], /row 4 has close -3.5/],
    ['text for a volume', [...GOOD, '2024-01-04,A,1,many'], /row 4 has volume "many"; volume must be a number/],
    ['a date in another order', [...GOOD, '04/01/2024,A,1,1'], /row 4 has date "04\/01\/2024"; dates must be ISO/],
    ['a day that does not exist', [...GOOD, '2023-02-29,A,1,1'], /row 4 has date "2023-02-29"/],
    ['an empty date', [...GOOD, ',A,1,1'], /row 4 has no date/],
    ['an empty ticker', [...GOOD, '2024-01-04,,1,1'], /row 4 has no ticker/],
    ['a row with a field too few', [...GOOD, '2024-01-04,A,1'], /row 4 has 3 fields and the header has 4; complete/],
    ['a row with a field too many', [...GOOD, '2024-01-04,A,1,1,1'], /row 4 has 5 fields and the header has 4/],
    ['a quote that never closes', [...GOOD, '2024-01-04,"A,1,1'], /row 4 has a quote that never closes/],
    [
      'two rows of one ticker and date that differ',
      [...GOOD, '2024-01-03,A,12,200'],
      /rows 2 and 4 are both A on 2024-01-03 with different close \(11 and 12\); remove the wrong one/,
    ],
    ['a factor of zero', ['date,ticker,close,split_factor', '2024-01-02,A,1,0'], /row 1 has split_factor 0; an adjust/],
    ['an empty factor', ['date,ticker,close,tr_factor', '2024-01-02,A,1,'], /row 1 has no tr_factor/],
  ];
  for (const [what, lines, pattern] of texts) {
    it(what, async () => refuses(await put('prices.csv', csv(...lines)), pattern));
  }

  const binaries: [what: string, name: string, content: string | Uint8Array, pattern: RegExp][] = [
    ['an empty file', 'a.csv', '', /the file is empty; export it again/],
    ['a file of blank lines', 'a.csv', '\n\n \n', /holds no lines/],
    ['a picture', 'a.csv', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'), /a PNG picture; give the table as CSV/],
    ['a spreadsheet', 'a.parquet', Buffer.from('PK\x03\x04rest', 'latin1'), /a ZIP archive or a spreadsheet/],
    ['UTF-16 text', 'a.csv', Buffer.from('\ufeffdate,ticker', 'utf16le'), /UTF-16 text/],
    ['text that is not UTF-8', 'a.csv', Buffer.from(csv(...GOOD, '2024-01-04,\xc9,1,1'), 'latin1'), /not UTF-8/],
    ['text followed by zeros', 'a.csv', `${csv(...GOOD)}${'\0'.repeat(9999)}`, /these bytes are no text/],
    ['a gzip file cut off', 'a.csv.gz', gzipSync(csv(...GOOD)).subarray(0, 40), /gzip file is damaged or cut off/],
    ['a gzip file of zeros', 'a.csv.gz', gzipSync(Buffer.alloc(1 << 22)), /these bytes are no text/],
    ['one endless line', 'a.csv', `date,ticker,close\n${'1'.repeat(3 << 20)}`, /row 1 is longer than 1 MB/],
    ['a Parquet file of its first bytes', 'a.parquet', 'PAR1', /cut off before its end; copy or download it again/],
    ['a Parquet file without content', 'a.parquet', `PAR1${'x'.repeat(100)}PAR1`, /Parquet file is damaged/],
  ];
  for (const [what, name, content, pattern] of binaries) {
    it(what, async () => refuses(await put(name, content), pattern));
  }

  it('a file that is not there, and a folder', async () => {
    await refuses(join(folder, 'nowhere.csv'), /^nowhere.csv: there is no such file; check the path/);
    await mkdir(join(folder, 'folder.csv'), { recursive: true });
    await refuses(join(folder, 'folder.csv'), /this is a folder/);
  });

  it('a Parquet file cut off in the middle, whatever its name', async () => {
    const whole = parquet(goodParquet());
    for (const name of ['cut.parquet', 'cut.csv']) {
      await refuses(await put(name, whole.subarray(0, whole.length - 20)), /cut off before its end/);
    }
  });

  it('a Parquet file with overwritten pages', async () => {
    const damaged = parquet(goodParquet()).fill(0xff, 8, 60);
    await refuses(await put('damaged.parquet', damaged), /Parquet file is damaged/);
  });

  it('Parquet columns that are missing or hold something else', async () => {
    const { close: _, ...noClose } = goodParquet();
    await refuses(await put('a.parquet', parquet(noClose)), /column "close" is missing/);
    const text = { ...goodParquet(), close: { type: 'STRING', data: ['10', '11', 'x'] } } as Cells;
    await refuses(await put('b.parquet', parquet(text)), /column "close" holds text and not numbers; convert/);
    const numbers = { ...goodParquet(), date: { type: 'DOUBLE', data: [20240102, 20240103, 20240104] } } as Cells;
    await refuses(await put('c.parquet', parquet(numbers)), /column "date" holds values of type double and not dates/);
  });

  it('Parquet cells by row: no close, a close of NaN or zero, no date, dates as other text, times within the day', async () => {
    const withCells = async (cells: Partial<Cells>): Promise<string> =>
      put('cells.parquet', parquet({ ...goodParquet(), ...cells } as Cells));
    await refuses(await withCells({ close: { type: 'DOUBLE', data: [1, null, 2] } }), /row 2 has no close/);
    await refuses(await withCells({ close: { type: 'DOUBLE', data: [1, 2, Number.NaN] } }), /row 3 has no close/);
    await refuses(await withCells({ close: { type: 'DOUBLE', data: [1, 0, 2] } }), /row 2 has close 0/);
    await refuses(await withCells({ ticker: { type: 'STRING', data: ['A', 'A', ' '] } }), /row 3 has no ticker/);
    const days = ['2024-01-02', '3.1.2024', '2024-01-02'];
    await refuses(
      await withCells({ date: { type: 'STRING', data: days } }),
      /row 2 has date "3.1.2024"; dates must be/,
    );
    const noDay = [new Date('2024-01-02'), null, new Date('2024-01-02')];
    await refuses(await withCells({ date: { type: 'DATE', data: noDay } }), /row 2 has no date/);
    const times = ['2024-01-02', '2024-01-03', '2024-01-02T15:30:00Z'].map((text) => new Date(text));
    await refuses(await withCells({ date: { type: 'TIMESTAMP', data: times } }), /row 3 has date "2024-01-02 15:30:00/);
  });

  it('a file of a gigabyte of zeros, at once and without reading it', async () => {
    for (const name of ['zeros.csv', 'zeros.parquet']) {
      const path = join(folder, name);
      const file = await open(path, 'w');
      await file.truncate(2 ** 30);
      await file.close();
      const memory = process.memoryUsage().rss;
      await refuses(path, /these bytes are no text/);
      // Far from the file's size, and from what else the process may do meanwhile.
      assert.ok(process.memoryUsage().rss - memory < 2 ** 28, 'memory stays flat');
    }
  });

  it('fewer tickers or days than the caller needs', async () => {
    const path = await put('prices.csv', csv(...GOOD));
    await refuses(path, /2 tickers are too few; at least 3 are needed/, { minimumTickers: 3 });
    await refuses(path, /2 trading days are too few; at least 5 are needed/, { minimumDays: 5 });
  });
});

describe('importPrices reads', () => {
  it('CSV, gzipped CSV and Parquet alike, whatever the name says', async () => {
    const expected = [
      ['A', '2024-01-02', 10, 100],
      ['A', '2024-01-03', 11, 200],
      ['B', '2024-01-02', 5, 300],
    ];
    const withVolume = { ...goodParquet(), volume: { type: 'DOUBLE', data: [100, 200, 300] } } as Cells;
    const files: [string, string | Uint8Array][] = [
      ['plain.csv', csv(...GOOD)],
      ['no last line end.csv', csv(...GOOD).trimEnd()],
      ['windows.csv', `\ufeff${GOOD.join('\r\n')}\r\n\r\n`],
      ['quoted.csv', csv(...GOOD.map((line) => line.replaceAll(/[^,]+/g, '"$&"')))],
      ['semicolons.csv', csv(...GOOD.map((line) => line.replaceAll(',', ';')))],
      ['unsorted.csv', csv(GOOD[0] as string, ...GOOD.slice(1).toReversed())],
      ['gzip.csv', gzipSync(csv(...GOOD))],
      ['plain.parquet', csv(...GOOD)],
      ['parquet.csv', parquet(withVolume)],
      ["odd [name] * ? 'x'.parquet", parquet(withVolume)],
    ];
    for (const [name, content] of files) {
      const prices = await importPrices(await put(name, content));
      assert.deepEqual(rowsOf(prices), expected, name);
      assert.deepEqual(prices.incidents, [], name);
    }
  });

  it('dates as ISO text or as midnight timestamps in Parquet', async () => {
    const texts = ['2024-01-02', '2024-01-03', '2024-01-02'];
    const kinds: Cells['date'][] = [
      { type: 'STRING', data: texts },
      { type: 'STRING', data: texts.map((text) => `${text}T00:00:00Z`) },
      { type: 'TIMESTAMP', data: texts.map((text) => new Date(text)) },
    ];
    for (const date of kinds) {
      const prices = await importPrices(await put('dates.parquet', parquet({ ...goodParquet(), date })));
      assert.deepEqual(prices.days.map(formatIsoDate), ['2024-01-02', '2024-01-03']);
    }
  });

  it('the names that vendors use, and turns millions, market values and adjusted closes into our units', async () => {
    const lines = ['Date,Symbol,Last Sale,Adj Close,Market Cap', '2024-01-02,A,10,5,2000'];
    const prices = await importPrices(await put('vendor.csv', csv(...lines)));
    assert.deepEqual([prices.adjustment?.[0], prices.shares?.[0]], [0.5, 200]);
    const millions = await importPrices(
      await put('millions.csv', csv('date,ticker,close,shares_m', '2024-01-02,A,10,1.5')),
    );
    assert.equal(millions.shares?.[0], 1.5e6);
  });

  it('a row that stands there twice alike once, with an incident', async () => {
    const prices = await importPrices(await put('twice.csv', csv(...GOOD, '2024-01-03,A,11,200', '2024-01-05,B,6,')));
    assert.equal(prices.rows, 4);
    assert.deepEqual(
      prices.incidents.map(({ rule, rows }) => [rule, rows]),
      [['duplicate_row', 1]],
    );
  });

  it('a negative volume as missing, with an incident, and an empty one as missing', async () => {
    const prices = await importPrices(await put('volume.csv', csv(...GOOD, '2024-01-04,A,11,-5', '2024-01-05,A,11,')));
    assert.deepEqual([...(prices.volume ?? [])].slice(2, 4), [Number.NaN, Number.NaN]);
    assert.deepEqual(
      prices.incidents.map(({ rule, rows }) => [rule, rows]),
      [['negative_volume', 1]],
    );
  });

  it('what was written, to the last bit, in CSV and in Parquet, in any order of the rows', async () => {
    const row = fc.record({
      ticker: fc.constantFrom('A', 'B', 'BRK/B', 'Ä"1,2'),
      day: fc.integer({ min: 0, max: 40 }),
      close: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    });
    const table = fc.uniqueArray(row, {
      minLength: 1,
      maxLength: 60,
      selector: ({ ticker, day }) => `${ticker} ${day}`,
    });
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        const sorted = rows.toSorted(
          (a, b) => (a.ticker < b.ticker ? -1 : Number(a.ticker > b.ticker)) || a.day - b.day,
        );
        const expected = sorted.map(({ ticker, day, close }) => [ticker, formatIsoDate(19_000 + day), close, null]);
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const lines = rows.map(({ ticker, day, close }) => `${formatIsoDate(19_000 + day)},${quote(ticker)},${close}`);
        const cells: Cells = {
          date: { type: 'DATE', data: rows.map(({ day }) => new Date((19_000 + day) * 86_400_000)) },
          ticker: { type: 'STRING', data: rows.map(({ ticker }) => ticker) },
          close: { type: 'DOUBLE', data: rows.map(({ close }) => close) },
        };
        const fromCsv = await importPrices(await put('round.csv', csv('date,ticker,close', ...lines)));
        const fromParquet = await importPrices(await put('round.parquet', parquet(cells)));
        assert.deepEqual(rowsOf(fromCsv), expected);
        assert.deepEqual(rowsOf(fromParquet), expected);
      }),
      { numRuns: 25, seed: 7 },
    );
  });
});
