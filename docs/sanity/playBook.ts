import type { Era, MarketPanel } from '@robata/market';
import type { RiskModel } from '@robata/portfolio';
import { FundDesk, RiskDesk } from '@robata/season';
import { closeRound, type Closing, type ClosingInput, type FundDayRecord } from '@robata/tournament';
import type { BookHistory } from './bookHistory.ts';

/** What a season's round was closed from. */
export interface RecordedRound {
  readonly era: Era;
  readonly closing: ClosingInput;
}

/** σ in α = IC·σ·z. */
export type AlphaVolatility = 'total' | 'specific';

const CAPITAL = 10_000_000;

/**
 * Plays a season's book again from what its rounds were closed from, with another volatility in α: the same closes, trades two days
 * later, holdings and alpha-factor history of its own. With `total` it is the season's fund, to the bit.
 */
export function playBook(
  panel: MarketPanel,
  rounds: readonly RecordedRound[],
  lastDay: string,
  volatility: AlphaVolatility,
): BookHistory {
  const roundOn = new Map(rounds.map((round) => [round.era.day, round]));
  const first = rounds[0] as RecordedRound;
  const { lagDays, optimizer } = first.closing.config;
  const fund = new FundDesk(CAPITAL);
  const risk = new RiskDesk(first.closing.riskModel.factorNames);
  const days: FundDayRecord[] = [];
  const reports: Closing['report'][] = [];
  for (let day = first.era.day; (panel.days[day] as string) <= lastDay; day++) {
    risk.learnDay(panel, day);
    if (day > first.era.day) days.push(fund.playDay(panel, day));
    const round = roundOn.get(day);
    if (round === undefined) continue;
    const closing = closeRound({
      ...round.closing,
      riskModel: withAlphaVolatility(round.closing.riskModel, volatility),
      alphaHistory: risk.alphaHistory,
      holdings: fund.holdings,
    });
    fund.decide(day + lagDays, closing.rebalance, optimizer.linearCost);
    risk.watch(day + lagDays, round.era, closing.riskModel);
    reports.push(closing.report);
  }
  return { days, reports };
}

/** A close reads a model's volatilities for α alone, so that another kind of them can be put there. */
const withAlphaVolatility = (model: RiskModel, volatility: AlphaVolatility): RiskModel =>
  volatility === 'total' ? model : { ...model, totalVolatility: model.specificVariance.map(Math.sqrt) };
