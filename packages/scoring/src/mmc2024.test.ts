import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dotProduct, fromColumns, gaussianizedRank } from '@robata/kernels';
import * as fc from 'fast-check';
import { prepareMmc } from './mmc2024.ts';
import { normalScores } from './normalScores.ts';
import { pick } from './preparedScore.ts';
import { rowsOf } from './table.ts';
import { binnedTarget, randomMatrix, randomVector } from './testing/sampleData.ts';

const shape = fc.record({ n: fc.integer({ min: 3, max: 60 }), seed: fc.nat() });

test('the meta model contributes nothing to itself, nor does its reverse or a constant model', () => {
  fc.assert(
    fc.property(shape, ({ n, seed }) => {
      const m = randomVector(n, seed);
      const models = fromColumns([m, m.map((x) => 1 - x), m.map(() => 0.5)]);
      prepareMmc(normalScores(models), m)
        .score(randomVector(n, seed + 1))
        .forEach((s) => assert.ok(Math.abs(s) < 1e-13));
    }),
  );
});

test('the reverse of a model scores exactly the opposite', () => {
  fc.assert(
    fc.property(shape, ({ n, seed }) => {
      const p = randomVector(n, seed);
      const scores = prepareMmc(normalScores(fromColumns([p, p.map((x) => -x)])), randomVector(n, seed + 1));
      const [s, reverse] = scores.score(randomVector(n, seed + 2));
      assert.equal(s + reverse, 0);
    }),
  );
});

test('the score is what the formula says, step by step', () => {
  const [p, m, t] = [1, 2, 3].map((seed) => randomVector(25, seed));
  const [g, h] = [gaussianizedRank(p), gaussianizedRank(m)];
  const beta = dotProduct(g, h) / dotProduct(h, h);
  const mean = t.reduce((a, b) => a + b, 0) / 25;
  const expected = g.reduce((sum, x, i) => sum + (x - beta * h[i]) * 4 * (t[i] - mean), 0) / 25;
  assert.ok(Math.abs(prepareMmc(normalScores(fromColumns([p])), m).score(t)[0] - expected) < 1e-14);
});

test('a target in [0, 1] counts in classes 0 to 4 and any other as it is', () => {
  const predictions = normalScores(randomMatrix(40, 1, 1));
  const prepared = prepareMmc(predictions, randomVector(40, 2));
  const target = binnedTarget(40);
  const [inUnit] = prepared.score(target);
  const [inClasses] = prepared.score(target.map((x) => 4 * x));
  const [centred] = prepared.score(target.map((x) => x - 0.5));
  assert.ok(Math.abs(inUnit - inClasses) < 1e-15);
  assert.ok(Math.abs(inUnit - 4 * centred) < 1e-15);
});

test('all rows as top and bottom give the plain score', () => {
  const prepared = prepareMmc(normalScores(randomMatrix(40, 3, 1)), randomVector(40, 2));
  const target = randomVector(40, 3);
  const plain = prepared.score(target);
  prepared.score(target, { topBottom: 20 }).forEach((s, j) => assert.ok(Math.abs(s - plain[j]) < 1e-14));
});

test('rows without a target are left out and the rest is ranked anew', () => {
  const predictions = randomMatrix(30, 2, 5);
  const metaModel = randomVector(30, 6);
  const target = randomVector(30, 7);
  const rows = Array.from({ length: 30 }, (_, i) => i).filter((i) => i % 5 !== 2);
  const kept = prepareMmc(normalScores(rowsOf(predictions, rows)), pick(metaModel, rows));
  const prepared = prepareMmc(normalScores(predictions), metaModel);
  const gaps = target.map((x, i) => (i % 5 === 2 ? Number.NaN : x));
  for (const options of [{}, { topBottom: 3 }]) {
    assert.deepEqual(prepared.score(gaps, options), kept.score(pick(target, rows), options));
  }
});

test('a gap in a model or in the meta model scores NaN, at top and bottom too', () => {
  const [p, m, target] = [1, 2, 3].map((seed) => randomVector(30, seed));
  const gap = p.map((x, i) => (i === 11 ? Number.NaN : x));
  for (const options of [{}, { topBottom: 3 }]) {
    const of = (model: Float64Array, metaModel: Float64Array) =>
      prepareMmc(normalScores(fromColumns([model])), metaModel).score(target, options)[0];
    assert.deepEqual([of(p, m), of(gap, m), of(p, gap)].map(Number.isNaN), [false, true, true]);
  }
});

test('a constant meta model leaves the score undefined', () => {
  const prepared = prepareMmc(normalScores(randomMatrix(10, 1, 1)), new Float64Array(10).fill(0.5));
  assert.ok(Number.isNaN(prepared.score(randomVector(10, 2))[0]));
  assert.throws(() => prepareMmc(normalScores(randomMatrix(10, 1, 1)), new Float64Array(9)), RangeError);
  assert.ok(
    Number.isNaN(prepareMmc(normalScores(randomMatrix(0, 1, 1)), new Float64Array(0)).score(new Float64Array(0))[0]),
  );
});
