import { exact, type FundAccounts } from '@robata/fund';
import { amount } from '@robata/ledger';
import type { Era, MarketPanel } from '@robata/market';
import { alphaFromMetaModel, type RiskModel } from '@robata/portfolio';
import {
  type CapitalRequest,
  exactDocument,
  type IncidentRecord,
  type OutsideEvent,
  privateKey,
  productsKey,
  stateKey,
  type StoredClose,
  type TournamentConfig,
} from '@robata/tournament';
import type { DayLearned } from '../riskDesk.ts';
import { SeenPrices } from '../seenPrices.ts';
import { closesOf, corporateActions, isDelisted, liquidityOn, splitSince } from './fundMarket.ts';
import { type FundProgramme, type PaperInvestment, termsOf } from './fundProgramme.ts';
import { INDEX_SECURITY, IndexFund, indexWeights } from './indexFund.ts';
import { mandateInWords, mandateOf } from './mandateOf.ts';
import { metaModelDay, type TradedDirection, tradedDirection } from './metaModelDay.ts';
import { ProductDesk } from './productDesk.ts';

/** A round that was closed, as the products trade it. */
export interface ClosedForFunds {
  /** In force for the round. */
  readonly config: TournamentConfig;
  readonly era: Era;
  /** At whose close is traded. */
  readonly tradingDay: string;
  readonly metaModel: Float64Array;
  /** Its total volatility scales α as at the round's own close. */
  readonly volatility: Float64Array;
  /** With the alpha factor, if the configuration has it. */
  readonly riskModel: RiskModel;
  /** What the round's own portfolio started from: the market-neutral product takes the same one. */
  readonly holdings: ReadonlyMap<number, number>;
}

/** What investors and operators bring into a product on a day; `accounts` are those before it. */
export type AskedOn = (product: string, accounts: FundAccounts | null) => readonly OutsideEvent[];

/**
 * All products of the fund on the simulated clock, from one meta model. Opened on their first day with the house's money; each decides at a
 * round's close, trades at that of the trading day, and is valued every day.
 */
export class FundsDesk {
  readonly #programme: FundProgramme;
  readonly #desks: readonly { readonly desk: ProductDesk; readonly plan: FundProgramme['products'][number] }[];
  readonly #index = new IndexFund();
  readonly #seen = new SeenPrices();
  /** What the meta model said in the last decisions, from the one that is held on. */
  #directions: TradedDirection[] = [];
  #days = 0;
  #lastDay = 0;

  constructor(programme: FundProgramme, config: TournamentConfig, panel: MarketPanel) {
    this.#programme = programme;
    const house = amount(programme.house);
    this.#desks = programme.products.map((plan) => {
      const { product, kind } = plan;
      const mandate = mandateOf(plan, config, panel);
      const about = {
        product,
        kind,
        title: mandate.title,
        mandate: mandateInWords(mandate, plan),
        terms: termsOf(plan, programme),
        costs: {
          ...programme.costs,
          impact: panel.volume === null ? null : programme.costs.impact,
          linear: config.optimizer.linearCost,
        },
      };
      return { plan, desk: new ProductDesk(about, house) };
    });
  }

  /** From the next day on the index holds this era's stocks. */
  beginEra(era: Era): void {
    this.#index.beginEra(era);
  }

  /** What each mandate, as the round's configuration has it, makes of its meta model. */
  decide(closed: ClosedForFunds, panel: MarketPanel): void {
    const { config, era, metaModel, volatility, riskModel, tradingDay, holdings } = closed;
    const { optimizer } = config;
    const alpha = alphaFromMetaModel(metaModel, volatility, optimizer.informationCoefficient);
    this.#directions.push(tradedDirection(tradingDay, era.members, riskModel, alpha));
    const shared = {
      riskModel,
      securities: era.members,
      ids: era.ids,
      alpha,
      indexWeights: indexWeights(era),
    };
    for (const { desk, plan } of this.#desks) {
      // Orders of a broker start from what is really held.
      const isTheTraded = plan.kind === 'market_neutral' && desk.ordersBy === 'paper';
      const held = isTheTraded ? holdings : desk.holdings;
      const mandate = mandateOf(plan, config, panel);
      desk.follow(mandateInWords(mandate, plan), optimizer.linearCost);
      desk.decide(tradingDay, mandate, { ...shared, holdings: held });
    }
  }

  /** The close of a trading day of all products; on the first one they open. `heldBack`: securities that have a price of the day which nobody may use yet. */
  playDay(
    panel: MarketPanel,
    day: number,
    learned: DayLearned | null,
    asked: AskedOn,
    heldBack: ReadonlySet<number> = new Set(),
  ): StoredClose[] {
    const indexReturn = this.#index.playDay(panel, day);
    const date = panel.days[day] as string;
    const age = this.#days++;
    this.#lastDay = day;
    if (age === 0) return this.#desks.map(({ desk }) => desk.open(date));
    const wanted = [...this.#securities];
    const prices = closesOf(panel, wanted, day);
    prices.set(INDEX_SECURITY, exact(this.#index.price));
    const returns = this.#seen.returns(panel, wanted, day);
    const liquidityOf = once((security: number) => liquidityOn(panel, security, day));
    const metaModel = metaModelDay(this.#directionOn(date), panel, day);
    const returnOf = new Map(wanted.map((security, i) => [security, returns[i] as number]));
    returnOf.set(INDEX_SECURITY, indexReturn);
    const closes = this.#desks.map(({ desk }) =>
      desk.close({
        day: date,
        nextDay: panel.days[day + 1] ?? nextWeekday(date),
        corporateActions: (held) => corporateActions(panel, held, day, { seen: this.#seen, heldBack }),
        prices,
        liquidityOf,
        returnOf: (security) => returnOf.get(security) ?? Number.NaN,
        sectorOf: (security) => panel.securities[security]?.sector ?? null,
        learned,
        metaModel,
        requests: this.#programme.paper.filter(({ afterDays }) => afterDays === age).map(paperRequest(date)),
        asked: asked(desk.about.product, desk.accounts),
        symbolOf: (security) => symbolOf(panel, security),
        isDelisted: (security) => isDelisted(panel, security, day),
        splitSince: (security, tradingDay) => splitSince(panel, security, tradingDay, day, this.#seen),
      }),
    );
    this.#seen.see(panel, this.#securities, day);
    return closes;
  }

  /** What operators should know, since it was asked last. */
  takeIncidents(): IncidentRecord[] {
    return this.#desks.flatMap(({ desk }) => desk.takeIncidents());
  }

  /** The direction that was traded before this day. */
  #directionOn(date: string): TradedDirection | null {
    const held = this.#directions.findLastIndex(({ tradingDay }) => tradingDay < date);
    this.#directions = this.#directions.slice(Math.max(0, held));
    return held < 0 ? null : (this.#directions[0] ?? null);
  }

  /** All stocks that some product holds or will trade. */
  get #securities(): ReadonlySet<number> {
    const all = this.#desks.flatMap(({ desk }) => desk.securities);
    return new Set(all.filter((security) => security !== INDEX_SECURITY));
  }

  /** What is kept beside the days: documents by their keys. */
  documents(panel: MarketPanel): [key: string, value: unknown][] {
    const closes = closesOf(panel, this.#securities, this.#lastDay);
    closes.set(INDEX_SECURITY, exact(this.#index.price));
    const instrumentOf = (security: number) => ({
      symbol: symbolOf(panel, security),
      price: closes.get(security),
    });
    return [
      [productsKey, exactDocument(this.#desks.map(({ desk }) => desk.about))],
      ...this.#desks.flatMap(({ desk }): [string, unknown][] => {
        const { product } = desk.about;
        return [
          [stateKey(product), desk.state()],
          [privateKey(product), exactDocument(desk.privatePart(instrumentOf))],
        ];
      }),
    ];
  }
}

const symbolOf = (panel: MarketPanel, security: number): string =>
  security === INDEX_SECURITY ? 'INDEX' : (panel.securities[security]?.ticker ?? String(security));

const paperRequest =
  (day: string) =>
  ({ investor, kind, amount: text, afterDays }: PaperInvestment): CapitalRequest => {
    const request = { day, request: `${investor}-${afterDays}`, investor };
    return kind === 'redemption'
      ? { kind: 'redemption_requested', ...request, amount: text === null ? null : amount(text) }
      : { kind: 'subscription_requested', ...request, amount: amount(text ?? '0') };
  };

/** The products trade much the same stocks. */
function once<T>(of: (security: number) => T): (security: number) => T {
  const known = new Map<number, T>();
  return (security) => {
    const found = known.get(security) ?? of(security);
    known.set(security, found);
    return found;
  };
}

const DAY_MS = 86_400_000;

/** Past the end of recorded prices nobody knows the next trading day: the next weekday. */
function nextWeekday(day: string): string {
  const next = new Date(Date.parse(day) + DAY_MS);
  while (next.getUTCDay() % 6 === 0) next.setTime(next.getTime() + DAY_MS);
  return next.toISOString().slice(0, 10);
}
