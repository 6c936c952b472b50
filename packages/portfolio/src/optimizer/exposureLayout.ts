import { type Matrix, paddedBytes, type Workspace, workspace } from '@robata/kernels';
import { powerOfTwo } from './powerOfTwo.ts';

/**
 * The exposures of a problem, arranged for speed in memory that the kernels see. Rows of the optimizer's systems ("limits") are
 * numbered 0 gross, 1 turnover, 2 … exposures; exposures stand in the order dense columns first, then dummies.
 *
 * - Every column is divided by the power of two below its largest value.
 * - Dense columns lie in panels of sixteen stocks, for sums per stock; and once more stock by stock in `rows`, behind two zeros
 *   in the places of gross and turnover, for sums over some stocks.
 * - Columns with few nonzeros (countries, industries) are packed into slots of disjoint support:
 *   per stock and slot one (limit, value); a stock that is in none has the value 0.
 */
export interface ExposureLayout {
  readonly stocks: number;
  /** Length of all arrays by stock: a multiple of sixteen, zeros beyond the last stock. */
  readonly padded: number;
  /** Number of limits: exposures + 2. */
  readonly order: number;
  /** Length of all arrays by limit, and of a column of the systems' matrices: a multiple of four, at least `order` and `width`. */
  readonly stride: number;
  readonly dense: number;
  /** Values per stock in `rows`. */
  readonly width: number;
  /** For each limit from 2 on, which of the given columns it is, and its scale; −1 and 1 otherwise. */
  readonly columnOf: Int32Array;
  readonly scale: Float64Array;
  readonly panels: Float64Array;
  readonly rows: Float64Array;
  readonly slots: readonly Slot[];
  readonly workspace: Workspace;
  /** Where the kernels find all this. */
  readonly address: number;
  readonly scratch: Scratch;
}

interface Slot {
  readonly limit: Int32Array;
  readonly value: Float64Array;
}

/** Working arrays of single calls. Nothing in them lasts. */
interface Scratch {
  readonly byStock: Float64Array;
  /** Never written to. */
  readonly zeros: Float64Array;
  readonly byLimit: Float64Array;
  /** 16 bytes per stock. */
  readonly changes: Uint8Array;
  /** A Gram matrix, a list of two entries per stock (see `addGram`), and what the kernel needs. */
  readonly gram: Float64Array;
  readonly list: Float64Array;
  readonly listStocks: Int32Array;
  readonly packing: Uint8Array;
}

/** A dummy has at most this share of nonzeros. */
const SPARSE_SHARE = 1 / 3;
/** Stocks in a panel. */
const PANEL = 16;
/** Room for arrays by stock, and for square matrices with some arrays by limit, of all that works in the same memory. */
const ARRAYS = 40;
const MATRICES = 12;

/** What one look at a column tells. */
interface ColumnShape {
  readonly scale: number;
  /** The stocks with a value, where they are few; null for dense columns. */
  readonly support: Int32Array | null;
}

/** Arranges some columns of a matrix, in two passes; −1 stands for a column of ones. */
export function exposureLayout(exposures: Matrix, columns: readonly number[]): ExposureLayout {
  const stocks = exposures.rows;
  const valuesOf = columnReader(exposures);
  const nonzeros = new Int32Array(stocks);
  const shapes = columns.map((column) => columnShape(valuesOf(column), nonzeros));
  const { dense, packed } = packDummies(stocks, shapes);
  const { layout, slots } = emptyLayout(stocks, dense.length, packed.length, columns.length + 2);
  [...dense, ...packed.flat()].forEach((j, at) => {
    layout.columnOf[at + 2] = j;
    layout.scale[at + 2] = shapes[j].scale;
  });
  fillDense(
    layout,
    dense.map((j) => valuesOf(columns[j])),
  );
  let limit = dense.length + 2;
  packed.forEach((members, s) => {
    slots[s].limit.fill(limit);
    for (const j of members) {
      const values = valuesOf(columns[j]);
      for (const i of shapes[j].support ?? []) {
        slots[s].limit[i] = limit;
        slots[s].value[i] = values[i] / shapes[j].scale;
      }
      limit += 1;
    }
  });
  return layout;
}

/** True where a layout of the same columns still says what the matrix says. */
export function isLayoutOf(layout: ExposureLayout, exposures: Matrix, columns: readonly number[]): boolean {
  const { dense, order, columnOf, scale } = layout;
  const valuesOf = columnReader(exposures);
  const byLimit = Array.from({ length: order }, (_, k) => (k < 2 ? NOTHING : valuesOf(columns[columnOf[k]])));
  for (let k = 0; k < dense; k++) if (!isInPanels(layout, byLimit[k + 2], 1 / scale[k + 2], k)) return false;
  // Where all values of the slots are found, and there are no others, the dummies are the same.
  let others = 0;
  for (let k = dense + 2; k < order; k++) others += countNonzeros(byLimit[k]);
  for (const { limit, value } of layout.slots) {
    for (let i = 0; i < layout.stocks; i++) {
      if (value[i] === 0) continue;
      if (byLimit[limit[i]][i] / scale[limit[i]] !== value[i]) return false;
      others -= 1;
    }
  }
  return others === 0;
}

const NOTHING = new Float64Array(0);

function countNonzeros(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) count += 1;
  return count;
}

function isInPanels({ panels, dense }: ExposureLayout, values: Float64Array, inverse: number, k: number): boolean {
  const step = PANEL * (dense - 1);
  let at = PANEL * k;
  for (let i = 0; i < values.length; i++, at++) {
    if (values[i] * inverse !== panels[at]) return false;
    if ((i & (PANEL - 1)) === PANEL - 1) at += step;
  }
  return true;
}

function columnReader({ rows, data }: Matrix): (column: number) => Float64Array {
  let ones: Float64Array | undefined;
  return (column) => {
    if (column >= 0) return data.subarray(column * rows, (column + 1) * rows);
    ones ??= new Float64Array(rows).fill(1);
    return ones;
  };
}

function columnShape(values: Float64Array, nonzeros: Int32Array): ColumnShape {
  const most = SPARSE_SHARE * values.length;
  let largest = 0;
  let count = 0;
  let i = 0;
  for (; i < values.length && count <= most; i++) {
    const value = values[i];
    if (value === 0) continue;
    nonzeros[count++] = i;
    largest = Math.max(largest, Math.abs(value));
  }
  const support = count <= most ? nonzeros.slice(0, count) : null;
  for (; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return { scale: powerOfTwo(largest), support };
}

/** First fit: each dummy goes into the first slot whose stocks it does not touch. A slot of one column is no gain. */
function packDummies(stocks: number, shapes: readonly ColumnShape[]): { dense: number[]; packed: number[][] } {
  const slots: { taken: Uint8Array; members: number[] }[] = [];
  const dense: number[] = [];
  shapes.forEach(({ support }, j) => {
    if (support === null) {
      dense.push(j);
      return;
    }
    let slot = slots.find(({ taken }) => support.every((i) => taken[i] === 0));
    if (slot === undefined) {
      slot = { taken: new Uint8Array(stocks), members: [] };
      slots.push(slot);
    }
    for (const i of support) slot.taken[i] = 1;
    slot.members.push(j);
  });
  for (const { members } of slots) if (members.length === 1) dense.push(members[0]);
  return {
    dense: dense.sort((a, b) => a - b),
    packed: slots.filter(({ members }) => members.length > 1).map(({ members }) => members),
  };
}

const roundUp = (value: number, unit: number): number => Math.ceil(value / unit) * unit;

function emptyLayout(stocks: number, dense: number, slotCount: number, order: number) {
  const padded = roundUp(stocks, PANEL);
  const width = roundUp(dense + 2, 4);
  const stride = Math.max(width, roundUp(order, 4));
  const doubles = padded * (dense + width + 2 * slotCount + ARRAYS) + MATRICES * stride * (stride + 4);
  const room = workspace(paddedBytes(doubles) + (width << 11) + 65536);
  const { kernels } = room;
  const panels = room.float64(padded * dense);
  const rows = room.float64(padded * width);
  const limits = room.int32(padded * slotCount);
  const values = room.float64(padded * slotCount);
  const words = room.int32(8);
  const addresses = [panels, rows, limits, values].map(({ byteOffset }) => byteOffset);
  words.set([padded, dense, width, slotCount, ...addresses]);
  const list = room.float64(8 * padded);
  const slots = Array.from({ length: slotCount }, (_, s) => ({
    limit: limits.subarray(s * padded, (s + 1) * padded),
    value: values.subarray(s * padded, (s + 1) * padded),
  }));
  const layout: ExposureLayout = {
    stocks,
    padded,
    order,
    stride,
    dense,
    width,
    columnOf: new Int32Array(order).fill(-1),
    scale: new Float64Array(order).fill(1),
    panels,
    rows,
    slots,
    workspace: room,
    address: words.byteOffset,
    scratch: {
      byStock: room.float64(padded),
      zeros: room.float64(padded),
      byLimit: room.float64(stride),
      changes: room.uint8(16 * padded + 16),
      gram: room.float64(stride * stride),
      list,
      listStocks: new Int32Array(list.buffer, list.byteOffset, 2 * list.length),
      packing: room.uint8(kernels.gramScratchBytes(width)),
    },
  };
  return { layout, slots };
}

/** Panel by panel, so that what is written stays near. */
function fillDense(
  { stocks, dense, width, scale, panels, rows }: ExposureLayout,
  columns: readonly Float64Array[],
): void {
  for (let first = 0; first < stocks; first += PANEL) {
    const end = Math.min(PANEL, stocks - first);
    for (let k = 0; k < dense; k++) {
      const values = columns[k];
      const inverse = 1 / scale[k + 2];
      const panel = first * dense + PANEL * k;
      const row = first * width + k + 2;
      for (let lane = 0; lane < end; lane++) {
        const value = values[first + lane] * inverse;
        panels[panel + lane] = value;
        rows[row + lane * width] = value;
      }
    }
  }
}
