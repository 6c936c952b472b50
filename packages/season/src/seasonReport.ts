import { createHash } from 'node:crypto';
import { amountOf, amount as parsed, formatAmount, parseEntry, sumAmounts, verifyJournal, WORLD } from '@robata/ledger';
import {
  analysisKey,
  fundProducts,
  type FundSummary,
  gapOf,
  leaderboard,
  type LeaderboardRow,
  META_MODEL_KIND,
  type OptimizerReport,
  type RoundAnalysis,
  SIGNALS_META_MODEL_KIND,
  type StorageReader,
} from '@robata/tournament';
import { fundFigures } from './fundFigures.ts';
import { type SignalsModelReport, signalsReport } from './signalsReport.ts';

/** What a season came to: the JSON of `robata season`. */
export interface SeasonReport {
  readonly rounds: number;
  readonly resolved: number;
  readonly models: number;
  /** Single scores stored: rounds × days × models × columns. */
  readonly scores: number;
  readonly incidents: number;
  readonly leaderboard: readonly LeaderboardRow[];
  readonly metaModel: { readonly corr: number | null; readonly sharpe: number | null };
  readonly fund: FundSummary;
  /** Of each product of the fund, from its stored days. */
  readonly products: readonly ProductReport[];
  readonly ledger: {
    readonly deposited: string;
    readonly paid: string;
    readonly burned: string;
    /** The log verifies: chain, balances, clearing accounts, and every unit that came in is somewhere. */
    readonly conserved: boolean;
  };
  readonly optimizer: {
    readonly solved: number;
    readonly relaxed: number;
    readonly failed: number;
    readonly worstResidual: number;
    /** Solves of the contributions, and how many of them needed the safety net. */
    readonly contributionSolves: number;
    readonly contributionFallbacks: number;
  };
  /** Means over the rounds closed; null without any. Volatility a year, turnover and gross as shares of NAV. */
  readonly portfolio: {
    readonly predictedVolatility: number | null;
    readonly turnover: number | null;
    readonly gross: number | null;
    readonly positions: number | null;
    /** Paid for trades in all, USD. */
    readonly cost: number;
  };
  /** Of the Signals part; absent where no round has one. */
  readonly signals?: readonly SignalsModelReport[];
  readonly seconds: Readonly<Record<string, number>>;
  /** SHA-256 over all scores, analyses and postings, in order. */
  readonly digest: string;
}

const LAGS = { weekly: 4, daily: 20 } as const;
const PAGE = 5000;

/** Reads a season back from storage: nothing in the report is taken from memory but the seconds. */
export async function seasonReport(
  reader: StorageReader,
  schedule: 'weekly' | 'daily',
  seconds: Readonly<Record<string, number>>,
): Promise<SeasonReport> {
  const rounds = await reader.rounds();
  const rows = await leaderboard(reader, { lastRounds: null, lags: LAGS[schedule] });
  const hash = createHash('sha256');
  let scores = 0;
  for (const { number } of rounds) {
    for (const row of await reader.scores({ round: number })) {
      hash.update(`${row.round}/${row.model}/${row.day}`);
      hash.update(bytesOf(row.values));
      scores += row.values.length;
    }
    const analysis = (await reader.document(analysisKey(number))) as RoundAnalysis | null;
    if (analysis !== null) hash.update(JSON.stringify(inOrder(analysis)));
  }
  const entries = [];
  for (let from = 1; ; from += PAGE) {
    const page = await reader.ledger(from, PAGE);
    for (const record of page) {
      hash.update(record.hash);
      entries.push(parseEntry(record.body));
    }
    if (page.length < PAGE) break;
  }
  const balances = await reader.balances();
  const total = [...balances.values()].reduce((sum, amount) => sum + amount, 0n);
  const payouts = await reader.payouts({});
  const paid = payouts.reduce((sum, { amount }) => (amount > 0n ? sum + amount : sum), 0n);
  const burned = payouts.reduce((sum, { amount }) => (amount < 0n ? sum - amount : sum), 0n);
  const meta = rows.find((row) => row.kind === META_MODEL_KIND);
  const meanOf = (of: (report: OptimizerReport) => number): number | null =>
    reports.length === 0 ? null : reports.reduce((sum, report) => sum + of(report), 0) / reports.length;
  const reports = rounds.flatMap(({ optimizer }) => (optimizer === null ? [] : [optimizer]));
  return {
    rounds: rounds.length,
    resolved: rounds.filter(({ state }) => state === 'resolved').length,
    models: rows.filter(({ kind }) => kind !== META_MODEL_KIND && kind !== SIGNALS_META_MODEL_KIND).length,
    scores,
    incidents: await reader.incidentCount(),
    leaderboard: rows,
    metaModel: { corr: meta?.corr ?? null, sharpe: meta?.corrSharpe ?? null },
    fund: await fundOf(reader),
    products: await productReports(reader),
    ledger: {
      deposited: formatAmount(amountOf(-(balances.get(WORLD) ?? 0n))),
      paid: formatAmount(amountOf(paid)),
      burned: formatAmount(amountOf(burned)),
      conserved: verifyJournal(entries).status === 'verified' && total === 0n,
    },
    optimizer: {
      solved: reports.filter(({ status, relaxed }) => status === 'solved' && !relaxed).length,
      relaxed: reports.filter(({ relaxed }) => relaxed).length,
      failed: reports.filter(({ status }) => status !== 'solved').length,
      worstResidual: Math.max(0, ...reports.map(({ worstResidual }) => worstResidual)),
      contributionSolves: reports.reduce((sum, report) => sum + report.contributionSolves, 0),
      contributionFallbacks: reports.reduce((sum, report) => sum + report.contributionFallbacks, 0),
    },
    portfolio: {
      predictedVolatility: meanOf(({ predictedVolatility }) => predictedVolatility),
      turnover: meanOf(({ turnover }) => turnover),
      gross: meanOf(({ gross }) => gross),
      positions: meanOf(({ positions }) => positions),
      cost: (await reader.fundDays()).reduce((sum, { cost }) => sum + cost, 0),
    },
    ...(rounds.some(({ signals }) => signals !== undefined) && {
      signals: await signalsReport(reader, LAGS[schedule]),
    }),
    seconds,
    digest: hash.digest('hex'),
  };
}

/** What a product came to. Money as exact decimals. */
export interface ProductReport {
  readonly product: string;
  readonly days: number;
  readonly nav: string;
  /** Compounded, after costs and fees. */
  readonly totalReturn: number;
  /** Σ of what trading, impact and borrowed stock took off, and of fees: below 0. */
  readonly costs: string;
  readonly fees: string;
  /** Largest |cash + positions − payable − accrued fee − NAV| of any day; '0': every close adds up to the last of 18 places. */
  readonly worstGap: string;
  readonly hash: string;
}

const COSTS = ['linearCost', 'impactCost', 'execution', 'borrowCost'];
const FEES = ['managementFee', 'performanceFee'];

async function productReports(reader: StorageReader): Promise<ProductReport[]> {
  const products = await fundProducts(reader);
  return Promise.all(
    products.map(async ({ product }) => {
      const closes = await reader.fundCloses(product);
      const last = closes.at(-1);
      const sumOf = (names: readonly string[]): string =>
        formatAmount(
          sumAmounts(closes.flatMap(({ figures }) => names.map((name) => parsed(figures.sources[name] ?? '0')))),
        );
      const worst = closes.map(gapOf).reduce((most, gap) => (gap > most ? gap : most), 0n);
      return {
        product,
        days: closes.length,
        nav: last?.figures.navAfter ?? '0',
        totalReturn: (last?.figures.index ?? 1) - 1,
        costs: sumOf(COSTS),
        fees: sumOf(FEES),
        worstGap: formatAmount(amountOf(worst)),
        hash: last?.hash ?? '',
      };
    }),
  );
}

/** IEEE doubles, little-endian. NaN has many bit patterns, by processor and by the way it came about: here it has one, and so has zero. */
export function bytesOf(values: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, index) => bytes.setFloat64(8 * index, Number.isNaN(value) ? Number.NaN : value + 0, true));
  return new Uint8Array(bytes.buffer);
}

/** A database may give the fields of a document in another order than they were written in. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, inOrder(field)]));
}

/** The fund's life from its days and the rounds' optimizer reports. */
export async function fundOf(reader: StorageReader): Promise<FundSummary> {
  const [days, rounds] = await Promise.all([reader.fundDays(), reader.rounds()]);
  return fundFigures(days, Math.max(0, ...rounds.map(({ optimizer }) => optimizer?.maxExposureBreach ?? 0)));
}
