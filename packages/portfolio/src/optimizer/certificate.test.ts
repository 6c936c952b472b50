import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certify, certifyByDuality, isCertified } from './certificate.ts';
import { climb } from './ladder.ts';
import { scaleProblem } from './scaledProblem.ts';
import { randomProblem } from './testing/randomProblem.ts';
import { handProblem } from './testing/solverContract.ts';

const scaled = scaleProblem(randomProblem(3, { stocks: 300, bound: 0.01 }));
const solved = climb(scaled, scaled.alpha, 'newton');
const certificateOf = (weights: Float64Array, price: Float64Array) => certify(scaled, scaled.alpha, weights, price);

test('the solution passes, by optimality conditions and by weak duality', () => {
  assert.equal(solved.status, 'solved');
  assert.ok(isCertified(certificateOf(solved.weights, solved.price), 1e-11));
  assert.ok(isCertified(certifyByDuality(scaled, scaled.alpha, solved.weights, solved.price), 1e-11));
});

test('one weight off by a millionth of a typical weight does not pass', () => {
  for (const i of [0, 7, 150, 299]) {
    const weights = solved.weights.with(i, solved.weights[i] + 1e-6);
    assert.ok(!isCertified(certificateOf(weights, solved.price)), `stock ${i}`);
  }
});

test('one price off by a millionth does not pass', () => {
  for (let k = 0; k < scaled.order; k++) {
    const price = solved.price.with(k, solved.price[k] + 1e-6);
    assert.ok(!isCertified(certificateOf(solved.weights, price)), `limit ${k}`);
  }
});

test('weak duality never promises more than there is: any prices bound the loss of other weights', () => {
  const other = scaled.holdings.map((h, i) => Math.min(Math.max(h, scaled.low[i]), scaled.high[i]));
  const { objective, gap } = certifyByDuality(scaled, scaled.alpha, other, solved.price);
  const best = certificateOf(solved.weights, solved.price).objective;
  assert.ok(objective >= best);
  assert.ok(gap * (1 + Math.abs(objective)) >= objective - best - 1e-9);
});

test('each residual refuses by itself: where no stock can move, any prices meet the slopes', () => {
  const weights = Float64Array.of(0.5, -0.3);
  const stuck = scaleProblem(
    handProblem([0.01, 0.02], {
      limits: { gross: 1, turnover: 1, positionLower: weights, positionUpper: weights },
    }),
  );
  const unit = stuck.units.weight;
  const certificateAt = (limits: Partial<typeof stuck>, price: Float64Array) =>
    certify(
      { ...stuck, ...limits },
      stuck.alpha,
      weights.map((w) => w / unit),
      price,
    );
  const free = new Float64Array(2);
  assert.ok(isCertified(certificateAt({}, free)));
  for (const limit of [0, 1]) {
    assert.ok(certificateAt({}, free.with(limit, 0.1)).gap > 1e-3, `limit ${limit} is not met and has a price`);
    assert.ok(certificateAt({}, free.with(limit, -0.1)).dual > 1e-3, `limit ${limit} has a negative price`);
    const upper = stuck.upper.with(limit, 0.7 / unit);
    assert.ok(certificateAt({ upper }, free).primal > 1e-3, `limit ${limit} is broken`);
  }
});

test('NaN never passes', () => {
  assert.ok(!isCertified(certificateOf(solved.weights.with(3, NaN), solved.price)));
  assert.ok(!isCertified(certificateOf(solved.weights, solved.price.with(3, NaN))));
  assert.ok(!isCertified(certifyByDuality(scaled, scaled.alpha, solved.weights.with(3, NaN), solved.price)));
});
