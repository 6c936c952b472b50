import assert from 'node:assert/strict';
import { it } from 'node:test';

import { coverageReport } from './coverage.ts';
import { smallTable } from './testing/smallTable.ts';

it('counts listings and their schemes by market, as of the day', () => {
  const { listings, withSymbol, markets } = coverageReport(smallTable(), { date: '2023-01-06', mapDate: '2023-01-05' });
  assert.equal(listings, 7, 'Twitter and the first GEN are gone');
  assert.deepEqual([withSymbol.bloomberg, withSymbol.yahoo, withSymbol.isin, withSymbol.exchange], [7, 6, 1, 1]);
  assert.deepEqual(
    markets.map(({ market, country, listings }) => [market, country, listings]),
    [
      ['US', 'United States', 4],
      ['GR', 'Germany', 2],
      ['JP', 'Japan', 1],
    ],
  );
});

it('raises an alarm for a map that is too old, and for too many unmatched rows', () => {
  const table = smallTable();
  const alarms = (mapDate: string | null, unmatched: number) =>
    coverageReport(table, { date: '2023-01-20', mapDate, matched: { rows: 200, unmatched } }).alarms.map(
      ({ kind }) => kind,
    );
  assert.deepEqual(alarms('2023-01-06', 2), [], '14 days and 1 % are allowed');
  assert.deepEqual(alarms('2023-01-05', 3), ['stale_map', 'unmatched_share']);
  assert.deepEqual(alarms(null, 0), [], 'an unknown age is no alarm');
});
