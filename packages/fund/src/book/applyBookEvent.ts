import { type Amount, amountOf } from '@robata/ledger';
import { ONE, product } from '../money.ts';
import { type Book, bookOf, type Position, position, withCash } from './book.ts';
import type { BookEvent, Fill, ShareRatio } from './bookEvent.ts';

const find = ({ positions }: Book, security: number): Position | undefined =>
  positions.find((held) => held.security === security);

/** The book with some positions replaced (those of no shares fall out). */
const withPositions = (book: Book, cash: bigint, changed: readonly Position[]): Book => {
  const merged = new Map(book.positions.map((held) => [held.security, held]));
  for (const each of changed) merged.set(each.security, each);
  return bookOf(cash, merged.values());
};

function shares(quantity: bigint, ratio: ShareRatio): bigint {
  if (![ratio.new, ratio.per].every((count) => Number.isSafeInteger(count) && count > 0)) {
    throw new RangeError(`${ratio.new} for ${ratio.per} is no ratio of shares`);
  }
  return (quantity * BigInt(ratio.new)) / BigInt(ratio.per);
}

/** More shares of a security: at its own last price where it is held, else at `price`. */
const received = (book: Book, security: number, quantity: bigint, price: Amount): Position => {
  const held = find(book, security);
  return position(security, (held?.quantity ?? 0n) + quantity, held?.price ?? price);
};

function trade(book: Book, fills: readonly Fill[]): Book {
  const merged = new Map(book.positions.map((held) => [held.security, held]));
  let cash: bigint = book.cash;
  for (const { security, quantity, price, linearCost, impactCost } of fills) {
    if (price < 0n || linearCost < 0n || impactCost < 0n) {
      throw new RangeError(`the fill of security ${security} has a negative price or cost`);
    }
    const held = merged.get(security);
    cash -= product(quantity, price) + linearCost + impactCost;
    merged.set(security, position(security, (held?.quantity ?? 0n) + quantity, held?.price ?? price));
  }
  return bookOf(cash, merged.values());
}

/**
 * The book after an event. A position keeps its last mark through a trade; what was paid above the mark shows at once as a loss.
 * Events about securities that are not held change nothing. Throws RangeError for negative prices or costs and for odd ratios.
 */
export function applyBookEvent(book: Book, event: BookEvent): Book {
  switch (event.kind) {
    case 'traded':
      return trade(book, event.fills);
    case 'marked': {
      const prices = new Map(event.prices.map(({ security, price }) => [security, price]));
      const marked = book.positions.map((held) => {
        const price = prices.get(held.security);
        return price === undefined || price === held.price ? held : position(held.security, held.quantity, price);
      });
      // Shares and order stay.
      return Object.freeze({ cash: book.cash, positions: Object.freeze(marked) });
    }
    case 'financed':
      if (event.borrowCost < 0n) throw new RangeError('a fee for borrowed stock below 0');
      return withCash(book, book.cash + event.interest - event.borrowCost);
    default:
      return corporateAction(book, event);
  }
}

function corporateAction(book: Book, event: Exclude<BookEvent, { kind: 'traded' | 'marked' | 'financed' }>): Book {
  const held = find(book, event.security);
  if (held === undefined) return book;
  const { security, quantity, price } = held;
  switch (event.kind) {
    case 'split': {
      const after = shares(quantity, event.ratio);
      const perShare = (price * BigInt(event.ratio.per)) / BigInt(event.ratio.new);
      // What rounding takes from value (below 1e-18 per share) is kept as cash, so that a split changes no NAV.
      const split = position(security, after, amountOf(perShare));
      return withPositions(book, book.cash + held.value - split.value, [split]);
    }
    case 'dividend':
      if (event.perShare < 0n) throw new RangeError('a dividend below 0');
      return withCash(book, book.cash + product(quantity, event.perShare));
    case 'merger': {
      if (event.cashPerShare < 0n) throw new RangeError('a merger for less than nothing');
      const cash = book.cash + product(quantity, event.cashPerShare);
      const gone = position(security, 0n, price);
      if (event.stock === null) return withPositions(book, cash, [gone]);
      const { into, ratio, price: stockPrice } = event.stock;
      if (into === security) throw new RangeError(`security ${security} cannot merge into itself`);
      return withPositions(book, cash, [gone, received(book, into, shares(quantity, ratio), stockPrice)]);
    }
    case 'spun_off': {
      if (event.child === security) throw new RangeError(`security ${security} cannot be its own child`);
      const child = shares(quantity, event.ratio);
      const given = (product(child, event.childPrice) * ONE) / quantity;
      if (given > price) throw new RangeError(`security ${security} spins off more than it is worth`);
      const parent = position(security, quantity, amountOf(price - given));
      const spun = received(book, event.child, child, event.childPrice);
      return withPositions(book, book.cash, [parent, spun]);
    }
    case 'delisted':
      if (event.recovery < 0n) throw new RangeError('a recovery below 0');
      return withPositions(book, book.cash + product(quantity, event.recovery), [position(security, 0n, price)]);
  }
}
