import type { Matrix } from '@robata/kernels';
import type { ExposureLayout } from './exposureLayout.ts';

/**
 * The Gram matrix N'DN of the stocks' rows N = (slope of |w|, slope of |w − h|, exposures), weighted by D: the heart of
 * every Newton system. Only its lower triangle (order × order, column-major) is written.
 */
export function formGram(
  layout: ExposureLayout,
  weights: Float64Array,
  slopes: { readonly gross: Float64Array; readonly turnover: Float64Array },
  gram: Matrix,
): void {
  const { rows, order, slots } = layout;
  const width = rows.rows;
  const r = rows.data;
  const h = gram.data;
  h.fill(0);
  const offsets = [0, 0, 0, 0];
  const w = [0, 0, 0, 0];
  let pending = 0;
  for (let i = 0; i < layout.stocks; i++) {
    if (weights[i] === 0) continue;
    const at = i * width;
    r[at] = slopes.gross[i];
    r[at + 1] = slopes.turnover[i];
    offsets[pending] = at;
    w[pending] = weights[i];
    pending += 1;
    if (pending === 4) {
      addFour(r, h, width, order, offsets, w);
      pending = 0;
    }
  }
  for (let p = 0; p < pending; p++) addDense(r, h, width, order, offsets[p], w[p]);
  if (slots.length > 0) addSlots(layout, weights, h);
}

/** Adds weight · NᵢNᵢ' of one stock to the lower triangle of the Gram matrix. */
export function addToGram(
  layout: ExposureLayout,
  stock: number,
  weight: number,
  grossSlope: number,
  turnoverSlope: number,
  gram: Matrix,
): void {
  const { rows, order, slots } = layout;
  const width = rows.rows;
  const r = rows.data;
  const h = gram.data;
  const at = stock * width;
  r[at] = grossSlope;
  r[at + 1] = turnoverSlope;
  addDense(r, h, width, order, at, weight);
  for (let s = 0; s < slots.length; s++) {
    const c = slots[s].limit[stock];
    const v = weight * slots[s].value[stock];
    if (v === 0) continue;
    for (let j = 0; j < width; j++) h[j * order + c] += v * r[at + j];
    h[c * order + c] += v * slots[s].value[stock];
    for (let z = s + 1; z < slots.length; z++) h[c * order + slots[z].limit[stock]] += v * slots[z].value[stock];
  }
}

function addDense(r: Float64Array, h: Float64Array, width: number, order: number, at: number, weight: number): void {
  for (let k = 0; k < width; k++) {
    const a = weight * r[at + k];
    const c = k * order;
    for (let j = k; j < width; j++) h[c + j] += a * r[at + j];
  }
}

/** Four stocks at once: one load and one store of the matrix for four products. */
function addFour(
  r: Float64Array,
  h: Float64Array,
  width: number,
  order: number,
  offsets: readonly number[],
  weights: readonly number[],
): void {
  const [r0, r1, r2, r3] = offsets;
  const [w0, w1, w2, w3] = weights;
  for (let k = 0; k < width; k++) {
    const a0 = w0 * r[r0 + k];
    const a1 = w1 * r[r1 + k];
    const a2 = w2 * r[r2 + k];
    const a3 = w3 * r[r3 + k];
    const c = k * order;
    for (let j = k; j < width; j++) {
      h[c + j] += a0 * r[r0 + j] + a1 * r[r1 + j] + a2 * r[r2 + j] + a3 * r[r3 + j];
    }
  }
}

/** The dummies' part: rows from `width` on. Collected with the dense index running fastest, then copied into place. */
function addSlots(layout: ExposureLayout, weights: Float64Array, h: Float64Array): void {
  const { rows, order, slots } = layout;
  const width = rows.rows;
  const r = rows.data;
  const collected = new Float64Array((order - width) * width);
  for (let s = 0; s < slots.length; s++) {
    const { limit, value } = slots[s];
    for (let i = 0; i < layout.stocks; i++) {
      const v = weights[i] * value[i];
      if (v === 0) continue;
      const c = limit[i];
      const to = (c - width) * width;
      const at = i * width;
      for (let j = 0; j < width; j++) collected[to + j] += v * r[at + j];
      h[c * order + c] += v * value[i];
      for (let z = s + 1; z < slots.length; z++) h[c * order + slots[z].limit[i]] += v * slots[z].value[i];
    }
  }
  for (let c = width; c < order; c++) {
    for (let j = 0; j < width; j++) h[j * order + c] = collected[(c - width) * width + j];
  }
}
