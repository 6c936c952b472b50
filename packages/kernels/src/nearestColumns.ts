import { column, type Matrix } from './matrix.ts';
import { paddedBytes, scratch } from './workspace.ts';

/** Columns near to one: their numbers, ascending, and their products with it. */
export interface NearColumns {
  readonly columns: Int32Array;
  readonly products: Float64Array;
}

/** Whole numbers of columns are at most so large, and no column longer than the root of 2³¹: then products fit 32 bits, and sums of them too. */
const LARGEST_SHORT = 32767;
const LONGEST = 46340;
/** Columns on each side of the pairs taken at a time: a multiple of 4. */
const SIDE = 256;
const LEAST = -(2 ** 31);
/** More than the rounding of products of doubles, relative to length 1. */
const ROUNDING = 1e-9;

/**
 * For each column those others whose dot products with it are its `count` largest, and all that are at most `slack` smaller than the least of these;
 * products as `dotProduct` sums them, to the bit. Columns with NaN are nobody's neighbours and have none.
 *
 * All pairs are first multiplied as 16-bit whole numbers, eight at a time, with a bound on what that may be wrong by (Cauchy–Schwarz on the rounding
 * errors: some 1e-3 at 5,000 rows); those that the bound leaves in question are multiplied again as doubles. O(rows · columns²/2), about a third of the
 * time that doubles alone would take; where nearly all columns are the same, all pairs are taken twice.
 *
 * @param units each column of length at most 1, as `unitDeviations` makes them; RangeError for a longer one
 */
export function nearestColumns(units: Matrix, count: number, slack = 0): readonly NearColumns[] {
  const { shorts, length, numbers, scale, error } = shortColumns(units);
  const bound = 2 * error + error * error;
  const window = Math.ceil((2 * bound + slack + ROUNDING) * scale * scale) + 1;
  const candidates = candidateLists(numbers.length, count, window);
  const { floors, add } = candidates;
  const w = scratch(2 * paddedBytes(SIDE * length, 2) + paddedBytes(SIDE * SIDE, 4));
  const [left, right] = [w.uint8(2 * SIDE * length), w.uint8(2 * SIDE * length)];
  const products = w.int32(SIDE * SIDE);
  /** Gives back how many columns there are. */
  const load = (side: Uint8Array, from: number): number => {
    const some = shorts.subarray(from * length, (from + SIDE) * length);
    side.set(new Uint8Array(some.buffer, some.byteOffset, some.byteLength));
    return Math.min(SIDE, numbers.length - from);
  };
  for (let a = 0; a < numbers.length; a += SIDE) {
    const height = load(left, a);
    const stride = Math.ceil(height / 4) * 4;
    for (let b = a; b < numbers.length; b += SIDE) {
      const width = load(right, b);
      const columns = Math.ceil(width / 2) * 2;
      w.kernels.shortCrossProduct(products.byteOffset, left.byteOffset, stride, right.byteOffset, columns, length);
      for (let q = 0; q < width; q++) {
        const below = a === b ? q : height;
        for (let p = 0; p < below; p++) {
          const product = products[p + q * stride];
          if (product >= floors[a + p]) add(a + p, b + q, product);
          if (product >= floors[b + q]) add(b + q, a + p, product);
        }
      }
    }
  }
  const result = Array.from({ length: units.columns }, (): NearColumns => NOBODY);
  numbers.forEach((number, at) => {
    const near = Int32Array.from(candidates.of(at), (other) => numbers[other]).sort();
    result[number] = withoutFar({ columns: near, products: productsWith(units, number, near) }, count, slack);
  });
  return result;
}

const NOBODY: NearColumns = { columns: new Int32Array(0), products: new Float64Array(0) };

/** The columns without NaN as whole numbers, one after the other, with the length of the longest error of rounding. */
function shortColumns(units: Matrix) {
  const { rows, columns } = units;
  const length = Math.ceil(rows / 8) * 8;
  const shorts = new Int16Array(columns * length);
  const numbers: number[] = [];
  let size = 0;
  for (let at = 0; at < units.data.length; at++) {
    const x = Math.abs(units.data[at]);
    if (x > size) size = x;
  }
  const scale = Math.min(LONGEST - Math.sqrt(rows) / 2 - 1, size === 0 ? Infinity : LARGEST_SHORT / size);
  let largest = 0;
  for (let j = 0; j < columns; j++) {
    const x = column(units, j);
    const at = numbers.length * length;
    let squares = 0;
    let errors = 0;
    for (let i = 0; i < rows; i++) {
      const scaled = x[i] * scale;
      const short = Math.floor(scaled + 0.5);
      shorts[at + i] = short;
      squares += x[i] * x[i];
      errors += (scaled - short) * (scaled - short);
    }
    if (squares > 1 + ROUNDING)
      throw new RangeError(`column ${j} has the length ${Math.sqrt(squares)} and must have 1`);
    if (Number.isNaN(squares)) continue;
    numbers.push(j);
    largest = Math.max(largest, errors);
  }
  shorts.fill(0, numbers.length * length);
  return { shorts, length, numbers, scale, error: Math.sqrt(largest) / scale };
}

/** For each of `columns` columns the others whose products are within `window` of the count-th largest so far. */
function candidateLists(columns: number, count: number, window: number) {
  const others = Array.from({ length: columns }, (): number[] => []);
  const products = Array.from({ length: columns }, (): number[] => []);
  /** Of each column its `count` largest products so far, largest first. */
  const largest = new Int32Array(columns * count).fill(LEAST);
  const floors = new Int32Array(columns).fill(LEAST);
  return {
    /** Below it a product is none of a column's candidates. */
    floors,
    add(to: number, other: number, product: number): void {
      others[to].push(other);
      products[to].push(product);
      let at = (to + 1) * count - 1;
      if (product <= largest[at]) return;
      for (; at > to * count && largest[at - 1] < product; at--) largest[at] = largest[at - 1];
      largest[at] = product;
      floors[to] = Math.max(LEAST, largest[(to + 1) * count - 1] - window);
    },
    of: (column: number): readonly number[] => others[column].filter((_, at) => products[column][at] >= floors[column]),
  };
}

/** The products of one column with some: each `dotProduct`, to the bit; four at a time, so that the processor need not wait for a sum. */
function productsWith({ rows, data }: Matrix, number: number, others: Int32Array): Float64Array {
  const products = new Float64Array(others.length);
  const own = data.subarray(number * rows, (number + 1) * rows);
  for (let at = 0; at < others.length; at += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => rows * others[Math.min(at + k, others.length - 1)]);
    let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const x = own[i];
      sumA += x * data[a + i];
      sumB += x * data[b + i];
      sumC += x * data[c + i];
      sumD += x * data[d + i];
    }
    products.set([sumA, sumB, sumC, sumD].slice(0, others.length - at), at);
  }
  return products;
}

function withoutFar({ columns, products }: NearColumns, count: number, slack: number): NearColumns {
  if (products.length <= count) return { columns, products };
  const least = products.toSorted((a, b) => b - a)[count - 1] - slack;
  const isNear = (_: number, at: number): boolean => products[at] >= least;
  return { columns: columns.filter(isNear), products: products.filter(isNear) };
}
