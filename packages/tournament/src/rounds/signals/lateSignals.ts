import { fromColumns, column, type Matrix } from '@robata/kernels';
import { signalsPredictions } from '@robata/scoring';
import type { SubmittedPredictions } from '../engine/paperDesk.ts';
import type { ClosedPaper } from '../engine/papers.ts';
import { isSignals } from '../ledgerRound.ts';
import type { ClosedSignals } from './closedSignals.ts';

/** Those that can be scored: a late signal needs the Signals part that the round closed with. */
export const lateOf = (
  late: readonly SubmittedPredictions[],
  { signals }: Pick<ClosedPaper, 'signals'>,
): readonly SubmittedPredictions[] => late.filter(({ model }) => signals !== undefined || !isSignals(model));

/** What of those that came late enters the kit: signals as `signalsPredictions` makes them, complete. */
export function lateInKit(
  late: readonly SubmittedPredictions[],
  { signals, config }: Pick<ClosedPaper, 'signals' | 'config'>,
): readonly SubmittedPredictions[] {
  const fill = config.signals?.fill;
  if (signals === undefined || fill === undefined) return late;
  return late.map((each) => {
    if (!isSignals(each.model)) return each;
    return { ...each, values: signalsPredictions(fromColumns([each.values]), signals.neutralizers, { fill }).data };
  });
}

/** The Signals part of a round with those that came late, who stand behind all that were in time. */
export function withLateSignals(
  signals: ClosedSignals,
  inTime: number,
  late: readonly SubmittedPredictions[],
): ClosedSignals {
  const added = late.flatMap(({ model, values }, at) => (isSignals(model) ? [{ place: inTime + at, values }] : []));
  if (added.length === 0) return signals;
  const { weights } = signals;
  return {
    ...signals,
    ...(weights && { weights: Float64Array.of(...weights, ...added.map(() => 0)) }),
    places: Int32Array.of(...signals.places, ...added.map(({ place }) => place)),
    values: fromColumns([...columnsOf(signals.values), ...added.map(({ values }) => values)]),
  };
}

const columnsOf = (m: Matrix): Float64Array[] => Array.from({ length: m.columns }, (_, j) => column(m, j));
