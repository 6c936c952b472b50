import { setImmediate as breathe } from 'node:timers/promises';
import { amountOf, formatAmount } from '@robata/ledger';
import type { ModelRecord, RoundRecord } from '../records.ts';
import { takesPart } from '../rounds/ledgerRound.ts';
import type { StorageReader } from '../storage/storage.ts';
import {
  type BoardColumn,
  type LeaderboardOptions,
  ranked,
  scoresRow,
  type SignalsBoardColumn,
  signalsRow,
} from './leaderboard.ts';
import { modelsIn } from './modelsIn.ts';
import { readResolvedRound, type ResolvedRound } from './resolvedRound.ts';
import { stakeOf } from './stakeOf.ts';
import type { LeaderboardRow } from './types.ts';

/** What a model's stakes made over some rounds. */
export interface Earned {
  /** In units of 1e-18. */
  readonly amount: bigint;
  /** Payout over at risk, compounded; null where nothing was at risk. */
  readonly return: number | null;
}

/** The leaderboard of a tournament that goes on: what was read of a resolved round is kept, and others' work goes on in between. */
export interface LeaderboardBook {
  /** Exactly the rows of `leaderboard`; the same array as long as nothing of it changed. */
  rows(options: LeaderboardOptions): Promise<LeaderboardRow[]>;
  /** What it has read: all resolved rounds, ascending. */
  resolved(): Promise<readonly ResolvedRound[]>;
  /** By model, over the resolved rounds from `fromRound` on; models without a payout are not in it. */
  earned(fromRound: number): Promise<ReadonlyMap<number, Earned>>;
  /** What was paid and what was burned in all, in units of 1e-18. */
  paidAndBurned(): Promise<{ readonly paid: bigint; readonly burned: bigint }>;
}

/** So many models are computed before other work has its turn: some milliseconds. */
const MODELS_AT_ONCE = 50;
const NOWHERE = -1;
const NO_SCORES = new Float64Array(0);

export interface LeaderboardBookInput {
  readonly reader: StorageReader;
  /** Of the ledger: the same map as long as nothing of it changed. Default: summed anew each time. */
  readonly balances?: () => Promise<ReadonlyMap<string, bigint>>;
  /** All of them: the same list as long as nothing of it changed. Default: read each time. */
  readonly models?: () => Promise<readonly ModelRecord[]>;
  /** Numbers of the models whose slots are of Signals. Default: none. */
  readonly signalsModels?: () => Promise<readonly number[]>;
}

interface Kept {
  readonly resolved: string;
  readonly models: readonly ModelRecord[];
  readonly signals: string;
  readonly stakes: ReadonlyMap<string, bigint>;
  readonly rows: LeaderboardRow[];
}

/** How many different options are remembered. */
const REMEMBERED = 8;

/**
 * A leaderboard that reads each resolved round once.
 *
 * Relies on a round being stored as resolved together with its last scores and payouts, and never changed afterwards.
 */
export function leaderboardBook({
  reader,
  balances = () => reader.balances(),
  models: allModels = () => reader.models(),
  signalsModels = async () => [],
}: LeaderboardBookInput): LeaderboardBook {
  const known = new Map<number, ResolvedRound>();
  const kept = new Map<string, Kept>();
  let reading: Promise<unknown> = Promise.resolve();

  /** One after the other: of two who ask at once the second finds what the first has read. */
  const resolvedRounds = (): Promise<ResolvedRound[]> => {
    const answer = reading.then(async () => {
      const resolved = (await reader.rounds()).filter((round) => round.state === 'resolved');
      return inTurns(resolved, async (round: RoundRecord) => {
        const read = known.get(round.number) ?? (await readResolvedRound(reader, round));
        known.set(round.number, read);
        return read;
      });
    });
    reading = answer.catch(() => undefined);
    return answer;
  };

  const earnedIn = async (rounds: readonly ResolvedRound[]): Promise<Map<number, Earned>> => {
    const sums = new Map<number, { amount: bigint; growth: number; isStaked: boolean }>();
    for (const { paid, amounts, growths } of rounds) {
      await breathe();
      for (let row = 0; row < paid.length; row++) {
        const model = paid[row] as number;
        let sum = sums.get(model);
        if (sum === undefined) sums.set(model, (sum = { amount: 0n, growth: 1, isStaked: false }));
        sum.amount += amounts[row] as bigint;
        const growth = growths[row] as number;
        if (growth !== growth) continue;
        sum.growth *= growth;
        sum.isStaked = true;
      }
    }
    return new Map(
      Array.from(sums, ([model, { amount, growth, isStaked }]) => [
        model,
        { amount, return: isStaked ? growth - 1 : null },
      ]),
    );
  };

  const compute = async (
    { lastRounds, lags }: LeaderboardOptions,
    all: readonly ResolvedRound[],
    models: readonly ModelRecord[],
    stakes: ReadonlyMap<string, bigint>,
  ): Promise<LeaderboardRow[]> => {
    const taken = lastRounds === null ? all : all.slice(-lastRounds);
    const earned = await earnedIn(all);
    const places = new Map(models.map((model, place) => [model.id, place]));
    const scored = await inTurns(taken, async (round) => rowsOf(round.scored, places));
    const correlated = await inTurns(taken, async (round) => rowsOf(round.correlated, places));
    const rows: LeaderboardRow[] = [];
    for (const [place, model] of models.entries()) {
      if (place % MODELS_AT_ONCE === 0) await breathe();
      const series = (key: BoardColumn): number[] =>
        valuesAt(taken, scored, place, ({ scores }) => scores[key]).filter((value) => !Number.isNaN(value));
      const signalsSeries = (key: SignalsBoardColumn): number[] =>
        valuesAt(taken, scored, place, ({ signalsScores }) => signalsScores?.[key] ?? NO_SCORES).filter(
          Number.isFinite,
        );
      const correlations = valuesAt(taken, correlated, place, (round) => round.metaModelCorrelations);
      const { amount, return: returned } = earned.get(model.id) ?? { amount: 0n, return: null };
      rows.push({
        stake: formatAmount(stakeOf(stakes, model.id)),
        payout: formatAmount(amountOf(amount)),
        return: returned,
        ...scoresRow(series, lags),
        ...signalsRow(signalsSeries, lags),
        id: model.id,
        rank: 0,
        model: model.name,
        kind: model.kind,
        account: model.account,
        marked: model.marked,
        rounds: scored.reduce((count, rows) => count + Number(rows[place] !== NOWHERE), 0),
        metaModelCorrelation:
          correlations.length === 0 ? null : correlations.reduce((sum, value) => sum + value, 0) / correlations.length,
      });
    }
    return ranked(rows);
  };

  return {
    async rows(options) {
      const [all, models, stakes, ofSignals] = await Promise.all([
        resolvedRounds(),
        allModels(),
        balances(),
        signalsModels(),
      ]);
      const resolved = all.map(({ number }) => number).join();
      const signals = ofSignals.join();
      const { tournament } = options;
      const key = `${options.lastRounds} ${options.lags} ${tournament}`;
      const last = kept.get(key);
      if (last?.resolved === resolved && last.models === models && last.signals === signals && last.stakes === stakes) {
        return last.rows;
      }
      const rows =
        tournament === undefined
          ? await compute(options, all, models, stakes)
          : await compute(
              options,
              all.filter((round) => takesPart(round, tournament)),
              modelsIn(tournament, { models, rounds: all, signals: new Set(ofSignals) }),
              stakes,
            );
      kept.delete(key);
      kept.set(key, { resolved, models, signals, stakes, rows });
      if (kept.size > REMEMBERED) kept.delete(kept.keys().next().value as string);
      return rows;
    },

    resolved: resolvedRounds,

    async earned(fromRound) {
      return earnedIn((await resolvedRounds()).filter(({ number }) => number >= fromRound));
    },

    async paidAndBurned() {
      let [paid, burned] = [0n, 0n];
      for (const { amounts } of await resolvedRounds()) {
        await breathe();
        for (const amount of amounts) {
          if (amount > 0n) paid += amount;
          else burned -= amount;
        }
      }
      return { paid, burned };
    },
  };
}

/** One after the other, with room for other work in between. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    await breathe();
    results.push(await work(item));
  }
  return results;
}

/** By the place of each model its row in a round, NOWHERE where it has none. */
function rowsOf(models: Int32Array, places: ReadonlyMap<number, number>): Int32Array {
  const rows = new Int32Array(places.size).fill(NOWHERE);
  models.forEach((model, row) => {
    const place = places.get(model);
    if (place !== undefined) rows[place] = row;
  });
  return rows;
}

/** The values of the model at a place, round by round, where it has one. */
function valuesAt(
  rounds: readonly ResolvedRound[],
  rowsByRound: readonly Int32Array[],
  place: number,
  column: (round: ResolvedRound) => Float64Array,
): number[] {
  const values: number[] = [];
  for (let at = 0; at < rounds.length; at++) {
    const row = (rowsByRound[at] as Int32Array)[place] as number;
    if (row !== NOWHERE) values.push(column(rounds[at] as ResolvedRound)[row] as number);
  }
  return values;
}
