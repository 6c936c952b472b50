import { fromColumns } from '@robata/kernels';
import type { Era, MarketPanel } from '@robata/market';
import type { SignalsBook } from '@robata/scoring';
import {
  advance,
  analysisKey,
  closedEntries,
  type ClosedPredictions,
  type ClosingInput,
  closeRound,
  closingBook,
  cohortsKey,
  countedBy,
  gatesKey,
  ledgerRoundId,
  metaModelClose,
  metaModelKey,
  type ModelRecord,
  neutralizersKey,
  openingKey,
  optimizerIncidents,
  payoutFactors,
  postedPayouts,
  releasePolicyOf,
  type RoundGates,
  roundGates,
  roundPlans,
  type ScoringService,
  type SharedLedger,
  shortfallIncidents,
  signalReportsKey,
  submissionHash,
} from '@robata/tournament';
import { memberOf } from './closingRecords.ts';
import type { SeasonRecords } from '../seasonRecords.ts';
import type { SeasonSettings } from '../seasonSettings.ts';
import { fundTreasury, resetStakes, snapshotStakes, type StakedParticipant } from '../stakeDesk.ts';
import type { Stopwatch } from '../stopwatch.ts';
import { OpenRound } from './openRound.ts';
import {
  type AtTheClose,
  castOf,
  type ClosedForTheMarket,
  metaModelsOf,
  type RoundsDesk,
  submittedBy,
  type TakenRound,
} from './takenRound.ts';

export interface HistoryRoundsInput {
  readonly settings: SeasonSettings;
  readonly secret: string;
  /** Of the cast, those of Signals last. */
  readonly participants: readonly StakedParticipant[];
  readonly models: readonly ModelRecord[];
  readonly scoring: ScoringService;
  readonly ledger: SharedLedger;
  readonly records: SeasonRecords;
  readonly watch: Stopwatch;
  readonly panel: () => MarketPanel;
  readonly onClosing?: ((closing: ClosingInput, era: Era) => void) | undefined;
}

/**
 * Rounds of the past, among the cast: everything is computed here as fast as it goes, and stored some days at a time. The steps are those of
 * the round engine (`closeRound`, scores, plan, posting), without a queue and a row for each.
 */
export class HistoryRounds implements RoundsDesk {
  readonly #input: HistoryRoundsInput;
  /** Closed, or in their scoring days. */
  #open: OpenRound[] = [];
  /** Scored to the end; paid before the next snapshot, when their last scores must have come in. */
  #resolving: OpenRound[] = [];
  /** Of the last round that was closed. */
  #previous: ClosedPredictions | null = null;
  /** Signals of the rounds under way, newest first, where gates look at them. */
  #books: readonly SignalsBook[] = [];

  constructor(input: HistoryRoundsInput) {
    this.#input = input;
  }

  get isIdle(): boolean {
    return this.#open.length === 0;
  }

  /** Lets go the rounds that are in their scoring days: somebody else takes them on. */
  handOver(): readonly OpenRound[] {
    const open = this.#open;
    this.#open = [];
    return open;
  }

  async close(taken: TakenRound, at: AtTheClose): Promise<ClosedForTheMarket> {
    const { config, era, targets, record, riskModel } = taken;
    const { ledger, models, participants, records, watch } = this.#input;
    await this.settle();
    const { number } = record;
    const { models: submitted, predictions, signalsPlaces } = submittedBy(models, taken);
    const id = ledgerRoundId(record);
    const gates = this.#gatesOf(taken, submitted, predictions);
    if (gates !== null) records.document(gatesKey(number), gates);
    const atRisk = await ledger.transact((book) => {
      if (book.journal.rounds.get(id) === undefined) resetStakes(book, id, castOf(models), participants);
      return snapshotStakes(book, record, submitted, config, countedBy(gates));
    });
    const hashes = predictions.map((values) => submissionHash(era.ids, values));
    const closingInput: ClosingInput = {
      config,
      round: number,
      ids: era.ids,
      securities: era.members,
      models: submitted.map((model) => model.name),
      predictions: fromColumns([...predictions], era.ids.length),
      signalsPlaces,
      stakes: Float64Array.from(atRisk, (units) => Number(units) / 1e18),
      riskModel,
      ...at,
      secret: this.#input.secret,
      submissionHashes: hashes,
    };
    this.#input.onClosing?.(closingInput, era);
    const closing = watch.time('optimizer', () => closeRound(closingInput));
    const { metaModel, rebalance, report } = closing;
    const round = new OpenRound({
      id,
      era,
      targets,
      record: advance(record, 'closed', {
        commitment: closing.commitment,
        optimizer: { ...report, contributionFallbacks: 0, contributionSolves: 0, worstResidual: 0 },
        ...payoutFactors(config, record, submitted, atRisk),
      }),
      submitted,
      kit: closing.kit,
      metaModel,
      config,
      salt: closing.salt,
      signals: closing.signals?.closed ?? null,
    });
    this.#open.push(round);
    const columns = closing.kit.predictions;
    records.round(number, round.stored());
    records.document(openingKey(number), closing.opening);
    if (closing.signals !== null) records.document(neutralizersKey(number), closing.signals.manifest);
    records.entries(
      closedEntries({ number, models: submitted, predictions: columns, metaModel, atRisk, hashes, late: false }),
    );
    records.incidents(optimizerIncidents(round.record, rebalance.incidents));
    const closed = { securities: era.members, models: submitted.map(({ id }) => id), predictions: columns, metaModel };
    const analysis = watch.time('analysis', () =>
      this.#input.scoring.analysis({
        round: number,
        closed,
        stakes: closing.kit.stakes,
        factors: riskModel,
        rebalance,
        previous: this.#previous,
      }),
    );
    records.document(analysisKey(number), analysis);
    const members = submitted.map(memberOf);
    const { stakes } = closing.kit;
    const made = metaModelClose({ round: number, members, stakes, now: closed, previous: this.#previous });
    records.document(metaModelKey(number), made);
    this.#previous = closed;
    const ofSignals = closing.signals?.closed.metaModel;
    return {
      metaModel,
      ...(ofSignals && { signalsMetaModel: ofSignals }),
      rebalance,
      riskModel: closing.riskModel,
      maxExposureBreach: report.maxExposureBreach,
    };
  }

  /** Null where nothing is asked of signals. */
  #gatesOf(
    { config, record, era, riskModel }: TakenRound,
    models: readonly ModelRecord[],
    predictions: readonly Float64Array[],
  ): RoundGates | null {
    const policy = config.signals?.gate ?? null;
    if (policy === null) return null;
    const book = closingBook({
      round: record.number,
      securities: era.members,
      models,
      predictions: fromColumns([...predictions], era.ids.length),
      riskModel,
    });
    // As live, where the papers of a round go with its resolution.
    const underWay = new Set(this.#open.map(({ record: { number } }) => number));
    const previous = this.#books.filter(({ round }) => underWay.has(round));
    const gates = roundGates(book, previous, policy);
    this.#books = [book, ...previous].slice(0, policy.submissions);
    return gates;
  }

  async playDay(day: number): Promise<void> {
    const { models, panel, records, scoring, settings, watch } = this.#input;
    const { horizonDays, lagDays } = settings.config;
    for (const round of this.#open) {
      const scored = day - (round.era.day + lagDays);
      if (scored < 1) continue;
      if (!round.isScored) {
        round.begin(
          watch.time('contributions', () => scoring.close(round.closed())),
          metaModelsOf(models),
        );
      }
      const { rows, cohorts, signalReports } = watch.time('scores', () => round.score(scored, panel()));
      records.scores(rows);
      records.document(cohortsKey(round.record.number), cohorts);
      if (signalReports !== null) records.document(signalReportsKey(round.record.number), signalReports);
      records.round(round.record.number, round.stored());
      if (scored === horizonDays) this.#resolving.push(round);
    }
    this.#open = this.#open.filter((round) => !this.#resolving.includes(round));
  }

  async settle(): Promise<void> {
    for (const round of this.#resolving) await this.#resolve(round);
    this.#resolving = [];
  }

  async #resolve(round: OpenRound): Promise<void> {
    const { ledger, panel, records, watch } = this.#input;
    const { lagDays, horizonDays } = round.config;
    const { number } = round.record;
    const final = await watch.timeAsync('waiting', () => round.finalScores());
    const scores = new Map(round.models.map((model, index) => [String(model.id), final(index)]));
    const benchmarks = new Set(round.models.filter(({ marked }) => marked).map(({ id }) => String(id)));
    const plans = roundPlans({
      journal: await ledger.journal(),
      record: round.record,
      config: round.config,
      scores,
      benchmarks,
    });
    const resolutions = await ledger.transact((book) =>
      plans.map((plan) => {
        if (book.journal.rounds.get(plan.round)?.state === 'active') fundTreasury(book, plan);
        return book.resolve(plan, releasePolicyOf(round.config));
      }),
    );
    for (const { payouts } of resolutions) {
      records.payouts(payouts.map(({ model, ...payout }) => ({ round: number, model: Number(model), ...payout })));
    }
    const shortfalls = resolutions.flatMap((resolution) => resolution.shortfalls);
    const lastDay = panel().days[round.era.day + lagDays + horizonDays] as string;
    records.incidents(shortfallIncidents(number, shortfalls, lastDay));
    records.publication(number, round.models, round.resolve(postedPayouts(plans), panel()));
    records.round(number, round.stored());
  }
}
