import { mean, pearsonCorrelation, standardDeviation } from '@robata/kernels';
import { meanWithStandardError } from '@robata/scoring';
import type { BookHistory } from './bookHistory.ts';
import type { Measured } from './measured.ts';

/** After the last rebalance nobody tends the book any more. */
const LAST_WEEK_DAYS = 5;
/** The turnover limit lets a book of gross 1 be built in seven weeks: these first rebalances are left out. */
const BUILD_UP = 10;
const DAYS_PER_YEAR = 252;
const WEEKS_PER_YEAR = 52;

/**
 * A book in figures, per year, from its eleventh rebalance to the week after its last. Realized volatility is that of the returns from one rebalance to the next
 * (daily ones beside it); gross return is before costs, its t-value on weekly returns.
 *
 * @param marketReturn the market's return of a day, by date
 */
export function bookFigures(history: BookHistory, marketReturn: ReadonlyMap<string, number>): Measured {
  const { reports } = history;
  const lastRebalance = history.days.findLastIndex(({ turnover }) => turnover > 0);
  const days = history.days.slice(0, lastRebalance + LAST_WEEK_DAYS + 1);
  const rebalances = days.flatMap(({ turnover }, at) => (turnover > 0 ? [at] : []));
  const start = rebalances[BUILD_UP] ?? 0;
  const net: number[] = [];
  const gross: number[] = [];
  const market: number[] = [];
  const weekly: number[] = [];
  let week = 0;
  let peak = 0;
  let drawdown = 0;
  for (let at = start + 1; at < days.length; at++) {
    const { day, nav, cost, turnover } = days[at] as BookHistory['days'][number];
    const before = (days[at - 1] as BookHistory['days'][number]).nav;
    net.push(nav / before - 1);
    gross.push((nav + cost) / before - 1);
    market.push(marketReturn.get(day) ?? 0);
    week += gross.at(-1) as number;
    if (turnover > 0 || at === days.length - 1) {
      weekly.push(week);
      week = 0;
    }
    peak = Math.max(peak, before, nav);
    drawdown = Math.max(drawdown, 1 - nav / peak);
  }
  const settled = reports.slice(BUILD_UP);
  const predicted = mean(settled.map(({ predictedVolatility }) => predictedVolatility));
  const realized = standardDeviation(weekly) * Math.sqrt(WEEKS_PER_YEAR);
  const { mean: weeklyMean, standardError } = meanWithStandardError(weekly, 0);
  const cost = (mean(gross) - mean(net)) * DAYS_PER_YEAR;
  return {
    rebalances: reports.length,
    unsolved: reports.filter(({ status, relaxed }) => status !== 'solved' || relaxed).length,
    gross: mean(settled.map((report) => report.gross)),
    names: mean(settled.map(({ positions }) => positions)),
    turnover: mean(rebalances.slice(BUILD_UP).map((at) => days[at]?.turnover ?? 0)),
    predicted,
    realized,
    'realized daily': standardDeviation(gross) * Math.sqrt(DAYS_PER_YEAR),
    'realized over predicted': realized / predicted,
    'gross return': mean(gross) * DAYS_PER_YEAR,
    'gross return t': weeklyMean / standardError,
    cost,
    'net return': mean(net) * DAYS_PER_YEAR,
    'net sharpe': (mean(net) / standardDeviation(net)) * Math.sqrt(DAYS_PER_YEAR),
    drawdown,
    'market correlation': pearsonCorrelation(gross, market),
  };
}
