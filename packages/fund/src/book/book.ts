import { type Amount, amountOf, ZERO } from '@robata/ledger';
import { approximate, product } from '../money.ts';

/** A holding at its last price. */
export interface Position {
  readonly security: number;
  /** Shares in 1e-18, negative when short, never 0. */
  readonly quantity: Amount;
  /** Per share, the last one known, ≥ 0. */
  readonly price: Amount;
  /** quantity · price, rounded towards 0. */
  readonly value: Amount;
}

/** What a fund holds: cash (with the proceeds of short sales in it, negative when borrowed) and positions, ascending by security. */
export interface Book {
  readonly cash: Amount;
  readonly positions: readonly Position[];
}

export const emptyBook: Book = Object.freeze({ cash: ZERO, positions: Object.freeze([]) });

/** A position at a price. Throws RangeError for a negative price. */
export function position(security: number, quantity: bigint, price: Amount): Position {
  if (price < 0n) throw new RangeError(`security ${security} has a price below 0`);
  return Object.freeze({ security, quantity: amountOf(quantity), price, value: product(quantity, price) });
}

/** A book, its positions put in order and those of no shares left out. */
export function bookOf(cash: bigint, positions: Iterable<Position>): Book {
  const held = [...positions].filter(({ quantity }) => quantity !== 0n).sort((a, b) => a.security - b.security);
  return Object.freeze({ cash: amountOf(cash), positions: Object.freeze(held) });
}

/** Cash plus the value of all positions, exactly. */
export const assetsOf = (book: Book): Amount => amountOf(book.cash + exposureOf(book).net);

/** The same book with other cash. */
export const withCash = ({ positions }: Book, cash: bigint): Book => Object.freeze({ cash: amountOf(cash), positions });

/** Σ|value| and Σ value of the positions: gross and net exposure in money. */
export function exposureOf({ positions }: Book): Exposure {
  const known = exposures.get(positions);
  if (known !== undefined) return known;
  let [gross, net] = [0n, 0n];
  for (const { value } of positions) {
    net += value;
    gross += value < 0n ? -value : value;
  }
  const exposure = Object.freeze({ gross: amountOf(gross), net: amountOf(net) });
  exposures.set(positions, exposure);
  return exposure;
}

interface Exposure {
  readonly gross: Amount;
  readonly net: Amount;
}

/** Positions are frozen, and asked for their value several times an event. */
const exposures = new WeakMap<Book['positions'], Exposure>();

/** Security → value as a share of `capital` (default: the book's assets): what a plan takes as `holdings`. Throws RangeError unless it is positive. */
export function bookWeights(book: Book, capital: Amount = assetsOf(book)): ReadonlyMap<number, number> {
  if (capital <= 0n) throw new RangeError('weights are shares of a capital above 0');
  const whole = approximate(capital);
  return new Map(book.positions.map(({ security, value }) => [security, approximate(value) / whole]));
}
