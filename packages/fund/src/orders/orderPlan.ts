import { type Amount, amountOf, formatAmount, sha256, sumAmounts, ZERO } from '@robata/ledger';
import type { Book } from '../book/book.ts';
import { exact, ONE, product } from '../money.ts';
import { isBuy, type Order, type Side } from './order.ts';
import { ordersCsv } from './ordersCsv.ts';

/**
 * Why a change is no order: nothing to price it by, a listing that has ended, no symbol, one that no file of orders can hold, or one that two
 * securities of the plan have.
 */
export type LeftOutReason = 'no_price' | 'delisted' | 'no_symbol' | 'unreadable_symbol' | 'shared_symbol';

/** A change that the plan leaves out: what is held of it stays as it is. */
export interface LeftOut {
  readonly security: number;
  /** As the market calls it; null: not at all. */
  readonly symbol: string | null;
  readonly reason: LeftOutReason;
  /** Shares that stay; negative: owed. */
  readonly heldShares: Amount;
  /** The share of the capital that was wanted. */
  readonly wantedWeight: number;
}

/** What would be sent to a broker: shown, then confirmed by its hash. */
export interface OrderPlan {
  readonly fund: string;
  readonly day: string;
  /** Of the book that the orders start from: it must not have moved when they are confirmed. */
  readonly bookHash: string;
  readonly orders: readonly Order[];
  /** Changes too small to be traded: securities, ascending. */
  readonly skipped: readonly number[];
  /** Changes that no broker could be asked for, ascending by security; absent where there are none. */
  readonly leftOut?: readonly LeftOut[];
  /** Money bought and sold at reference prices. */
  readonly bought: Amount;
  readonly sold: Amount;
  /** SHA-256 over fund, day, book, the CSV itself and what is left out. */
  readonly hash: string;
}

export interface OrderPlanInput {
  readonly fund: string;
  readonly day: string;
  readonly book: Book;
  /** What weights are shares of. */
  readonly capital: Amount;
  readonly targetWeights: ReadonlyMap<number, number>;
  /** The last price of what is traded, above 0. */
  readonly priceOf: (security: number) => Amount | undefined;
  /** Whether its listing has ended, so that nobody trades it any more; default: nothing is. */
  readonly isDelisted?: (security: number) => boolean;
  readonly symbolOf: (security: number) => string | undefined;
  /** Shares of which quantities are multiples; default 1. */
  readonly lot?: Amount;
  /** Smaller trades are left out (but for closing a position); default 0. */
  readonly minimumValue?: Amount;
  /** Limit prices this share of the reference price away on the dear side, .01 for 1 %; default null: no limits. */
  readonly limitBand?: number | null;
}

/** Nothing that a CSV would have to quote, or a spreadsheet would run as a formula. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9./_-]*$/;

const size = (value: bigint): bigint => (value < 0n ? -value : value);

/** SHA-256 (hex) over cash and positions, in the book's own order: a plan holds for this book and no other. */
export const bookHash = ({ cash, positions }: Book): string =>
  sha256(
    [formatAmount(cash), ...positions.map((each) => `${each.security}:${formatAmount(each.quantity)}`)].join('\n'),
  );

/** SHA-256 over fund, day, book, the CSV of the orders and, where something is left out, a line for each: what is confirmed. */
export const planHash = ({
  fund,
  day,
  bookHash: book,
  orders,
  leftOut = [],
}: Pick<OrderPlan, 'fund' | 'day' | 'bookHash' | 'orders' | 'leftOut'>): string =>
  sha256([fund, day, book, ordersCsv(orders), ...leftOut.map(leftOutLine)].join('\n'));

const leftOutLine = ({ security, symbol, reason, heldShares, wantedWeight }: LeftOut): string =>
  JSON.stringify(['left out', security, symbol, reason, formatAmount(heldShares), wantedWeight]);

/**
 * The orders that take a book to target weights: changes in shares rounded towards none, one order each, two where a position changes its
 * side (first to close it). Ascending by security. Pure; the same input gives the same hash.
 * What has no price, or no symbol of its own of letters, digits and . / - _, is left out with its reason; the rest goes on.
 * Throws RangeError where the fund's name is no such word.
 */
export function orderPlan(input: OrderPlanInput): OrderPlan {
  const { fund, day, book, targetWeights, capital, lot = amountOf(ONE), minimumValue = ZERO } = input;
  if (!PLAIN.test(fund)) throw new RangeError(`'${fund}' is no name for a file of orders`);
  const held = new Map(book.positions.map(({ security, quantity }) => [security, quantity]));
  const changed: { security: number; symbol: string; price: Amount; parts: ReturnType<typeof changes> }[] = [];
  const skipped: number[] = [];
  const leftOut: LeftOut[] = [];
  const leave = (security: number, reason: LeftOutReason): void => {
    const [heldShares, wantedWeight] = [held.get(security) ?? ZERO, targetWeights.get(security) ?? 0];
    if (heldShares === 0n && wantedWeight === 0) return;
    const symbol = input.symbolOf(security) || null;
    leftOut.push(Object.freeze({ security, symbol, reason, heldShares, wantedWeight }));
  };
  for (const security of [...new Set([...held.keys(), ...targetWeights.keys()])].sort((a, b) => a - b)) {
    const price = input.priceOf(security);
    const isGone = input.isDelisted?.(security) ?? false;
    if (isGone || price === undefined || price <= 0n) {
      leave(security, isGone ? 'delisted' : 'no_price');
      continue;
    }
    const now = held.get(security) ?? ZERO;
    const target = (product(exact(targetWeights.get(security) ?? 0), capital) * ONE) / price;
    const parts = changes(now, target, lot);
    const traded = parts.reduce((total, { quantity }) => total + quantity, 0n);
    if (traded === 0n) {
      if (target !== now) skipped.push(security);
      continue;
    }
    if (target !== 0n && product(traded, price) < minimumValue) {
      skipped.push(security);
      continue;
    }
    const symbol = input.symbolOf(security);
    if (symbol === undefined || symbol === '') leave(security, 'no_symbol');
    else if (!PLAIN.test(symbol)) leave(security, 'unreadable_symbol');
    else changed.push({ security, symbol, price, parts });
  }
  const names = new Map<string, number>();
  for (const { symbol } of changed) names.set(symbol, (names.get(symbol) ?? 0) + 1);
  const orders: Order[] = [];
  for (const { security, symbol, price, parts } of changed) {
    if (names.get(symbol) !== 1) {
      leave(security, 'shared_symbol');
      continue;
    }
    for (const { side, quantity } of parts) {
      const id = `${fund}-${day}-${orders.length + 1}`;
      const limitPrice = limitOf(side, price, input.limitBand ?? null);
      orders.push(Object.freeze({ id, security, symbol, side, quantity, referencePrice: price, limitPrice }));
    }
  }
  leftOut.sort((a, b) => a.security - b.security);
  const value = (isCounted: (side: Side) => boolean): Amount =>
    sumAmounts(
      orders.filter((each) => isCounted(each.side)).map((each) => product(each.quantity, each.referencePrice)),
    );
  const hashed = {
    fund,
    day,
    bookHash: bookHash(book),
    orders: Object.freeze(orders),
    ...(leftOut.length > 0 && { leftOut: Object.freeze(leftOut) }),
  };
  return Object.freeze({
    ...hashed,
    skipped: Object.freeze(skipped),
    bought: value(isBuy),
    sold: value((side) => !isBuy(side)),
    hash: planHash(hashed),
  });
}

/** From `now` to `target` shares in whole lots, through 0 in two steps. */
function changes(now: bigint, target: bigint, lot: bigint): { side: Side; quantity: Amount }[] {
  const inLots = (quantity: bigint): Amount => amountOf((size(quantity) / lot) * lot);
  const parts: { side: Side; quantity: Amount }[] = [];
  const isCrossing = now !== 0n && target !== 0n && now > 0n !== target > 0n;
  if (target === 0n || isCrossing) {
    if (now !== 0n) parts.push({ side: now > 0n ? 'sell' : 'buy_to_cover', quantity: amountOf(size(now)) });
    if (target !== 0n) parts.push({ side: target > 0n ? 'buy' : 'sell_short', quantity: inLots(target) });
  } else {
    const isLong = (now === 0n ? target : now) > 0n;
    const grows = size(target) > size(now);
    const side = isLong ? (grows ? 'buy' : 'sell') : grows ? 'sell_short' : 'buy_to_cover';
    parts.push({ side, quantity: inLots(target - now) });
  }
  return parts.filter(({ quantity }) => quantity > 0n);
}

const CENT = 10n ** 16n;

/** Rounded to whole cents on the patient side (up for a sale, down for a purchase), unless that left nothing. */
function limitOf(side: Side, price: Amount, band: number | null): Amount | null {
  if (band === null) return null;
  if (!(band >= 0 && band < 1)) throw new RangeError(`a limit band of ${band} is not between 0 and 1`);
  const limit = product(price, exact(isBuy(side) ? 1 + band : 1 - band));
  const rounded = isBuy(side) ? (limit / CENT) * CENT : ((limit + CENT - 1n) / CENT) * CENT;
  return amountOf(rounded > 0n ? rounded : limit);
}
