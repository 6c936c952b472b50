import assert from 'node:assert/strict';
import test from 'node:test';
import { amountOf, greatestOf, lesserOf, sumOf, unitsOf } from './amounts.ts';

test('amounts are added to the last of their eighteen places', () => {
  assert.equal(sumOf(['0.1', '0.2']), '0.3');
  assert.equal(sumOf(['99999999999999999.000000000000000001', '1']), '100000000000000000.000000000000000001');
  assert.equal(sumOf(['5', '-5.5']), '-0.5');
  assert.equal(sumOf([]), '0');
});

test('a text that is no amount is an error and not a zero', () => {
  for (const text of ['', '1e3', '.5', '1.', '1.0000000000000000001', 'all', '--1']) {
    assert.throws(() => unitsOf(text), RangeError, text);
  }
});

test('units and texts are the same numbers', () => {
  for (const text of ['0', '1', '-0.000000000000000001', '123456789.987654321']) {
    assert.equal(amountOf(unitsOf(text)), text);
  }
  assert.equal(amountOf(unitsOf('12.500')), '12.5');
});

test('the lesser is found by value, not by text', () => {
  assert.equal(lesserOf('10', '9.99'), '9.99');
  assert.equal(lesserOf('9.99', '10'), '9.99');
});

test('the greatest is found by value, not by text', () => {
  assert.equal(greatestOf(['9', '10', '9.99']), '10');
  assert.equal(greatestOf([]), '0');
});
