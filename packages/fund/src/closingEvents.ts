import type { Amount } from '@robata/ledger';
import { applyFundEvent } from './applyFundEvent.ts';
import type { BookEvent } from './book/bookEvent.ts';
import type { CostTerms, Liquidity } from './book/costTerms.ts';
import { fillsTo } from './book/fillsTo.ts';
import { financing } from './book/financing.ts';
import { calendarDays } from './calendarDays.ts';
import { type FundAccounts, liveCapitalOf } from './capital/fundAccounts.ts';
import { leavesNobody } from './capital/applyCapitalEvent.ts';
import { endsPeriod } from './capital/terms.ts';
import type { FundEvent } from './fundEvent.ts';
import type { FundReading } from './fundLife.ts';

export interface ClosingInput {
  readonly day: string;
  /** The next valuation: whether today ends a month, quarter or year for dealing and fees. */
  readonly nextDay: string;
  /** Splits, dividends, mergers, spin-offs and delistings of the day, before its prices. */
  readonly corporateActions?: readonly BookEvent[];
  /** Security → close; none: no price today. */
  readonly prices: ReadonlyMap<number, Amount>;
  /** Weights to trade to at this close, as shares of the capital before it; null: no trade today. */
  readonly targetWeights?: ReadonlyMap<number, number> | null;
  /** What a broker filled today and has reported: booked where the paper broker trades. */
  readonly executed?: readonly Extract<FundEvent, { kind: 'executed' }>[];
  readonly costs: CostTerms;
  readonly liquidityOf?: (security: number) => Liquidity | undefined;
}

/** The fund that a log leads to, and takes the next event. */
interface Written {
  readonly accounts: FundAccounts;
  read(event: FundEvent): void;
}

/** A log being written: each event is applied as it is added. */
class Writing {
  readonly events: FundEvent[] = [];
  readonly #written: Written;

  constructor(written: Written) {
    this.#written = written;
  }

  get accounts(): FundAccounts {
    return this.#written.accounts;
  }

  add(event: FundEvent): void {
    this.events.push(event);
    this.#written.read(event);
  }
}

/** The accounts alone: of what happens to them nothing is kept. */
function accountsOnly(from: FundAccounts): Written {
  let accounts = from;
  return {
    get accounts() {
      return accounts;
    },
    read(event) {
      accounts = applyFundEvent(accounts, event);
    },
  };
}

/**
 * What the market does to a fund in a day: corporate actions, closing prices, and the financing of what was held overnight since the last
 * valuation. Apply them for the weights before a trade at this close; `closingEvents` begins with the same events.
 */
export function marketEvents(accounts: FundAccounts, input: ClosingInput): FundEvent[] {
  return marketDay(accountsOnly(accounts), input).events;
}

function marketDay(written: Written, { day, prices, costs, corporateActions = [] }: ClosingInput): Writing {
  const { accounts } = written;
  const writing = new Writing(written);
  const days = calendarDays(accounts.valuedOn ?? accounts.openedOn, day);
  for (const action of corporateActions) writing.add(action);
  const marks = writing.accounts.book.positions.flatMap(({ security }) => {
    const price = prices.get(security);
    return price === undefined ? [] : [{ security, price }];
  });
  writing.add({ kind: 'marked', day, prices: marks });
  writing.add({ kind: 'financed', day, ...financing(accounts.book, costs, days) });
  return writing;
}

/**
 * What a trading day does to a fund that is traded by weights, as events for its log: `marketEvents`, the trade, the valuation, performance
 * fees falling due, dealing, and the payment of everything due.
 * Without a price today nothing is bought or reduced; a position to be closed is closed at its last price. On the day on which the last
 * investor leaves, everything is sold. Pure: nothing has happened until the caller appends the events.
 */
export const closingEvents = (accounts: FundAccounts, input: ClosingInput): FundEvent[] =>
  closeDay(accountsOnly(accounts), input);

/** `closingEvents` of the fund as it was read so far; the reading goes on with them, so that nobody applies them again. */
export const readClosing = (reading: FundReading, input: ClosingInput): FundEvent[] => closeDay(reading, input);

function closeDay(written: Written, input: ClosingInput): FundEvent[] {
  const { day, nextDay, targetWeights = null } = input;
  const { accounts } = written;
  const { fees, dealing } = accounts.terms;
  const writing = marketDay(written, input);
  const isDealt = endsPeriod(dealing.dealing, day, nextDay) && accounts.requests.length > 0;
  const target = isDealt && leavesNobody(accounts, day) ? new Map<number, number>() : targetWeights;
  for (const event of bookExecuted(writing.accounts, input)) writing.add(event);
  if (target !== null) {
    const fills = fillsOn(writing.accounts, { ...input, targetWeights: target });
    if (fills.length > 0) writing.add({ kind: 'traded', day, fills });
  }
  writing.add({ kind: 'valued', day });
  if (endsPeriod(fees.crystallises, day, nextDay)) writing.add({ kind: 'crystallised', day });
  if (isDealt) writing.add({ kind: 'dealt', day });
  for (const payment of paymentsDue(writing.accounts, day)) writing.add(payment);
  return writing.events;
}

/** A broker's fills of the day, and the close of what they brought into the book; what was held before is marked already. */
function bookExecuted({ book }: FundAccounts, { day, prices, executed = [] }: ClosingInput): FundEvent[] {
  if (executed.length === 0) return [];
  const held = new Set(book.positions.map(({ security }) => security));
  const marks = [...prices].filter(([security]) => !held.has(security));
  return [...executed, { kind: 'marked', day, prices: marks.map(([security, price]) => ({ security, price })) }];
}

function fillsOn(
  accounts: FundAccounts,
  input: ClosingInput & { readonly targetWeights: ReadonlyMap<number, number> },
) {
  const { prices, targetWeights, costs, liquidityOf } = input;
  const { book } = accounts;
  const last = new Map(book.positions.map(({ security, price }) => [security, price]));
  const isTraded = (security: number): boolean =>
    prices.has(security) || (last.has(security) && (targetWeights.get(security) ?? 0) === 0);
  const wanted = new Map([...targetWeights].filter(([security]) => prices.has(security) || last.has(security)));
  const fills = fillsTo({
    book,
    capital: liveCapitalOf(accounts),
    targetWeights: wanted,
    priceOf: (security) => prices.get(security) ?? last.get(security),
    costs,
    ...(liquidityOf && { liquidityOf }),
  });
  return fills.filter(({ security }) => isTraded(security));
}

/** Fees and redemptions that are due, as payments from the cash. */
export function paymentsDue({ payable }: FundAccounts, day: string): Extract<FundEvent, { kind: 'paid' }>[] {
  const fee = (of: 'management_fee' | 'performance_fee', amount: Amount) =>
    amount > 0n ? [{ kind: 'paid', day, of, investor: null, amount } as const] : [];
  return [
    ...fee('management_fee', payable.managementFee),
    ...fee('performance_fee', payable.performanceFee),
    ...payable.redemptions.map(
      ({ investor, amount }) => ({ kind: 'paid', day, of: 'redemption', investor, amount }) as const,
    ),
  ];
}
