import { amountOf, formatAmount } from '@robata/ledger';
import type { StorageReader } from '../storage/storage.ts';
import { roundList } from './roundPage.ts';
import { totalStaked } from './stakeOf.ts';
import type { FundSummary, LeaderboardRow, Overview, Progress } from './types.ts';

/** What whoever runs the tournament says of it: kept as documents, shown on the first page. */
export interface TournamentAbout {
  readonly title: string;
  readonly market: string;
  readonly notices: readonly string[];
}

const PREPARING: Progress = {
  stage: 'preparing',
  fraction: 0,
  day: null,
  message: 'The tournament is being set up.',
  state: 'preparing',
  daySeconds: null,
};

/** The first page in one call. `rows` is the leaderboard over all resolved rounds, `fund` the summary of the fund room. */
export async function overview(
  reader: StorageReader,
  rows: readonly LeaderboardRow[],
  fund: FundSummary | null,
): Promise<Overview> {
  const [about, progress, rounds, balances, incidents, days, payouts] = await Promise.all([
    reader.document('about') as Promise<TournamentAbout | null>,
    reader.document('progress') as Promise<Progress | null>,
    roundList(reader),
    reader.balances(),
    reader.incidentCount(),
    reader.fundDays(),
    reader.payouts({}),
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
    staked: formatAmount(totalStaked(balances)),
    paid: formatAmount(amountOf(payouts.reduce((sum, row) => (row.amount > 0n ? sum + row.amount : sum), 0n))),
    burned: formatAmount(amountOf(payouts.reduce((sum, row) => (row.amount < 0n ? sum - row.amount : sum), 0n))),
    incidents,
    metaModel: { corr: meta?.corr ?? null, sharpe: meta?.corrSharpe ?? null },
    fund,
    fundDays: days.map(({ day, nav }) => ({ day, nav })),
  };
}
