import type { Matrix } from '@robata/kernels';

/** What the Signals part of a closed round is scored from; rows in the order of the round's ids. */
export interface ClosedSignals {
  /** Where its models stand in the kit, ascending. */
  readonly places: Int32Array;
  /** As they were submitted, n × those models, in (0, 1); NaN where a model left a stock out. */
  readonly values: Matrix;
  /** What a signal is made neutral to, n × K, complete; described by the neutralizer manifest of the round. */
  readonly neutralizers: Matrix;
  /** Of the neutralizers' columns. */
  readonly neutralizerNames: readonly string[];
  /** The weight of each stock in ALPHA and MPC, n, above 0. */
  readonly sampleWeights: Float64Array;
  /** The stake-weighted mean of the Signals models alone, n; what MMC of Signals is taken against. Null where all of them came late. */
  readonly metaModel: Float64Array | null;
  /**
   * Weight of each of its models in that mean, as the configuration weighs its stake, before the share of Signals in the joint meta model: with a
   * share of 0 these are what is left of the proportions. Missing in papers of before it was kept: the kit's.
   */
  readonly weights?: Float64Array;
}

/** What a signal that came late is scored by, of a round whose Signals part nobody was in when it closed. */
export type EmptySignals = Pick<ClosedSignals, 'neutralizers' | 'neutralizerNames' | 'sampleWeights'>;
