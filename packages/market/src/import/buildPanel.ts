import { formatIsoDate } from '../calendar/isoDate.ts';
import type { Incident, MarketPanel, Security } from '../panel.ts';
import { companyKey } from '../validation/companyName.ts';
import { isFund } from '../validation/isFund.ts';
import { joinRenames } from '../validation/joinRenames.ts';
import { findLives, type Life } from '../validation/lives.ts';
import { removeMisplacedDecimals } from '../validation/misplacedDecimals.ts';
import { repairSplits } from '../validation/splits.ts';
import type { RawFundamental } from './importFundamentals.ts';
import type { Label, RawLabels } from './importLabels.ts';
import type { RawPrices } from './importPrices.ts';
import type { RawShortInterest } from './importShortInterest.ts';
import { linkFundamentals, linkShortInterest, type TickerUse, tickerKey } from './linkReports.ts';
import { refuse } from './refuse.ts';

export interface PanelTables {
  readonly labels?: RawLabels | null;
  readonly fundamentals?: readonly RawFundamental[] | null;
  readonly shortInterest?: readonly RawShortInterest[] | null;
}

/** 2 GB a column: a sparse file with this many securities × days is not a market. */
const MAXIMUM_CELLS = 2 ** 28;
const NO_LABEL: Label = { name: null, exchange: null, sector: null, industry: null, country: null };

/**
 * The panel of a price table and whatever is known besides. Decides who is who: a symbol that comes back after more than 20
 * missing days is a new security; a company that changed its ticker is one security; classes of one company share a key;
 * closed-end funds are marked. Certain unadjusted splits are repaired. Every such decision is an incident.
 * Throws DataRefusedError only on a table too sparse to be laid out.
 */
export function buildPanel(prices: RawPrices, tables: PanelTables = {}): { panel: MarketPanel; incidents: Incident[] } {
  const { tickers } = prices;
  const labelOf = (ticker: number): Label => {
    const symbol = tickers[ticker] as string;
    return tables.labels?.get(symbol) ?? tables.labels?.get(tickerKey(symbol)) ?? NO_LABEL;
  };
  const lives = findLives(prices);
  const groups = joinRenames(lives, (ticker) => labelOf(ticker).name, prices.close);
  const ids = permanentIds(groups, tickers);
  const days = prices.days.map(formatIsoDate);
  const securities = withCompanies(
    groups.map((group, index): Security => {
      const last = (group.at(-1) as Life).ticker;
      const label = labelOf(last);
      return {
        id: ids[index] as string,
        ticker: symbolOf(tickers[last] as string),
        ...formerTickers(group, days, tickers),
        ...label,
        isFund: isFund(label.name, label.industry),
        company: label.name === null ? null : companyKey(label.name),
      };
    }),
  );
  const layout = layOut(prices, groups);
  const decimals = removeMisplacedDecimals({ ...layout, days, securities });
  const splits = repairSplits({ ...layout, ...decimals.prices, days, securities });

  const uses = tickerUses(groups, tickers);
  const fundamentals = tables.fundamentals ? linkFundamentals(tables.fundamentals, prices.days, uses) : null;
  const shortInterest = tables.shortInterest ? linkShortInterest(tables.shortInterest, prices.days, uses) : null;
  const panel: MarketPanel = {
    days,
    securities,
    ...layout,
    ...decimals.prices,
    adjustment: splits.adjustment,
    fundamentals: fundamentals?.reports ?? null,
    shortInterest: shortInterest?.reports ?? null,
  };
  const incidents = [
    ...prices.incidents,
    ...identityIncidents(groups, lives, { ids, days, tickers }),
    ...decimals.incidents,
    ...splits.incidents,
    ...unmatched('fundamental', fundamentals?.unmatched ?? 0),
    ...unmatched('short_interest', shortInterest?.unmatched ?? 0),
  ];
  return { panel, incidents };
}

/** The first ticker of each group, with `~1`, `~2`, … where an earlier security has it. */
function permanentIds(groups: readonly (readonly Life[])[], tickers: readonly string[]): string[] {
  const taken = new Set<string>();
  const inOrderOfTime = groups
    .map((group, index) => ({
      index,
      ticker: tickers[group[0]?.ticker ?? -1] as string,
      firstDay: group[0]?.firstDay ?? 0,
    }))
    .sort((a, b) => a.firstDay - b.firstDay || a.index - b.index);
  const ids: string[] = [];
  // A ticker that the file itself writes with a tilde keeps its name before any is made up.
  const names = new Set(tickers);
  for (const { index, ticker } of inOrderOfTime) {
    let id = ticker;
    for (let again = 1; taken.has(id) || (id !== ticker && names.has(id)); again++) id = `${ticker}~${again}`;
    taken.add(id);
    ids[index] = id;
  }
  return ids;
}

/** The symbol as traded: without the `~1` by which a source tells an earlier user of the symbol. */
function symbolOf(ticker: string): string {
  return ticker.replace(/~\d+$/, '');
}

function formerTickers(
  group: readonly Life[],
  days: readonly string[],
  tickers: readonly string[],
): Pick<Security, 'formerTickers'> {
  if (group.length === 1) return {};
  return {
    formerTickers: group.slice(1).map(({ firstDay }, at) => ({
      ticker: symbolOf(tickers[group[at]?.ticker ?? -1] as string),
      before: days[firstDay] as string,
    })),
  };
}

/** Keeps the company key only where several securities share it. */
function withCompanies(securities: readonly Security[]): Security[] {
  const count = new Map<string, number>();
  for (const { company } of securities) if (company !== null) count.set(company, (count.get(company) ?? 0) + 1);
  return securities.map((security) =>
    security.company !== null && count.get(security.company) === 1 ? { ...security, company: null } : security,
  );
}

type Layout = Pick<MarketPanel, 'stride' | 'close' | 'adjustment' | 'open' | 'high' | 'low' | 'volume' | 'shares'>;

/** Spreads the rows over securities × days. Factors go on where a renamed company's new ticker begins again at its own. */
function layOut(prices: RawPrices, groups: readonly (readonly Life[])[]): Layout {
  const stride = prices.days.length;
  const cells = groups.length * stride;
  if (cells > MAXIMUM_CELLS) {
    const size = `${groups.length} securities over ${stride} days`;
    refuse(prices.source, `${size} do not fit into memory; give a shorter period or fewer tickers.`);
  }
  const spread = (values: Float64Array | null): Float64Array | null => {
    if (values === null) return null;
    const result = new Float64Array(cells).fill(Number.NaN);
    groups.forEach((group, security) => {
      for (const { start, end } of group) {
        for (let row = start; row < end; row++) {
          result[security * stride + (prices.day[row] as number)] = values[row] as number;
        }
      }
    });
    return result;
  };
  return {
    stride,
    close: spread(prices.close) as Float64Array,
    adjustment: spread(chained(prices, groups)) as Float64Array,
    open: spread(prices.open),
    high: spread(prices.high),
    low: spread(prices.low),
    volume: spread(prices.volume),
    shares: spread(prices.shares),
  };
}

/** Factors per row, 1 without a factor column; in a group each life's factors are scaled to start where the last ended. */
function chained(prices: RawPrices, groups: readonly (readonly Life[])[]): Float64Array {
  if (prices.adjustment === null) return new Float64Array(prices.rows).fill(1);
  const factors = prices.adjustment.slice();
  for (const group of groups) {
    for (let i = 1; i < group.length; i++) {
      const [before, after] = [group[i - 1] as Life, group[i] as Life];
      const scale = (factors[before.end - 1] as number) / (factors[after.start] as number);
      for (let row = after.start; row < after.end; row++) factors[row] = (factors[row] as number) * scale;
    }
  }
  return factors;
}

function tickerUses(groups: readonly (readonly Life[])[], tickers: readonly string[]): Map<string, TickerUse[]> {
  const uses = new Map<string, TickerUse[]>();
  groups.forEach((group, security) => {
    for (const { ticker, firstDay, lastDay } of group) {
      const key = tickerKey(symbolOf(tickers[ticker] as string));
      const list = uses.get(key) ?? [];
      list.push({ security, firstDay, lastDay });
      uses.set(key, list);
    }
  });
  for (const list of uses.values()) list.sort((a, b) => a.firstDay - b.firstDay);
  return uses;
}

/** New ids after long gaps, and renames. */
function identityIncidents(
  groups: readonly (readonly Life[])[],
  lives: readonly Life[],
  names: { ids: readonly string[]; days: readonly string[]; tickers: readonly string[] },
): Incident[] {
  const idOf = new Map(
    groups.flatMap((group, index) => group.map((life) => [life, names.ids[index] as string] as const)),
  );
  const incidents: Incident[] = [];
  lives.forEach((life, index) => {
    const before = lives[index - 1];
    if (before === undefined || before.ticker !== life.ticker) return;
    const gap = life.firstDay - before.lastDay - 1;
    const symbol = names.tickers[life.ticker] as string;
    incidents.push({
      rule: 'reused_symbol',
      severity: 'warning',
      rows: gap,
      security: idOf.get(life) as string,
      day: names.days[life.firstDay] as string,
      message: `${symbol} comes back after ${gap} missing days; from here on it is the security ${idOf.get(life)}.`,
    });
  });
  for (const group of groups) {
    for (let i = 1; i < group.length; i++) {
      const [before, after] = [group[i - 1] as Life, group[i] as Life];
      const [from, to] = [names.tickers[before.ticker] as string, names.tickers[after.ticker] as string];
      incidents.push({
        rule: 'renamed_company',
        severity: 'info',
        rows: after.end - after.start,
        security: idOf.get(after) as string,
        day: names.days[after.firstDay] as string,
        message: `${from} goes on as ${to} under the same name; both are the security ${idOf.get(after)}.`,
      });
    }
  }
  return incidents;
}

function unmatched(table: string, rows: number): Incident[] {
  if (rows === 0) return [];
  const message = `${rows} rows of the ${table.replace('_', ' ')} table belong to no security of the panel at their date; they are not used.`;
  return [{ rule: `unmatched_${table}`, severity: 'info', rows, security: null, day: null, message }];
}
