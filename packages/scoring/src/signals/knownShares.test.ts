import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fromColumns,
  gaussianizedRank,
  leastSquaresBasis,
  leastSquaresResidual,
  pearsonCorrelation,
} from '@robata/kernels';
import * as fc from 'fast-check';
import { randomMatrix, randomVector } from '../testing/sampleData.ts';
import { prepareKnownShares } from './knownShares.ts';

const n = 240;
const normal = (seed: number): Float64Array => gaussianizedRank(randomVector(n, 7919 * seed));
const one = (values: Float64Array) => fromColumns([values], n);
const sectors = fromColumns(
  [0, 1, 2, 3].map((s) => Float64Array.from({ length: n }, (_, i) => (i % 4 === s ? 1 : 0))),
  n,
);
const [size, momentum] = [normal(1), normal(2)];
const groups = [
  { name: 'market', columns: one(new Float64Array(n).fill(1)) },
  { name: 'sectors', columns: sectors },
  { name: 'style:size', columns: one(size) },
  { name: 'style:momentum', columns: one(momentum) },
];
const known = prepareKnownShares(groups);
const rSquared = (x: Float64Array, y: Float64Array): number => pearsonCorrelation(x, y) ** 2;

test('alone is the squared correlation, added what comes after the groups before, and all with what is left make 1', () => {
  const signal = size.map((x, i) => x + 0.5 * momentum[i] + 0.2 * (i % 4) + 0.1 * normal(3)[i]);
  const { shares, left, covered } = known(signal);
  const [market, sector, bySize, byMomentum] = shares;
  const z = gaussianizedRank(signal);
  assert.equal(covered, n);
  assert.deepEqual([market.alone, market.added, market.directions], [0, 0, 0]);
  assert.ok(Math.abs(bySize.alone - rSquared(z, size)) < 1e-12);
  const after = leastSquaresResidual(leastSquaresBasis(sectors), fromColumns([size], n)).data;
  assert.ok(Math.abs(bySize.added - rSquared(z, after)) < 1e-12);
  assert.equal(sector.directions, 3, 'four sectors beside the market');
  assert.ok(Math.abs(shares.reduce((sum, { added }) => sum + added, left) - 1) < 1e-12);
  assert.ok(left > 0 && left < 0.2 && byMomentum.added > 0.1);
});

test('a factor itself is known wholly, however little of the universe it was submitted on', () => {
  for (const part of [1, 0.7, 0.25]) {
    const signal = gaussianizedRank(size).map((x, i) => (i % 4 < 4 * part ? x : Number.NaN));
    const { shares, left, covered } = known(signal);
    assert.equal(covered, signal.filter((x) => x === x).length);
    assert.ok(shares[2].alone > 0.99, `${part}: ${shares[2].alone}`);
    assert.ok(left < 0.01);
  }
});

test('of a part of the universe the shares are those of the part alone', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0.3, max: 0.95, noNaN: true }), (seed, share) => {
      const kept = randomVector(n, 31 * seed);
      const noise = randomVector(n, 104_729 + seed);
      const signal = noise.map((x, i) => (kept[i] < share ? x + 0.3 * size[i] : Number.NaN));
      const rows = [...signal.keys()].filter((i) => signal[i] === signal[i]);
      const small = prepareKnownShares(
        groups.map(({ name, columns }) => {
          const data = Array.from({ length: columns.columns }, (_, k) =>
            Float64Array.from(rows, (row) => columns.data[k * n + row]),
          );
          return { name, columns: fromColumns(data, rows.length) };
        }),
      )(Float64Array.from(rows, (row) => signal[row]));
      const { shares, left } = known(signal);
      shares.forEach(({ alone, added }, k) => {
        assert.ok(Math.abs(alone - small.shares[k].alone) < 1e-9);
        assert.ok(Math.abs(added - small.shares[k].added) < 1e-9);
      });
      assert.ok(Math.abs(left - small.left) < 1e-9);
    }),
    { numRuns: 25 },
  );
});

test('a column of one’s own comes last, in full and in part, and what is left has nothing of it', () => {
  const meta = normal(9).map((x, i) => x + size[i]);
  const own = [
    { name: 'Signals meta model', values: meta },
    { name: 'the same again', values: meta },
  ];
  for (const isPart of [false, true]) {
    const signal = meta.map((x, i) => (isPart && i % 3 === 0 ? Number.NaN : x + normal(11)[i]));
    const { shares, left, residual } = known(signal, own);
    const [first, again] = shares.slice(4);
    assert.ok(first.alone > first.added && first.added > 0.1);
    assert.ok(again.added < 1e-12 && Math.abs(again.alone - first.alone) < 1e-12);
    assert.ok(Math.abs(shares.reduce((sum, { added }) => sum + added, left) - 1) < 1e-9);
    const along = residual.reduce((sum, x, i) => sum + x * meta[i], 0);
    assert.ok(Math.abs(along) < 1e-9);
    assert.ok(residual.every((x, i) => signal[i] === signal[i] || x === 0));
  }
});

test('of a random signal groups explain about their share by chance; a constant one has none', () => {
  const wide = prepareKnownShares([{ name: 'features', columns: randomMatrix(n, 60, 5_000_011) }]);
  const runs = Array.from({ length: 40 }, (_, k) => wide(normal(200 + k)).shares[0]);
  const mean = runs.reduce((sum, { added }) => sum + added, 0) / runs.length;
  assert.equal(runs[0].directions, 60);
  assert.ok(Math.abs(mean - 60 / 239) < 0.03, String(mean));
  assert.ok(known(new Float64Array(n).fill(1)).shares.every(({ added }) => Number.isNaN(added)));
});
