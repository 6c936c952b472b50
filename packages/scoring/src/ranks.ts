import { column, stableOrder, transformColumns } from '@robata/kernels';
import { type Columns, blockBuffer, eachBlock } from './columnBlocks.ts';

/**
 * Ranks of every column, as whole numbers: code = 2·rank − 2, so that 0 is the smallest, 2·count − 2 the largest and a tie's shared
 * rank a whole number. Every score starts from ranks and needs a function of them only (`RankTable`); two bytes a value instead of
 * eight let all scores of a round share them. Plain data: threads may each rank a range of the models and send it (`joinedRanks`).
 */
export interface Ranks {
  readonly rows: number;
  readonly columns: number;
  /** Column-major; the largest number of the type where there is no value. */
  readonly codes: Uint16Array | Uint32Array;
  /** The values of each column that are not NaN. */
  readonly counts: Uint32Array;
}

/** `average`: equal values share their mean rank. `first`: they are ranked in row order (sort rows by id first). */
export type Ties = 'average' | 'first';

/** Up to so many rows a code has 16 bits. */
const SHORT_ROWS = 32_768;

/** The ranks of each column. NaN has none and does not count; −0 equals 0. */
export function rankColumns(columns: Columns, ties: Ties): Ranks {
  const ranks = emptyRanks(columns.rows, columns.columns);
  const buffer = blockBuffer(columns.rows);
  eachBlock(columns, (block, from) => {
    const averages = ties === 'average' ? transformColumns(block, ['averageRank'], buffer(block.columns)) : undefined;
    for (let j = 0; j < block.columns; j += 1) {
      if (averages) keepAverages(column(averages, j), ranks, from + j);
      else keepOrder(column(block, j), ranks, from + j);
    }
  });
  return ranks;
}

function emptyRanks(rows: number, columns: number): Ranks {
  const size = rows * columns;
  const codes = rows <= SHORT_ROWS ? new Uint16Array(size).fill(0xffff) : new Uint32Array(size).fill(0xffffffff);
  return { rows, columns, codes, counts: new Uint32Array(columns) };
}

function keepAverages(averages: Float64Array, ranks: Ranks, j: number): void {
  const codes = codesOf(ranks, j);
  let count = 0;
  for (let i = 0; i < codes.length; i += 1) {
    const rank = averages[i];
    if (rank !== rank) continue;
    codes[i] = 2 * rank - 2;
    count += 1;
  }
  ranks.counts[j] = count;
}

function keepOrder(values: Float64Array, ranks: Ranks, j: number): void {
  const codes = codesOf(ranks, j);
  const { count, rows } = stableOrder(values);
  for (let k = 0; k < count; k += 1) codes[rows[k]] = 2 * k;
  ranks.counts[j] = count;
}

/** The ranks among some rows only, ties as they were: what ranking the values of these rows would give. */
export function ranksOfRows(ranks: Ranks, rows: ArrayLike<number>): Ranks {
  const result = emptyRanks(rows.length, ranks.columns);
  const places = new Uint32Array(2 * ranks.rows);
  for (let j = 0; j < ranks.columns; j += 1) {
    const codes = codesOf(ranks, j);
    const target = codesOf(result, j);
    const limit = 2 * ranks.counts[j];
    places.fill(0, 0, limit);
    for (let k = 0; k < rows.length; k += 1) if (codes[rows[k]] < limit) places[codes[rows[k]]] += 1;
    let first = 0;
    for (let code = 0; code < limit; code += 1) {
      const equals = places[code];
      places[code] = 2 * first + equals - 1;
      first += equals;
    }
    result.counts[j] = first;
    for (let k = 0; k < rows.length; k += 1) if (codes[rows[k]] < limit) target[k] = places[codes[rows[k]]];
  }
  return result;
}

/** The ranks of several ranges of models as one, in their order. Throws RangeError where they differ in rows. */
export function joinedRanks(parts: readonly Ranks[]): Ranks {
  const rows = parts[0]?.rows ?? 0;
  if (parts.some((part) => part.rows !== rows))
    throw new RangeError('ranks of different numbers of rows cannot be joined');
  const result = emptyRanks(
    rows,
    parts.reduce((sum, part) => sum + part.columns, 0),
  );
  let from = 0;
  for (const part of parts) {
    result.codes.set(part.codes, from * rows);
    result.counts.set(part.counts, from);
    from += part.columns;
  }
  return result;
}

/** The codes of column j as a view. */
export function codesOf({ codes, rows }: Ranks, j: number): Uint16Array | Uint32Array {
  return codes.subarray(j * rows, (j + 1) * rows);
}
