import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { coverageReport } from './coverage.ts';
import { diffSymbols } from './diffSymbols.ts';
import { explainRows } from './explainRows.ts';
import { type ImportedSymbols, importSymbols } from './importSymbols.ts';
import { mergeSymbolMap } from './mergeSymbolMap.ts';
import { readSymbolColumn } from './readSymbolColumn.ts';
import { buildSymbolTable, type SymbolTable } from './symbolTable.ts';
import { universeSymbols } from './universeSymbols.ts';

const SHARED = process.env['ROBATA_SHARED'] ?? fileURLToPath(new URL('../../../../../shared', import.meta.url));
const MAP = join(SHARED, 'data', 'ticker_map.csv.gz');
const skip = existsSync(MAP) ? false : `no ${MAP}: ROBATA_SHARED names the folder of shared data`;
const DAY = '2023-01-06';

describe('the real ticker map', { skip }, () => {
  let imported: ImportedSymbols;
  let table: SymbolTable;
  let folder: string;
  before(async () => {
    imported = await importSymbols(MAP);
    table = imported.table;
    folder = await mkdtemp(join(tmpdir(), 'robata-map-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('imports, with its coverage by market', () => {
    const { listings, withSymbol, markets } = coverageReport(table, { date: DAY, mapDate: '2023-01-05' });
    assert.deepEqual(
      [listings, withSymbol.bloomberg, withSymbol.yahoo, withSymbol.isin, withSymbol.cusip, withSymbol.exchange],
      [14_317, 14_317, 6_237, 1_009, 359, 5_929],
    );
    assert.deepEqual(
      markets.slice(0, 4).map(({ market, listings: count, withSymbol: of }) => [market, count, of.yahoo]),
      [
        ['US', 6_201, 2_676],
        ['JP', 1_409, 794],
        ['LN', 762, 288],
        ['KS', 656, 302],
      ],
    );
    const kinds = Map.groupBy(imported.findings, ({ kind }) => kind);
    assert.deepEqual(
      ['malformed', 'overlap', 'renamed', 'reused_symbol'].map((kind) => kinds.get(kind as never)?.length),
      [5, 23, 69, 3],
    );
  });

  it('changes nothing the second time', () => {
    const { counts, enter, leave } = diffSymbols(table.rows, mergeSymbolMap(table.rows, table.rows, '2023-02-06'));
    assert.deepEqual([enter.length, leave.length, Object.values(counts)], [0, 0, [0, 0, 0, 0, 0, 0]]);
  });

  /** Each kind of file that a participant once brought; the answer to each of its rows. */
  const files: readonly [what: string, text: string, answers: readonly string[]][] = [
    [
      'a wrong header',
      'numerai_ticker,signal\nAAPL,0.1\nMSFT,0.2\n7203.T,0.3\n',
      ['unmatched AAPL US', 'unmatched MSFT US', 'unmatched 7203 JP'],
    ],
    [
      'mixed schemes',
      'ticker,signal\nAAPL US,0.1\nMSFT,0.2\n7203.T,0.3\n7203 JP,0.4\n',
      ['matched', 'matched', 'matched', 'duplicate'],
    ],
    ['renamed tickers', 'bloomberg_ticker,signal\nFB US,0.1\nMETA US,0.2\n', ['expired META US', 'matched']],
    ['one company under two symbols', 'ticker,signal\nMETA,0.1\nMETA US,0.2\n', ['matched', 'duplicate']],
    ['Windows line ends and a byte order mark', '\uFEFFticker,signal\r\nAAPL US,0.1\r\n', ['matched']],
    ['semicolons', 'ticker;signal\nAAPL US;0,1\nMSFT US;0,2\n', ['matched', 'matched']],
    ['small letters', 'ticker,signal\naapl us,0.1\n', ['unmatched AAPL US']],
    ['spaces and quotes', 'Ticker,signal\n" AAPL US ",0.1\n', ['matched']],
  ];
  for (const [what, text, expected] of files) {
    it(`answers every row of a file with ${what}`, async () => {
      const path = join(folder, `${what.replaceAll(' ', '-')}.csv`);
      await writeFile(path, text);
      const { rows } = explainRows(table, await readSymbolColumn(path, DAY), { date: DAY });
      assert.deepEqual(
        rows.map(({ status, suggestion }) => (suggestion === null ? status : `${status} ${suggestion}`)),
        expected,
      );
      for (const { sentence } of rows) assert.match(sentence, /\.$/);
    });
  }

  it('joins the tickers of a universe of the United States', () => {
    const tickers = ['AAPL', 'META', 'BRK.B', 'XOM'];
    const { permanentIds, rows } = universeSymbols(tickers, table.rows, DAY);
    assert.deepEqual(permanentIds, ['AAPL US', 'FB US', 'BRK/B US', 'XOM US']);
    const joined = buildSymbolTable(rows).table;
    const { matchedBy } = explainRows(joined, { header: 'ticker', symbols: tickers }, { date: DAY });
    assert.equal(matchedBy.ticker, 4);
  });
});
