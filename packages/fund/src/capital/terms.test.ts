import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endsPeriod } from './terms.ts';

test('a period ends on its last valuation, whatever day of the calendar that is', () => {
  assert.ok(endsPeriod('day', '2024-03-27', '2024-03-28'));
  assert.ok(endsPeriod('month', '2024-03-28', '2024-04-02'));
  assert.ok(!endsPeriod('month', '2024-03-27', '2024-03-28'));
  assert.ok(endsPeriod('quarter', '2024-03-28', '2024-04-02') && !endsPeriod('quarter', '2024-01-31', '2024-02-01'));
  assert.ok(endsPeriod('year', '2024-12-31', '2025-01-02') && !endsPeriod('year', '2024-09-30', '2024-10-01'));
  assert.ok(endsPeriod('quarter', '2023-03-31', '2024-03-28'), 'the same quarter of another year');
  assert.throws(() => endsPeriod('day', '2024-03-28', '2024-03-28'), RangeError);
});
