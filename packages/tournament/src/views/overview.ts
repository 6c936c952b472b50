import { amountOf, formatAmount } from '@robata/ledger';
import type { StorageReader } from '../storage/storage.ts';
import type { TradingPlaces } from './marketDays.ts';
import { roundList } from './roundPage.ts';
import { totalStaked } from './stakeOf.ts';
import type { FundSummary, LeaderboardRow, Overview, Progress } from './types.ts';

/** What whoever runs the tournament says of it: kept as documents, shown on the first page. */
export interface TournamentAbout {
  readonly title: string;
  readonly market: string;
  readonly notices: readonly string[];
  /** Where the stocks trade; missing where nobody said it. */
  readonly places?: TradingPlaces;
}

const PREPARING: Progress = {
  stage: 'preparing',
  fraction: 0,
  day: null,
  message: 'The tournament is being set up.',
  state: 'preparing',
  daySeconds: null,
};

/** Balances of the ledger, and what was paid and burned in all, in units of 1e-18. */
export interface KnownMoney {
  readonly balances: ReadonlyMap<string, bigint>;
  readonly paid: bigint;
  readonly burned: bigint;
}

async function moneyOf(reader: StorageReader): Promise<KnownMoney> {
  const [balances, payouts] = await Promise.all([reader.balances(), reader.payouts({})]);
  return {
    balances,
    paid: payouts.reduce((sum, row) => (row.amount > 0n ? sum + row.amount : sum), 0n),
    burned: payouts.reduce((sum, row) => (row.amount < 0n ? sum - row.amount : sum), 0n),
  };
}

/**
 * The first page in one call. `rows` is the leaderboard over all resolved rounds, `fund` the summary of the fund room, `known` what the caller has
 * summed already, so that a long record is not read again.
 */
export async function overview(
  reader: StorageReader,
  rows: readonly LeaderboardRow[],
  fund: FundSummary | null,
  known?: KnownMoney,
): Promise<Overview> {
  const [about, progress, rounds, incidents, days, money] = await Promise.all([
    reader.document('about') as Promise<TournamentAbout | null>,
    reader.document('progress') as Promise<Progress | null>,
    roundList(reader),
    reader.incidentCount(),
    reader.fundDays(),
    known ?? moneyOf(reader),
  ]);
  const meta = rows.find((row) => row.kind === 'meta');
  return {
    title: about?.title ?? 'Robata',
    market: about?.market ?? '',
    notices: about?.notices ?? [],
    progress: progress ?? PREPARING,
    rounds: {
      total: rounds.length,
      resolved: rounds.filter((round) => round.state === 'resolved').length,
      current: rounds[0] ?? null,
    },
    models: rows.filter((row) => row.kind !== 'meta').length,
    staked: formatAmount(totalStaked(money.balances)),
    paid: formatAmount(amountOf(money.paid)),
    burned: formatAmount(amountOf(money.burned)),
    incidents,
    metaModel: {
      corr: meta?.corr ?? null,
      corrStandardError: meta?.corrStandardError ?? null,
      sharpe: meta?.corrSharpe ?? null,
    },
    fund,
    fundDays: days.map(({ day, nav }) => ({ day, nav })),
  };
}
