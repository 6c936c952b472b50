import { type Matrix, matrix } from '@robata/kernels';
import type { Series, Table } from '../table.ts';

/** Seeded numbers in [0, 1) for tests: the same on every machine. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  return matrix(rows, columns, Float64Array.from({ length: rows * columns }, seeded(seed)));
}

export function randomVector(rows: number, seed: number): Float64Array {
  return randomMatrix(rows, 1, seed).data;
}

/** A target in the bins 0, ¼, ½, ¾, 1 with shares 5/20/50/20/5 %, in ascending order of row. */
export function binnedTarget(n: number): Float64Array {
  const upTo = [0.05, 0.25, 0.75, 0.95, 1];
  return Float64Array.from({ length: n }, (_, i) => upTo.findIndex((share) => (i + 0.5) / n < share) / 4);
}

export function idsOf(n: number): string[] {
  return Array.from({ length: n }, (_, i) => `n${String(i).padStart(5, '0')}`);
}

export function randomTable(rows: number, names: readonly string[], seed: number): Table {
  return { ids: idsOf(rows), names, values: randomMatrix(rows, names.length, seed) };
}

export function randomSeries(rows: number, seed: number): Series {
  return { ids: idsOf(rows), values: randomVector(rows, seed) };
}
