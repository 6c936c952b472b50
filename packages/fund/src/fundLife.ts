import { type Amount, amountOf, sumAmounts, ZERO } from '@robata/ledger';
import { applyFundEvent } from './applyFundEvent.ts';
import { assetsOf, exposureOf } from './book/book.ts';
import { accruedFeesOf, type FundAccounts, navOf, payableOf } from './capital/fundAccounts.ts';
import type { FundEvent } from './fundEvent.ts';
import { approximate } from './money.ts';
import { costsOfExecutions } from './orders/applyOrderEvent.ts';

/** What the NAV of a day came from, in money; costs and fees are negative. Their sum is the change of the NAV, exactly. */
export interface ProfitSources {
  /** Closing prices, splits, spin-offs, mergers, delistings. */
  readonly prices: Amount;
  readonly dividends: Amount;
  readonly interest: Amount;
  readonly borrowCost: Amount;
  readonly linearCost: Amount;
  readonly impactCost: Amount;
  /** Trades at other prices than the last mark, and roundings of trades below 1e-18. */
  readonly execution: Amount;
  readonly managementFee: Amount;
  /** The change of what has accrued: positive when a loss takes an accrual back. */
  readonly performanceFee: Amount;
}

export const PROFIT_SOURCES = [
  'prices',
  'dividends',
  'interest',
  'borrowCost',
  'linearCost',
  'impactCost',
  'execution',
  'managementFee',
  'performanceFee',
] as const satisfies readonly (keyof ProfitSources)[];

/** A valuation. */
export interface NavRecord {
  readonly day: string;
  /** After the previous day's dealing. */
  readonly navStart: Amount;
  /** Before today's dealing: navStart + Σ sources. */
  readonly nav: Amount;
  readonly subscribed: Amount;
  readonly redeemed: Amount;
  /** navAfter = nav + subscribed − redeemed. */
  readonly navAfter: Amount;
  readonly sources: ProfitSources;
  /** nav / navStart − 1: time-weighted, after all costs and fees, of all investors together; 0 while there is no capital. */
  readonly dayReturn: number;
  /** Π(1 + dayReturn), 1 at the first dealing. */
  readonly index: number;
  /** Cash and positions after the day's dealing, fees and redemptions due, gross and net exposure as shares of navAfter. */
  readonly cash: Amount;
  readonly positions: Amount;
  readonly payable: Amount;
  readonly gross: number;
  readonly net: number;
}

const noProfit: ProfitSources = Object.freeze(
  Object.fromEntries(PROFIT_SOURCES.map((source) => [source, ZERO])) as unknown as ProfitSources,
);

/** What one event added to the assets, by source. */
function sourcesOf(event: FundEvent, change: bigint): Partial<Record<keyof ProfitSources, bigint>> {
  switch (event.kind) {
    case 'dividend':
      return { dividends: change };
    case 'financed':
      return { interest: event.interest, borrowCost: -event.borrowCost };
    case 'traded': {
      const linear = sumAmounts(event.fills.map(({ linearCost }) => linearCost));
      const impact = sumAmounts(event.fills.map(({ impactCost }) => impactCost));
      return { linearCost: -linear, impactCost: -impact, execution: change + linear + impact };
    }
    case 'executed': {
      const { linear, impact } = costsOfExecutions(event.executions);
      return { linearCost: -linear, impactCost: -impact, execution: change + linear + impact };
    }
    case 'marked':
    case 'split':
    case 'merger':
    case 'spun_off':
    case 'delisted':
      return { prices: change };
    default:
      return {};
  }
}

const add = (sources: ProfitSources, more: Partial<Record<keyof ProfitSources, bigint>>): ProfitSources =>
  Object.fromEntries(
    PROFIT_SOURCES.map((source) => [source, amountOf(sources[source] + (more[source] ?? 0n))]),
  ) as unknown as ProfitSources;

const shareOf = (part: Amount, whole: Amount): number => (whole === 0n ? 0 : approximate(part) / approximate(whole));

/** A log read so far: the fund as it stands, its valuations, and what happened since the last of them. */
export interface FundLife {
  readonly accounts: FundAccounts;
  readonly days: readonly NavRecord[];
  readonly sinceValuation: ProfitSources;
}

/**
 * The whole life of a fund from its log; `from` continues an earlier reading. One record per valuation, in order; two valuations on one
 * day are two records. Throws as `applyFundEvent`, and if a day's sources did not add up to its NAV (they do: this is the proof).
 */
export function fundLife(events: Iterable<FundEvent>, from: FundLife | null = null): FundLife {
  const reading = new FundReading(from);
  for (const event of events) reading.read(event);
  return reading.life;
}

/** `fundLife` an event at a time: for whoever writes a log and needs the fund as it stands before the next event. */
export class FundReading {
  #accounts: FundAccounts | null;
  #since: ProfitSources;
  readonly #days: NavRecord[];

  constructor(from: FundLife | null = null) {
    this.#accounts = from?.accounts ?? null;
    this.#since = from?.sinceValuation ?? noProfit;
    this.#days = [...(from?.days ?? [])];
  }

  /** Throws RangeError before the first event. */
  get accounts(): FundAccounts {
    if (this.#accounts === null) throw new RangeError('a fund without events');
    return this.#accounts;
  }

  /** Throws as `accounts`. */
  get life(): FundLife {
    return { accounts: this.accounts, days: [...this.#days], sinceValuation: this.#since };
  }

  /** Throws as `fundLife`. */
  read(event: FundEvent): void {
    const before = this.#accounts;
    const after = applyFundEvent(before, event);
    this.#accounts = after;
    if (before === null) return;
    const last = this.#days.at(-1);
    if (event.kind === 'valued') {
      this.#days.push(valuation(before, after, this.#since, last));
      this.#since = noProfit;
    } else if (event.kind === 'dealt' || event.kind === 'crystallised' || event.kind === 'paid') {
      if (last?.day === event.day)
        this.#days[this.#days.length - 1] = dealing(last, before, after, event.kind === 'dealt');
    } else if (after.book !== before.book) {
      this.#since = add(this.#since, sourcesOf(event, assetsOf(after.book) - assetsOf(before.book)));
    }
  }
}

function valuation(
  before: FundAccounts,
  after: FundAccounts,
  since: ProfitSources,
  last: NavRecord | undefined,
): NavRecord {
  const [navStart, nav] = [navOf(before), navOf(after)];
  const sources = add(since, {
    managementFee: before.payable.managementFee - after.payable.managementFee,
    performanceFee: accruedFeesOf(before) - accruedFeesOf(after),
  });
  const profit = sumAmounts(PROFIT_SOURCES.map((source) => sources[source]));
  if (navStart + profit !== nav) throw new RangeError(`the NAV of ${after.day} is ${nav} and not ${navStart + profit}`);
  const dayReturn = navStart === 0n ? 0 : approximate(profit) / approximate(navStart);
  return {
    day: after.day,
    navStart,
    nav,
    subscribed: ZERO,
    redeemed: ZERO,
    navAfter: nav,
    sources,
    dayReturn,
    index: (last?.index ?? 1) * (1 + dayReturn),
    ...holdingsOf(after),
  };
}

function dealing(record: NavRecord, before: FundAccounts, after: FundAccounts, isDealing: boolean): NavRecord {
  const subscribed = isDealing ? amountOf(after.book.cash - before.book.cash) : ZERO;
  const navAfter = navOf(after);
  return {
    ...record,
    subscribed: amountOf(record.subscribed + subscribed),
    redeemed: amountOf(record.redeemed + subscribed + record.navAfter - navAfter),
    navAfter,
    ...holdingsOf(after),
  };
}

function holdingsOf(accounts: FundAccounts): Pick<NavRecord, 'cash' | 'positions' | 'payable' | 'gross' | 'net'> {
  const { gross, net } = exposureOf(accounts.book);
  const nav = navOf(accounts);
  return {
    cash: accounts.book.cash,
    positions: net,
    payable: payableOf(accounts),
    gross: shareOf(gross, nav),
    net: shareOf(net, nav),
  };
}
