import { column, fromColumns } from '@robata/kernels';
import { formatAmount, formatDecimal12, payoutFactor, payoutPlan, payoutPlanHash, roundId } from '@robata/ledger';
import {
  createEraBuilder,
  type Era,
  type EraBuilder,
  type MarketPanel,
  type PreparedTargets,
  prepareTargets,
  residualReturns,
  targetManifest,
  universeAt,
} from '@robata/market';
import type { ContributionKit } from '@robata/portfolio';
import {
  advance,
  centredBins,
  type ClosingInput,
  closeRound,
  type ContributionService,
  LedgerBook,
  type ModelRecord,
  prepareRoundScores,
  submissionHash,
} from '@robata/tournament';
import {
  closedEntries,
  countedAtRisk,
  mediumColumns,
  openedRound,
  optimizerIncidents,
  publishedRound,
  withColumn,
} from './closingRecords.ts';
import { FundDesk } from './fundDesk.ts';
import type { MarketSource } from './marketSource.ts';
import { OpenRound } from './openRound.ts';
import { createRoster, type Roster } from './participants/roster.ts';
import { RiskDesk } from './riskDesk.ts';
import { riskFactors } from './riskFactors.ts';
import { seasonModels } from './seasonModels.ts';
import type { SeasonRecords } from './seasonRecords.ts';
import type { PublishedRound, SeasonReleaseInput } from './seasonRelease.ts';
import { EMBARGO, firstRoundPosition, type SeasonSettings } from './seasonSettings.ts';
import { beginStakes, fundTreasury, resetStakes, snapshotStakes } from './stakeDesk.ts';
import type { Stopwatch } from './stopwatch.ts';
import { TrainingFeed } from './trainingFeed.ts';

export interface SeasonEngineInput {
  readonly source: MarketSource;
  readonly settings: SeasonSettings;
  readonly contributions: ContributionService<ContributionKit>;
  readonly records: SeasonRecords;
  readonly watch: Stopwatch;
  /** Told what each round is closed from: whoever wants to play its book again with other settings starts there. */
  readonly onClosing?: ((closing: ClosingInput, era: Era) => void) | undefined;
}

/** What participants learn and what the scores are taken against. */
const TARGETS = [targetManifest('nomi', 20), targetManifest('janet', 20), targetManifest('nomi', 60)];
/** The planted participant knows a part of this residual. */
const SPECIFIC = targetManifest('janet', 20);
/** Days that the panel must reach beyond the simulated one: the planted participant's foresight, and the week's last day. */
const FORESIGHT_DAYS = 24;
/** Days of history that an era builder needs to say where the eras lie. */
const MINIMUM_DAYS = 160;
const FUND_CAPITAL = 10_000_000;
/** So many eras a round may be put off because the risk model knows too little. */
const PATIENCE_ERAS = 26;

/** These prices and settings give no round. */
export class ImpossibleSeasonError extends Error {
  override readonly name = 'ImpossibleSeasonError';
}

/**
 * A whole tournament over a market's history on a simulated clock, one trading day at a time. Every number follows from the prices, the
 * settings and the seed. On each day, after the close: the risk model learns, the fund drifts and trades what was decided, running rounds
 * are scored and resolve, and on an era date a new round opens, takes its submissions and closes.
 */
export class SeasonEngine {
  readonly #input: SeasonEngineInput;
  readonly #secret: string;
  readonly #roster: Roster;
  readonly #feed: TrainingFeed;
  readonly #models: readonly ModelRecord[];
  readonly #risk: RiskDesk;
  readonly #fund: FundDesk;
  readonly #book = new LedgerBook();
  readonly #published: PublishedRound[] = [];
  #panel: MarketPanel;
  #builder: EraBuilder;
  /** In their scoring days. */
  #open: OpenRound[] = [];
  /** Scored to the end; paid as soon as their contributions have come in, and before the next snapshot. */
  #resolving: OpenRound[] = [];
  #unreported: OpenRound[] = [];
  #position = 0;
  #day: number;
  #rounds = 0;
  #firstRound: number | null = null;
  #isLive = false;

  constructor(input: SeasonEngineInput) {
    const { records, source, settings } = input;
    const { config } = settings;
    this.#input = input;
    this.#secret = settings.key ?? `season-${settings.seed}`;
    this.#panel = source.panelWith(MINIMUM_DAYS);
    this.#builder = createEraBuilder(this.#panel, {
      universeSize: config.universeSize,
      schedule: config.schedule,
      key: this.#secret,
      universe: (panel, day, size) => universeAt(panel, day, { size }),
    });
    this.#day = this.#builder.eraDays[0] as number;
    this.#roster = createRoster({
      models: settings.models,
      catalogue: this.#builder.catalogue,
      targets: TARGETS.map(({ name }) => name),
      seed: settings.seed,
      schedule: config.schedule,
    });
    this.#feed = new TrainingFeed(this.#roster, EMBARGO[config.schedule]);
    const stocks = Math.min(config.universeSize, this.#panel.securities.length);
    this.#risk = new RiskDesk(riskFactors(this.#builder, stocks));
    this.#fund = new FundDesk(FUND_CAPITAL, config.optimizer.linearCost);
    const { participants } = this.#roster;
    this.#models = seasonModels(participants);
    records.models(this.#models);
    records.incidents(source.incidents.map((incident) => ({ ...incident, round: null })));
    beginStakes(this.#book, this.#models, participants);
  }

  /** The trading day to be played next, or null where the panel ends. */
  get today(): string | null {
    return this.#panel.days[this.#day] ?? null;
  }

  /** Rounds closed so far. */
  get rounds(): number {
    return this.#rounds;
  }

  /** Share of the days of a recorded market that are played. */
  get fraction(): number {
    return Math.min(1, this.#day / this.#panel.days.length);
  }

  /** What a release of the data so far holds; null before the first round. */
  get release(): SeasonReleaseInput | null {
    if (this.#firstRound === null) return null;
    return {
      builder: this.#builder,
      daysPassed: this.#day,
      firstValidation: this.#firstRound - EMBARGO[this.#input.settings.config.schedule].days20 + 1,
      live: this.#position - 1,
      rounds: this.#published,
    };
  }

  /** From now on the number of rounds is not limited: an endless market goes on. */
  goLive(): void {
    this.#isLive = true;
  }

  /** Plays one trading day; false, and nothing done, where the season is over. */
  async playDay(): Promise<boolean> {
    const { records, source, watch } = this.#input;
    this.#grow(source.panelWith(this.#day + FORESIGHT_DAYS + 1));
    const day = this.#day;
    if (day >= this.#panel.days.length) return false;
    const isEra = this.#builder.eraDays[this.#position] === day;
    if (!isEra && this.#open.length === 0 && this.#isLast(this.#position)) return false;

    watch.time('risk', () => this.#risk.learnDay(this.#panel, day));
    if (this.#rounds > 0) records.fundDay(this.#fund.playDay(this.#panel, day));
    this.#scoreRounds(day);
    if (isEra) {
      await this.#playEra(this.#position);
      this.#position += 1;
    }
    this.#day += 1;
    return !(this.#isLast(this.#position) && this.#open.length === 0);
  }

  /** Waits for contributions that are computed elsewhere: completes the reports, resolves the rounds that are due. */
  async settle(): Promise<void> {
    const { records, watch } = this.#input;
    for (const round of this.#unreported) {
      records.round(round.withReport(await watch.timeAsync('contributions', () => round.contributions.report)));
    }
    this.#unreported = [];
    for (const round of this.#resolving) {
      await this.#resolve(round);
      round.contributions.release();
    }
    this.#resolving = [];
    records.ledger(this.#book.takeUnsaved());
  }

  #grow(panel: MarketPanel): void {
    if (panel === this.#panel) return;
    this.#panel = panel;
    this.#builder = this.#builder.withPanel(panel);
  }

  /** No round will be played at this position or later. */
  #isLast(position: number): boolean {
    const { settings } = this.#input;
    const eraDay = this.#builder.eraDays[position];
    if (eraDay === undefined) return true;
    if (settings.to !== null && (this.#panel.days[eraDay] as string) > settings.to) return true;
    return !this.#isLive && settings.rounds !== null && this.#rounds >= settings.rounds;
  }

  #scoreRounds(day: number): void {
    const { records, settings, watch } = this.#input;
    const { lagDays, horizonDays } = settings.config;
    for (const round of this.#open) {
      const scored = day - (round.era.day + lagDays);
      if (scored < 1) continue;
      watch.time('scores', () => records.scores(round.score(scored, this.#panel)));
      records.round(round.record);
      if (scored === horizonDays) this.#resolving.push(round);
    }
    this.#open = this.#open.filter((round) => !this.#resolving.includes(round));
  }

  async #resolve(round: OpenRound): Promise<void> {
    const { records, settings, watch } = this.#input;
    const { number } = round.record;
    const final = await watch.timeAsync('contributions', () => round.finalScores());
    const snapshot = this.#book.journal.rounds.get(round.id);
    if (snapshot === undefined) throw new Error(`round ${round.id} has no snapshot`);
    const plan = payoutPlan({
      round: round.id,
      policy: settings.config.payoutPolicy,
      atRisk: snapshot.atRisk,
      scores: new Map(this.#models.map((model, index) => [String(model.id), final(index)])),
      benchmarks: new Set(this.#models.filter(({ marked }) => marked).map(({ id }) => String(id))),
    });
    fundTreasury(this.#book, plan);
    const { payouts, shortfalls } = this.#book.resolve(plan);
    records.payouts(payouts.map(({ model, ...payout }) => ({ round: number, model: Number(model), ...payout })));
    const lastDay = round.era.day + settings.config.lagDays + settings.config.horizonDays;
    records.incidents(
      shortfalls.map(({ model, planned, burned }) => ({
        rule: 'burn_shortfall',
        severity: 'warning',
        rows: 1,
        day: this.#panel.days[lastDay] as string,
        security: null,
        round: number,
        message: `Round ${number}: model ${model} was to lose ${formatAmount(planned)} and had ${formatAmount(burned)} left, because earlier rounds had burned the rest.`,
      })),
    );
    round.resolve(payoutPlanHash(plan));
    records.round(round.record);
    records.kit(number, () => round.kitWithReturns(this.#panel));
  }

  async #playEra(position: number): Promise<void> {
    const { watch } = this.#input;
    const era = watch.time('features', () => this.#builder.build(position));
    const targets = prepareTargets(this.#panel, era, TARGETS);
    watch.time('participants', () => this.#feed.teach(position, this.#panel));
    this.#risk.beginEra(era);
    if (this.#mayPlay(position)) await this.#playRound(position, era, targets);
    this.#feed.add(position, era, targets);
  }

  #mayPlay(position: number): boolean {
    const { settings } = this.#input;
    const date = this.#panel.days[this.#builder.eraDays[position] as number] as string;
    return (
      position >= firstRoundPosition(settings.config.schedule) &&
      (settings.from === null || date >= settings.from) &&
      !this.#isLast(position)
    );
  }

  /** One round from its opening to its close: submissions, snapshot, meta model, portfolio; the contributions begin. */
  async #playRound(position: number, era: Era, targets: PreparedTargets): Promise<void> {
    const { contributions, records, settings, watch } = this.#input;
    const { config } = settings;
    const estimate = watch.time('risk', () => this.#risk.estimate(era));
    if (estimate.status === 'insufficient_history') {
      if (position < firstRoundPosition(config.schedule) + PATIENCE_ERAS) return;
      throw new ImpossibleSeasonError(
        `After ${position + 1} eras the risk model has ${estimate.days} days it could explain and needs ${estimate.minimumDays}: ${era.ids.length} stocks are too few, so take a larger universe or more tickers.`,
      );
    }
    const { participants } = this.#roster;
    const predictions = watch.time('participants', () =>
      fromColumns(
        this.#roster.predict({ position, ids: era.ids, features: era.features }, this.#foresight(era)),
        era.ids.length,
      ),
    );
    await this.settle();

    this.#rounds += 1;
    const number = this.#rounds;
    const id = roundId(config.id, number);
    const submitted = this.#models.slice(0, -1);
    resetStakes(this.#book, id, submitted, participants);
    const atRisk = snapshotStakes(this.#book, id, submitted);
    const hashes = submitted.map((_, j) => submissionHash(era.ids, column(predictions, j)));
    const closingInput: ClosingInput = {
      config,
      round: number,
      ids: era.ids,
      securities: era.members,
      models: submitted.map((model) => model.name),
      predictions,
      stakes: Float64Array.from(atRisk, (units) => Number(units) / 1e18),
      riskModel: estimate.model,
      alphaHistory: this.#risk.alphaHistory,
      holdings: this.#fund.holdings,
      secret: this.#secret,
      submissionHashes: hashes,
    };
    this.#input.onClosing?.(closingInput, era);
    const closing = watch.time('optimizer', () => closeRound(closingInput));
    const tradingDay = era.day + config.lagDays;
    this.#fund.decide(tradingDay, closing.rebalance);
    this.#risk.watch(tradingDay, era, closing.riskModel);

    const round = new OpenRound({
      id,
      era,
      targets,
      record: advance(openedRound(config, number, era, this.#panel.days[era.day] as string), 'closed', {
        commitment: closing.commitment,
        optimizer: { ...closing.report, contributionFallbacks: 0, contributionSolves: 0, worstResidual: 0 },
        payoutFactor: formatDecimal12(payoutFactor(config.payoutPolicy, countedAtRisk(config, submitted, atRisk))),
      }),
      models: this.#models,
      prepared: prepareRoundScores({
        predictions: withColumn(predictions, closing.metaModel),
        metaModel: closing.metaModel,
        neutralFeatures: centredBins(era.features, era.ids.length, mediumColumns(era)),
        columns: config.columns,
      }),
      kit: closing.kit,
      contributions: watch.time('contributions', () => contributions.close(closing.kit)),
      lagDays: config.lagDays,
      salt: closing.salt,
    });
    this.#open.push(round);
    this.#unreported.push(round);
    this.#firstRound ??= position;
    this.#published.push(publishedRound(position, era, participants, predictions, closing.metaModel));
    records.round(round.record);
    records.entries(
      closedEntries({ number, models: submitted, predictions, metaModel: closing.metaModel, atRisk, hashes }),
    );
    records.incidents(optimizerIncidents(round.record, closing.rebalance.incidents));
  }

  /** What the planted participant is told: the round's specific returns, as far as the panel reaches. */
  #foresight(era: Era): { specificReturns: Float64Array } | null {
    const { lagDays, horizonDays } = this.#input.settings.config;
    const days = Math.min(horizonDays, this.#panel.days.length - 1 - era.day - lagDays);
    return days < 1 ? null : { specificReturns: residualReturns(this.#panel, era, SPECIFIC, days) };
  }
}
