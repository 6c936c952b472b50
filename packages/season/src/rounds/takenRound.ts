import type { Era, PreparedTargets } from '@robata/market';
import type { AlphaFactorHistory, RiskModel } from '@robata/portfolio';
import {
  type DecisionPaper,
  isSignals,
  META_MODEL_KIND,
  type ModelRecord,
  type RoundRecord,
  SIGNALS_META_MODEL_KIND,
  type TournamentConfig,
} from '@robata/tournament';

/** A round from its opening on, as the market's side knows it. */
export interface TakenRound {
  /** Of its era. */
  readonly position: number;
  readonly era: Era;
  readonly targets: PreparedTargets;
  readonly record: RoundRecord;
  /** In force for it: taken when it opened, whatever is adopted later. */
  readonly config: TournamentConfig;
  /** Without the alpha factor. */
  readonly riskModel: RiskModel;
  /** The cast's, in their order. */
  readonly predictions: readonly Float64Array[];
  /** Those of the cast of Signals, NaN where one leaves a stock out; null of one that had too little to submit. */
  readonly signals: readonly (Float64Array | null)[];
  /** It closes before this trading day begins. */
  readonly closingDay: number;
}

/** What is known at the close beside the round itself. */
export interface AtTheClose {
  readonly alphaHistory: AlphaFactorHistory;
  /** Security → weight held before the rebalance. */
  readonly holdings: ReadonlyMap<number, number>;
}

/** What comes of a close for the market's side. */
export interface ClosedForTheMarket extends DecisionPaper {
  /** With the alpha factor, if the configuration has it. */
  readonly riskModel: RiskModel;
}

/** Where rounds are taken from their opening to their resolution. */
export interface RoundsDesk {
  /** No round is in its scoring days or waits to be resolved. */
  readonly isIdle: boolean;
  /** Null where it was cancelled before: nobody trades on it, and no day of it is scored. */
  close(round: TakenRound, at: AtTheClose): Promise<ClosedForTheMarket | null>;
  /** After the close of a trading day: what is in its scoring days is scored. */
  playDay(day: number): Promise<void>;
  /** Waits for the scores of the rounds that have had all their days, and resolves them. */
  settle(): Promise<void>;
}

const ROWS_OF_THEIR_OWN: ReadonlySet<string> = new Set([META_MODEL_KIND, SIGNALS_META_MODEL_KIND]);

/** The models of the cast in their order, those of Signals last; the meta models, which nobody submits, are not among them. */
export const castOf = (models: readonly ModelRecord[]): readonly ModelRecord[] =>
  models.filter(({ kind }) => !ROWS_OF_THEIR_OWN.has(kind));

/** Who is scored and does not submit: the Signals meta model where there is one, the meta model last. */
export const metaModelsOf = (models: readonly ModelRecord[]): readonly ModelRecord[] => [
  ...models.filter(({ kind }) => kind === SIGNALS_META_MODEL_KIND),
  ...models.filter(({ kind }) => kind === META_MODEL_KIND),
];

export interface SubmittedRound {
  /** Those that take part, in the order of the columns. */
  readonly models: readonly ModelRecord[];
  readonly predictions: readonly Float64Array[];
  /** Which of them are of Signals. */
  readonly signalsPlaces: Int32Array;
}

/** What the cast submits to a round. */
export function submittedBy(models: readonly ModelRecord[], { predictions, signals }: TakenRound): SubmittedRound {
  const all = [...predictions, ...signals];
  const present = castOf(models).flatMap((model, j) => {
    const values = all[j] ?? null;
    return values === null ? [] : [{ model, values }];
  });
  return {
    models: present.map(({ model }) => model),
    predictions: present.map(({ values }) => values),
    signalsPlaces: Int32Array.from(present.flatMap(({ model }, j) => (isSignals(model) ? [j] : []))),
  };
}
