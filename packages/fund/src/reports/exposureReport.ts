import { type Matrix, transposedMatrixVector } from '@robata/kernels';

/** The risk model's exposures on a day: rows are securities, columns factors. */
export interface ExposureTable {
  readonly securities: Int32Array;
  readonly factorNames: readonly string[];
  readonly exposures: Matrix;
}

export interface ExposureReport {
  readonly day: string;
  readonly long: number;
  /** Below 0. */
  readonly short: number;
  /** long − short and long + short, as shares of NAV. */
  readonly gross: number;
  readonly net: number;
  readonly names: number;
  /** Factor name → Σ weight · exposure, in the table's order. */
  readonly factors: ReadonlyMap<string, number>;
  /** Σ|weight| of what the table does not know (an overlay, what left the universe). */
  readonly outside: number;
}

export const EXPOSURE_FORMULA =
  'Gross: Σ|weight|; net: Σ weight; to a factor: Σ weight · exposure. Weights are shares of NAV at the close.';

/** Products and days share a table; its set is made once. */
const sets = new WeakMap<Int32Array, ReadonlySet<number>>();
function membersOf(securities: Int32Array): ReadonlySet<number> {
  const known = sets.get(securities) ?? new Set(securities);
  sets.set(securities, known);
  return known;
}

/** Weights in the table's order; those it does not know apart. */
export function alignWeights(
  table: Pick<ExposureTable, 'securities'>,
  weights: ReadonlyMap<number, number>,
): { readonly known: Float64Array; readonly outside: readonly (readonly [number, number])[] } {
  const { securities } = table;
  const members = membersOf(securities);
  const known = new Float64Array(securities.length);
  for (let i = 0; i < known.length; i++) known[i] = weights.get(securities[i]) ?? 0;
  const outside: (readonly [number, number])[] = [];
  for (const held of weights) if (!members.has(held[0])) outside.push(held);
  return { known, outside: outside.sort(([a], [b]) => a - b) };
}

/** What a book is exposed to on one day; a list of these is the history. */
export function exposureReport(
  day: string,
  weights: ReadonlyMap<number, number>,
  table: ExposureTable,
): ExposureReport {
  const { known, outside } = alignWeights(table, weights);
  const held = transposedMatrixVector(table.exposures, known);
  let [long, short, names] = [0, 0, 0];
  for (const weight of weights.values()) {
    if (weight > 0) long += weight;
    else short += weight;
    if (weight !== 0) names += 1;
  }
  return {
    day,
    long,
    short,
    gross: long - short,
    net: long + short,
    names,
    factors: new Map(table.factorNames.map((name, k) => [name, held[k]])),
    outside: outside.reduce((sum, [, weight]) => sum + Math.abs(weight), 0),
  };
}
