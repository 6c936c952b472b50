import type { Rebalance, RiskModel } from '@robata/portfolio';
import { analysisKey } from '../../analysis/analyzeRound.ts';
import type { ClosedPredictions } from '../../analysis/closedPredictions.ts';
import type { CohortMember } from '../../analysis/cohorts.ts';
import { metaModelClose } from '../../analysis/metaModelClose.ts';
import { metaModelKey } from '../../analysis/metaModelRecords.ts';
import type { ScoringService } from '../scoringService.ts';
import type { ClosedPaper, RoundPapers } from './papers.ts';

export interface ClosingDocumentsInput {
  readonly round: number;
  readonly closed: ClosedPaper;
  /** Without the alpha factor. */
  readonly riskModel: RiskModel;
  readonly rebalance: Rebalance;
  readonly scoring: ScoringService;
  readonly papers: RoundPapers;
}

/** So many rounds may have been cancelled between one and that with whose predictions its own are compared. */
const CANCELLED_BETWEEN = 3;

/** What is published with a close, by key: the analysis of the predictions, and what the meta model is made of. */
export async function closingDocuments(input: ClosingDocumentsInput): Promise<Readonly<Record<string, unknown>>> {
  const { round, closed, riskModel, rebalance, scoring, papers } = input;
  const { stakes } = closed.kit;
  const now = predictionsOf(closed);
  const previous = await closedBefore(papers, round);
  const analysis = await scoring.analysis({ round, closed: now, stakes, factors: riskModel, rebalance, previous });
  return {
    [analysisKey(round)]: analysis,
    [metaModelKey(round)]: metaModelClose({ round, members: membersOf(closed), stakes, now, previous }),
  };
}

/** Who stands behind each model of a closed round. */
export const membersOf = ({ models, dataVersions }: ClosedPaper): readonly CohortMember[] =>
  models.map(({ account, tournament }, j) => ({
    account,
    dataVersion: dataVersions?.[j] ?? null,
    ...(tournament === 'signals' && { tournament }),
  }));

/** What was sent in for the last round before that was closed, as long as it is kept. */
async function closedBefore(papers: RoundPapers, round: number): Promise<ClosedPredictions | null> {
  for (let before = round - 1; before >= Math.max(1, round - 1 - CANCELLED_BETWEEN); before--) {
    const closed = await papers.get(before, 'closed');
    if (closed !== null) return predictionsOf(closed);
  }
  return null;
}

/** Papers that were written by an older version have no securities: nothing is compared with them. */
const predictionsOf = ({ securities, models, kit, metaModel }: ClosedPaper): ClosedPredictions => ({
  securities: securities ?? new Int32Array(0),
  models: models.map(({ id }) => id),
  predictions: kit.predictions,
  metaModel,
});
