import { columnRange, type Matrix, transformColumns } from '@robata/kernels';
import type { KitArray, KitPredictions } from './kitMembers.ts';

/** Models that are ranked at a time. */
const TOGETHER = 256;
const MOST_SHORT = 0xffff;

/**
 * Predictions as a kit file holds them, one row for each model, in the smallest type that loses nothing. Values: singles where all are such,
 * else doubles. Ranks: twice the average rank of each (a whole number from 2 to 2n; equal predictions share theirs), of 16 bits up to 32,767 stocks.
 * Ranks in the same order with the same ties give the same bits of every score.
 */
export function predictionArray(predictions: Matrix, as: KitPredictions): KitArray {
  const shape = [predictions.columns, predictions.rows];
  if (as === 'values') return { shape, ...valuesOf(predictions.data) };
  const [dtype, values] =
    2 * predictions.rows <= MOST_SHORT
      ? (['<u2', new Uint16Array(predictions.data.length)] as const)
      : (['<u4', new Uint32Array(predictions.data.length)] as const);
  for (let from = 0; from < predictions.columns; from += TOGETHER) {
    const some = columnRange(predictions, from, Math.min(from + TOGETHER, predictions.columns));
    const { data } = transformColumns(some, ['averageRank']);
    const at = from * predictions.rows;
    for (let i = 0; i < data.length; i++) values[at + i] = 2 * data[i];
  }
  return { dtype, shape, values };
}

function valuesOf(data: Float64Array): Pick<KitArray, 'dtype' | 'values'> {
  let at = 0;
  while (at < data.length && Object.is(Math.fround(data[at]), data[at])) at++;
  if (at === data.length) return { dtype: '<f4', values: Float32Array.from(data) };
  return {
    dtype: '<f8',
    values: data.buffer instanceof ArrayBuffer ? (data as Float64Array<ArrayBuffer>) : data.slice(),
  };
}
