import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costBudget, costOfAnswer, LEAST_COST, RateLimitedError } from './costBudget.ts';

const RATE = { burst: 1_000, perSecond: 100 };

function clock() {
  let time = 0;
  return { now: () => time, later: (seconds: number) => (time += seconds * 1_000) };
}

test('a caller in debt waits as long as its debt takes at the rate, and nobody else does', () => {
  const { now, later } = clock();
  const purseOf = costBudget(RATE, now);
  purseOf('eve').assertOpen();
  purseOf('eve').charge(1_500);
  assert.throws(
    () => purseOf('eve').assertOpen(),
    (error) =>
      error instanceof RateLimitedError && error.retryAfterSeconds === 5 && /again in 5 s/.test(error.sentence),
  );
  purseOf('ada').assertOpen();
  later(4.9);
  assert.throws(() => purseOf('eve').assertOpen(), RateLimitedError);
  later(0.2);
  purseOf('eve').assertOpen();
});

test('of many that come at once those are begun that the burst has room for', () => {
  const purse = costBudget(RATE, () => 0)('eve');
  let begun = 0;
  for (let request = 0; request < 100; request++) {
    try {
      purse.assertOpen();
      purse.charge(300);
      begun += 1;
    } catch (error) {
      assert.ok(error instanceof RateLimitedError);
    }
  }
  assert.equal(begun, 4);
});

test('what was not needed is given back, and a pause never makes more than the burst', () => {
  const { now, later } = clock();
  const purse = costBudget(RATE, now)('ada');
  purse.charge(1_000);
  purse.charge(costOfAnswer(1_000, 5_000) - 1_000);
  purse.charge(499);
  purse.assertOpen();
  purse.charge(1);
  assert.throws(() => purse.assertOpen(), RateLimitedError);
  later(3_600);
  purse.charge(1_000);
  assert.throws(() => purse.assertOpen(), RateLimitedError);
});

test('an answer costs what it holds, never less than its part of what was looked through, and never more than that', () => {
  assert.equal(costOfAnswer(100_000, 500_000), 50_000);
  assert.equal(costOfAnswer(100_000, 20), 10_000);
  assert.equal(costOfAnswer(100_000, 9_000_000), 100_000);
  assert.equal(costOfAnswer(1, 20), LEAST_COST);
});
