import type { Random } from './random.ts';

const BEGINNINGS =
  'Al Ar Bel Bran Cal Cor Dar Del El Fen Gal Har Hel Ir Jor Kel Lan Lor Mar Mer Nor Or Pel Quin Ral Ros Sel Tal Tor Ul Val Ver Wil Xan Yar Zel';
const MIDDLES = 'a ba da e en i ka la le lo ma mo na ni o ra ri ro sa ta ti va ve';
const ENDS = 'bury con dale dex field gard lan lis mont more nor phon ric rock sten tex ton tra vane vex wick wyn';

const beginnings = BEGINNINGS.split(' ');
const middles = MIDDLES.split(' ');
const ends = ENDS.split(' ');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ATTEMPTS = 40;

/** Invents company names and tickers, each once. All are fictional; a likeness with a listed company is chance. */
export class NameSource {
  readonly #names = new Set<string>();
  readonly #tickers = new Set<string>();

  /** A new name that ends in one of `endings`, and a new ticker of four letters (five once those of its initial run short). */
  next(random: Random, endings: readonly string[]): { name: string; ticker: string } {
    const name = unused(this.#names, (attempt) => {
      const stem =
        random.pick(beginnings) + (attempt < ATTEMPTS / 2 ? '' : random.pick(middles)) + random.pick(middles);
      return `${stem + random.pick(ends)} ${random.pick(endings)}`;
    });
    const ticker = unused(this.#tickers, (attempt) => {
      let letters = name[0].toUpperCase();
      for (let i = 1; i < (attempt < ATTEMPTS / 2 ? 4 : 5); i += 1) letters += LETTERS[random.integer(26)];
      return letters;
    });
    return { name, ticker };
  }
}

function unused(taken: Set<string>, propose: (attempt: number) => string): string {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const proposal = propose(attempt);
    if (taken.has(proposal)) continue;
    taken.add(proposal);
    return proposal;
  }
  throw new Error(`no unused name was found in ${ATTEMPTS} attempts: ${taken.size} are taken`);
}
