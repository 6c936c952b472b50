import type { OptimizerKernels } from '../optimizerKernels.ts';

/** Views of one memory by address. */
const views = ({ buffer }: WebAssembly.Memory) => ({
  doubles: (at: number, length: number): Float64Array => new Float64Array(buffer, at, length),
  words: (at: number, length: number): Int32Array => new Int32Array(buffer, at, length),
  bytes: (at: number, length: number): Uint8Array => new Uint8Array(buffer, at, length),
  /** Everything from an address on. */
  from: (at: number): Float64Array => new Float64Array(buffer, at),
});

function layoutAt(memory: WebAssembly.Memory, at: number) {
  const v = views(memory);
  const [stocks, dense, width, slots, panels, rows, slotLimits, slotValues] = v.words(at, 8);
  return {
    stocks,
    dense,
    width,
    slots,
    panels: v.doubles(panels, stocks * dense),
    rows: v.doubles(rows, stocks * width),
    limits: v.words(slotLimits, stocks * slots),
    values: v.doubles(slotValues, stocks * slots),
  };
}

function stocksAt(memory: WebAssembly.Memory, at: number) {
  const v = views(memory);
  const [count, ...addresses] = v.words(at, 6);
  const [curvature, cost, holdings, low, high] = addresses.map((address) => v.doubles(address, count));
  return { count, curvature, cost, holdings, low, high };
}

/** Two sums, over even and odd places, added at the end. */
const inLanes = (terms: ArrayLike<number>): number => {
  const sums = [0, 0];
  for (let i = 0; i < terms.length; i++) sums[i % 2] += terms[i];
  return sums[0] + sums[1];
};

export const optimizerReference = (memory: WebAssembly.Memory): OptimizerKernels => {
  const { doubles, words, bytes, from } = views(memory);
  return {
    timesExposures(layout, pricesAt, outAt) {
      const { stocks, dense, slots, panels, limits, values } = layoutAt(memory, layout);
      const prices = from(pricesAt);
      const out = doubles(outAt, stocks);
      for (let i = 0; i < stocks; i++) {
        const panel = (i - (i % 16)) * dense + (i % 16);
        let sum = 0;
        for (let k = 0; k < dense; k++) sum += panels[panel + 16 * k] * prices[2 + k];
        for (let s = 0; s < slots; s++) sum += values[s * stocks + i] * prices[limits[s * stocks + i]];
        out[i] = sum;
      }
    },
    addExposures(layout, vAt, beforeAt, yAt) {
      const { stocks, width, slots, rows, limits, values } = layoutAt(memory, layout);
      const v = doubles(vAt, stocks);
      const before = doubles(beforeAt, stocks);
      const y = from(yAt);
      for (let i = 0; i < stocks; i++) {
        const d = v[i] - before[i];
        if (d === 0) continue;
        for (let k = 0; k < width; k++) y[k] += rows[i * width + k] * d;
        for (let s = 0; s < slots; s++) y[limits[s * stocks + i]] += values[s * stocks + i] * d;
      }
    },
    gramScratchBytes: () => 0,
    addGram(layout, list, count, gramAt, stride) {
      const { stocks, width, slots, rows, limits, values } = layoutAt(memory, layout);
      const gram = from(gramAt);
      for (let e = 0; e < count; e++) {
        const [stock] = words(list + 32 * e, 1);
        const [weight, gross, turnover] = doubles(list + 32 * e + 8, 3);
        const row = rows.slice(stock * width, (stock + 1) * width);
        row[0] = gross;
        row[1] = turnover;
        for (let k = 0; k < width; k++) for (let j = 0; j <= k; j++) gram[k * stride + j] += weight * row[j] * row[k];
        for (let s = 0; s < slots; s++) {
          const column = limits[s * stocks + stock] * stride;
          const v = weight * values[s * stocks + stock];
          if (v === 0) continue;
          for (let j = 0; j < width; j++) gram[column + j] += v * row[j];
          for (let z = 0; z <= s; z++) gram[column + limits[z * stocks + stock]] += v * values[z * stocks + stock];
        }
      }
    },
    changedCodes(stocks, codesAt, beforeAt, outAt) {
      const codes = bytes(codesAt, stocks);
      const before = bytes(beforeAt, stocks);
      const changed = [...codes.keys()].filter((i) => codes[i] !== before[i]);
      words(outAt, changed.length).set(changed);
      return changed.length;
    },
    stockStep(stocks, fromAt, eAt, t, lambda, tau, grossCode, turnoverCode, beforeAt, pAt, wAt, codesAt, sumsAt) {
      const { count, curvature, cost, holdings, low, high } = stocksAt(memory, stocks);
      const [start, e, before, p, w] = [fromAt, eAt, beforeAt, pAt, wAt].map((at) => doubles(at, count));
      const codes = bytes(codesAt, count);
      for (let i = 0; i < count; i++) {
        p[i] = start[i] - t * e[i];
        const mirror = holdings[i] < 0 ? -1 : 1;
        const held = mirror * holdings[i];
        const pull = mirror * p[i];
        const k = cost[i] + tau;
        const qh = curvature[i] * held;
        const [below, between, above] = [pull + lambda + k, pull - lambda + k, pull - lambda - k];
        let isFree = true;
        if (above > qh) w[i] = above / curvature[i];
        else if (between > 0 && between < qh) w[i] = between / curvature[i];
        else if (below < 0) w[i] = below / curvature[i];
        else {
          w[i] = between > 0 ? held : 0;
          isFree = false;
        }
        w[i] *= mirror;
        if (w[i] <= low[i] || w[i] >= high[i]) isFree = false;
        if (w[i] > high[i]) w[i] = high[i];
        if (w[i] < low[i]) w[i] = low[i];
        const grossSlope = below < 0 ? -mirror : mirror;
        const turnoverSlope = above > qh ? mirror : -mirror;
        codes[i] = isFree ? 5 + grossCode * grossSlope + turnoverCode * turnoverSlope : 0;
      }
      const sums = doubles(sumsAt, 4);
      sums[0] = inLanes(w.map((x) => Math.abs(x)));
      sums[1] = inLanes(w.map((x, i) => Math.abs(x - holdings[i])));
      sums[2] = inLanes(w.map((x, i) => e[i] * (x - before[i])));
      sums[3] = inLanes(before.map((x, i) => Math.abs(e[i] * x)));
    },
    stockResiduals(stocks, alphaAt, chargeAt, weightsAt, lambda, tau, sumsAt) {
      const { count, curvature, cost, holdings, low, high } = stocksAt(memory, stocks);
      const [alpha, charge, w] = [alphaAt, chargeAt, weightsAt].map((at) => doubles(at, count));
      let dual = 0;
      let violation = 0;
      for (let i = 0; i < count; i++) {
        const pi = alpha[i] - curvature[i] * w[i] - charge[i];
        const k = cost[i] + tau;
        const trade = w[i] - holdings[i];
        const least = w[i] <= low[i] ? -Infinity : (w[i] > 0 ? lambda : -lambda) + (trade > 0 ? k : -k);
        const most = w[i] >= high[i] ? Infinity : (w[i] < 0 ? -lambda : lambda) + (trade < 0 ? -k : k);
        dual = Number.isFinite(pi) ? Math.max(dual, least - pi, pi - most) : NaN;
        if (w[i] < low[i]) violation = Math.max(violation, (low[i] - w[i]) / (1 + Math.abs(low[i])));
        if (w[i] > high[i]) violation = Math.max(violation, (w[i] - high[i]) / (1 + Math.abs(high[i])));
      }
      const sums = doubles(sumsAt, 6);
      sums[0] = inLanes(w.map((x) => Math.abs(x)));
      sums[1] = inLanes(w.map((x, i) => Math.abs(x - holdings[i])));
      sums[2] = inLanes(w.map((x, i) => (0.5 * curvature[i] * x - alpha[i]) * x + cost[i] * Math.abs(x - holdings[i])));
      sums[3] = dual;
      sums[4] = violation;
      sums[5] = alpha.reduce((most, a) => Math.max(most, Math.abs(a)), 0);
    },
    newtonSystem(gramAt, inverseAt, outAt, n) {
      const gram = doubles(gramAt, n * n);
      const inverse = inverseAt === 0 ? new Float64Array(n * n) : doubles(inverseAt, n * n);
      const out = doubles(outAt, n * n);
      for (let j = 0; j < n; j++) for (let i = j; i < n; i++) out[j * n + i] = gram[i * n + j] + inverse[j * n + i];
    },
    matrixTimesVector(aAt, n, xAt, outAt) {
      const a = doubles(aAt, n * n);
      const x = doubles(xAt, n);
      const out = doubles(outAt, n);
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += a[j * n + i] * x[j];
        out[i] = sum;
      }
    },
    solveFactored(lAt, n, bAt) {
      const l = doubles(lAt, n * n);
      const x = doubles(bAt, n);
      const divide = (i: number): number => (l[i * n + i] === 0 ? 0 : x[i] / l[i * n + i]);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < i; k++) x[i] -= l[k * n + i] * x[k];
        x[i] = divide(i);
      }
      for (let j = n - 1; j >= 0; j--) {
        for (let i = n - 1; i > j; i--) x[j] -= l[j * n + i] * x[i];
        x[j] = divide(j);
      }
    },
    invertFactored(lAt, n, outAt) {
      const l = doubles(lAt, n * n);
      const out = doubles(outAt, n * n);
      const columns = Array.from({ length: n }, (_, j) => {
        const x = new Float64Array(n);
        x[j] = 1;
        for (let k = j; k < n; k++) {
          x[k] = l[k * n + k] === 0 ? 0 : x[k] / l[k * n + k];
          for (let i = k + 1; i < n; i++) x[i] -= l[k * n + i] * x[k];
        }
        return x;
      });
      for (let j = 0; j < n; j++) {
        for (let i = 0; i < n; i++) {
          let sum = 0;
          for (let k = Math.max(i, j); k < n; k++) sum += columns[i][k] * columns[j][k];
          out[j * n + i] = sum;
        }
      }
    },
    blendSignals(outAt, xAt, a, yAt, b, divisor, n) {
      const [out, x, y] = [outAt, xAt, yAt].map((at) => doubles(at, n));
      for (let i = 0; i < n; i++) out[i] = (a * x[i] + b * y[i]) / divisor;
      return inLanes(out);
    },
    squaredDeviations: (x, mean, n) => inLanes(doubles(x, n).map((value) => (value - mean) * (value - mean))),
    scaleSignal(outAt, xAt, mean, deviation, scaleAt, n) {
      const [out, x, scale] = [outAt, xAt, scaleAt].map((at) => doubles(at, n));
      for (let i = 0; i < n; i++) out[i] = scale[i] * ((x[i] - mean) / deviation);
    },
    listDifferences(xAt, yAt, n, outAt) {
      const [x, y] = [doubles(xAt, n), doubles(yAt, n)];
      const differing = [...x.keys()].filter((i) => x[i] !== y[i]);
      differing.forEach((i, at) => {
        words(outAt + 16 * at, 1)[0] = i;
        doubles(outAt + 16 * at + 8, 1)[0] = x[i] - y[i];
      });
      return differing.length;
    },
  };
};
