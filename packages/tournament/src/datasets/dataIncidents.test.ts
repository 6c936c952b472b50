import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IncidentRecord } from '../records.ts';
import { roundRecord } from '../testing/roundRecord.ts';
import { dataIncidents } from './dataIncidents.ts';

const incident = (facts: Partial<IncidentRecord>): IncidentRecord => ({
  rule: 'thin_day',
  severity: 'warning',
  rows: 3,
  day: null,
  security: null,
  round: null,
  message: 'Few prices.',
  ...facts,
});
const rounds = [
  roundRecord(1, { eraDay: '2023-01-06' }),
  roundRecord(2, { eraDay: '2023-01-13' }),
  roundRecord(3, { eraDay: '2023-03-10' }),
];

test('an incident names what was found, what was decided, and the rounds whose window holds its day', () => {
  const message = 'only 12 securities have a price, 40 % of the usual; the missing ones stay missing.';
  // 22 trading days after Friday 6 January 2023 is Wednesday 8 February (New York rests on 16 January).
  const [last, after, none] = dataIncidents(
    [incident({ day: '2023-02-08', message }), incident({ day: '2023-02-09', message }), incident({ message })],
    rounds,
  );
  assert.deepEqual(last?.rounds, { first: 1, last: 2 });
  assert.deepEqual(after?.rounds, { first: 2, last: 2 });
  assert.equal(none?.rounds, null);
  assert.equal(last.found, 'only 12 securities have a price, 40 % of the usual.');
  assert.equal(last.decision, 'the missing ones stay missing.');
});

test('what happened in a round is no incident of the data, and a sentence without a decision stands whole', () => {
  const found = dataIncidents([incident({ round: 7 }), incident({ message: 'Found.' })], rounds);
  assert.deepEqual(
    found.map(({ found, decision }) => [found, decision]),
    [['Found.', null]],
  );
});
