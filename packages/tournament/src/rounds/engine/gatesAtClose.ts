import { closedBook, closingBook, type RoundGates, roundGates } from '../signals/signalsGate.ts';
import type { ClosingPaper, RoundPapers } from './papers.ts';
import { type SubmittedPredictions, withColumns } from './roundParticipants.ts';

/** The gates of Signals for a round that closes, against the rounds that are under way; null where nothing is asked of signals. */
export async function gatesAtClose(input: {
  readonly round: number;
  readonly paper: ClosingPaper;
  readonly outside: readonly SubmittedPredictions[];
  readonly papers: RoundPapers;
}): Promise<RoundGates | null> {
  const { round, paper, outside, papers } = input;
  const { config, securities, riskModel } = paper.input;
  const policy = config.signals?.gate ?? null;
  if (policy === null) return null;
  const previous = await Promise.all(
    Array.from({ length: Math.min(policy.submissions, round - 1) }, async (_, back) => {
      const closed = await papers.get(round - 1 - back, 'closed');
      return closed === null ? null : closedBook(round - 1 - back, closed);
    }),
  );
  const book = closingBook({
    round,
    securities,
    models: [...paper.cast, ...outside.map(({ model }) => model)],
    predictions: withColumns(paper.predictions, outside),
    riskModel,
  });
  return roundGates(
    book,
    previous.filter((each) => each !== null),
    policy,
  );
}
