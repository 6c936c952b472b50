import type { EntryRecord, RoundRecord, ScoreRecord } from '@robata/tournament';
import { columnOf, partRound } from './partRound.ts';
import { finite } from './scoreNames.ts';
import type { Services } from './services.ts';

/** One model's part in one round. */
export interface Part {
  readonly round: RoundRecord;
  readonly entry: EntryRecord | null;
  /** On the last day posted. */
  readonly score: ScoreRecord | null;
  /** In units of 1e-18; null before the round resolved. */
  readonly payout: bigint | null;
}

/** The rounds that a model took part in, newest first. */
export async function historyOf({ reader, board }: Services, model: number): Promise<Part[]> {
  const [{ rounds, signalsIds }, entries, scores, payouts] = await Promise.all([
    board(),
    reader.entries({ model }),
    reader.scores({ model, latestOnly: true }),
    reader.payouts({ model }),
  ]);
  const entryOf = new Map(entries.map((entry) => [entry.round, entry]));
  const scoreOf = new Map(scores.map((score) => [score.round, score]));
  const payoutOf = new Map(payouts.map((payout) => [payout.round, payout.amount]));
  const tournament = signalsIds.has(model) ? 'signals' : 'classic';
  return rounds.toReversed().flatMap((record) => {
    // What was scored before the model's tournament was a part of rounds stands as it was.
    const round = partRound(record, tournament) ?? record;
    const entry = entryOf.get(round.number) ?? null;
    const score = scoreOf.get(round.number) ?? null;
    return entry === null && score === null
      ? []
      : [{ round, entry, score, payout: payoutOf.get(round.number) ?? null }];
  });
}

/** A column's value on the last day posted; null where it is undefined. */
export function scoreOf({ round, score }: Part, key: string): number | null {
  return finite(score?.values[columnOf(round, key)]);
}
