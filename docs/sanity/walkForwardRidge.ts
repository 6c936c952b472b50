import { type Era } from '@robata/market';
import { linearScore, RidgeAccumulator } from '@robata/season';

interface LabelledEra {
  readonly position: number;
  readonly era: Era;
  readonly target: Float64Array;
}

/** Ridge regressions that know, at every era, the targets of all eras before the embargo. */
export class WalkForwardRidge {
  readonly #known: RidgeAccumulator;
  readonly #embargo: number;
  readonly #waiting: LabelledEra[] = [];

  constructor(features: number, embargo: number) {
    this.#known = new RidgeAccumulator(features);
    this.#embargo = embargo;
  }

  /** Eras come in ascending order. */
  add(position: number, era: Era, target: Float64Array): void {
    this.#waiting.push({ position, era, target });
  }

  /** The scores of an era by ridge on the chosen features, λ per row. Call for ascending eras. */
  predict(position: number, era: Era, features: readonly number[], lambda: number): Float64Array {
    while (this.#waiting[0] !== undefined && this.#waiting[0].position <= position - this.#embargo) {
      const { era: past, target } = this.#waiting.shift() as LabelledEra;
      this.#known.add(past.features, target);
    }
    return linearScore(era.features, era.ids.length, features, this.#known.coefficients(features, lambda));
  }
}
