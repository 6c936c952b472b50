import { fromColumns, column, type Matrix, matrix } from '@robata/kernels';
import type { RiskModel } from '@robata/portfolio';
import { signalsPredictions } from '@robata/scoring';
import type { SubmittedPredictions } from '../engine/roundParticipants.ts';
import type { ClosedPaper } from '../engine/papers.ts';
import { isSignals } from '../ledgerRound.ts';
import type { ClosedSignals, EmptySignals } from './closedSignals.ts';
import { signalsNeutralizers } from './signalsNeutralizers.ts';

type SignalsPapers = Pick<ClosedPaper, 'signals' | 'emptySignals'>;

/** What a round keeps of a Signals part that nobody was in when it closed. */
export function emptySignals(riskModel: RiskModel): EmptySignals {
  const { neutralizers, names, sampleWeights } = signalsNeutralizers(riskModel);
  return { neutralizers, neutralizerNames: names, sampleWeights };
}

/** By what late signals are scored; undefined: the round has no Signals part, or its papers are of before an empty one was kept. */
const scoredBy = ({ signals, emptySignals: empty }: SignalsPapers): EmptySignals | undefined => signals ?? empty;

/** Those that can be scored: a late signal needs a Signals part. */
export const lateOf = (late: readonly SubmittedPredictions[], papers: SignalsPapers): readonly SubmittedPredictions[] =>
  late.filter(({ model }) => scoredBy(papers) !== undefined || !isSignals(model));

/** What of those that came late enters the kit: signals as `signalsPredictions` makes them, complete. */
export function lateInKit(
  late: readonly SubmittedPredictions[],
  papers: SignalsPapers & Pick<ClosedPaper, 'config'>,
): readonly SubmittedPredictions[] {
  const fill = papers.config.signals?.fill;
  const part = scoredBy(papers);
  if (part === undefined || fill === undefined) return late;
  return late.map((each) => {
    if (!isSignals(each.model)) return each;
    return { ...each, values: signalsPredictions(fromColumns([each.values]), part.neutralizers, { fill }).data };
  });
}

/**
 * The Signals part of a round with those that came late, who stand behind all that were in time; undefined where nobody is in it. Who comes late makes no
 * meta model: where nobody was in time there is none, and nobody has an MMC.
 */
export function withLateSignals(
  { signals, emptySignals: empty, models }: SignalsPapers & Pick<ClosedPaper, 'models'>,
  late: readonly SubmittedPredictions[],
): ClosedSignals | undefined {
  const added = late.flatMap(({ model, values }, at) =>
    isSignals(model) ? [{ place: models.length + at, values }] : [],
  );
  if (added.length === 0) return signals;
  const part = signals ?? (empty && nobodyIn(empty));
  if (part === undefined) return undefined;
  const { weights } = part;
  return {
    ...part,
    ...(weights && { weights: Float64Array.of(...weights, ...added.map(() => 0)) }),
    places: Int32Array.of(...part.places, ...added.map(({ place }) => place)),
    values: fromColumns([...columnsOf(part.values), ...added.map(({ values }) => values)]),
  };
}

const nobodyIn = (part: EmptySignals): ClosedSignals => ({
  ...part,
  places: new Int32Array(0),
  values: matrix(part.neutralizers.rows, 0),
  metaModel: null,
  weights: new Float64Array(0),
});

const columnsOf = (m: Matrix): Float64Array[] => Array.from({ length: m.columns }, (_, j) => column(m, j));
