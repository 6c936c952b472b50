import { type Matrix, matrix } from '@robata/kernels';
import type { ExposureLayout } from './exposureLayout.ts';

/** out = X prices: per stock Σₖ xᵢₖ · prices[k]. The prices of gross and turnover are not looked at. */
export function timesExposures(layout: ExposureLayout, prices: Float64Array, out: Float64Array): Float64Array {
  const { byLimit, byStock } = layout.scratch;
  byLimit.set(prices);
  layout.workspace.kernels.timesExposures(layout.address, byLimit.byteOffset, byStock.byteOffset);
  for (let i = 0; i < out.length; i++) out[i] = byStock[i];
  return out;
}

/** out = X'v in the entries from 2 on; the entries for gross and turnover become 0. */
export function exposuresOf(layout: ExposureLayout, v: Float64Array, out: Float64Array): Float64Array {
  const { byLimit, byStock, zeros, changes } = layout.scratch;
  byStock.set(v);
  byStock.fill(0, v.length);
  byLimit.fill(0);
  const { kernels } = layout.workspace;
  kernels.addExposures(layout.address, byStock.byteOffset, zeros.byteOffset, byLimit.byteOffset, changes.byteOffset);
  for (let k = 0; k < out.length; k++) out[k] = byLimit[k];
  return out;
}

/**
 * The Gram matrix N'DN of the stocks' rows N = (slope of |w|, slope of |w − h|, exposures), weighted by D.
 * Only the lower triangle of the result (order × order) means anything.
 */
export function gramOf(
  layout: ExposureLayout,
  weights: Float64Array,
  slopes: { readonly gross: Float64Array; readonly turnover: Float64Array },
): Matrix {
  const { order, stride } = layout;
  const { gram, list, listStocks } = layout.scratch;
  let count = 0;
  for (let i = 0; i < layout.stocks; i++) {
    if (weights[i] === 0) continue;
    listStocks[8 * count] = i;
    list[4 * count + 1] = weights[i];
    list[4 * count + 2] = slopes.gross[i];
    list[4 * count + 3] = slopes.turnover[i];
    count += 1;
  }
  gram.fill(0);
  addListToGram(layout, count, gram);
  const result = matrix(order, order);
  for (let k = 0; k < order; k++) for (let j = 0; j <= k; j++) result.data[j * order + k] = gram[k * stride + j];
  return result;
}

/** Adds the first entries of the scratch list to a Gram matrix (upper triangle, `stride` apart) in the layout's memory. */
export function addListToGram(
  { address, stride, scratch, workspace: room }: ExposureLayout,
  count: number,
  gram: Float64Array,
) {
  const { list, packing } = scratch;
  room.kernels.addGram(address, list.byteOffset, count, gram.byteOffset, stride, packing.byteOffset);
}
