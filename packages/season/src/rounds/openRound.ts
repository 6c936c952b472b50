import type { RoundId } from '@robata/ledger';
import type { Era, MarketPanel, PreparedTargets } from '@robata/market';
import type { ContributionKit } from '@robata/portfolio';
import {
  advance,
  type ClosedPaper,
  type ClosedRound,
  type ClosedSignals,
  type CohortScores,
  cohortScores,
  isReported,
  isSignals,
  type ModelRecord,
  type RoundPublication,
  type RoundRecord,
  type RoundScores,
  reportedTargets,
  type SignalReports,
  type ScoreRecord,
  type TournamentConfig,
} from '@robata/tournament';
import { mediumBins, memberOf } from './closingRecords.ts';

export interface OpenRoundInput {
  readonly id: RoundId;
  readonly era: Era;
  readonly record: RoundRecord;
  /** In force for it. */
  readonly config: TournamentConfig;
  readonly targets: PreparedTargets;
  /** Those that make the meta model, in the order of the kit. */
  readonly submitted: readonly ModelRecord[];
  readonly kit: ContributionKit;
  readonly metaModel: Float64Array;
  readonly salt: string;
  /** The Signals part, where somebody took part in it. */
  readonly signals: ClosedSignals | null;
}

/** What a round's end publishes of its payouts, and of those of its Signals part. */
export interface PostedPayouts {
  readonly planHash: string;
  readonly payoutRoot: string;
  readonly signals?: { readonly planHash: string; readonly payoutRoot: string };
}

/** Of one day; they may be on their way in another thread. */
export interface DayScores {
  readonly rows: Promise<readonly ScoreRecord[]>;
  readonly cohorts: Promise<CohortScores>;
  /** On days on which there are some. */
  readonly signalReports: Promise<SignalReports | null> | null;
}

/** A closed round on its way through its scoring days. */
export class OpenRound {
  readonly #input: OpenRoundInput;
  #record: RoundRecord;
  #models: readonly ModelRecord[];
  #scores: RoundScores | null = null;
  #last: Promise<readonly ScoreRecord[]> | null = null;

  constructor(input: OpenRoundInput) {
    this.#input = input;
    this.#record = input.record;
    this.#models = input.submitted;
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

  /** All that are scored, in the order of the scores; the meta model last once they have begun. */
  get models(): readonly ModelRecord[] {
    return this.#models;
  }

  get isScored(): boolean {
    return this.#scores !== null;
  }

  /** In force for it. */
  get config(): TournamentConfig {
    return this.#input.config;
  }

  get targets(): PreparedTargets {
    return this.#input.targets;
  }

  /** What it is scored from. */
  closed(): ClosedRound {
    const { config, era, kit, metaModel, signals, submitted } = this.#input;
    const { columns, contribution, kits } = config;
    const { number } = this.#record;
    return {
      kit,
      metaModel,
      neutralBins: mediumBins(era),
      columns,
      contribution,
      round: number,
      members: submitted.map(memberOf),
      ...(kits !== undefined && { kits }),
      ...(signals !== null && {
        signals: {
          closed: signals,
          columns: config.signals?.columns ?? [],
          models: submitted.filter(isSignals).map(({ id }) => id),
        },
      }),
    };
  }

  /** The same, for whoever takes the round on. */
  closedPaper(): ClosedPaper {
    const { config, era, kit, metaModel, salt, signals, submitted } = this.#input;
    const paper = {
      config,
      kit,
      metaModel,
      neutralBins: mediumBins(era),
      securities: era.members,
      models: submitted,
      salt,
    };
    return signals === null ? paper : { ...paper, signals };
  }

  /** Scores begin: of the submitted models and of the meta models (`metaModelsOf`). */
  begin(scores: RoundScores, metaModels: readonly ModelRecord[]): void {
    this.#scores = scores;
    const own = this.#input.signals === null ? metaModels.slice(-1) : metaModels;
    this.#models = [...this.#input.submitted, ...own];
  }

  get #scoring(): RoundScores {
    if (this.#scores === null) throw new Error(`the scores of round ${this.#record.number} have not begun`);
    return this.#scores;
  }

  /** The record as it is now, with what the contributions' solves will have reported: they may be on their way in another thread. */
  stored(): Promise<RoundRecord> {
    const record = this.#record;
    const { optimizer } = record;
    if (this.#scores === null) return Promise.resolve(record);
    if (optimizer === null) throw new Error(`round ${record.number} has no optimizer report`);
    const stored = this.#scores.report.then((report) => ({
      ...record,
      optimizer: {
        ...optimizer,
        contributionSolves: report.solves,
        contributionFallbacks: report.fallbacks,
        worstResidual: Math.max(report.worstResidual, optimizer.primalResidual, optimizer.dualResidual, optimizer.gap),
      },
    }));
    return toldLater(stored);
  }

  /** Scores of day 1, 2, …, by the returns so far. */
  score(day: number, panel: MarketPanel): DayScores {
    const { columns, number, horizonDays } = this.#record;
    const targets = this.#targets(day, panel);
    const returns = this.#returns(day, panel);
    const scored = this.#scoring.score(targets, returns);
    const parts = this.#scoring.cohorts(targets, day === horizonDays ? returns : undefined);
    const cohorts = Promise.all([scored, parts]);
    const reports =
      this.#input.signals !== null && isReported(day, this.#record)
        ? toldLater(this.#scoring.signalReports(reportedTargets(day, this.#record, targets)))
        : null;
    this.#record = advance(this.#record, 'scoring', { scoredDays: day });
    this.#last = toldLater(scored.then((values) => this.#rows(number, day, values)));
    return {
      rows: this.#last,
      signalReports: reports,
      cohorts: toldLater(
        cohorts.then(([values, found]) => cohortScores({ round: number, day, columns, values, cohorts: found })),
      ),
    };
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

  /** Ends the round: gives what it publishes, by the targets and returns of all its days, and lets go what was kept for scoring. */
  resolve({ planHash, payoutRoot, signals: posted }: PostedPayouts, panel: MarketPanel): Promise<RoundPublication> {
    const { signals } = this.#record;
    const change = { planHash, payoutRoot, salt: this.#input.salt };
    const joint = signals === undefined ? {} : { signals: { ...signals, ...posted } };
    this.#record = advance(this.#record, 'resolved', { ...change, ...joint });
    const { horizonDays } = this.#record;
    const publication = this.#scoring.publish(this.#targets(horizonDays, panel), this.#returns(horizonDays, panel));
    this.#scoring.release();
    return toldLater(publication);
  }

  /** The interim targets that it is scored against. */
  #targets(day: number, panel: MarketPanel): ReadonlyMap<string, Float64Array> {
    const { columns } = this.#record;
    return this.#input.targets.at(day, panel, (name) => columns.some(({ target }) => target === name));
  }

  /** From the close of the trading day to that of day `day`; 0 for a stock that had no price when the round began. */
  #returns(day: number, panel: MarketPanel): Float64Array {
    const { config, targets } = this.#input;
    return targets.returns(config.lagDays, day, panel).map((value) => (Number.isNaN(value) ? 0 : value));
  }

  #rows(round: number, day: number, scores: ReadonlyMap<string, Float64Array>): ScoreRecord[] {
    const columns = this.#record.columns.map(({ key }) => scores.get(key));
    return this.#models.map((model, index) => ({
      round,
      model: model.id,
      day,
      values: columns.map((values) => values?.[index] ?? Number.NaN),
    }));
  }
}

/** Awaited when it is stored: a failure until then is told there, and must not end the process before. */
function toldLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
