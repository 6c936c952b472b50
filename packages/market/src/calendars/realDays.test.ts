/** Every trading day of the real panels against the calendar, both ways. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';

import { parseIsoDate, weekday } from '../calendar/isoDate.ts';
import { calendarOf, type Exchange } from './exchangeCalendars.ts';

const DATA = join(process.env.ROBATA_SHARED ?? join(import.meta.dirname, '../../../../../shared'), 'data');
const skip = existsSync(DATA) ? false : `the real panels are not there (${DATA}); set ROBATA_SHARED`;
const NEW_YORK: readonly Exchange[] = ['XNYS', 'XNAS'];

async function daysOf(file: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const path = join(DATA, file).replaceAll("'", "''");
  const rows = await connection.runAndReadAll(`SELECT DISTINCT date::VARCHAR FROM read_parquet('${path}') ORDER BY 1`);
  connection.closeSync();
  instance.closeSync();
  return rows.getRows().map(([day]) => String(day));
}

describe('the trading days of the real panels', { skip }, () => {
  const daily: [file: string, days: number][] = [
    ['us_daily_2021_2026.parquet', 1397],
    ['us_daily_2015_2017.parquet', 513],
    ['sp500_daily_ohlcv_2012_2017.parquet', 1260],
  ];
  for (const [file, count] of daily) {
    it(`${file}: ${count} days, none missing and none too many`, async () => {
      const days = await daysOf(file);
      assert.equal(days.length, count);
      for (const exchange of NEW_YORK) {
        assert.deepEqual(days, calendarOf(exchange).tradingDays(days[0] as string, days.at(-1) as string));
      }
    });
  }

  it('us_weekly_2005_2017.parquet: its days are the last of their weeks, but for 19 that the file dates on a Saturday', async () => {
    const days = await daysOf('us_weekly_2005_2017.parquet');
    assert.equal(days.length, 671);
    const saturdays = days.filter((day) => weekday(parseIsoDate(day) as number) === 6);
    assert.deepEqual([saturdays.length, saturdays[0], saturdays.at(-1)], [19, '2016-02-27', '2016-07-02']);
    for (const exchange of NEW_YORK) {
      const calendar = calendarOf(exchange);
      const all = calendar.tradingDays(days[0] as string, days.at(-1) as string);
      const lasts = all.filter(
        (day, index) => index === all.length - 1 || weekOf(all[index + 1] as string) > weekOf(day),
      );
      assert.deepEqual(
        days.map((day) => (saturdays.includes(day) ? calendar.previousTradingDay(day) : day)),
        lasts,
      );
    }
  });
});

/** Weeks since 1970, from Monday. */
const weekOf = (day: string): number => Math.floor(((parseIsoDate(day) as number) + 3) / 7);
