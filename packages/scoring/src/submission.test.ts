import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkValues, cleanSubmission, validateClassicSubmission, validateSignalsSubmission } from './submission.ts';
import { idsOf } from './testing/sampleData.ts';

const header = ['id', 'prediction'];
const live = ['a', 'b', 'c'];
const classic = (...rows: [string | null, number | string | null][]) =>
  validateClassicSubmission({ header, rows }, live);

test('a valid submission is sorted by id and loses unknown ids by name', () => {
  const valid = classic(['c', 0.9], ['x', 0.5], ['a', '0.1'], ['b', 0]);
  assert.deepEqual(valid.values.ids, ['a', 'b', 'c']);
  assert.deepEqual([...valid.values.values], [0.1, 0, 0.9]);
  assert.deepEqual(valid.unknownIds, ['x']);
});

test('a refusal names the row, the cause and the remedy', () => {
  assert.throws(() => classic(['a', 0.1], ['b', 0.2]), {
    code: 'invalid_submission_ids',
    message: /c is missing.*use the latest/,
  });
  assert.throws(() => classic(['a', 0.1], ['a', 0.2]), {
    code: 'invalid_submission_ids',
    message: /row 2: id a stands twice/,
  });
  assert.throws(() => classic(['a', 0.1], [null, 0.2]), { code: 'invalid_submission_ids', message: /row 2 has no id/ });
  assert.throws(() => classic(['a', 0.1], ['b', 'high'], ['c', 1]), { message: /id b: there is no value/ });
  assert.throws(() => classic(['a', 0.1], ['b', ' '], ['c', 1]), { message: /id b: there is no value/ });
  assert.throws(() => classic(['a', 0.1], ['b', 1.1], ['c', 1]), { message: /id b: the value 1.1 is above 1/ });
  assert.throws(() => classic(['a', 0.1], ['b', Number.POSITIVE_INFINITY], ['c', 1]), { message: /above 1/ });
  assert.throws(() => classic(['a', 0.5], ['b', 0.5], ['c', 0.5]), { message: /all values are 0.5/ });
  assert.throws(() => validateClassicSubmission({ header: ['prediction', 'id'], rows: [] }, live), {
    code: 'invalid_submission_headers',
    message: /must be id, then prediction or probability/,
  });
});

test('values at a rounding error outside the bounds pass', () => {
  checkValues(Float64Array.of(-1e-9, 1 + 1e-6));
  assert.throws(() => checkValues(Float64Array.of(-1e-7, 0.5)), { code: 'invalid_submission_values' });
  assert.throws(() => checkValues(Float64Array.of(0, 1.0001)), { code: 'invalid_submission_values' });
});

test('a signals file may carry a date and an old data_type column', () => {
  const ids = idsOf(100);
  const rows = ids.map((id, i) => [id, '2022-01-14', 'live', i / 100]);
  const file = { header: ['ticker', 'friday_date', 'data_type', 'signal'], rows };
  const valid = validateSignalsSubmission(file, { ticker: ids });
  assert.equal(valid.dateColumn, 'friday_date');
  assert.equal(valid.values.values[99], 0.99);
  assert.throws(() => validateSignalsSubmission(file, { sedol: ids }), {
    message: /no column ticker; use one of sedol/,
  });
  assert.throws(() => validateSignalsSubmission({ ...file, rows: rows.slice(1) }, { ticker: ids }), {
    code: 'invalid_submission_ids',
  });
});

test('a cleaned submission covers the universe under any of its names', () => {
  const submission = { idColumn: 'ticker', values: { ids: ['T2', 'T1'], values: Float64Array.of(0.2, 0.7) } };
  const universe = { ticker: ['T1', 'T2', 'T3'], figi: ['F9', 'F1', null] };
  const renamed = cleanSubmission(submission, universe, { toIdColumn: 'figi' });
  assert.deepEqual(renamed, { ids: ['F1', 'F9'], values: Float64Array.of(0.2, 0.7) });
  const filled = cleanSubmission(submission, universe, { rankAndFill: true });
  assert.deepEqual(filled, { ids: ['T1', 'T2', 'T3'], values: Float64Array.of(0.75, 0.25, 0.5) });
  assert.throws(() => cleanSubmission(submission, universe, { toIdColumn: 'cusip' }), /no ids in a column cusip/);
});
