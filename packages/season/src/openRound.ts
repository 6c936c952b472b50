import type { RoundId } from '@robata/ledger';
import { type Era, forwardReturns, type MarketPanel, type PreparedTargets } from '@robata/market';
import type { ContributionKit } from '@robata/portfolio';
import {
  advance,
  type ContributionReport,
  type ContributionScores,
  type ModelRecord,
  type PreparedRoundScores,
  type RoundContributions,
  type RoundRecord,
  type ScoreRecord,
} from '@robata/tournament';

export interface OpenRoundInput {
  readonly id: RoundId;
  readonly era: Era;
  readonly record: RoundRecord;
  readonly targets: PreparedTargets;
  /** Of all models and, last, the meta model. */
  readonly prepared: PreparedRoundScores;
  readonly models: readonly ModelRecord[];
  readonly kit: ContributionKit;
  readonly contributions: RoundContributions;
  readonly lagDays: number;
  readonly salt: string;
}

/** A closed round on its way through its scoring days. */
export class OpenRound {
  readonly #input: OpenRoundInput;
  #record: RoundRecord;
  #last: Promise<readonly ScoreRecord[]> | null = null;

  constructor(input: OpenRoundInput) {
    this.#input = input;
    this.#record = input.record;
  }

  get id(): RoundId {
    return this.#input.id;
  }

  get era(): Era {
    return this.#input.era;
  }

  get record(): RoundRecord {
    return this.#record;
  }

  get contributions(): RoundContributions {
    return this.#input.contributions;
  }

  /** Scores of day 1, 2, …, by the returns so far. The contributions may be on their way in another thread: hence the promise. */
  score(day: number, panel: MarketPanel): Promise<readonly ScoreRecord[]> {
    const { prepared, targets } = this.#input;
    const scores = prepared.score(targets.at(day, panel));
    const contributions = this.contributions.score(this.#returns(day, panel));
    const number = this.#record.number;
    this.#record = advance(this.#record, 'scoring', { scoredDays: day });
    const rows = contributions.then((contribution) => this.#rows(number, day, scores, contribution));
    // Awaited when the week is stored: a failure until then is told there, and must not end the process before.
    rows.catch(() => undefined);
    this.#last = rows;
    return rows;
  }

  /** By model, in their order: the scores of the last day under their column keys. */
  async finalScores(): Promise<(model: number) => Record<string, number | null>> {
    const rows = (await this.#last) ?? [];
    return (model) =>
      Object.fromEntries(
        this.#record.columns.map(({ key }, column) => {
          const value = rows[model]?.values[column] ?? Number.NaN;
          return [key, Number.isNaN(value) ? null : value];
        }),
      );
  }

  resolve(planHash: string): void {
    this.#record = advance(this.#record, 'resolved', { planHash, salt: this.#input.salt });
  }

  /** Adds what the solves of the contributions reported to the optimizer report. */
  withReport(report: ContributionReport): RoundRecord {
    const { optimizer } = this.#record;
    if (optimizer === null) throw new Error(`round ${this.#record.number} has no optimizer report`);
    this.#record = {
      ...this.#record,
      optimizer: {
        ...optimizer,
        contributionSolves: report.solves,
        contributionFallbacks: report.fallbacks,
        worstResidual: Math.max(report.worstResidual, optimizer.primalResidual, optimizer.dualResidual, optimizer.gap),
      },
    };
    return this.#record;
  }

  kitWithReturns(panel: MarketPanel): ContributionKit {
    return { ...this.#input.kit, returns: this.#returns(this.#record.horizonDays, panel) };
  }

  /** From the close of the trading day to that of day `day`; 0 for a stock that had no price when the round began. */
  #returns(day: number, panel: MarketPanel): Float64Array {
    const start = this.era.day + this.#input.lagDays;
    return forwardReturns(panel, this.era.members, start, start + day).map((value) =>
      Number.isNaN(value) ? 0 : value,
    );
  }

  #rows(
    round: number,
    day: number,
    scores: ReadonlyMap<string, Float64Array>,
    contribution: ContributionScores,
  ): ScoreRecord[] {
    const byDefinition: Record<string, Float64Array> = {
      'tc-gradient': contribution.gradient,
      'tc-leave-one-out-zero': contribution.leaveOneOutZero,
      'tc-leave-one-out-held': contribution.leaveOneOutHeld,
    };
    const columns = this.#record.columns.map(({ key, definitionId }) => scores.get(key) ?? byDefinition[definitionId]);
    return this.#input.models.map((model, index) => ({
      round,
      model: model.id,
      day,
      values: columns.map((values) => values?.[index] ?? Number.NaN),
    }));
  }
}
