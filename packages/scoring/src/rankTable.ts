import { type Matrix, column, normalQuantile, rankTable, signedPower } from '@robata/kernels';
import { type ColumnBlocks, blockBuffer } from './columnBlocks.ts';
import { type Ranks, codesOf } from './ranks.ts';

/** A function of rank for columns of `count` values, by code (2·rank − 2); an increasing one for scores. Not to be written to. */
export type RankTable = (count: number) => Float64Array;

const TABLE_LIMIT = 8;

/** Tables by count, the latest last. A round's columns have the length of its universe, so that few tables serve all. */
function remembered(make: RankTable): RankTable {
  const known = new Map<number, Float64Array>();
  return (count) => {
    const table = known.get(count) ?? make(count);
    known.delete(count);
    known.set(count, table);
    for (const oldest of known.keys()) if (known.size > TABLE_LIMIT) known.delete(oldest);
    return table;
  };
}

/** normalQuantile((rank − ½)/count): the bits of `gaussianizedRank`, exactly antisymmetric about the middle. */
export const normalTable: RankTable = remembered((count) => rankTable('gaussianizedRank', count));

/** pow1.5 of the normal scores: what corr20v2, alpha, mpc and cwmm take. */
export const power15Table: RankTable = remembered((count) => normalTable(count).map((x) => signedPower(x)));

/** (rank − ½)/count. */
export const uniformTable: RankTable = remembered((count) => rankTable('tieKeptRank', count));

/** normalQuantile of the uniform ranks, as the scripts of 2022 have it. */
export const uniformNormalTable: RankTable = remembered((count) => uniformTable(count).map(normalQuantile));

/** The ranks themselves, 1 … count. */
export const rankItself: RankTable = remembered((count) => rankTable('averageRank', count));

/** One column of the table's values, in the rows of the ranks; NaN where there is no rank. */
export function valuesOfRanks(
  ranks: Ranks,
  table: RankTable,
  j: number,
  result: Float64Array = new Float64Array(ranks.rows),
): Float64Array {
  const values = table(ranks.counts[j]);
  const codes = codesOf(ranks, j);
  if (ranks.counts[j] === ranks.rows) for (let i = 0; i < codes.length; i += 1) result[i] = values[codes[i]];
  else for (let i = 0; i < codes.length; i += 1) result[i] = codes[i] < values.length ? values[codes[i]] : Number.NaN;
  return result;
}

/** All columns of the table's values, made when asked for. */
export function columnsOfRanks(ranks: Ranks, table: RankTable): ColumnBlocks {
  const buffer = blockBuffer(ranks.rows);
  return {
    rows: ranks.rows,
    columns: ranks.columns,
    block(from, to): Matrix {
      const result = buffer(to - from);
      for (let j = from; j < to; j += 1) valuesOfRanks(ranks, table, j, column(result, j - from));
      return result;
    },
  };
}
