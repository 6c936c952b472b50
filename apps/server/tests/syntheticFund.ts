import {
  outsideEvents,
  exactDocument,
  type FundDealing,
  type FundPrivate,
  type FundProduct,
  type FundState,
  privateKey,
  ProductBook,
  productsKey,
  stateKey,
  type Storage,
  type StoredClose,
} from '@robata/tournament';

/** Real books over prices that are made up: every close is one of `ProductBook`, with dealing each day and no notice. */
export interface SyntheticFund {
  /** The next trading day of all products; requests that are confirmed come in with it. */
  playDay(): Promise<void>;
  /** From the next day on a product's orders go to a broker. */
  sendToBroker(product: string): void;
  /** Of the last close. */
  readonly day: () => string;
}

type Money = FundPrivate['accounts']['book']['cash'];
type Rate = FundProduct['terms']['fees']['performanceShare'];

const money = (value: number): Money => (BigInt(Math.round(value * 1e6)) * 10n ** 12n) as Money;
const rate = (value: number): Rate => BigInt(Math.round(value * 1e12)) as Rate;

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2022, 2, 7);
const REBALANCE_DAYS = 5;
const HOUSE = 10_000_000;
const STOCKS = { 1: 'ACME', 2: 'BOLT', 3: 'CORE' } as const;
/** Wanted, and by no broker to be had: one is listed no more, the other's name is no symbol. The paper broker has no price for either. */
const ODD = { 4: 'GONE', 5: 'ODD CO' } as const;
const DELISTED = 4;
const COSTS = {
  linear: 0.001,
  impact: 1,
  borrowPerYear: 0.005,
  creditPerYear: 0,
  debitPerYear: 0.05,
  dayCount: 360,
} as const;

const product = (
  product: string,
  kind: FundProduct['kind'],
  title: string,
  [managementFee, performanceFee]: readonly [number, number],
  mandate: string,
): FundProduct => ({
  product,
  kind,
  title,
  costs: COSTS,
  mandate: [
    mandate,
    'Gross exposure of at most 100 %; net exposure within 0.2 %; a position of at most 0.5 %, and less in a wide universe.',
    'Trades at most 15 % of the NAV a week, both sides counted.',
  ],
  terms: {
    fund: product,
    currency: 'USD',
    fees: {
      managementPerYear: rate(managementFee),
      performanceShare: rate(performanceFee),
      crystallises: 'year',
      dayCount: 365,
    },
    dealing: {
      dealing: 'day',
      minimumFirst: money(100_000),
      minimumFurther: money(10_000),
      minimumHolding: money(50_000),
      subscriptionNoticeDays: 0,
      redemptionNoticeDays: 0,
    },
  },
});

const PRODUCTS: readonly (readonly [FundProduct, ReadonlyMap<number, number>])[] = [
  [
    product(
      'market_neutral',
      'market_neutral',
      'Market neutral',
      [0.015, 0.15],
      'Buys what the meta model ranks high and sells short what it ranks low.',
    ),
    new Map([
      [1, 0.5],
      [2, -0.5],
    ]),
  ],
  [
    product(
      'higher_risk',
      'higher_risk',
      'Higher risk',
      [0.02, 0.2],
      'The market-neutral portfolio with larger positions and wider limits.',
    ),
    new Map([
      [1, 1.5],
      [2, -1.5],
      [4, 0.04],
      [5, -0.03],
    ]),
  ],
  [
    product('long_only', 'long_only', 'Long only', [0.0075, 0], 'Holds stocks only, near the index.'),
    new Map([
      [1, 0.6],
      [3, 0.38],
    ]),
  ],
  [
    product(
      'portable_alpha',
      'portable_alpha',
      'Portable alpha',
      [0.01, 0.1],
      'Holds the whole index and the market-neutral portfolio beside it.',
    ),
    new Map([
      [1, 0.5],
      [2, -0.5],
      [3, 1],
    ]),
  ],
  [
    product(
      'managed_account',
      'managed_account',
      'Managed account without energy',
      [0.01, 0.1],
      'The market-neutral portfolio of one client.',
    ),
    new Map([
      [1, 0.3],
      [2, -0.3],
    ]),
  ],
];

/**
 * A fund of five products that has lived `days` trading days, written into storages; requests are asked of the last of them. The same every time.
 */
export async function syntheticFund(storages: readonly [Storage, ...Storage[]], days = 420): Promise<SyntheticFund> {
  const books = PRODUCTS.map(([about, weights]) => ({
    about,
    weights,
    book: new ProductBook(about.product),
    dealings: [] as FundDealing[],
  }));
  const prices = new Map(Object.keys(STOCKS).map((security) => [Number(security), 100]));
  const random = generator(7);
  const brokered: string[] = [];
  const asked = await outsideEvents(storages.at(-1) as Storage, brokered);
  let time = FIRST;
  let played = 0;
  const iso = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const weekdayAfter = (at: number): number => {
    const next = at + DAY_MS;
    return new Date(next).getUTCDay() % 6 === 0 ? weekdayAfter(next) : next;
  };
  const states: Map<string, FundState> = new Map();

  const step = async (): Promise<StoredClose[]> => {
    const day = iso(time);
    const nextDay = iso(weekdayAfter(time));
    for (const [security, price] of prices) {
      const drift = { 1: 0.0007, 2: 0.0003, 3: 0.0005 }[security] ?? 0;
      prices.set(security, price * (1 + drift + 0.011 * random()));
    }
    const comes = await asked(day, true);
    const rows = books.map(({ about, weights, book, dealings }) => {
      const close =
        book.accounts === null
          ? book.open(about.terms, day, [
              { kind: 'subscription_requested', day, request: 'house', investor: 'house', amount: money(HOUSE) },
            ])
          : book.close(
              {
                day,
                nextDay,
                prices: new Map([...prices].map(([security, price]) => [security, money(price)])),
                targetWeights: played % REBALANCE_DAYS === 1 ? weights : null,
                costs: { ...COSTS, borrowPerYearOf: new Map() },
                liquidityOf: () => ({ volume: 1e9, volatility: 0.011 }),
              },
              [],
              comes(about.product, book.accounts),
              {
                priceOf: (security) => money(prices.get(security) ?? 10),
                symbolOf: (security) => ({ ...STOCKS, ...ODD })[security as keyof (typeof STOCKS & typeof ODD)],
                isDelisted: (security) => security === DELISTED,
              },
            );
      dealings.push(...close.dealings);
      states.set(about.product, stateOf(about, close.row, weights));
      return close.row;
    });
    played += 1;
    time = weekdayAfter(time);
    return rows;
  };

  const writeTo = (storage: Storage, rows: readonly StoredClose[]): Promise<void> =>
    storage.transaction(async (writer) => {
      await writer.addFundCloses(rows);
      await writer.putDocument(productsKey, exactDocument(PRODUCTS.map(([about]) => about)));
      for (const { about, weights, book, dealings } of books) {
        const { accounts } = book;
        if (accounts === null) continue;
        const held: FundPrivate = {
          accounts,
          decided: { day: accounts.day, weights: [...weights], before: accounts.book },
          instruments: Object.entries(STOCKS).map(([security, symbol]) => ({
            security: Number(security),
            symbol,
            price: money(prices.get(Number(security)) ?? 0),
          })),
          dealings,
        };
        await writer.putDocument(privateKey(about.product), exactDocument(held));
        await writer.putDocument(stateKey(about.product), states.get(about.product));
      }
    });

  const write = async (rows: readonly StoredClose[]): Promise<void> => {
    for (const storage of storages) await writeTo(storage, rows);
  };

  const rows: StoredClose[] = [];
  for (let day = 0; day < days; day++) rows.push(...(await step()));
  await write(rows);
  return {
    playDay: async () => write(await step()),
    sendToBroker: (product) => void brokered.push(product),
    day: () => books[0]?.book.accounts?.day ?? '',
  };
}

/** Reports as an optimizer and a risk model would make them; their numbers belong to nothing. */
function stateOf(
  { product, kind, title }: FundProduct,
  { day, figures }: StoredClose,
  weights: ReadonlyMap<number, number>,
): FundState {
  const { index, gross, net } = figures;
  const total = index - 1;
  const longs = [...weights.values()].filter((weight) => weight > 0);
  const shorts = [...weights.values()].filter((weight) => weight < 0);
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const attribution = {
    from: '2022-03-08',
    to: day,
    totalReturn: total,
    lines: [
      { group: 'market', name: 'market', contribution: 0.1 * total },
      { group: 'style', name: 'style:momentum', contribution: -0.2 * total },
      { group: 'meta_model', name: 'alpha', contribution: 0.4 * total },
      { group: 'specific', name: 'specific', contribution: 0.9 * total + 0.03 },
      { group: 'costs', name: 'linearCost', contribution: -0.2 * total },
      { group: 'fees', name: 'managementFee', contribution: -0.03 },
    ],
    sectors: [
      { name: 'Finance', contribution: 0.6 * total },
      { name: 'Technology', contribution: 0.4 * total },
    ],
  } as const;
  const limit = (name: string, value: number, bound: number) => {
    const binds = Math.abs(value) >= bound - 1e-9;
    return { name, value, lower: -bound, upper: bound, binds, price: binds ? 0.004 : 0 };
  };
  return {
    product,
    day,
    refused: null,
    tradedOn: day,
    rebalances: { solved: 80, relaxed: 4, refused: 0 },
    report: {
      product: kind,
      title,
      status: 'solved',
      longs: longs.length,
      shorts: shorts.length,
      totalGross: gross,
      totalNet: net,
      limits: [
        limit('market', 0.0012, 0.002),
        limit('sector:Finance', 0.01, 0.01),
        limit('style:momentum', -0.021, 0.05),
        limit('net', 0.0003, 0.002),
        { name: 'gross', value: 1, lower: 0, upper: 1, binds: true, price: 0.002 },
        { name: 'turnover', value: 0.15, lower: 0, upper: 0.15, binds: true, price: 0.001 },
      ],
      positionsAtLimit: 12,
      activeVolatility: 0.006,
      totalVolatility: 0.006,
      horizonDays: 20,
      expectedReturn: 0.004,
      objective: 0.0031,
      turnover: 0.15,
      forcedTurnover: 0,
      cost: 0.00015,
      residuals: { primal: 1e-12, dual: 3e-12, gap: 2e-11 },
      iterations: 17,
      incidents: [],
    } as FundState['report'],
    exposures: {
      day,
      long: sum(longs),
      short: sum(shorts),
      gross,
      net,
      names: weights.size,
      outside: 0,
      factors: [
        { name: 'market', value: 0.0012 },
        { name: 'style:momentum', value: -0.02 },
      ],
      sectors: [
        { name: 'Finance', long: sum(longs), short: 0 },
        { name: 'Technology', long: 0, short: sum(shorts) },
      ],
    },
    attribution,
    years: [{ year: day.slice(0, 4), attribution }],
  };
}

/** Standard normal numbers from a seed (mulberry32; Box and Muller). */
function generator(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}
