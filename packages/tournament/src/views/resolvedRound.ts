import type { PayoutRecord, RoundRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import {
  BOARD_COLUMNS,
  type BoardColumn,
  boardValue,
  growthOf,
  SIGNALS_BOARD_COLUMNS,
  type SignalsBoardColumn,
} from './leaderboard.ts';

/** What a leaderboard takes of a resolved round, which never changes: parallel arrays, one value per row, ascending by model. */
export interface ResolvedRound {
  readonly number: number;
  readonly tournament: string;
  /** Of a joint round. */
  readonly signals?: RoundRecord['signals'];
  readonly scored: Int32Array;
  /** NaN where undefined. */
  readonly scores: Readonly<Record<BoardColumn, Float64Array>>;
  /** Of a joint round. */
  readonly signalsScores?: Readonly<Record<SignalsBoardColumn, Float64Array>>;
  /** Those who submitted after the close. */
  readonly late: Int32Array;
  /** Those who have a correlation with the meta model, and it. */
  readonly correlated: Int32Array;
  readonly metaModelCorrelations: Float64Array;
  readonly paid: Int32Array;
  readonly amounts: readonly bigint[];
  /** 1 + payout / at risk; NaN where nothing was at risk. */
  readonly growths: Float64Array;
}

/** The value of a model in a round; NaN where it has none. Models ascend: found by halving. */
export function valueIn({ scored, scores }: ResolvedRound, key: BoardColumn, model: number): number {
  let [from, to] = [0, scored.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((scored[middle] as number) < model) from = middle + 1;
    else to = middle;
  }
  return scored[from] === model ? (scores[key][from] as number) : Number.NaN;
}

/** Reads what a leaderboard takes of a resolved round; of one that is being scored, as it stands. */
export async function readResolvedRound(
  reader: Pick<StorageReader, 'scores' | 'entries' | 'payouts'>,
  { number, tournament, columns, signals }: RoundRecord,
): Promise<ResolvedRound> {
  const [scores, entries, payouts] = await Promise.all([
    reader.scores({ round: number, latestOnly: true }),
    reader.entries({ round: number }),
    reader.payouts({ round: number }),
  ]);
  const valuesOf = (key: BoardColumn | SignalsBoardColumn): Float64Array => {
    const valueOf = boardValue(columns, key);
    return Float64Array.from(scores, ({ values }) => valueOf(values));
  };
  const correlated = entries.filter(({ metaModelCorrelation }) => metaModelCorrelation !== null);
  return {
    number,
    tournament,
    ...(signals !== undefined && {
      signals,
      signalsScores: Object.fromEntries(
        SIGNALS_BOARD_COLUMNS.map((key) => [key, valuesOf(key)]),
      ) as ResolvedRound['signalsScores'] & object,
    }),
    scored: modelsOf(scores),
    scores: Object.fromEntries(BOARD_COLUMNS.map((key) => [key, valuesOf(key)])) as ResolvedRound['scores'],
    late: modelsOf(entries.filter(({ late }) => late)),
    correlated: modelsOf(correlated),
    metaModelCorrelations: Float64Array.from(correlated, (entry) => entry.metaModelCorrelation as number),
    paid: modelsOf(payouts),
    amounts: payouts.map(({ amount }) => amount),
    growths: Float64Array.from(payouts, (row: PayoutRecord) => (row.atRisk > 0n ? growthOf(row) : Number.NaN)),
  };
}

const modelsOf = (rows: readonly { readonly model: number }[]): Int32Array =>
  Int32Array.from(rows, ({ model }) => model);
