import assert from 'node:assert/strict';
import { it } from 'node:test';

import { parseIsoDate } from './isoDate.ts';
import { isNyseTradingDay } from './nyse.ts';

const isOpen = (iso: string): boolean => isNyseTradingDay(parseIsoDate(iso) as number);

it('is closed on weekends, the holidays as observed and the special closures', () => {
  const closed = [
    '2024-01-01',
    '2024-01-15',
    '2024-02-19',
    '2024-03-29',
    '2024-05-27',
    '2024-06-19',
    '2024-07-04',
    '2024-09-02',
    '2024-11-28',
    '2024-12-25',
    '2024-06-01',
    '2024-06-02',
    '2021-12-24',
    '2022-12-26',
    '2023-01-02',
    '2021-07-05',
    '2020-07-03',
    '2022-06-20',
    '2012-10-29',
    '2018-12-05',
    '2025-01-09',
    '2025-04-18',
    '2026-07-03',
  ];
  for (const iso of closed) assert.equal(isOpen(iso), false, iso);
});

it("is open on New Year's Eve before a Saturday, on June 19 before 2022 and on half days", () => {
  for (const iso of ['2021-12-31', '2021-06-18', '2020-06-19', '2024-11-29', '2024-12-24', '2024-07-03']) {
    assert.equal(isOpen(iso), true, iso);
  }
});

it('has the number of trading days that the exchange had', () => {
  const expected = { 2019: 252, 2020: 253, 2021: 252, 2022: 251, 2023: 250, 2024: 252, 2025: 250 };
  for (const [year, days] of Object.entries(expected)) {
    let open = 0;
    const end = parseIsoDate(`${year}-12-31`) as number;
    for (let day = parseIsoDate(`${year}-01-01`) as number; day <= end; day++) open += Number(isNyseTradingDay(day));
    assert.equal(open, days, year);
  }
});
