import type { BoostedTrees, LabelledEra } from './boostedTrees.ts';
import { gram } from './gram.ts';
import type { TrainingEra } from './participant.ts';
import { RidgeAccumulator } from './ridgeAccumulator.ts';
import type { TreeFit, TreeFitting } from './treeFitting.ts';

/** A target is learned from once this many of its eras are known. */
export const MINIMUM_ERAS = 26;

/** Trees learn from no more than the newest eras with so many rows in all: a market without end would outgrow any memory. */
const MOST_TREE_ROWS = 2 ** 18;

/** Gram matrices kept: enough from an era's close until its 60-day targets are known, on a daily schedule too. */
const GRAMS_KEPT = 96;

/** A fit that is due, and who takes its result. */
export interface Refit {
  readonly fit: TreeFit;
  take(model: BoostedTrees): void;
}

/** What all learning participants share: sums for the ridges, eras for the trees. Every era's features are multiplied once. */
export class TrainingHistory {
  /** Features of an era. */
  readonly columns: number;
  readonly #treeStride: number;
  readonly #ridges = new Map<string, RidgeAccumulator>();
  readonly #treeEras = new Map<string, TreeEras>();
  readonly #lastPosition = new Map<string, number>();
  readonly #grams = new Map<number, Int32Array>();
  readonly #learners: (() => Refit | null)[] = [];

  /** `treeStride`: trees learn from every such era of a target, the first one included (overlapping targets add little). */
  constructor(columns: number, treeStride: number) {
    this.columns = columns;
    this.#treeStride = treeStride;
  }

  /** Adds the targets that became known. For each target, eras come in ascending order and once (RangeError otherwise). */
  learn(era: TrainingEra): void {
    for (const target of era.targets.keys()) {
      const last = this.#lastPosition.get(target) ?? -1;
      if (era.position <= last) {
        throw new RangeError(`${target} of era ${era.position} comes after that of era ${last} was learned`);
      }
    }
    for (const [target, values] of era.targets) this.#learnTarget(era, target, values);
  }

  #learnTarget(era: TrainingEra, target: string, values: Float64Array): void {
    this.#lastPosition.set(target, era.position);
    const ridge = this.ridge(target);
    const { features } = era;
    if (ridge.eras % this.#treeStride === 0) {
      const kept = this.#treeEras.get(target) ?? { forgotten: 0, eras: [] };
      kept.eras.push({ features, target: values });
      this.#treeEras.set(target, kept);
      // Twice as many as are learned from, because the last fit may lie some eras back.
      while (rowsOf(kept.eras) > 2 * MOST_TREE_ROWS) {
        kept.eras.shift();
        kept.forgotten += 1;
      }
    }
    ridge.add(features, values, this.gram(era.position, features, era.rows));
  }

  /** `due` says which fit somebody needs for the next live era, null where none: asked whenever trees are fitted together. */
  addLearner(due: () => Refit | null): void {
    this.#learners.push(due);
  }

  /** Makes all fits that are due, so that no participant needs to make its own. */
  async refit(fitting: TreeFitting): Promise<void> {
    const refits = this.#learners.flatMap((due) => due() ?? []);
    const models = await fitting.fit(refits.map(({ fit }) => fit));
    refits.forEach(({ take }, k) => take(models[k]));
  }

  /** X'X of an era's centred bins; one computation per era, whether it is live or past. */
  gram(position: number, features: Int8Array, rows: number): Int32Array {
    let result = this.#grams.get(position);
    if (result === undefined) {
      result = gram(features, rows, this.columns);
      this.#grams.set(position, result);
      for (const oldest of this.#grams.keys()) {
        if (this.#grams.size <= GRAMS_KEPT) break;
        this.#grams.delete(oldest);
      }
    }
    return result;
  }

  /** The sums of a target's known eras. */
  ridge(target: string): RidgeAccumulator {
    let ridge = this.#ridges.get(target);
    if (ridge === undefined) {
      ridge = new RidgeAccumulator(this.columns);
      this.#ridges.set(target, ridge);
    }
    return ridge;
  }

  /** The target itself once it has `MINIMUM_ERAS`; until then `fallback` (a longer horizon is known later). */
  learnable(target: string, fallback: string): string {
    return this.ridge(target).eras >= MINIMUM_ERAS ? target : fallback;
  }

  /** Every `treeStride`th of the first `count` known eras of a target; of many the newest. */
  treeEras(target: string, count: number): readonly LabelledEra[] {
    const { forgotten, eras } = this.#treeEras.get(target) ?? { forgotten: 0, eras: [] };
    const known = eras.slice(0, Math.max(0, Math.ceil(count / this.#treeStride) - forgotten));
    while (rowsOf(known) > MOST_TREE_ROWS) known.shift();
    return known;
  }
}

interface TreeEras {
  /** How many older ones there were. */
  forgotten: number;
  readonly eras: LabelledEra[];
}

const rowsOf = (eras: readonly LabelledEra[]): number => eras.reduce((sum, { target }) => sum + target.length, 0);
