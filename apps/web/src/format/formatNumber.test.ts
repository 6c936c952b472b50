import assert from 'node:assert/strict';
import test from 'node:test';
import { formatNumber, formatPercent, formatProgress, formatScientific } from './formatNumber.ts';

test('numbers have fixed places, separated thousands, a real minus and a plus where asked', () => {
  assert.equal(formatNumber(1234567.891, { places: 2 }), '1,234,567.89');
  assert.equal(formatNumber(-0.02416, { places: 4 }), '−0.0242');
  assert.equal(formatNumber(0.02416, { places: 4, signed: true }), '+0.0242');
  assert.equal(formatNumber(12), '12');
});

test('what rounds to zero has no sign', () => {
  assert.equal(formatNumber(-0.00001, { places: 4, signed: true }), '0.0000');
  assert.equal(formatNumber(-0.00001, { places: 4 }), '0.0000');
  assert.equal(formatNumber(-0), '0');
});

test('a share becomes a percentage', () => {
  assert.equal(formatPercent(0.15), '15 %');
  assert.equal(formatPercent(-0.0312, { places: 1, signed: true }), '−3.1 %');
});

test('small numbers are scientific, zero is zero', () => {
  assert.equal(formatScientific(4.23e-11), '4.2e−11');
  assert.equal(formatScientific(0), '0');
});

test('progress is 100 % only at the end', () => {
  assert.equal(formatProgress(0.57), '57 %');
  assert.equal(formatProgress(0.999), '99 %');
  assert.equal(formatProgress(1), '100 %');
});
