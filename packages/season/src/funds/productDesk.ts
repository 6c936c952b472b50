import {
  applyFundEvent,
  type AttributionDay,
  attribution,
  type Book,
  type BookEvent,
  bookWeights,
  type CostTerms,
  emptyBook,
  exposureReport,
  type FundAccounts,
  leftOutSentence,
  type Liquidity,
  liveCapitalOf,
  type Mandate,
  mandatePlan,
  mandateReport,
  type MandateInput,
  type MandateReport,
  type MetaModelDay,
  navOf,
  type OrdersBy,
  plannedOrders,
  rebalanceMandate,
  type ShareRatio,
} from '@robata/fund';
import type { Amount } from '@robata/ledger';
import { optimize } from '@robata/portfolio';
import {
  type CapitalRequest,
  type FundDealing,
  type FundExposures,
  type FundInstrument,
  type FundPrivate,
  type FundProduct,
  type FundState,
  type IncidentRecord,
  type OutsideEvent,
  ProductBook,
  type ProductClose,
  type StoredClose,
} from '@robata/tournament';
import type { DayLearned } from '../riskDesk.ts';
import { AttributionSums } from './attributionSums.ts';
import { HOUSE } from './fundProgramme.ts';
import { INDEX_COST, INDEX_SECURITY } from './indexFund.ts';

/** A trading day as all products see it. */
export interface FundDayInput {
  readonly day: string;
  readonly nextDay: string;
  readonly corporateActions: (held: Book['positions']) => readonly BookEvent[];
  readonly prices: ReadonlyMap<number, Amount>;
  readonly liquidityOf: (security: number) => Liquidity;
  /** Simple returns of the day; NaN: no price. */
  readonly returnOf: (security: number) => number;
  readonly sectorOf: (security: number) => string | null;
  readonly learned: DayLearned | null;
  readonly metaModel: MetaModelDay | null;
  readonly requests: readonly CapitalRequest[];
  readonly asked: readonly OutsideEvent[];
  /** What orders call a security. */
  readonly symbolOf: (security: number) => string | undefined;
  /** Whether its listing has ended. */
  readonly isDelisted: (security: number) => boolean;
  /** What a share of an earlier trading day has become by now; null: one share. */
  readonly splitSince: (security: number, tradingDay: string) => ShareRatio | null;
}

interface Decided {
  readonly day: string;
  readonly weights: ReadonlyMap<number, number>;
  /** The cost that it was decided with. */
  readonly linear: number;
}

const NO_FACTORS = {
  securities: new Int32Array(0),
  factorNames: [],
  exposures: { rows: 0, columns: 0, data: new Float64Array(0) },
};

/** One product on the simulated clock: decides with the optimizer at a round's close, trades later, closes each day, and adds up its reports. */
export class ProductDesk {
  #about: FundProduct;
  readonly #book: ProductBook;
  readonly #house: Amount;
  #decided: Decided[] = [];
  #last: FundPrivate['decided'] = null;
  #report: MandateReport | null = null;
  #tradedOn: string | null = null;
  #refused: string | null = null;
  #rebalances = { solved: 0, relaxed: 0, refused: 0 };
  /** What its exposures are computed from, when somebody asks. */
  #lastClose: Pick<FundDayInput, 'day' | 'sectorOf' | 'learned'> | null = null;
  readonly #total = new AttributionSums();
  readonly #years = new Map<string, AttributionSums>();
  readonly #dealings: FundDealing[] = [];
  readonly #incidents: IncidentRecord[] = [];

  /** `house`: what the house brings when it opens. */
  constructor(about: FundProduct, house: Amount) {
    this.#about = about;
    this.#book = new ProductBook(about.product);
    this.#house = house;
  }

  get about(): FundProduct {
    return this.#about;
  }

  get accounts(): FundAccounts | null {
    return this.#book.accounts;
  }

  /** From the next decision on: the mandate in words and the cost of trading, as the round's configuration has them. */
  follow(mandate: FundProduct['mandate'], linear: number): void {
    this.#about = { ...this.#about, mandate, costs: { ...this.#about.costs, linear } };
  }

  /** Security → weight before the next rebalance: what is held, or what is already decided and not traded yet. */
  get holdings(): ReadonlyMap<number, number> {
    const { accounts } = this;
    const decided = this.#decided.at(-1)?.weights;
    if (decided !== undefined) return decided;
    return accounts === null || liveCapitalOf(accounts) <= 0n
      ? new Map()
      : bookWeights(accounts.book, liveCapitalOf(accounts));
  }

  /** Everything held, decided, or ordered of a broker: what needs a price. */
  get securities(): number[] {
    const { book, orders } = this.accounts ?? { book: emptyBook, orders: null };
    return [
      ...book.positions.map(({ security }) => security),
      ...this.#decided.flatMap(({ weights }) => [...weights.keys()]),
      ...(orders?.plans ?? []).flatMap(({ plan }) => plan.orders.map(({ security }) => security)),
    ];
  }

  /** Who fills its orders as of the last close. */
  get ordersBy(): OrdersBy {
    return this.accounts?.orders.by ?? 'paper';
  }

  /** What operators should know, since it was asked last. */
  takeIncidents(): IncidentRecord[] {
    return this.#incidents.splice(0);
  }

  /** Asks the optimizer for a portfolio, to be traded at the close of `day`. Where the mandate cannot be kept what is held stays; `state` says why. */
  decide(day: string, mandate: Mandate, input: MandateInput): void {
    const plan = mandatePlan(mandate, input);
    const done = plan.status === 'planned' ? rebalanceMandate(plan, input.riskModel, optimize) : plan;
    this.#rebalances[done.status] += 1;
    if (plan.status === 'refused' || done.status === 'refused') {
      this.#refused = done.status === 'refused' ? done.sentence : null;
      return;
    }
    this.#refused = null;
    this.#report = mandateReport(plan, done);
    this.#tradedOn = day;
    this.#decided.push({ day, weights: done.targetWeights, linear: this.about.costs.linear });
    const { book } = this.accounts ?? { book: emptyBook };
    this.#last = { day, weights: [...done.targetWeights], before: book };
  }

  /** The first day: the house brings its money. */
  open(day: string): StoredClose {
    const founder = {
      kind: 'subscription_requested',
      day,
      request: HOUSE,
      investor: HOUSE,
      amount: this.#house,
    } as const;
    const close = this.#book.open(this.about.terms, day, [founder]);
    this.#dealings.push(...close.dealings);
    return close.row;
  }

  /** The close of a day. */
  close(input: FundDayInput): StoredClose {
    const { day } = input;
    const before = this.accounts as FundAccounts;
    const asked = withSplits(input, before);
    // Fills that come late belong to an earlier day: what they brought is held today.
    const held = lateFills(asked, before, day).reduce<FundAccounts>(applyFundEvent, before);
    const nav = navOf(before);
    const weights = nav > 0n ? bookWeights(held.book, nav) : new Map<number, number>();
    const traded = this.#takeDecided(day, ordersByAfter(before, asked));
    const close = this.#book.close(
      {
        day,
        nextDay: input.nextDay,
        corporateActions: input.corporateActions(held.book.positions),
        prices: input.prices,
        targetWeights: nav > 0n ? (traded?.weights ?? null) : null,
        costs: this.#costsOn(traded, held),
        liquidityOf: input.liquidityOf,
      },
      input.requests,
      asked,
      {
        priceOf: (security) => input.prices.get(security),
        symbolOf: input.symbolOf,
        isDelisted: input.isDelisted,
      },
    );
    this.#dealings.push(...close.dealings);
    this.#incidents.push(...orderIncidents(this.about.title, before, close));
    this.#explain(close, weights, input);
    return close.row;
  }

  /** What was decided to be traded today; for a broker, whatever was decided and is not planned yet. */
  #takeDecided(day: string, by: OrdersBy): Decided | undefined {
    const taken = by === 'broker' ? this.#decided : this.#decided.filter((each) => each.day === day);
    this.#decided = by === 'broker' ? [] : this.#decided.filter((each) => each.day > day);
    return taken.at(-1);
  }

  /** One number, but where the index fund is traded beside stocks at its own cost. */
  #costsOn(traded: Decided | undefined, { book }: FundAccounts): CostTerms {
    const { linear: known, ...costs } = this.about.costs;
    const linear = traded?.linear ?? known;
    const securities = new Set([...book.positions.map(({ security }) => security), ...(traded?.weights.keys() ?? [])]);
    return {
      ...costs,
      borrowPerYearOf: new Map(),
      linear: securities.has(INDEX_SECURITY)
        ? new Map([...securities].map((each) => [each, each === INDEX_SECURITY ? INDEX_COST : linear]))
        : linear,
    };
  }

  #explain({ record }: ProductClose, weights: ReadonlyMap<number, number>, input: FundDayInput): void {
    const { learned, metaModel, sectorOf, returnOf, day } = input;
    const fitted = learned?.factorReturns ?? null;
    const table = learned ?? NO_FACTORS;
    const explained: AttributionDay = {
      record,
      weights,
      returnOf,
      sectorOf,
      metaModel: fitted === null ? null : metaModel,
      table: fitted === null ? NO_FACTORS : table,
      // A factor that nobody was exposed to returned nothing.
      factorReturns: fitted?.map((value) => (Number.isNaN(value) ? 0 : value)) ?? [],
    };
    const part = attribution([explained]);
    this.#total.add(part);
    const year = day.slice(0, 4);
    const sums = this.#years.get(year) ?? new AttributionSums();
    this.#years.set(year, sums);
    sums.add(part);
    this.#lastClose = { day, sectorOf, learned };
  }

  #exposures(): FundExposures | null {
    const { accounts } = this;
    if (this.#lastClose === null || accounts === null) return null;
    const { day, sectorOf, learned } = this.#lastClose;
    const nav = navOf(accounts);
    const held = nav > 0n ? bookWeights(accounts.book, nav) : new Map<number, number>();
    const { factors, ...exposures } = exposureReport(day, held, learned ?? NO_FACTORS);
    return {
      ...exposures,
      factors: [...factors].map(([name, value]) => ({ name, value })),
      sectors: bySector(held, sectorOf),
    };
  }

  /** For everybody to see. */
  state(): FundState {
    const years = [...this.#years].map(([year, sums]) => ({ year, attribution: sums.sum() }));
    return {
      product: this.about.product,
      day: this.accounts?.day ?? '',
      report: this.#report,
      tradedOn: this.#tradedOn,
      refused: this.#refused,
      rebalances: this.#rebalances,
      exposures: this.#exposures(),
      attribution: this.#total.sum(),
      years,
    };
  }

  /** For the operator and, of their own part, investors. Null before it is opened. */
  privatePart(
    instrumentOf: (security: number) => { readonly symbol: string; readonly price: bigint | undefined },
  ): FundPrivate | null {
    const { accounts } = this;
    if (accounts === null) return null;
    const last = new Map(accounts.book.positions.map(({ security, price }) => [security, price]));
    const asked = [...this.securities, ...(this.#last?.weights.map(([security]) => security) ?? [])];
    const instruments = [...new Set(asked)]
      .sort((a, b) => a - b)
      .flatMap((security): FundInstrument[] => {
        const { symbol, price = last.get(security) } = instrumentOf(security);
        return price === undefined ? [] : [{ security, symbol, price }];
      });
    return {
      accounts,
      decided: this.#last,
      instruments,
      dealings: this.#dealings,
    };
  }
}

const ordersByAfter = ({ orders }: FundAccounts, asked: readonly OutsideEvent[]): OrdersBy =>
  asked.reduce<OrdersBy>((by, event) => (event.kind === 'orders_by' ? event.by : by), orders.by);

const tradingDayOf = ({ orders }: FundAccounts, plan: string): string => plannedOrders(orders, plan)?.tradingDay ?? '';

/** Executions of earlier trading days, with what became of their shares since. */
function withSplits({ asked, day, splitSince }: FundDayInput, accounts: FundAccounts): OutsideEvent[] {
  return asked.map((event) => {
    if (event.kind !== 'executed') return event;
    const tradingDay = tradingDayOf(accounts, event.plan);
    const orders = plannedOrders(accounts.orders, event.plan)?.plan.orders ?? [];
    const splits = (tradingDay < day ? [...new Set(orders.map(({ security }) => security))] : []).flatMap(
      (security) => {
        const ratio = splitSince(security, tradingDay);
        return ratio === null ? [] : [{ security, ratio }];
      },
    );
    return { ...event, splits };
  });
}

/** The confirmations and executions among them that are booked before the market of the day. */
const lateFills = (asked: readonly OutsideEvent[], accounts: FundAccounts, day: string): OutsideEvent[] =>
  asked.filter(
    (event) =>
      event.kind === 'orders_confirmed' || (event.kind === 'executed' && tradingDayOf(accounts, event.plan) < day),
  );

/** Plans that have lapsed with this close, what the new one leaves out, and decisions that could not be planned. */
function orderIncidents(title: string, before: FundAccounts, { after, unordered }: ProductClose): IncidentRecord[] {
  const { day } = after;
  const incident = (rule: string, severity: IncidentRecord['severity'], rows: number, message: string) =>
    ({ rule, severity, rows, day, security: null, round: null, message }) satisfies IncidentRecord;
  const lapsed = after.orders.plans.filter(
    ({ plan, state, lapsed: reason }) =>
      state === 'lapsed' && reason !== 'paper' && plannedOrders(before.orders, plan.hash)?.state === 'waiting',
  );
  const planned = after.orders.plans.find(({ plan }) => plan.day === day)?.plan;
  const leftOut = planned?.leftOut ?? [];
  return [
    ...lapsed.map(({ plan, tradingDay, lapsed: reason }) => {
      const count = plan.orders.length;
      const why =
        reason === 'book_moved'
          ? 'were planned from a book that late executions have moved'
          : 'were not confirmed before their trading day';
      return incident(
        'orders_lapsed',
        'warning',
        count,
        `${title}: the ${count} orders for ${tradingDay} ${why}. Nothing was traded; what is held drifts until the next plan, which starts from it.`,
      );
    }),
    ...(leftOut.length === 0
      ? []
      : [
          incident(
            'orders_left_out',
            'warning',
            leftOut.length,
            `${title}: the plan of ${day} leaves out what nobody could order: ${leftOutSentence(leftOut)}. What is held of it stays; the other ${planned?.orders.length} orders go on.`,
          ),
        ]),
    ...(unordered === null
      ? []
      : [incident('orders_not_planned', 'error', 1, `${title}: no orders could be planned: ${unordered}.`)]),
  ];
}

/** Long and short by sector, in alphabetical order; a stock without one is in 'unknown', as in the attribution. */
function bySector(
  held: ReadonlyMap<number, number>,
  sectorOf: (security: number) => string | null,
): FundExposures['sectors'] {
  const sums = new Map<string, { long: number; short: number }>();
  for (const [security, weight] of held) {
    const name = security === INDEX_SECURITY ? 'index' : (sectorOf(security) ?? 'unknown');
    const sum = sums.get(name) ?? { long: 0, short: 0 };
    sums.set(name, sum);
    if (weight > 0) sum.long += weight;
    else sum.short += weight;
  }
  return [...sums].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
