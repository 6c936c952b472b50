import {
  drawdowns,
  type Factsheet,
  factsheet,
  type FundAccounts,
  investorCapitals,
  monthlyReturns,
  navPoints,
  type NavRecord,
  PROFIT_SOURCES,
  type ProfitSources,
  returnsOf,
  sharpe,
  volatility,
} from '@robata/fund';
import { amount, amountOf, formatAmount, sumAmounts } from '@robata/ledger';
import type { FundCloseRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import {
  type FundCosts,
  type FundDealing,
  fundPrivate,
  type FundProduct,
  fundProducts,
  type FundState,
  fundState,
} from './fundDocuments.ts';
import type { FundRequest } from './fundRequests.ts';
import { gapOf } from './verifyFund.ts';

type Reader = Pick<StorageReader, 'document' | 'fundCloses'>;

/** A product in one line of a comparison. Returns compound, after all costs and fees. */
export interface ProductLine {
  readonly product: string;
  readonly kind: FundProduct['kind'];
  readonly title: string;
  readonly currency: string;
  /** Its last close and NAV, an exact decimal; null before it is open. */
  readonly day: string | null;
  readonly nav: string | null;
  readonly investors: number;
  readonly inception: string | null;
  readonly totalReturn: number | null;
  /** Of the month and year of the last close so far. */
  readonly monthReturn: number | null;
  readonly yearReturn: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sharpeError: number | null;
  readonly maxDrawdown: number | null;
  /** One unit since the first dealing, thinned to some hundred points: days and values. */
  readonly days: readonly string[];
  readonly index: readonly number[];
}

export interface FundOverview {
  /** Σ NAV of all products, an exact decimal; null where none is open. */
  readonly aum: string | null;
  readonly currency: string | null;
  readonly day: string | null;
  readonly products: readonly ProductLine[];
}

/** Points of a line in a comparison: more than the chart has pixels to tell apart. */
const POINTS = 400;

/** Every k-th of many, the last among them. */
const thinned = <T>(items: readonly T[], most: number): T[] => {
  const step = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, i) => (items.length - 1 - i) % step === 0);
};

/** All products side by side. */
export async function fundOverview(reader: Reader): Promise<FundOverview> {
  const products = await fundProducts(reader);
  const lines = await Promise.all(products.map(async (about) => lineOf(about, await reader.fundCloses(about.product))));
  const navs = lines.flatMap(({ nav }) => (nav === null ? [] : [amount(nav)]));
  return {
    aum: navs.length === 0 ? null : formatAmount(sumAmounts(navs)),
    currency: products[0]?.terms.currency ?? null,
    day: lines[0]?.day ?? null,
    products: lines,
  };
}

function lineOf({ product, kind, title, terms }: FundProduct, closes: readonly FundCloseRecord[]): ProductLine {
  const last = closes.at(-1);
  const points = navPoints(closes.map(recordOf));
  const returns = returnsOf(points);
  const ratio = sharpe(returns, 0);
  const year = monthlyReturns(points).at(-1);
  const month = year?.months.findLast((value) => value !== null);
  const shownPoints = thinned(points, POINTS);
  return {
    product,
    kind,
    title,
    currency: terms.currency,
    day: last?.day ?? null,
    nav: last?.figures.navAfter ?? null,
    investors: last?.figures.investors ?? 0,
    inception: points[0]?.day ?? null,
    totalReturn: last === undefined ? null : last.figures.index - 1,
    monthReturn: month ?? null,
    yearReturn: year?.total ?? null,
    volatility: volatility(returns),
    sharpe: ratio?.ratio ?? null,
    sharpeError: ratio?.standardError ?? null,
    maxDrawdown: points.length === 0 ? null : (drawdowns(points)[0]?.depth ?? 0),
    days: shownPoints.map(({ day }) => day),
    index: shownPoints.map(({ nav }) => nav),
  };
}

/** A day of a product, for charts and tables: doubles nearest to what is stored. */
export interface ProductDay {
  readonly day: string;
  readonly index: number;
  readonly nav: number;
  readonly cash: number;
  readonly positions: number;
  /** Fees and redemptions due, and the performance fee that has accrued. */
  readonly owed: number;
  readonly subscribed: number;
  readonly redeemed: number;
  readonly gross: number;
  readonly net: number;
}

/** Everything about one product. */
export interface ProductPage {
  readonly about: Pick<FundProduct, 'product' | 'kind' | 'title' | 'mandate'> & {
    readonly currency: string;
    readonly costs: FundCosts;
  };
  /** Null before the first close: then the rest is empty. */
  readonly factsheet: (Omit<Factsheet, 'nav' | 'exposures' | 'attribution'> & { readonly nav: string }) | null;
  readonly state: FundState | null;
  readonly days: readonly ProductDay[];
  /** In how many trading days each window of `factsheet.rollingSharpe` is. */
  readonly rollingDays: number;
  /** Σ over all days of what the NAV came from, by source, exact decimals. */
  readonly profit: readonly { readonly source: string; readonly amount: string }[];
  readonly subscribed: string;
  readonly redeemed: string;
  /** The largest difference of cash + positions − debts and NAV on any day. */
  readonly worstGap: string;
  readonly hash: string | null;
}

const YEAR = 252;
const QUARTER = 63;

/** One product in full; null where there is none of the name. */
export async function productPage(reader: Reader, product: string): Promise<ProductPage | null> {
  const about = (await fundProducts(reader)).find((each) => each.product === product);
  if (about === undefined) return null;
  const [closes, state, held] = await Promise.all([
    reader.fundCloses(product),
    fundState(reader, product),
    fundPrivate(reader, product),
  ]);
  const days = closes.map(recordOf);
  const rollingDays = closes.length > 1.5 * YEAR ? YEAR : QUARTER;
  const { kind, title, mandate, costs, terms } = about;
  const total = (of: (record: NavRecord) => NavRecord['nav']): string => formatAmount(sumAmounts(days.map(of)));
  return {
    about: { product, kind, title, mandate, costs, currency: terms.currency },
    factsheet: held === null || navPoints(days).length === 0 ? null : sheetOf(title, days, held.accounts, rollingDays),
    state,
    days: closes.map(dayOf),
    rollingDays,
    profit: PROFIT_SOURCES.map((source) => ({ source, amount: total(({ sources }) => sources[source]) })),
    subscribed: total(({ subscribed }) => subscribed),
    redeemed: total(({ redeemed }) => redeemed),
    worstGap: formatAmount(amountOf(closes.map(gapOf).reduce((most, gap) => (gap > most ? gap : most), 0n))),
    hash: closes.at(-1)?.hash ?? null,
  };
}

function sheetOf(title: string, days: readonly NavRecord[], accounts: FundAccounts, rollingDays: number) {
  const life = { accounts, days, sinceValuation: {} as ProfitSources };
  const { nav, exposures: _, attribution: __, ...sheet } = factsheet({ title, life, rollingDays });
  return { ...sheet, nav: formatAmount(nav) };
}

const dayOf = ({ day, figures }: FundCloseRecord): ProductDay => ({
  day,
  index: figures.index,
  nav: Number(figures.navAfter),
  cash: Number(figures.cash),
  positions: Number(figures.positions),
  owed: Number(figures.payable) + Number(figures.accruedPerformanceFee),
  subscribed: Number(figures.subscribed),
  redeemed: Number(figures.redeemed),
  gross: figures.gross,
  net: figures.net,
});

/** A stored day as the fund room knows it. */
function recordOf({ day, figures }: FundCloseRecord): NavRecord {
  const { dayReturn, index, gross, net } = figures;
  return {
    day,
    navStart: amount(figures.navStart),
    nav: amount(figures.nav),
    subscribed: amount(figures.subscribed),
    redeemed: amount(figures.redeemed),
    navAfter: amount(figures.navAfter),
    cash: amount(figures.cash),
    positions: amount(figures.positions),
    payable: amount(figures.payable),
    sources: Object.fromEntries(
      PROFIT_SOURCES.map((source) => [source, amount(figures.sources[source] ?? '0')]),
    ) as unknown as ProfitSources,
    dayReturn,
    index,
    gross,
    net,
  };
}

/** An investor's own part of a product. Money and units as exact decimals. */
export interface OwnCapital {
  readonly product: string;
  readonly title: string;
  readonly currency: string;
  readonly day: string;
  readonly units: string;
  /** What the units are worth: after costs and all fees, those that have accrued too. */
  readonly value: string;
  readonly accruedPerformanceFee: string;
  /** Due from a redemption and not paid yet. */
  readonly payable: string;
  /** Σ of what was brought and paid out so far. */
  readonly subscribed: string;
  readonly redeemed: string;
  readonly minimumFirst: string;
  readonly minimumFurther: string;
  readonly minimumHolding: string;
  readonly dealing: string;
  readonly dealings: readonly OwnDealing[];
}

export interface OwnDealing {
  readonly kind: 'subscription' | 'redemption';
  readonly day: string;
  readonly amount: string;
}

/** A request and how far it is: `arrived` is in the fund's log and waits for its dealing day; `dealt` is done. */
export type OwnRequest = Omit<FundRequest, 'investor' | 'state'> & {
  readonly stage: FundRequest['state'] | 'arrived' | 'dealt';
  readonly dealtOn: string | null;
  /** What was brought or paid out; null before. */
  readonly dealtAmount: string | null;
};

export interface CapitalPage {
  /** All products that are open, those that the investor holds nothing of too. */
  readonly products: readonly OwnCapital[];
  /** Newest first. */
  readonly requests: readonly OwnRequest[];
}

/** What an investor has in the fund and asked of it: nobody else's numbers. */
export async function capitalPage(
  reader: Reader,
  investor: string,
  requests: readonly FundRequest[],
): Promise<CapitalPage> {
  const products: OwnCapital[] = [];
  const dealt = new Map<string, FundDealing>();
  const arrived = new Set<string>();
  for (const { product, title, terms } of await fundProducts(reader)) {
    const held = await fundPrivate(reader, product);
    if (held === null) continue;
    const own = held.dealings.filter((each) => each.investor === investor);
    for (const dealing of own) dealt.set(dealing.request, dealing);
    for (const request of held.accounts.requestIds) arrived.add(request);
    const capital = investorCapitals(held.accounts).find((each) => each.investor === investor);
    const sumOf = (kind: FundDealing['kind']): string =>
      formatAmount(sumAmounts(own.filter((each) => each.kind === kind).map((each) => amountOf(each.amount))));
    const { dealing } = terms;
    products.push({
      product,
      title,
      currency: terms.currency,
      day: held.accounts.day,
      units: formatAmount(capital?.units ?? amountOf(0n)),
      value: formatAmount(capital?.netCapital ?? amountOf(0n)),
      accruedPerformanceFee: formatAmount(capital?.accruedPerformanceFee ?? amountOf(0n)),
      payable: formatAmount(capital?.payable ?? amountOf(0n)),
      subscribed: sumOf('subscription'),
      redeemed: sumOf('redemption'),
      minimumFirst: formatAmount(dealing.minimumFirst),
      minimumFurther: formatAmount(dealing.minimumFurther),
      minimumHolding: formatAmount(dealing.minimumHolding),
      dealing: `Dealt at the last NAV of each ${dealing.dealing}; notice ${dealing.subscriptionNoticeDays} days to subscribe, ${dealing.redemptionNoticeDays} to redeem.`,
      dealings: own.map(({ kind, day, amount }) => ({ kind, day, amount: formatAmount(amountOf(amount)) })),
    });
  }
  return {
    products,
    requests: requests.map((asked): OwnRequest => {
      const { investor: _, state, ...request } = asked;
      const done = dealt.get(request.id);
      return {
        ...request,
        stage: done !== undefined ? 'dealt' : arrived.has(request.id) ? 'arrived' : state,
        dealtOn: done?.day ?? null,
        dealtAmount: done === undefined ? null : formatAmount(amountOf(done.amount)),
      };
    }),
  };
}
