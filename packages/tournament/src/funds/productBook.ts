import {
  balanceSheet,
  type ClosingInput,
  type FundAccounts,
  type FundEvent,
  fundEventJson,
  type FundLife,
  FundReading,
  type FundTerms,
  investorCapitals,
  type OrderEvent,
  ordersAfterClose,
  type OrdersAfterCloseInput,
  type NavRecord,
  PROFIT_SOURCES,
  readClosing,
  type RedemptionRequest,
  type SubscriptionRequest,
} from '@robata/fund';
import { formatAmount } from '@robata/ledger';
import type { FundCloseRecord, FundFigures, FundLogRecord } from '../records.ts';
import { dealingsOf } from './dealingsOf.ts';
import { closeHash, eventLines, packEvents } from './eventLog.ts';
import type { FundDealing } from './fundDocuments.ts';

export type StoredClose = FundCloseRecord & FundLogRecord;
export type CapitalRequest = SubscriptionRequest | RedemptionRequest;
/** What people bring into a fund: everything else follows from prices and mandates. */
export type OutsideEvent = CapitalRequest | Exclude<OrderEvent, { kind: 'orders_planned' | 'orders_lapsed' }>;
type Executed = Extract<OutsideEvent, { kind: 'executed' }>;

/** What a closed day of a product gave: the row to be stored, and what reports are made from. */
export interface ProductClose {
  readonly row: StoredClose;
  readonly record: NavRecord;
  /** After the day's last event. */
  readonly after: FundAccounts;
  readonly dealings: readonly FundDealing[];
  /** Why nothing was planned for a broker although something was decided. */
  readonly unordered: string | null;
}

/** What orders for a broker are made from. */
export type OrderMarket = Pick<OrdersAfterCloseInput, 'priceOf' | 'symbolOf' | 'isDelisted'>;

const NO_MARKET: OrderMarket = { priceOf: () => undefined, symbolOf: () => undefined };

/** Fills of the trading day that is being closed; earlier ones are booked before the market of the day. */
const isOfToday = ({ orders }: FundAccounts, event: OutsideEvent, day: string): event is Executed =>
  event.kind === 'executed' &&
  orders.plans.some(({ plan, tradingDay }) => plan.hash === event.plan && tradingDay === day);

/**
 * One product of a fund as its days pass: every day is a plan of events (`closingEvents`), which are applied and become a row. The book holds
 * nothing that the rows do not say.
 */
export class ProductBook {
  readonly product: string;
  #life: FundLife | null = null;
  #sequence = 0;
  #hash = '';

  constructor(product: string) {
    this.product = product;
  }

  /** Null before it is opened. */
  get accounts(): FundAccounts | null {
    return this.#life?.accounts ?? null;
  }

  /** Opens the product on a day, with those who bring the first money: they are dealt at once. */
  open(terms: FundTerms, day: string, founders: readonly SubscriptionRequest[]): ProductClose {
    const reading = this.#reading();
    const events: FundEvent[] = [
      { kind: 'opened', day, terms },
      ...founders,
      { kind: 'valued', day },
      { kind: 'dealt', day },
    ];
    for (const event of events) reading.read(event);
    return this.#keep(day, reading, events);
  }

  /**
   * The close of a trading day. `requests` come in first, and `asked`, which is what people brought from outside the season. Target weights are
   * traded by the paper broker; where a broker fills the orders they become a plan for the next day. Throws as `applyFundEvent`.
   */
  close(
    input: ClosingInput,
    requests: readonly CapitalRequest[] = [],
    asked: readonly OutsideEvent[] = [],
    market: OrderMarket = NO_MARKET,
  ): ProductClose {
    const life = this.#life;
    if (life === null) throw new Error(`${this.product} is not open`);
    const { day, nextDay, targetWeights = null } = input;
    const executed = asked.filter((event) => isOfToday(life.accounts, event, day));
    const arrived = [...requests, ...asked.filter((event) => !isOfToday(life.accounts, event, day))];
    const reading = this.#reading();
    for (const event of arrived) reading.read(event);
    if (reading.accounts.orders.by === 'paper') {
      return this.#keep(day, reading, [...arrived, ...readClosing(reading, { ...input, executed })], asked);
    }
    const closing = readClosing(reading, { ...input, executed, targetWeights: null });
    const { events, refused } = ordersAfterClose(reading.accounts, { day, nextDay, targetWeights, ...market });
    for (const event of events) reading.read(event);
    return { ...this.#keep(day, reading, [...arrived, ...closing, ...events], asked), unordered: refused };
  }

  /** From where it stands; only the last day is needed to go on. */
  #reading(): FundReading {
    return new FundReading(this.#life === null ? null : { ...this.#life, days: this.#life.days.slice(-1) });
  }

  /** The day of these events, which the reading has read. */
  #keep(
    day: string,
    { life }: FundReading,
    events: readonly FundEvent[],
    asked: readonly OutsideEvent[] = [],
  ): ProductClose {
    const before = this.accounts;
    const record = life.days.at(-1) as NavRecord;
    this.#life = life;
    this.#sequence += 1;
    const lines = eventLines(events);
    this.#hash = closeHash(this.#hash, lines);
    const { product } = this;
    return {
      after: life.accounts,
      dealings: dealingsOf(before, events),
      unordered: null,
      record,
      row: {
        product,
        sequence: this.#sequence,
        day,
        figures: fundFiguresOf(record, life.accounts),
        asked: asked.map(fundEventJson),
        events: packEvents(lines),
        hash: this.#hash,
      },
    };
  }
}

/** The figures of a day as they are stored. */
export function fundFiguresOf(record: NavRecord, accounts: FundAccounts): FundFigures {
  const sheet = balanceSheet(accounts);
  return {
    navStart: formatAmount(record.navStart),
    nav: formatAmount(record.nav),
    subscribed: formatAmount(record.subscribed),
    redeemed: formatAmount(record.redeemed),
    navAfter: formatAmount(record.navAfter),
    cash: formatAmount(sheet.cash),
    positions: formatAmount(sheet.positions),
    payable: formatAmount(sheet.payable),
    accruedPerformanceFee: formatAmount(sheet.accruedPerformanceFee),
    sources: Object.fromEntries(PROFIT_SOURCES.map((source) => [source, formatAmount(record.sources[source])])),
    dayReturn: record.dayReturn,
    index: record.index,
    gross: record.gross,
    net: record.net,
    investors: investorCapitals(accounts).filter(({ netCapital }) => netCapital > 0n).length,
  };
}
