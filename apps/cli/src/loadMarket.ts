import {
  buildPanel,
  dataHealthReport,
  type Exchange,
  FIRST_ERA_HISTORY_DAYS,
  importFundamentals,
  importLabels,
  importPrices,
  importShortInterest,
  type Incident,
  mainExchange,
  type MarketPanel,
} from '@robata/market';
import { firstRoundPosition, type MarketSource, recordedMarket } from '@robata/season/source';

export interface MarketFiles {
  readonly prices: string;
  readonly labels: string | undefined;
  readonly fundamentals: string | undefined;
  readonly shortInterest: string | undefined;
}

/** Fewer stocks cannot carry even the smallest risk model. */
const MINIMUM_TICKERS = 20;
/** From an era's date to its first scored day. */
const LAG_DAYS = 3;

/** A market as its files give it. */
export interface LoadedMarket {
  /** The price file's name. */
  readonly source: string;
  readonly panel: MarketPanel;
  /** What was found in it, worst first. */
  readonly incidents: readonly Incident[];
}

export interface LoadOptions {
  /** Of the prices; default 1. */
  readonly minimumDays?: number;
  /** Whose trading days the prices follow; default: what most of the labels say, and without any New York's. */
  readonly exchange?: Exchange | undefined;
}

/** Reads and checks all files before anything is written. Throws DataRefusedError with one sentence on what cannot be used. */
export async function loadPanel(files: MarketFiles, options: LoadOptions = {}): Promise<LoadedMarket> {
  const { minimumDays = 1 } = options;
  const labels = files.labels === undefined ? null : await importLabels(files.labels);
  const fundamentals = files.fundamentals === undefined ? null : await importFundamentals(files.fundamentals);
  const shortInterest = files.shortInterest === undefined ? null : await importShortInterest(files.shortInterest);
  const prices = await importPrices(files.prices, { minimumTickers: MINIMUM_TICKERS, minimumDays });
  const { panel: built, incidents } = buildPanel(prices, { labels, fundamentals, shortInterest });
  const exchange = options.exchange ?? mainExchange(built.securities);
  const panel = exchange === undefined ? built : { ...built, exchange };
  return { source: prices.source, panel, incidents: dataHealthReport(panel, incidents).incidents };
}

/** So many trading days a price file needs for one round and its training. */
export const minimumDaysOf = (schedule: 'weekly' | 'daily'): number =>
  FIRST_ERA_HISTORY_DAYS + (schedule === 'weekly' ? 5 : 1) * (firstRoundPosition(schedule) + 1) + LAG_DAYS;

/** The prices of the past, as a season plays them. Throws as `loadPanel`. */
export async function loadMarket(
  files: MarketFiles,
  schedule: 'weekly' | 'daily',
  exchange?: Exchange,
): Promise<MarketSource> {
  const options = { minimumDays: minimumDaysOf(schedule), exchange };
  const { source, panel, incidents } = await loadPanel(files, options);
  const [first, last] = [panel.days[0] ?? '', panel.days.at(-1) ?? ''];
  return recordedMarket(
    panel,
    {
      title: 'Robata season',
      description: `${panel.securities.length} securities from ${first} to ${last} (${source}).`,
      notices: [
        'This season replays recorded prices with example participants. The fund is not expected to look profitable: after neutralization none of these signals earns a significant return, and nothing was tuned until one did.',
        'One participant, marked as planted, is told a small part of the future: it shows that True Contribution measures information.',
      ],
    },
    incidents,
  );
}
