import { amount, concentration, formatDecimal12 } from '@robata/ledger';
import type { LeaderboardRow } from '../views/types.ts';
import type { RehearsalFigures } from './rehearsal.ts';

/** Of what `robata season --json` prints: what a rehearsal compares. */
export interface PrintedSeason {
  readonly leaderboard: readonly LeaderboardRow[];
  readonly metaModel: { readonly corr: number | null };
  readonly ledger: { readonly paid: string; readonly burned: string };
  readonly fund: {
    readonly navEnd: number;
    readonly annualReturn: number | null;
    readonly annualVolatility: number | null;
    readonly maxDrawdown: number;
  };
  readonly portfolio: {
    readonly predictedVolatility: number | null;
    readonly turnover: number | null;
    readonly gross: number | null;
    readonly positions: number | null;
    readonly cost: number;
  };
  readonly optimizer: { readonly worstResidual: number };
  readonly seconds: Readonly<Record<string, number>>;
}

const META_KIND = 'meta';

/** The figures of a season in which two configurations differ. */
export function seasonFigures(season: PrintedSeason): RehearsalFigures {
  const models = season.leaderboard.filter(({ kind }) => kind !== META_KIND);
  const meanOf = (of: (row: LeaderboardRow) => number | null): number | null => {
    const known = models.map(of).filter((value) => value !== null);
    return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  const worst = models.reduce<LeaderboardRow | null>(
    (least, row) => (least === null || amount(row.payout) < amount(least.payout) ? row : least),
    null,
  );
  const stakes = concentration(models.map(({ stake }) => amount(stake)).filter((units) => units > 0n));
  const { fund, ledger, portfolio, seconds } = season;
  return {
    metaModelCorr: season.metaModel.corr,
    meanCorr: meanOf(({ corr }) => corr),
    meanTc: meanOf(({ tc }) => tc),
    paid: ledger.paid,
    burned: ledger.burned,
    worstPayout: worst?.payout ?? '0',
    worstModel: worst?.model ?? '',
    largestStake: Number(formatDecimal12(stakes.top1)),
    effectiveStakes: Number(formatDecimal12(stakes.effectiveNumber)),
    turnover: portfolio.turnover,
    gross: portfolio.gross,
    positions: portfolio.positions,
    cost: portfolio.cost,
    predictedVolatility: portfolio.predictedVolatility,
    volatility: fund.annualVolatility,
    annualReturn: fund.annualReturn,
    maxDrawdown: fund.maxDrawdown,
    navEnd: fund.navEnd,
    optimizerSeconds: seconds['optimizer'] ?? 0,
    contributionSeconds: seconds['contributions'] ?? 0,
    worstResidual: season.optimizer.worstResidual,
  };
}
