import { draw, uniforms } from './randomness.ts';
import { centredTarget } from './ridgeAccumulator.ts';

/** Bins of a feature: missing, then 0…4. */
const BINS = 6;
/** Columns are binned three at a time: one code 0…215 holds three bins, one histogram pass serves three features. */
const BLOCK = 3;
const CODES = BINS ** BLOCK;
/** A row in a histogram is this plus its residual as an integer, so one exact addition counts and sums. */
const COUNT = 2 ** 33;
/** So that a sum of all rows stays below 2⁵³. */
const MOST_ROWS = 2 ** 19;

export interface BoostingOptions {
  readonly trees: number;
  /** Splits from the root to a leaf, 1 to 8. */
  readonly depth: number;
  readonly learningRate: number;
  /** Share of columns that each tree may split on, in (0, 1]; drawn in blocks of three. */
  readonly columnShare: number;
  readonly minimumLeafRows: number;
  /** A leaf's value is Σ residuals / (rows + this). */
  readonly leafShrinkage: number;
  readonly seed: number;
}

/** finance-defaults §5; the last three are customary. */
export const DEFAULT_BOOSTING: BoostingOptions = {
  trees: 150,
  depth: 4,
  learningRate: 0.04,
  columnShare: 0.2,
  minimumLeafRows: 50,
  leafShrinkage: 1,
  seed: 1,
};

export interface LabelledEra {
  /** Bins 0…4, -1 missing; column-major, rows × F. */
  readonly features: Int8Array;
  /** NaN where missing: the row is left out. */
  readonly target: Float64Array;
}

/** Complete binary trees, one after the other: 2^depth − 1 splits from the root on (children of s: 2s + 1, 2s + 2), 2^depth leaves. */
export interface BoostedTrees {
  readonly depth: number;
  readonly splitColumn: Int32Array;
  /** Bit b + 1 is set where bin b goes right (bit 0: missing). */
  readonly splitMask: Uint8Array;
  readonly leafValue: Float64Array;
}

/**
 * Gradient-boosted regression trees (squared error) on the given columns of binned features.
 * Residuals are rounded to integers before each tree, so histograms are exact and the fit is the same bits anywhere.
 * Histograms by bins: Ke et al., LightGBM (2017); rounded gradients: Shi et al., Quantized Training of GBDT (2022).
 *
 * @throws RangeError without a labelled row, above 2¹⁹ of them, and for a depth out of range
 */
export function fitBoostedTrees(
  eras: readonly LabelledEra[],
  columns: readonly number[],
  options: Partial<BoostingOptions> = {},
): BoostedTrees {
  const settings = { ...DEFAULT_BOOSTING, ...options };
  if (!(settings.depth >= 1 && settings.depth <= 8)) throw new RangeError(`a depth of ${settings.depth} is not 1 to 8`);
  const random = uniforms(settings.seed);
  const training = encode(eras, draw(columns, columns.length, random));
  const splits = 2 ** settings.depth - 1;
  const model: BoostedTrees = {
    depth: settings.depth,
    splitColumn: new Int32Array(settings.trees * splits),
    splitMask: new Uint8Array(settings.trees * splits),
    leafValue: new Float64Array(settings.trees * (splits + 1)),
  };
  const blocks = Array.from(training.blocks.keys());
  const drawn = Math.max(1, Math.round(settings.columnShare * blocks.length));
  for (let tree = 0; tree < settings.trees; tree += 1) {
    growTree(training, draw(blocks, drawn, random), settings, model, tree);
  }
  return model;
}

/** The sum of the trees' leaf values for each row. Any scale: only its order means something. */
export function predictBoostedTrees(model: BoostedTrees, features: Int8Array, rows: number): Float64Array {
  const { depth, splitColumn, splitMask, leafValue } = model;
  const splits = 2 ** depth - 1;
  const trees = leafValue.length / (splits + 1);
  const score = new Float64Array(rows);
  // One tree's splits, near each other: where their columns begin, and their masks.
  const start = new Int32Array(splits);
  const mask = new Int32Array(splits);
  for (let tree = 0; tree < trees; tree += 1) {
    for (let split = 0; split < splits; split += 1) {
      start[split] = splitColumn[tree * splits + split] * rows;
      mask[split] = splitMask[tree * splits + split];
    }
    const firstLeaf = tree * (splits + 1) - splits;
    for (let i = 0; i < rows; i += 1) {
      let node = 0;
      for (let level = 0; level < depth; level += 1) {
        node = 2 * node + 1 + ((mask[node] >> (features[start[node] + i] + 1)) & 1);
      }
      score[i] += leafValue[firstLeaf + node];
    }
  }
  return score;
}

interface Training {
  readonly rows: number;
  /** The up to three columns of each block. */
  readonly blocks: readonly (readonly number[])[];
  /** One code per row, block after block. */
  readonly codes: Uint8Array;
  /** What is left to explain. */
  readonly residual: Float64Array;
  /** CODES × the node of each row, at the present level. */
  readonly nodeBase: Uint16Array;
  /** COUNT + the rounded residual of each row. */
  readonly packed: Float64Array;
  /** The rows that a level's histograms are filled from, ascending, and what those rows hold in `nodeBase` and `packed`. */
  readonly listed: { readonly row: Int32Array; readonly base: Uint16Array; readonly value: Float64Array };
}

/** Of each drawn block, node after node, CODES sums each: at the present level, and at the one above. */
interface Histograms {
  readonly present: readonly Float64Array[];
  readonly above: readonly Float64Array[];
}

function encode(eras: readonly LabelledEra[], columns: readonly number[]): Training {
  let rows = 0;
  for (const { target } of eras) for (const y of target) if (!Number.isNaN(y)) rows += 1;
  if (rows === 0 || rows > MOST_ROWS) throw new RangeError(`boosting needs 1 to ${MOST_ROWS} rows, not ${rows}`);
  const blocks: (readonly number[])[] = [];
  for (let k = 0; k < columns.length; k += BLOCK) blocks.push(columns.slice(k, k + BLOCK));
  const codes = new Uint8Array(rows * blocks.length);
  const residual = new Float64Array(rows);
  let from = 0;
  for (const { features, target } of eras) {
    const labelled = Int32Array.from(target.keys()).filter((i) => !Number.isNaN(target[i]));
    const y = centredTarget(target);
    for (let k = 0; k < labelled.length; k += 1) residual[from + k] = y[labelled[k]];
    blocks.forEach((block, b) => {
      let place = 1;
      for (const column of block) {
        const out = b * rows + from;
        const bins = column * target.length;
        for (let k = 0; k < labelled.length; k += 1) {
          const bin = features[bins + labelled[k]] + 1;
          codes[out + k] += place * bin;
        }
        place *= BINS;
      }
    });
    from += labelled.length;
  }
  return {
    rows,
    blocks,
    codes,
    residual,
    nodeBase: new Uint16Array(rows),
    packed: new Float64Array(rows),
    listed: { row: new Int32Array(rows), base: new Uint16Array(rows), value: new Float64Array(rows) },
  };
}

function growTree(
  training: Training,
  blocks: readonly number[],
  settings: BoostingOptions,
  model: BoostedTrees,
  tree: number,
): void {
  const { residual, nodeBase } = training;
  const scale = packResiduals(training);
  nodeBase.fill(0);
  const firstSplit = tree * (2 ** settings.depth - 1);
  const sums = (): Float64Array[] => blocks.map(() => new Float64Array(2 ** (settings.depth - 1) * CODES));
  let histograms: Histograms = { present: sums(), above: sums() };
  for (let level = 0; level < settings.depth; level += 1) {
    const best = findSplits(training, blocks, histograms, 2 ** level, settings);
    histograms = { present: histograms.above, above: histograms.present };
    best.forEach((split, node) => {
      const at = firstSplit + 2 ** level - 1 + node;
      model.splitColumn[at] = split === null ? 0 : training.blocks[split.block][split.place];
      model.splitMask[at] = split === null ? 0 : split.mask;
    });
    descend(training, best);
  }
  const leaves = 2 ** settings.depth;
  const values = leafValues(training, leaves, scale, settings);
  model.leafValue.set(values, tree * leaves);
  for (let i = 0; i < training.rows; i += 1) {
    residual[i] -= values[(nodeBase[i] / CODES) | 0];
  }
}

/** Fills `packed` and returns how many integer units a residual of 1 is: the finest scale that keeps every sum exact. */
function packResiduals({ rows, residual, packed }: Training): number {
  let largest = 0;
  for (let i = 0; i < rows; i += 1) {
    const size = Math.abs(residual[i]);
    if (size > largest) largest = size;
  }
  const scale = largest === 0 ? 1 : Math.floor((COUNT / 2 - 1) / rows) / largest;
  for (let i = 0; i < rows; i += 1) packed[i] = COUNT + Math.round(residual[i] * scale);
  return scale;
}

interface Split {
  readonly gain: number;
  readonly block: number;
  /** Which of the block's columns. */
  readonly place: number;
  readonly mask: number;
}

/** The best split of every node of a level, null where none gains. */
function findSplits(
  training: Training,
  blocks: readonly number[],
  histograms: Histograms,
  nodes: number,
  settings: BoostingOptions,
): (Split | null)[] {
  const best: (Split | null)[] = Array.from({ length: nodes }, () => null);
  const isCounted = smallerChildren(training, nodes);
  const count = listRows(training, isCounted);
  for (let k = 0; k < blocks.length; k += TOGETHER) {
    fillHistograms(training, count, blocks.slice(k, k + TOGETHER), histograms.present.slice(k, k + TOGETHER));
  }
  const bins = new Float64Array(BLOCK * BINS);
  blocks.forEach((block, k) => {
    subtractFromParents(histograms.present[k], histograms.above[k], isCounted);
    for (let node = 0; node < nodes; node += 1) {
      addUpBins(histograms.present[k], node * CODES, bins);
      for (let place = 0; place < training.blocks[block].length; place += 1) {
        const found = bestThreshold(bins, place * BINS, settings);
        if (found.gain > (best[node]?.gain ?? 0)) best[node] = { ...found, block, place };
      }
    }
  });
  return best;
}

/** Of each two siblings 1 for the one with fewer rows, whose histogram is counted; the other's is their parent's less that. The root is counted. */
function smallerChildren({ rows, nodeBase }: Training, nodes: number): Uint8Array {
  if (nodes === 1) return Uint8Array.of(1);
  const size = new Int32Array(nodes);
  for (let i = 0; i < rows; i += 1) size[(nodeBase[i] / CODES) | 0] += 1;
  return Uint8Array.from(size, (own, node) => {
    const sibling = size[node ^ 1];
    return own < sibling || (own === sibling && node % 2 === 0) ? 1 : 0;
  });
}

/** Lists the rows of the nodes that are counted; gives how many there are. */
function listRows({ rows, nodeBase, packed, listed }: Training, isCounted: Uint8Array): number {
  const { row, base, value } = listed;
  let count = 0;
  for (let i = 0; i < rows; i += 1) {
    row[count] = i;
    base[count] = nodeBase[i];
    value[count] = packed[i];
    count += isCounted[(nodeBase[i] / CODES) | 0];
  }
  return count;
}

/** Blocks whose histograms are filled in one pass over the rows. */
const TOGETHER = 4;

/** One pass over the listed rows for up to four blocks, which is faster than one each; where they are fewer, the rest goes nowhere. */
function fillHistograms(
  { rows, codes, listed }: Training,
  count: number,
  blocks: readonly number[],
  sums: readonly Float64Array[],
): void {
  const { row, base, value } = listed;
  for (const each of sums) each.fill(0);
  const nowhere = sums.length < TOGETHER ? new Float64Array(sums[0].length) : sums[0];
  const [a, b = a, c = a, d = a] = blocks.map((block) => block * rows);
  const [sumsA, sumsB = nowhere, sumsC = nowhere, sumsD = nowhere] = sums;
  for (let k = 0; k < count; k += 1) {
    const i = row[k];
    const from = base[k];
    const more = value[k];
    sumsA[from + codes[a + i]] += more;
    sumsB[from + codes[b + i]] += more;
    sumsC[from + codes[c + i]] += more;
    sumsD[from + codes[d + i]] += more;
  }
}

/** The histograms of the nodes that were not counted: their parents' less their siblings'. All are sums of integers, so it is exact. */
function subtractFromParents(sums: Float64Array, above: Float64Array, isCounted: Uint8Array): void {
  for (let node = 0; node < isCounted.length; node += 1) {
    if (isCounted[node] === 1) continue;
    const own = node * CODES;
    const sibling = (node ^ 1) * CODES;
    const parent = (node >> 1) * CODES;
    for (let code = 0; code < CODES; code += 1) sums[own + code] = above[parent + code] - sums[sibling + code];
  }
}

/** The three histograms of 6 bins out of the one of 216 codes. */
function addUpBins(histogram: Float64Array, from: number, bins: Float64Array): void {
  bins.fill(0);
  let code = from;
  for (let c = 2 * BINS; c < 3 * BINS; c += 1) {
    for (let b = BINS; b < 2 * BINS; b += 1) {
      for (let a = 0; a < BINS; a += 1) {
        const value = histogram[code];
        bins[a] += value;
        bins[b] += value;
        bins[c] += value;
        code += 1;
      }
    }
  }
}

/** The best of the four thresholds, with the missing on either side, by Σ² / rows of both children less the parent's. */
function bestThreshold(bins: Float64Array, from: number, settings: BoostingOptions): { gain: number; mask: number } {
  const { minimumLeafRows, leafShrinkage } = settings;
  let total = 0;
  for (let b = 0; b < BINS; b += 1) total += bins[from + b];
  const rows = Math.round(total / COUNT);
  const sum = total - rows * COUNT;
  const parent = (sum * sum) / (rows + leafShrinkage);
  const best = { gain: 0, mask: 0 };
  for (let missingLeft = 0; missingLeft < 2; missingLeft += 1) {
    let left = missingLeft === 1 ? bins[from] : 0;
    for (let threshold = 1; threshold < BINS - 1; threshold += 1) {
      left += bins[from + threshold];
      const leftRows = Math.round(left / COUNT);
      const rightRows = rows - leftRows;
      if (leftRows < minimumLeafRows || rightRows < minimumLeafRows) continue;
      const leftSum = left - leftRows * COUNT;
      const rightSum = sum - leftSum;
      const gain =
        (leftSum * leftSum) / (leftRows + leafShrinkage) + (rightSum * rightSum) / (rightRows + leafShrinkage) - parent;
      if (gain > best.gain) {
        best.gain = gain;
        best.mask = (0b111110 & ~((2 << threshold) - 1)) | (1 - missingLeft);
      }
    }
  }
  return best;
}

/** Moves every row to its child: 2·node, or 2·node + 1 where its bin goes right. */
function descend({ rows, codes, nodeBase }: Training, splits: readonly (Split | null)[]): void {
  const goesRight = new Uint8Array(splits.length * CODES);
  const blockFrom = new Int32Array(splits.length);
  splits.forEach((split, node) => {
    if (split === null) return;
    blockFrom[node] = split.block * rows;
    for (let code = 0; code < CODES; code += 1) {
      const bin = Math.floor(code / BINS ** split.place) % BINS;
      goesRight[node * CODES + code] = (split.mask >> bin) & 1;
    }
  });
  for (let i = 0; i < rows; i += 1) {
    const base = nodeBase[i];
    const code = codes[blockFrom[(base / CODES) | 0] + i];
    nodeBase[i] = 2 * base + CODES * goesRight[base + code];
  }
}

function leafValues(training: Training, leaves: number, scale: number, settings: BoostingOptions): Float64Array {
  const { rows, nodeBase, packed } = training;
  const totals = new Float64Array(leaves);
  for (let i = 0; i < rows; i += 1) {
    totals[(nodeBase[i] / CODES) | 0] += packed[i];
  }
  return totals.map((total) => {
    const count = Math.round(total / COUNT);
    const sum = (total - count * COUNT) / scale;
    return count === 0 ? 0 : (settings.learningRate * sum) / (count + settings.leafShrinkage);
  });
}
