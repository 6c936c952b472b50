import { column, fromColumns, type Matrix } from '@robata/kernels';
import { factorKind, type RiskModel } from '@robata/portfolio';

/** What the signals of a round are made neutral to, and how much each stock weighs in ALPHA and MPC. */
export interface SignalsNeutralizers {
  /** n × K. */
  readonly neutralizers: Matrix;
  readonly names: readonly string[];
  /** n, above 0, of mean 1. */
  readonly sampleWeights: Float64Array;
}

/** A stock that hardly moves (a takeover at a fixed price) would else be the whole book. */
const MOST_TIMES_MEDIAN = 3;

/**
 * The risk model's exposures without the alpha factor (market, sectors, country, styles), and sample weights 1/specific volatility, at most three
 * times their median, of mean 1. Why these: with a return forecast α = IC·σ·z (σ the specific volatility, z the signal: what the optimizer takes), the
 * best holdings against specific risk are α/σ² ∝ z/σ; so the weights of ALPHA are those of the portfolio that the signal asks for, and not of one
 * that its most volatile stocks decide.
 */
export function signalsNeutralizers(
  model: Pick<RiskModel, 'factorNames' | 'exposures' | 'specificVariance'>,
): SignalsNeutralizers {
  const kept = model.factorNames.flatMap((name, k) => (factorKind(name) === 'alpha' ? [] : [k]));
  const rows = model.exposures.rows;
  return {
    neutralizers: fromColumns(
      kept.map((k) => column(model.exposures, k)),
      rows,
    ),
    names: kept.map((k) => model.factorNames[k] as string),
    sampleWeights: inverseVolatility(model.specificVariance),
  };
}

function inverseVolatility(specificVariance: Float64Array): Float64Array {
  const inverse = specificVariance.map((variance) => 1 / Math.sqrt(variance));
  const sorted = inverse.slice().sort();
  const limit = MOST_TIMES_MEDIAN * (sorted[Math.floor(sorted.length / 2)] as number);
  const limited = inverse.map((x) => Math.min(x, limit));
  const mean = limited.reduce((sum, x) => sum + x, 0) / limited.length;
  return limited.map((x) => x / mean);
}
