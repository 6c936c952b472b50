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
  const splits = 2 ** model.depth - 1;
  const trees = model.leafValue.length / (splits + 1);
  const score = new Float64Array(rows);
  for (let tree = 0; tree < trees; tree += 1) {
    const first = tree * splits;
    const firstLeaf = tree * (splits + 1);
    for (let i = 0; i < rows; i += 1) {
      let node = 0;
      while (node < splits) {
        const bin = features[model.splitColumn[first + node] * rows + i];
        node = 2 * node + 1 + ((model.splitMask[first + node] >> (bin + 1)) & 1);
      }
      score[i] += model.leafValue[firstLeaf + node - splits];
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
  return { rows, blocks, codes, residual, nodeBase: new Uint16Array(rows), packed: new Float64Array(rows) };
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
  for (let level = 0; level < settings.depth; level += 1) {
    const best = findSplits(training, blocks, 2 ** level, settings);
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
    residual[i] -= values[nodeBase[i] / CODES];
  }
}

/** Fills `packed` and returns how many integer units a residual of 1 is: the finest scale that keeps every sum exact. */
function packResiduals({ rows, residual, packed }: Training): number {
  let largest = 0;
  for (let i = 0; i < rows; i += 1) largest = Math.max(largest, Math.abs(residual[i]));
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
  nodes: number,
  settings: BoostingOptions,
): (Split | null)[] {
  const best: (Split | null)[] = Array.from({ length: nodes }, () => null);
  const histograms = [new Float64Array(nodes * CODES), new Float64Array(nodes * CODES)] as const;
  const bins = new Float64Array(BLOCK * BINS);
  for (let k = 0; k < blocks.length; k += 2) {
    const pair = blocks.slice(k, k + 2);
    fillHistograms(training, pair, histograms);
    for (const [h, block] of pair.entries()) {
      for (let node = 0; node < nodes; node += 1) {
        addUpBins(histograms[h], node * CODES, bins);
        for (let place = 0; place < training.blocks[block].length; place += 1) {
          const found = bestThreshold(bins, place * BINS, settings);
          if (found.gain > (best[node]?.gain ?? 0)) best[node] = { ...found, block, place };
        }
      }
    }
  }
  return best;
}

/** One pass over the rows for two blocks, which is faster than one each; a lone block fills both histograms. */
function fillHistograms(
  { rows, codes, nodeBase, packed }: Training,
  pair: readonly number[],
  [first, second]: readonly [Float64Array, Float64Array],
): void {
  const a = pair[0] * rows;
  const b = (pair.at(-1) as number) * rows;
  first.fill(0);
  second.fill(0);
  for (let i = 0; i < rows; i += 1) {
    const base = nodeBase[i];
    const value = packed[i];
    first[base + codes[a + i]] += value;
    second[base + codes[b + i]] += value;
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
    const leaf = nodeBase[i] / CODES;
    totals[leaf] += packed[i];
  }
  return totals.map((total) => {
    const count = Math.round(total / COUNT);
    const sum = (total - count * COUNT) / scale;
    return count === 0 ? 0 : (settings.learningRate * sum) / (count + settings.leafShrinkage);
  });
}
