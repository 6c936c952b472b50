import assert from 'node:assert/strict';
import { it } from 'node:test';

import { formatIsoDate, parseIsoDate, weekday } from './isoDate.ts';

it('parses what it formats, for every day of four centuries', () => {
  for (let day = -100_000; day < 50_000; day += 1) assert.equal(parseIsoDate(formatIsoDate(day)), day);
});

it('accepts midnight and refuses other times, other orders and days that do not exist', () => {
  for (const text of ['2024-02-29', '2024-02-29T00:00:00', '2024-02-29 00:00:00.000', '2024-02-29T00:00:00Z']) {
    assert.equal(parseIsoDate(text), 19_782, text);
  }
  const others = [
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-2-9',
    '29.02.2024',
    '20240229',
    '2024-02-29T09:30',
    '',
  ];
  for (const text of others) assert.equal(parseIsoDate(text), null, text);
});

it('counts weekdays from Monday, before 1970 too', () => {
  assert.equal(weekday(parseIsoDate('1970-01-01') as number), 4);
  assert.equal(weekday(parseIsoDate('2024-03-31') as number), 7);
  assert.equal(weekday(parseIsoDate('1969-12-29') as number), 1);
});
