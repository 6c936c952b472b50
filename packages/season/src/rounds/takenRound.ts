import type { Era, PreparedTargets } from '@robata/market';
import type { AlphaFactorHistory, RiskModel } from '@robata/portfolio';
import type { DecisionPaper, ModelRecord, RoundRecord, TournamentConfig } from '@robata/tournament';

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

/** The models of the cast in their order; the meta model, which is the last of all, is not among them. */
export const castOf = (models: readonly ModelRecord[]): readonly ModelRecord[] => models.slice(0, -1);
