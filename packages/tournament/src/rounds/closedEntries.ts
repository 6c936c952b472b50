import type { Matrix } from '@robata/kernels';
import type { Amount } from '@robata/ledger';
import { corrWithMetaModel, normalScores } from '@robata/scoring';
import type { EntryRecord, ModelRecord } from '../records.ts';

export interface ClosedEntriesInput {
  readonly number: number;
  /** In the order of the other arrays and of the predictions' columns. */
  readonly models: readonly ModelRecord[];
  readonly predictions: Matrix;
  readonly metaModel: Float64Array;
  readonly atRisk: readonly Amount[];
  readonly hashes: readonly string[];
  /** After the close: scored, not paid. */
  readonly late: boolean;
}

/** Everybody's part in a round, fixed at its close. */
export function closedEntries(input: ClosedEntriesInput): EntryRecord[] {
  const { number, models, predictions, metaModel, atRisk, hashes, late } = input;
  const correlations = corrWithMetaModel(normalScores(predictions), metaModel);
  return models.map((model, j) => ({
    round: number,
    model: model.id,
    atRisk: atRisk[j] as Amount,
    submissionHash: hashes[j] as string,
    late,
    metaModelCorrelation: Number.isFinite(correlations[j]) ? (correlations[j] as number) : null,
  }));
}
