import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moneyText, scalars, timeText } from './scalars.ts';

test('a time is exact to the second, in UTC, and ends in Z', () => {
  assert.equal(timeText(new Date(Date.UTC(2022, 0, 15, 18, 0, 0, 999))), '2022-01-15T18:00:00Z');
  assert.equal(timeText('2022-01-15T18:00:00.123Z'), '2022-01-15T18:00:00Z');
  assert.equal(timeText('2022-01-15T19:00:00+01:00'), '2022-01-15T18:00:00Z');
});

test('a time without a zone, a number and nonsense are refused', () => {
  for (const value of ['2022-01-15T18:00:00', '2022-01-15', 1642269600, 'soon', null, new Date(NaN)]) {
    assert.throws(() => timeText(value), /no time/);
  }
});

test('a day stays a day, and a Date field takes a time too', () => {
  assert.equal(scalars['Date']?.('2022-01-15'), '2022-01-15');
  assert.equal(scalars['Date']?.('2022-01-15T18:00:00Z'), '2022-01-15T18:00:00Z');
});

test('money has eighteen places and no exponent', () => {
  assert.equal(moneyText(12_500_000_000_000_000_000n), '12.500000000000000000');
  assert.equal(moneyText(-1n), '-0.000000000000000001');
  assert.equal(moneyText(0n), '0.000000000000000000');
  assert.equal(moneyText('12.5'), '12.500000000000000000');
  assert.equal(moneyText('-3'), '-3.000000000000000000');
  assert.equal(moneyText(10n ** 40n), `1${'0'.repeat(22)}.${'0'.repeat(18)}`);
});

test('a number, an exponent or a nineteenth place is no money', () => {
  for (const value of [12.5, '1e-7', '1,000', '', '.5', '0.1234567890123456789', null]) {
    assert.throws(() => moneyText(value), /no decimal text/);
  }
});
