import {
  balanceSheet,
  type ClosingInput,
  closingEvents,
  type FundAccounts,
  type FundEvent,
  fundEventJson,
  type FundLife,
  fundLife,
  type FundTerms,
  investorCapitals,
  type NavRecord,
  PROFIT_SOURCES,
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

/** What a closed day of a product gave: the row to be stored, and what reports are made from. */
export interface ProductClose {
  readonly row: StoredClose;
  readonly record: NavRecord;
  /** After the day's last event. */
  readonly after: FundAccounts;
  readonly dealings: readonly FundDealing[];
}

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
    return this.#close(day, [
      { kind: 'opened', day, terms },
      ...founders,
      { kind: 'valued', day },
      { kind: 'dealt', day },
    ]);
  }

  /** The close of a trading day. `requests` come in first, those of them that `asked` names from outside the season. Throws as `applyFundEvent`. */
  close(
    input: ClosingInput,
    requests: readonly CapitalRequest[] = [],
    asked: readonly CapitalRequest[] = [],
  ): ProductClose {
    const life = this.#life;
    if (life === null) throw new Error(`${this.product} is not open`);
    const arrived = [...requests, ...asked];
    const { accounts } = fundLife(arrived, life);
    return this.#close(input.day, [...arrived, ...closingEvents(accounts, input)], asked);
  }

  #close(day: string, events: readonly FundEvent[], asked: readonly CapitalRequest[] = []): ProductClose {
    const before = this.accounts;
    // Only the last day is needed to go on.
    const from = this.#life === null ? null : { ...this.#life, days: this.#life.days.slice(-1) };
    const life = fundLife(events, from);
    const record = life.days.at(-1) as NavRecord;
    this.#life = life;
    this.#sequence += 1;
    const lines = eventLines(events);
    this.#hash = closeHash(this.#hash, lines);
    const { product } = this;
    return {
      after: life.accounts,
      dealings: dealingsOf(before, events),
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
