import { fromColumns, type Matrix } from '@robata/kernels';
import type { ModelRecord, RoundRecord } from '../../records.ts';

/** What one model has sent in for a round. */
export interface SubmittedPredictions {
  readonly model: ModelRecord;
  /** In the order of the round's ids, in (0, 1); of a Signals model NaN where it left a stock out. */
  readonly values: Float64Array;
  readonly hash: string;
  /** Of the data it was made from, where the upload named it. */
  readonly dataVersion?: number | null;
}

/** Whoever takes part with an account: the submissions of a server. */
export interface RoundParticipants {
  /** The round is opened with its data published. `tickers`: of the same stocks, where the round has a Signals part. */
  opened(round: RoundRecord, ids: readonly string[], tickers?: readonly string[]): Promise<void>;
  /** Nothing more is in time: what counts of everybody, in the order of their ids. */
  closed(round: number): Promise<readonly SubmittedPredictions[]>;
  /** Nothing more is taken at all: what came after the close, of models that had nothing in time. */
  late(round: number): Promise<readonly SubmittedPredictions[]>;
}

/** Stocks × models: the operator's own models, then those with an account. */
export function withColumns(
  { rows, columns, data }: Matrix,
  outside: readonly Pick<SubmittedPredictions, 'values'>[],
): Matrix {
  return fromColumns(
    [
      ...Array.from({ length: columns }, (_, j) => data.subarray(j * rows, (j + 1) * rows)),
      ...outside.map(({ values }) => values),
    ],
    rows,
  );
}
