import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { workspace } from '../workspace.ts';
import { type Kernels, wasmKernels } from './kernels.ts';
import { referenceKernels } from './referenceKernels.ts';

type Make = (memory: WebAssembly.Memory) => Kernels;

/** Numbers from −1 to 1 that repeat, with zeros among them. */
const wave = (length: number, seed: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => {
    const x = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43758.5453;
    return (i + seed) % 7 === 0 ? 0 : 2 * (x - Math.floor(x)) - 1;
  });

interface Sizes {
  readonly panels: number;
  readonly dense: number;
  readonly slots: number;
  readonly seed: number;
}

const sizes = fc.record({
  panels: fc.integer({ min: 1, max: 20 }),
  dense: fc.integer({ min: 0, max: 45 }),
  slots: fc.integer({ min: 0, max: 3 }),
  seed: fc.integer({ min: 0, max: 99 }),
});

/** A made-up problem in a memory of its own. */
function room(make: Make, { panels, dense, slots, seed }: Sizes) {
  const stocks = 16 * panels;
  const width = 4 * Math.ceil((2 + dense) / 4);
  const order = width + 4 * slots;
  const w = workspace(8 * (stocks * (dense + width + 2 * slots + 40) + 8 * order * order) + 200_000, make);
  const filled = (length: number, more: number): Float64Array => {
    const array = w.float64(length);
    array.set(wave(length, seed + more));
    return array;
  };
  const exposures = filled(stocks * dense, 1);
  const rows = w.float64(stocks * width);
  for (let i = 0; i < stocks; i++) {
    for (let k = 0; k < dense; k++) {
      rows[i * width + 2 + k] = exposures[(i - (i % 16)) * dense + 16 * k + (i % 16)];
    }
  }
  const limits = w.int32(stocks * slots);
  limits.forEach((_, at) => (limits[at] = width + 4 * Math.floor(at / stocks) + ((at * 5) % 4)));
  const values = filled(stocks * slots, 2);
  const layout = w.int32(8);
  layout.set([
    stocks,
    dense,
    width,
    slots,
    exposures.byteOffset,
    rows.byteOffset,
    limits.byteOffset,
    values.byteOffset,
  ]);
  return { w, kernels: w.kernels, stocks, width, order, layout: layout.byteOffset, filled };
}

function sameBits(run: (make: Make, given: Sizes) => unknown): void {
  fc.assert(
    fc.property(sizes, (given) => {
      assert.deepEqual(run(wasmKernels, given), run(referenceKernels, given));
    }),
    { numRuns: 40 },
  );
}

test('products with exposures have the bits of plain sums', () => {
  sameBits((make, given) => {
    const { w, kernels, stocks, order, layout, filled } = room(make, given);
    const [prices, v, before, y] = [filled(order, 3), filled(stocks, 4), filled(stocks, 5), filled(order, 6)];
    for (let i = 0; i < stocks; i += 3) before[i] = v[i];
    const out = w.float64(stocks);
    kernels.timesExposures(layout, prices.byteOffset, out.byteOffset);
    kernels.addExposures(layout, v.byteOffset, before.byteOffset, y.byteOffset, w.uint8(16 * stocks + 16).byteOffset);
    return { out, y };
  });
});

test('Gram matrices have the bits of sums stock by stock', () => {
  sameBits((make, given) => {
    const { w, kernels, stocks, width, order, layout, filled } = room(make, given);
    const gram = filled(order * order, 3);
    const count = Math.min(stocks, 10 + 7 * given.seed);
    const list = w.float64(4 * count);
    list.set(wave(4 * count, given.seed + 4));
    const numbers = new Int32Array(list.buffer, list.byteOffset, 8 * count);
    for (let e = 0; e < count; e++) numbers[8 * e] = (e * 7) % stocks;
    const scratch = w.uint8(kernels.gramScratchBytes(width)).byteOffset;
    kernels.addGram(layout, list.byteOffset, count, gram.byteOffset, order, scratch);
    // Only the upper triangle means anything.
    return gram.filter((_, at) => at % order <= Math.floor(at / order));
  });
});

test('codes that changed are listed in order', () => {
  sameBits((make, given) => {
    const { w, kernels, stocks } = room(make, given);
    const [codes, before] = [w.uint8(stocks), w.uint8(stocks)];
    codes.forEach((_, i) => (codes[i] = (i * i + given.seed) % 10));
    before.forEach((_, i) => (before[i] = (i * 3 + given.seed) % 10));
    const out = w.int32(stocks + 1);
    return { count: kernels.changedCodes(stocks, codes.byteOffset, before.byteOffset, out.byteOffset), out };
  });
});

test('the stock step and its residuals have the bits of the cases one by one', () => {
  sameBits((make, given) => {
    const { w, kernels, stocks, filled } = room(make, given);
    const [from, e, before, holdings, curvature, cost, low, high] = [1, 2, 3, 4, 5, 6, 7, 8].map((more) =>
      filled(stocks, more),
    );
    for (let i = 0; i < stocks; i++) {
      curvature[i] = 0.1 + Math.abs(curvature[i]);
      cost[i] = 0.1 * Math.abs(cost[i]);
      low[i] = i % 5 === 0 ? -Infinity : -Math.abs(low[i]);
      high[i] = i % 6 === 0 ? Infinity : Math.abs(high[i]);
    }
    const words = w.int32(6);
    words.set([stocks, ...[curvature, cost, holdings, low, high].map((array) => array.byteOffset)]);
    const [p, weights, sums, residuals] = [w.float64(stocks), w.float64(stocks), w.float64(4), w.float64(6)];
    const codes = w.uint8(stocks);
    const at = words.byteOffset;
    const addresses = [p, weights, codes, sums].map((array) => array.byteOffset) as [number, number, number, number];
    const [lambda, tau] = [0.2 * (given.seed % 3), 0.1 * (given.seed % 4)];
    kernels.stockStep(
      at,
      from.byteOffset,
      e.byteOffset,
      0.7,
      lambda,
      tau,
      given.seed % 2 === 0 ? 3 : 0,
      given.seed % 5 === 0 ? 0 : 1,
      before.byteOffset,
      ...addresses,
    );
    const outside = filled(stocks, 9);
    kernels.stockResiduals(
      at,
      from.byteOffset,
      e.byteOffset,
      (given.seed % 2 === 0 ? weights : outside).byteOffset,
      lambda,
      tau,
      residuals.byteOffset,
    );
    return { p, weights, codes, sums, residuals };
  });
});

test('signals are blended, scaled and compared with the bits of plain loops', () => {
  sameBits((make, given) => {
    const { w, kernels, stocks, filled } = room(make, given);
    const n = stocks - (given.seed % 4);
    const [x, y, scale, out, alpha] = [1, 2, 3, 4, 5].map((more) => filled(stocks, more));
    for (let i = 0; i < n; i += 3) y[i] = x[i];
    const sum = kernels.blendSignals(out.byteOffset, x.byteOffset, 1.7, y.byteOffset, -0.3, 1.4, n);
    const squares = kernels.squaredDeviations(out.byteOffset, sum / n, n);
    kernels.scaleSignal(alpha.byteOffset, out.byteOffset, sum / n, 0.7, scale.byteOffset, stocks);
    const list = w.float64(2 * n + 2);
    const count = kernels.listDifferences(x.byteOffset, y.byteOffset, n, list.byteOffset);
    return { sum, squares, out, alpha, entries: new Uint8Array(list.buffer, list.byteOffset, 16 * count) };
  });
});

test('NaN in alpha, charge or weights shows in the residuals', () => {
  for (const make of [wasmKernels, referenceKernels]) {
    for (const spoiled of [0, 1, 2]) {
      const w = workspace(2000, make);
      const [alpha, charge, weights, unit, zero, sums] = Array.from({ length: 6 }, () => w.float64(16));
      unit.fill(1);
      [alpha, charge, weights][spoiled][5] = NaN;
      const words = w.int32(6);
      words.set([16, unit.byteOffset, unit.byteOffset, zero.byteOffset, zero.byteOffset, unit.byteOffset]);
      weights[5] += 0.5;
      w.kernels.stockResiduals(
        words.byteOffset,
        alpha.byteOffset,
        charge.byteOffset,
        weights.byteOffset,
        0.1,
        0.1,
        sums.byteOffset,
      );
      assert.ok(sums.subarray(0, 6).some(Number.isNaN), `array ${spoiled}`);
    }
  }
});

test('small systems have the bits of plain sums, dropped pivots included', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 0, max: 99 }), (blocks, seed) => {
      const n = 4 * blocks;
      const run = (make: Make) => {
        const w = workspace(8 * (7 * n * n + 20 * n), make);
        const [gram, other, system, inverse] = Array.from({ length: 4 }, () => w.float64(n * n));
        const [x, b, out] = [w.float64(n), w.float64(n), w.float64(n)];
        gram.set(wave(n * n, seed).map((v) => v / n));
        for (let k = 0; k < n; k++) gram[k * n + k] = (k + seed) % 6 === 0 ? -1 : 2;
        other.set(wave(n * n, seed + 1).map((v) => v / n));
        x.set(wave(n, seed + 2));
        b.set(wave(n, seed + 3));
        w.kernels.newtonSystem(gram.byteOffset, seed % 2 === 0 ? 0 : other.byteOffset, system.byteOffset, n);
        w.kernels.cholesky(system.byteOffset, n, 1e-14);
        const lower = system.filter((_, at) => at % n >= Math.floor(at / n));
        w.kernels.solveFactored(system.byteOffset, n, b.byteOffset);
        w.kernels.matrixTimesVector(other.byteOffset, n, x.byteOffset, out.byteOffset);
        const scratch = w.float64(n * (n + 1)).byteOffset;
        w.kernels.invertFactored(system.byteOffset, n, inverse.byteOffset, scratch);
        return { lower, b, out, inverse };
      };
      assert.deepEqual(run(wasmKernels), run(referenceKernels));
    }),
    { numRuns: 30 },
  );
});
