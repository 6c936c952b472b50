import { column, fromColumns, type Matrix, matrix } from '@robata/kernels';
import { gaussianizedPredictions, metaModelOf } from '@robata/portfolio';
import { signalsPredictions } from '@robata/scoring';
import type { ClosingInput } from '../closeRound.ts';
import type { ClosedSignals } from './closedSignals.ts';
import { effectiveStakes } from './effectiveStakes.ts';
import { signalsNeutralizers } from './signalsNeutralizers.ts';

/** What the Signals part of a round puts into its close. */
export interface SignalsPart {
  /** Of all models, complete: what of a signal enters kit, meta model and optimizer stands in its place. */
  readonly predictions: Matrix;
  /** Weights of all models, the parts joined as configured. */
  readonly stakes: Float64Array;
  readonly closed: ClosedSignals;
}

/** Null where the round has no Signals part or nobody in it. `weights`: of all models, as the configuration weighs their stakes. */
export function signalsPart(input: ClosingInput, weights: Float64Array): SignalsPart | null {
  const { config, predictions: submitted, signalsPlaces: places = new Int32Array(0), riskModel } = input;
  if (config.signals === undefined || places.length === 0) return null;
  const { fill, metaModelShare } = config.signals;
  const rows = submitted.rows;
  const values = fromColumns(
    Array.from(places, (j) => column(submitted, j)),
    rows,
  );
  const { neutralizers, names, sampleWeights } = signalsNeutralizers(riskModel);
  const neutral = signalsPredictions(values, neutralizers, { fill });
  const predictions = matrix(rows, submitted.columns, submitted.data.slice());
  places.forEach((j, at) => column(predictions, j).set(column(neutral, at)));
  const own = Float64Array.from(places, (j) => weights[j] as number);
  return {
    predictions,
    stakes: effectiveStakes(weights, places, metaModelShare),
    closed: {
      places,
      values,
      neutralizers,
      neutralizerNames: names,
      sampleWeights,
      metaModel: metaModelOf(
        gaussianizedPredictions(neutral),
        own.some((weight) => weight > 0) ? own : own.map(() => 1),
      ),
      weights: own,
    },
  };
}
