import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRule, formatWithUnit } from './formatRule.ts';

test('values of rules are words and figures that people read', () => {
  assert.deepEqual(
    [null, true, 0.05, 2000, '72000', '0.05', 'after_factor', 'weekly', 20220415].map((value) => formatRule(value)),
    ['none', 'yes', '0.05', '2,000', '72,000', '0.05', 'after the factor', 'weekly', '20,220,415'],
  );
  assert.equal(formatWithUnit('72000', { unit: 'tokens' }), '72,000 tokens');
  assert.equal(formatWithUnit(20220415, {}), '20220415');
  assert.equal(formatWithUnit(null, { unit: 'tokens' }), 'none');
});
