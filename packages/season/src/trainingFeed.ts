import type { Era, MarketPanel, PreparedTargets } from '@robata/market';
import type { Roster } from './participants/roster.ts';
import type { Embargo } from './seasonSettings.ts';

interface KnownEra {
  readonly position: number;
  readonly era: Era;
  targets: PreparedTargets;
}

const LONG_SUFFIX = '_60';

/** Hands past eras to the participants as their targets become known behind the embargo, each target once, in order. */
export class TrainingFeed {
  readonly #roster: Roster;
  readonly #embargo: Embargo;
  readonly #names: readonly string[];
  readonly #waiting20: KnownEra[] = [];
  readonly #waiting60: KnownEra[] = [];
  #taught = 0;

  /** @param targets those that are learned; eras may carry others */
  constructor(roster: Roster, embargo: Embargo, targets: readonly { readonly name: string }[]) {
    this.#roster = roster;
    this.#embargo = embargo;
    this.#names = targets.map(({ name }) => name);
  }

  /** How many eras the participants have learned 20-day targets of. */
  get taught(): number {
    return this.#taught;
  }

  add(position: number, era: Era, targets: PreparedTargets): void {
    this.#waiting20.push({ position, era, targets });
    this.#waiting60.push({ position, era, targets });
  }

  /** The market was restated: eras that are not taught yet are taught by what is known now. */
  restate(prepare: (era: Era) => PreparedTargets): void {
    const made = new Map<Era, PreparedTargets>();
    for (const each of [...this.#waiting20, ...this.#waiting60]) {
      const targets = made.get(each.era) ?? prepare(each.era);
      made.set(each.era, targets);
      each.targets = targets;
    }
  }

  /** Teaches what may be known when the era at `position` is live. */
  teach(position: number, panel: MarketPanel): void {
    this.#taught += this.#teach(
      this.#waiting20,
      position - this.#embargo.days20,
      panel,
      (name) => !name.endsWith(LONG_SUFFIX),
    );
    this.#teach(this.#waiting60, position - this.#embargo.days60, panel, (name) => name.endsWith(LONG_SUFFIX));
  }

  #teach(waiting: KnownEra[], last: number, panel: MarketPanel, wanted: (name: string) => boolean): number {
    let count = 0;
    while (waiting[0] !== undefined && waiting[0].position <= last) {
      const { position, era, targets } = waiting.shift() as KnownEra;
      const known = targets.final(panel, (name) => this.#names.includes(name) && wanted(name));
      if (known.size > 0) {
        this.#roster.learn({ position, rows: era.ids.length, features: era.features, targets: known });
      }
      count += 1;
    }
    return count;
  }
}
