import { column, fromColumns, type Matrix } from '@robata/kernels';
import type { RiskModel } from '@robata/portfolio';
import { type GatePolicy, type GateState, type SignalsBook, signalsBook, submissionGates } from '@robata/scoring';
import type { ModelRecord } from '../../records.ts';
import { isSignals } from '../ledgerRound.ts';
import type { ClosedPaper } from '../engine/papers.ts';
import { signalsNeutralizers } from './signalsNeutralizers.ts';

/** What a round keeps of its gates, where the configuration has some. */
export interface RoundGates {
  readonly round: number;
  readonly policy: GatePolicy;
  /** Of the Signals models that submitted in time. */
  readonly states: readonly GateState[];
}

/** The document of a round's gates. */
export const gatesKey = (round: number): string => `signals-gates/${round}`;

export interface ClosingSignals {
  readonly round: number;
  readonly securities: Int32Array;
  /** Of all models. */
  readonly models: readonly ModelRecord[];
  /** n × all models, as they were submitted. */
  readonly predictions: Matrix;
  readonly riskModel: RiskModel;
}

/** The signals of a round that is about to close, as gates compare them. */
export function closingBook({ round, securities, models, predictions, riskModel }: ClosingSignals): SignalsBook {
  const places = models.flatMap((model, j) => (isSignals(model) ? [j] : []));
  const { neutralizers, sampleWeights } = signalsNeutralizers(riskModel);
  return signalsBook({
    round,
    securities,
    models: Int32Array.from(places, (j) => (models[j] as ModelRecord).id),
    values: fromColumns(
      places.map((j) => column(predictions, j)),
      predictions.rows,
    ),
    neutralizers,
    sampleWeights,
  });
}

/** The same of a round that has closed; null of one without signals. */
export function closedBook(
  round: number,
  { signals, models, securities }: Pick<ClosedPaper, 'signals' | 'models' | 'securities'>,
): SignalsBook | null {
  if (signals === undefined) return null;
  const { places, values, neutralizers, sampleWeights } = signals;
  return signalsBook({
    round,
    securities,
    models: Int32Array.from(places, (place) => (models[place] as ModelRecord).id),
    values,
    neutralizers,
    sampleWeights,
  });
}

/** The gates of a round against those before it, newest first: the rounds that are under way, at most as many as the policy looks at. */
export const roundGates = (book: SignalsBook, previous: readonly SignalsBook[], policy: GatePolicy): RoundGates => ({
  round: book.round,
  policy,
  states: submissionGates(book, previous.slice(0, policy.submissions), policy),
});

/** Whether a model's stake counts. */
export function countedBy(gates: RoundGates | null): (model: Pick<ModelRecord, 'id'>) => boolean {
  const refused = new Set(gates?.states.flatMap(({ model, reasons }) => (reasons.length > 0 ? [model] : [])));
  return ({ id }) => !refused.has(id);
}
