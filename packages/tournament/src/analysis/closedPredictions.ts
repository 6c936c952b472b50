import type { Matrix } from '@robata/kernels';

/** What everybody sent in for a round that is closed. */
export interface ClosedPredictions {
  /** Permanent numbers of the stocks, each once: ids change from round to round. */
  readonly securities: Int32Array;
  /** Ids of the models, in the order of the columns. */
  readonly models: readonly number[];
  /** Stocks × models, finite. */
  readonly predictions: Matrix;
  /** One value per stock. */
  readonly metaModel: Float64Array;
}
