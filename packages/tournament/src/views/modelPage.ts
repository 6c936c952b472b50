import { amountOf, formatAmount } from '@robata/ledger';
import type { TournamentName } from '../accounts/accountRecords.ts';
import type { RoundRecord, ScoreColumn, ScoreRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import { closedByDay, closedOnScoredDays } from './closedMarkets.ts';
import { tradingPlaces } from './roundCalendar.ts';
import type { LeaderboardRow, ModelPage, ModelRoundRow } from './types.ts';

/** How many rounds a model page shows day by day. */
const DAILY_ROUNDS = 8;

/** One model's scores round by round and, for the newest rounds, day by day. Null for a name that nobody has. */
export async function modelPage(
  reader: StorageReader,
  name: string,
  rows: readonly LeaderboardRow[],
  tournament: TournamentName = 'classic',
): Promise<ModelPage | null> {
  const row = rows.find((candidate) => candidate.model === name);
  if (row === undefined) return null;
  const [models, rounds, entries, latest, payouts] = await Promise.all([
    reader.models(),
    reader.rounds(),
    reader.entries({ model: row.id }),
    reader.scores({ model: row.id, latestOnly: true }),
    reader.payouts({ model: row.id }),
  ]);
  const roundOf = new Map(rounds.map((round) => [round.number, round]));
  const latestOf = new Map(latest.map((score) => [score.round, score]));
  const payoutOf = new Map(payouts.map((payout) => [payout.round, payout.amount]));
  const columns = columnsOf(rounds);
  const taking = entries.length > 0 ? entries.map((entry) => entry.round) : latest.map((score) => score.round);
  const entryOf = new Map(entries.map((entry) => [entry.round, entry]));

  const table = taking.toReversed().map((number): ModelRoundRow => {
    const round = roundOf.get(number) as RoundRecord;
    const score = latestOf.get(number);
    const entry = entryOf.get(number);
    const payout = payoutOf.get(number);
    return {
      round: number,
      eraDay: round.eraDay,
      state: round.state,
      day: round.scoredDays,
      scores: score === undefined ? {} : scoresByKey(score, round.columns),
      atRisk: formatAmount(amountOf(entry?.atRisk ?? 0n)),
      payout: payout === undefined ? null : formatAmount(amountOf(payout)),
      metaModelCorrelation: entry?.metaModelCorrelation ?? null,
      submissionHash: entry?.submissionHash ?? null,
    };
  });
  const isOfPart = columnsOfPart(rounds, tournament);
  const places = await tradingPlaces(reader);
  const from = taking.at(-DAILY_ROUNDS) ?? taking[0] ?? 0;
  const daily = Map.groupBy(await reader.scores({ model: row.id, fromRound: from }), (score) => score.round);
  return {
    row,
    tournament,
    description: models.find((model) => model.id === row.id)?.description ?? '',
    columns: columns.filter(({ key }) => isOfPart(key) || table.some(({ scores }) => (scores[key] ?? null) !== null)),
    rounds: table,
    daily: [...daily.entries()].toReversed().map(([round, scores]) => {
      const record = roundOf.get(round) as RoundRecord;
      const closed = closedByDay(closedOnScoredDays(record, places));
      return {
        round,
        days: scores.map((score) => ({
          day: score.day,
          scores: scoresByKey(score, record.columns),
          closedMarkets: closed.get(score.day) ?? [],
        })),
      };
    }),
  };
}

/** The columns of the newest round that has any. */
const columnsOf = (rounds: readonly RoundRecord[]): readonly ScoreColumn[] => rounds.at(-1)?.columns ?? [];

/** Scores under their column keys; what is undefined is null. */
export function scoresByKey(score: ScoreRecord, columns: readonly ScoreColumn[]): Record<string, number | null> {
  return Object.fromEntries(
    columns.map((column, index) => {
      const value = score.values[index];
      return [column.key, value === undefined || Number.isNaN(value) ? null : value];
    }),
  );
}

/** Which columns the newest round has for the models of a part: those of Signals by their keys, the classic ones are those before them. */
function columnsOfPart(rounds: readonly RoundRecord[], tournament: TournamentName): (key: string) => boolean {
  const newest = rounds.findLast(({ signals }) => signals !== undefined);
  const keys = new Set(newest?.signals?.keys);
  if (tournament === 'signals' && keys.size > 0) return (key) => keys.has(key);
  const classic = newest?.columns.findLastIndex(({ key }) => !keys.has(key)) ?? -1;
  const added = new Set(newest?.columns.slice(classic + 1).map(({ key }) => key));
  return (key) => !added.has(key);
}
