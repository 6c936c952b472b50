import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';

import { calendarOf } from '../calendars/exchangeCalendars.ts';
import { DataRefusedError } from '../panel.ts';
import { coverageReport } from './coverage.ts';
import { explainRows } from './explainRows.ts';
import { importSymbols, readOverrides } from './importSymbols.ts';
import { KNOWN_RENAMES } from './knownRenames.ts';
import { readSymbolColumn } from './readSymbolColumn.ts';
import { resolve } from './resolve.ts';

const folder = mkdtempSync(join(tmpdir(), 'robata-symbols-'));
after(() => rm(folder, { recursive: true }));
async function put(name: string, content: string): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}
const refusal = (pattern: RegExp) => (error: unknown) =>
  error instanceof DataRefusedError && pattern.test(error.message);

describe('importing a symbol table', () => {
  it('reads our own form with its days', async () => {
    const path = await put(
      'own.csv',
      'permanent_id,scheme,symbol,valid_from,valid_to,name\nFB US,yahoo,FB,,2022-06-08,Meta\nFB US,yahoo,META,2022-06-09,,Meta\n',
    );
    const { table } = await importSymbols(path);
    const answer = resolve(table, { symbol: 'META', scheme: 'yahoo', date: '2023-01-06' });
    assert.ok(answer.status === 'found' && answer.permanentId === 'FB US' && answer.row.name === 'Meta');
  });

  it('reads a map of Bloomberg tickers, derives what follows from them, and joins well-known renames', async () => {
    const path = await put(
      'map.csv',
      'bloomberg_ticker,yahoo,isin\n7203 JP,7203.T,\nAAPL US,AAPL,US0378331005\nFB US,FB,\nMETA US,META,\nGR,,\n',
    );
    const { table, findings } = await importSymbols(path);
    const symbols = table.rowsOfId('7203 JP').map(({ scheme, symbol, country }) => `${scheme} ${symbol} ${country}`);
    assert.deepEqual(symbols, [
      'bloomberg 7203 JP Japan',
      'exchange 7203.XTKS Japan',
      'numerai_ticker 7203 JP Japan',
      'yahoo 7203.T Japan',
    ]);
    assert.ok(table.rowsOfId('AAPL US').some(({ scheme, symbol }) => scheme === 'cusip' && symbol === '037833100'));
    for (const [scheme, symbol] of [
      ['bloomberg', 'FB US'],
      ['numerai_ticker', 'FB US'],
      ['yahoo', 'FB'],
    ] as const) {
      assert.equal(resolve(table, { symbol, scheme, date: '2023-01-06' }).status, 'expired', scheme);
    }
    assert.deepEqual(
      findings.filter(({ severity }) => severity === 'error').map(({ sentence }) => sentence),
      ['"GR" of GR is no Bloomberg ticker (like 7203 JP).'],
    );
  });

  it('applies overrides from a file of its own, and says which changed nothing', async () => {
    const map = await put('twtr.csv', 'bloomberg_ticker,yahoo\nTWTR US,TWTR\n');
    const lines = await put(
      'overrides.csv',
      'action,scheme,symbol,to,from_day,why\nend,yahoo,TWTR,,2022-10-28,"bought, delisted"\nend,yahoo,ATVI,,2023-10-16,bought\n',
    );
    const { table, unusedOverrides } = await importSymbols(map, await readOverrides(lines));
    assert.equal(resolve(table, { symbol: 'TWTR', scheme: 'yahoo', date: '2023-01-06' }).status, 'expired');
    assert.equal(unusedOverrides.length, 1);
    assert.match(unusedOverrides[0] ?? '', /ATVI changes nothing/);
  });

  it('refuses files of no form, unknown schemes and lines that cannot be applied, with the remedy', async () => {
    await assert.rejects(
      importSymbols(await put('a.csv', 'ticker,yahoo\nA,A\n')),
      refusal(/has the columns permanent_id, scheme/),
    );
    const ric = await put('b.csv', 'permanent_id,scheme,symbol\nA US,ric,A.N\n');
    await assert.rejects(importSymbols(ric), refusal(/row 1 has the scheme "ric"; it must be one of numerai_ticker/));
    await assert.rejects(
      importSymbols(await put('c.csv', 'bloomberg_ticker,yahoo\n,A\n')),
      refusal(/row 1 has no bloomberg_ticker/),
    );
    await assert.rejects(
      readOverrides(await put('d.csv', 'action,symbol\nend,A\n')),
      refusal(/column "scheme" is missing/),
    );
    const noDay = await put('e.csv', 'action,scheme,symbol,to,from_day\nend,yahoo,A,,\n');
    await assert.rejects(
      readOverrides(noDay),
      refusal(/row 1 cannot be used, for a line with the action end needs from_day/),
    );
  });
});

describe('reading the symbols of a submission', () => {
  it('takes the column that declares a scheme before one that does not, and the days of a history', async () => {
    const path = await put(
      'history.csv',
      'ticker,numerai_ticker,friday_date,data_type,signal\nA,A US,20210709,validation,.1\nB,B US,,live,.2\nC,C US,2021-07-16,validation,.3\n',
    );
    assert.deepEqual(await readSymbolColumn(path, '2023-01-06'), {
      header: 'numerai_ticker',
      symbols: ['A US', 'B US', 'C US'],
      dates: ['2021-07-09', '2023-01-06', '2021-07-16'],
    });
  });

  it('keeps rows without a symbol, and refuses files without a column of them and days that are none', async () => {
    const gap = await readSymbolColumn(await put('gap.csv', 'Ticker,signal\n,1\nA,2\n'), '2023-01-06');
    assert.deepEqual(gap, { header: 'Ticker', symbols: ['', 'A'] });
    const none = readSymbolColumn(await put('none.csv', 'stocks,signal\nA,2\n'), '2023-01-06');
    await assert.rejects(
      none,
      refusal(/no column of symbols; call it ticker \(any scheme\) or one of numerai_ticker, /),
    );
    const day = readSymbolColumn(await put('day.csv', 'ticker,date\nA,9.7.2021\n'), '2023-01-06');
    await assert.rejects(day, refusal(/row 1 has date "9.7.2021"; days are like 2021-07-09 or 20210709/));
  });
});

const DATA = join(process.env.ROBATA_SHARED ?? join(import.meta.dirname, '../../../../../shared'), 'data');
const skip = existsSync(DATA) ? false : `the real ticker map is not there (${DATA}); set ROBATA_SHARED`;

describe('the real ticker map', { skip }, () => {
  it('imports whole: 14,343 rows, coverage by market, and each symbol that it gives twice', async () => {
    const { table, findings } = await importSymbols(join(DATA, 'ticker_map.csv.gz'));
    const report = coverageReport(table, { date: '2023-06-30', mapDate: '2023-06-30' });
    const malformed = findings.filter(({ kind }) => kind === 'malformed').map(({ rows }) => rows[0]?.symbol);
    assert.deepEqual(malformed, ['1538', 'CB_old US', 'GR', 'PNK_old US', 'WMGIold US']);
    // Of 22 renames 20 join two rows of the map: it does not have COR, and its FI was another company, which ended.
    const joined = 20;
    const ended = 1;
    assert.equal(report.listings, 14_343 - malformed.length - joined - ended);
    assert.deepEqual(
      report.markets.slice(0, 3).map(({ market, listings, withSymbol }) => [market, listings, withSymbol.yahoo]),
      [
        ['US', 6225 - 3 - joined - ended, 2696 - (joined - 1) - ended],
        ['JP', 1409, 794],
        ['LN', 762, 288],
      ],
    );
    const owners = ['2021-06-07', '2022-06-07', '2023-06-07', '2025-11-11'].map((date) => {
      const answer = resolve(table, { symbol: 'FI US', scheme: 'bloomberg', date });
      return answer.status === 'found' ? answer.permanentId : answer.status;
    });
    assert.deepEqual(owners, ['FI US', 'expired', 'FISV US', 'expired']);
    const ambiguous = new Set(findings.filter(({ kind }) => kind === 'overlap').map(({ rows }) => rows[0]?.symbol));
    assert.ok(ambiguous.has('DAI.DE') && !ambiguous.has('BRKS'), 'known renames settle their own');
  });

  it('gives back every Bloomberg and Yahoo symbol, by whatever header it comes', async () => {
    const { table } = await importSymbols(join(DATA, 'ticker_map.csv.gz'));
    for (const scheme of ['bloomberg', 'yahoo'] as const) {
      const symbols = [...table.symbolsOf(scheme)];
      const { totals, headerProblem } = explainRows(table, { header: 'ticker', symbols }, { date: '2023-06-30' });
      assert.equal(totals.unmatched, 0);
      assert.equal(headerProblem, null);
      assert.ok(totals.matched > 0.99 * symbols.length, JSON.stringify(totals));
    }
    const symbols = [...table.symbolsOf('yahoo')];
    const { rows, totals, headerProblem } = explainRows(
      table,
      { header: 'numerai_ticker', symbols },
      { date: '2023-06-30' },
    );
    assert.equal(totals.unmatched, symbols.length, 'the trap of the header');
    assert.match(headerProblem ?? '', /call it yahoo, or ticker/);
    assert.ok(rows.filter(({ suggestion }) => suggestion !== null).length > 0.99 * symbols.length);
  });

  it('renames on the day on which the real panel shows the new ticker, or the trading day before it', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const path = join(DATA, 'us_daily_2021_2026.parquet').replaceAll("'", "''");
    const result = await connection.runAndReadAll(
      `SELECT ticker, min(date)::VARCHAR FROM read_parquet('${path}') GROUP BY ticker`,
    );
    const firstDay = new Map(result.getRows().map(([ticker, day]) => [String(ticker), String(day)]));
    connection.closeSync();
    instance.closeSync();
    let compared = 0;
    for (const { fromDay, ticker, to } of KNOWN_RENAMES) {
      const seen = firstDay.get(to);
      if (seen === undefined || seen < (firstDay.get(ticker) ?? '')) continue; // PARA is not in the panel, FISV came back
      assert.ok(
        [seen, calendarOf('XNYS').previousTradingDay(seen)].includes(fromDay),
        `${to}: ${fromDay}, seen ${seen}`,
      );
      compared += 1;
    }
    assert.ok(compared >= 20, String(compared));
  });
});
