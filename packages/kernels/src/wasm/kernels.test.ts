import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { averageRank } from '../averageRank.ts';
import { normalQuantile } from '../normalQuantile.ts';
import { rankTable } from '../rankTable.ts';
import { assertSameNumbers } from '../testing/assertSameNumbers.ts';
import { type Workspace, workspace } from '../workspace.ts';
import { type Kernels, wasmKernels } from './kernels.ts';
import { referenceKernels } from './referenceKernels.ts';

type Make = (memory: WebAssembly.Memory) => Kernels;

const IMPLEMENTATIONS: readonly (readonly [string, Make])[] = [
  ['the module', wasmKernels],
  ['the reference', referenceKernels],
];

const SCRATCH = 2 ** 20;
const awkward = fc.oneof(
  { weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 2, arbitrary: fc.integer({ min: -3, max: 3 }) },
  fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1e308, -1e308),
);
const tame = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 100 });
/** Numbers of which most inputs are made, seldom with NaN and infinities among them. */
const numbers = fc.oneof({ weight: 3, arbitrary: tame }, fc.array(awkward, { minLength: 1, maxLength: 100 }));
const upTo = (max: number) => fc.integer({ min: 0, max });

/** The workspace's next array, filled by going round the given numbers. */
function filled(w: Workspace, length: number, values: readonly number[], stride = 1): Float64Array {
  const array = w.float64(length);
  for (let i = 0; i < length; i += 1) array[i] = values[(i * stride + (i >> 5)) % values.length];
  return array;
}

/** Asserts that module and reference leave the same bits (NaN being one number) for many inputs. */
function sameBits<Inputs extends unknown[]>(
  inputs: fc.Arbitrary<Inputs>,
  run: (make: Make, ...given: Inputs) => unknown,
  numRuns: number,
): void {
  fc.assert(
    fc.property(inputs, (given) => assertSameNumbers(run(wasmKernels, ...given), run(referenceKernels, ...given))),
    { numRuns },
  );
}

interface Sizes {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly gap: number;
}

function product(make: Make, values: readonly number[], { m, k, n, gap }: Sizes, a: boolean, b: boolean) {
  const w = workspace(8 * (m * (k + gap) + (k + gap) * (m + n + gap) + (m + gap) * n + 64) + SCRATCH, make);
  const [left, right] = [
    filled(w, (m + gap) * (k + gap), values),
    filled(w, (k + gap) * (n + gap), values.toReversed(), 3),
  ];
  const c = filled(w, (m + gap) * n, [7]);
  const scratch = w.uint8(w.kernels.productScratchBytes());
  const [aRow, aInner] = a ? [k + gap, 1] : [1, m + gap];
  const [bInner, bColumn] = b ? [n + gap, 1] : [1, k + gap];
  const at = [c, left, right, scratch].map((array) => array.byteOffset);
  w.kernels.product(at[0], m + gap, at[1], aRow, aInner, at[2], bInner, bColumn, m, k, n, at[3]);
  return c;
}

test('products have the bits of plain sums in order, transposed or not, strided, at every size', () => {
  const sizes = fc.record({ m: upTo(70), k: upTo(600), n: upTo(70), gap: upTo(3) });
  sameBits(fc.tuple(numbers, sizes, fc.boolean(), fc.boolean()), product, 40);
});

function weightedCrossProduct(make: Make, values: readonly number[], rows: number, columns: number, plain: boolean) {
  const w = workspace(8 * (2 * rows * columns + rows + columns ** 2 + 64) + SCRATCH, make);
  const [x, weights] = [filled(w, rows * columns, values), filled(w, rows, values.toReversed())];
  const [h, weighted, scratch] = [w.float64(columns ** 2), w.float64(rows * columns), w.uint8(SCRATCH / 2)];
  w.kernels.weightedCrossProduct(
    h.byteOffset,
    x.byteOffset,
    rows,
    columns,
    plain ? 0 : weights.byteOffset,
    weighted.byteOffset,
    scratch.byteOffset,
  );
  return h;
}

test('a weighted product X’WX has the bits of plain sums and is symmetric', () => {
  sameBits(
    fc.tuple(
      numbers,
      fc.oneof(upTo(40), fc.integer({ min: 250, max: 530 })),
      fc.oneof(upTo(9), upTo(90)),
      fc.boolean(),
    ),
    weightedCrossProduct,
    40,
  );
});

/** X'X + a little on the diagonal, its factor, and right-hand sides. Few rows make it singular. */
function factored(make: Make, values: readonly number[], n: number, rank: number, dropBelow: number) {
  const w = workspace(8 * (4 * n * n + 2 * rank * n + 200 * n + 64) + SCRATCH, make);
  const [x, a] = [filled(w, rank * n, values), w.float64(n * n)];
  w.kernels.weightedCrossProduct(a.byteOffset, x.byteOffset, rank, n, 0, 0, w.uint8(SCRATCH / 2).byteOffset);
  const l = w.float64(n * n);
  l.set(a);
  const dropped = w.kernels.cholesky(l.byteOffset, n, dropBelow);
  return { w, a, l, dropped };
}

test('Cholesky’s factor and its dropped pivots have the bits of plain subtractions', () => {
  sameBits(
    fc.tuple(numbers, fc.oneof(upTo(9), upTo(60)), upTo(80), fc.constantFrom(0, 1e-14, 1e-3)),
    (make, values, n, rank, dropBelow) => {
      const { l, dropped } = factored(make, values, n, rank, dropBelow);
      return { l, dropped };
    },
    60,
  );
});

function solved(make: Make, values: readonly number[], n: number, columns: number, isTransposed: boolean) {
  const w = workspace(8 * (2 * n * n + n * columns + 64), make);
  const [l, b, spare] = [filled(w, n * n, values), filled(w, n * columns, values, 5), w.float64(n * n)];
  if (isTransposed) w.kernels.solveLowerTransposed(l.byteOffset, n, b.byteOffset, columns, spare.byteOffset);
  else w.kernels.solveLower(l.byteOffset, n, b.byteOffset, columns);
  return b;
}

test('triangular solves have the bits of plain substitution, whatever stands on the diagonal', () => {
  sameBits(fc.tuple(numbers, fc.oneof(upTo(9), upTo(50)), upTo(11), fc.boolean()), solved, 80);
});

/** Arrays of any length up to a limit: without `size` hardly any would pass 10, and short columns are sorted another way. */
const column = (value: fc.Arbitrary<number>, maxLength: number) => fc.array(value, { maxLength, size: 'max' });
const columnValues = fc.oneof(
  column(awkward, 400),
  column(fc.double(), 100),
  column(fc.integer({ min: 0, max: 4 }), 300),
  column(fc.double({ min: 1, max: 1 + 1e-12, noNaN: true }), 300),
  // By all bits, for infinity's sake, with zeros of both signs and little else.
  column(fc.constantFrom(-0, 0, Number.POSITIVE_INFINITY, -1, Number.NaN), 100),
  // Crowded beside an outlier: the interpolated keys of all but one are equal.
  upTo(900).map((n) => [1e300, ...Array.from({ length: n }, (_, i) => ((i * 7919) % 997) - 3)]),
);

function ordered(make: Make, values: readonly number[]) {
  const n = values.length;
  const w = workspace(8 * (5 * n + 64) + SCRATCH, make);
  const [x, out, table, pairs] = [w.float64(n), w.float64(n), w.float64(2 * n), w.int32(2 * n)];
  x.set(values);
  const scratch = w.uint8(w.kernels.stableOrderScratchBytes(n));
  const count = w.kernels.stableOrder(pairs.byteOffset, x.byteOffset, n, scratch.byteOffset);
  table.set(rankTable('averageRank', count));
  w.kernels.spreadRanks(out.byteOffset, n, pairs.byteOffset, count, table.byteOffset);
  return { count, pairs: pairs.slice(0, 2 * count), ranks: out.slice() };
}

test('orders and ranks are the same numbers, with ties, NaN, zeros of both signs, infinities and outliers', () => {
  sameBits(fc.tuple(columnValues), ordered, 300);
});

test('an order of thousands of values is the same, whatever their distribution', () => {
  const wave = Array.from({ length: 5000 }, (_, i) => ((i * 7919 + 13) % 5003) / 5003);
  for (const shape of [
    (x: number) => x,
    normalQuantile,
    (x: number) => Math.floor(5 * x),
    (x: number) => 1 / (x - 0.5),
    (x: number) => 2 ** Math.floor(2000 * x - 1000) * (x < 0.5 ? -1 : 1),
    (x: number) => (x < 0.3 ? Number.NaN : x < 0.5 ? 0 : x),
  ]) {
    const values = wave.map(shape);
    assertSameNumbers(ordered(wasmKernels, values), ordered(referenceKernels, values));
  }
});

function columnSteps(make: Make, values: readonly number[], rows: number, columns: number) {
  const w = workspace(8 * (4 * rows * columns + 64), make);
  const size = rows * columns;
  const [quantiles, powers, units] = [filled(w, size, values), filled(w, size, values, 3), filled(w, size, values, 7)];
  quantiles.forEach((x, i) => (quantiles[i] = i % 3 === 0 ? x : Math.abs(x) / 1e6));
  w.kernels.normalQuantiles(quantiles.byteOffset, size);
  w.kernels.power15(powers.byteOffset, size);
  w.kernels.unitDeviations(units.byteOffset, rows, columns);
  return { quantiles, powers, units };
}

test('quantiles, signed powers and unit deviations have the bits of the functions of one value or column', () => {
  sameBits(fc.tuple(numbers, upTo(40), upTo(9)), columnSteps, 100);
  const probabilities = [0, 5e-324, 1e-300, 1e-20, 0.074999, 0.075, 0.3, 0.5, 0.925, 0.99, 1 - 2 ** -53, 1, -0.1, NaN];
  const steep = [1e-200, 3e-160, -2e-151, 1e-149, 0, 1e149, -1e151, 1e200, -3e307];
  for (const values of [probabilities, ...steep.map((size) => [size, 2 * size, -size, 0, size]), steep]) {
    sameBits(fc.constant<[readonly number[], number, number]>([values, 7, 7]), columnSteps, 1);
  }
});

for (const [name, make] of IMPLEMENTATIONS) {
  test(`${name}: a product of whole numbers is exact`, () => {
    const sizes = { m: 5, k: 6, n: 7, gap: 0 };
    const c = product(make, [1, -2, 3, 0, 5], sizes, false, false);
    const [a, b] = [workspace(4096), workspace(4096)].map((w, i) =>
      filled(w, i ? 42 : 30, i ? [5, 0, 3, -2, 1] : [1, -2, 3, 0, 5], i ? 3 : 1),
    );
    for (let i = 0; i < 5; i += 1) {
      for (let j = 0; j < 7; j += 1) {
        let sum = 0;
        for (let p = 0; p < 6; p += 1) sum += a[i + 5 * p] * b[p + 6 * j];
        assert.equal(c[i + 5 * j], sum);
      }
    }
  });

  test(`${name}: LL’ gives back the matrix, and solving with L and L’ its inverse`, () => {
    const n = 37;
    const values = Array.from({ length: 91 }, (_, i) => Math.sin(i * i));
    const { w, a, l, dropped } = factored(make, values, n, 80, 1e-14);
    assert.equal(dropped, 0);
    const x = w.float64(n * n);
    x.set(a);
    w.kernels.solveLower(l.byteOffset, n, x.byteOffset, n);
    w.kernels.solveLowerTransposed(l.byteOffset, n, x.byteOffset, n, w.float64(n * n).byteOffset);
    for (let j = 0; j < n; j += 1) {
      for (let i = j; i < n; i += 1) {
        let sum = 0;
        for (let k = 0; k <= j; k += 1) sum += l[k * n + i] * l[k * n + j];
        assert.ok(Math.abs(sum - a[j * n + i]) < 1e-12 * n);
        assert.ok(Math.abs(x[j * n + i] - (i === j ? 1 : 0)) < 1e-9);
      }
    }
  });

  test(`${name}: a matrix of rank 3 keeps three pivots`, () => {
    const values = Array.from({ length: 53 }, (_, i) => Math.cos(i * i));
    assert.equal(factored(make, values, 20, 3, 1e-10).dropped, 17);
  });

  test(`${name}: a rank is the number of smaller values, half of the equal ones and a half`, () => {
    fc.assert(
      fc.property(column(awkward, 60), (values) => {
        const expected = values.map((x) =>
          x !== x ? x : values.filter((y) => y < x).length + (values.filter((y) => y === x).length + 1) / 2,
        );
        assert.deepEqual([...ordered(make, values).ranks], expected);
        assert.deepEqual([...averageRank(values)], expected);
      }),
    );
  });

  test(`${name}: columns come out centred at length 1, quantiles as published`, () => {
    const { units } = columnSteps(make, [1, 4, 2, 8, 5, 7, -3, 6.5], 9, 5);
    for (let j = 0; j < 5; j += 1) {
      const x = units.subarray(9 * j, 9 * j + 9);
      assert.ok(Math.abs(x.reduce((a, b) => a + b)) < 1e-14);
      assert.ok(Math.abs(x.reduce((a, b) => a + b * b, 0) - 1) < 1e-14);
    }
    const w = workspace(64, make);
    const p = w.float64(2);
    p.set([0.25, 0.001]);
    w.kernels.normalQuantiles(p.byteOffset, 2);
    assert.ok(Math.abs(p[0] + 0.6744897501960817) < 1e-15 && Math.abs(p[1] + 3.090232306167813) < 1e-14);
  });
}
