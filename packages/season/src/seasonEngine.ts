import { fromColumns } from '@robata/kernels';
import {
  amountOf,
  formatAmount,
  formatDecimal12,
  payoutFactor,
  payoutPlan,
  payoutPlanHash,
  roundId,
} from '@robata/ledger';
import type { RiskModel } from '@robata/portfolio';
import {
  createEraBuilder,
  type Era,
  type EraBuilder,
  type MarketPanel,
  type PreparedTargets,
  prepareTargets,
  targetManifest,
  universeAt,
} from '@robata/market';
import {
  advance,
  type ClosingInput,
  closeRound,
  type FundSummary,
  type ModelRecord,
  type RoundRecord,
  type ScoringService,
  type SharedLedger,
  submissionHash,
} from '@robata/tournament';
import {
  closedEntries,
  countedAtRisk,
  openedRound,
  optimizerIncidents,
  publishedLive,
  publishedRound,
} from './closingRecords.ts';
import { FundDesk } from './fundDesk.ts';
import type { MarketSource } from './marketSource.ts';
import { OpenRound } from './openRound.ts';
import { NOBODY_OUTSIDE, type Outsiders } from './outsiders.ts';
import { createRoster, type Roster } from './participants/roster.ts';
import type { TreeFitting } from './participants/treeFitting.ts';
import { RiskDesk } from './riskDesk.ts';
import { riskFactors } from './riskFactors.ts';
import { seasonModels } from './seasonModels.ts';
import type { SeasonRecords } from './seasonRecords.ts';
import { RELEASE_TARGETS, SeasonRelease, writeLiveFiles } from './seasonRelease.ts';
import { EMBARGO, type Embargo, firstRoundPosition, type SeasonSettings } from './seasonSettings.ts';
import { beginStakes, fundTreasury, resetStakes, snapshotStakes } from './stakeDesk.ts';
import type { Stopwatch } from './stopwatch.ts';
import { TrainingFeed } from './trainingFeed.ts';

export interface SeasonEngineInput {
  readonly source: MarketSource;
  readonly settings: SeasonSettings;
  readonly scoring: ScoringService;
  readonly fitting: TreeFitting;
  readonly records: SeasonRecords;
  /** Of the storage in which the season is kept; accounts may move money in it meanwhile. */
  readonly ledger: SharedLedger;
  /** Default: nobody. */
  readonly outsiders?: Outsiders | undefined;
  readonly watch: Stopwatch;
  /** Told what each round is closed from: whoever wants to play its book again with other settings starts there. */
  readonly onClosing?: ((closing: ClosingInput, era: Era) => void) | undefined;
}

/** What participants learn and what the scores are taken against. */
const TARGETS = [targetManifest('nomi', 20), targetManifest('janet', 20), targetManifest('nomi', 60)];
/** The planted participant knows a part of this one's residual. */
const SPECIFIC = 'janet_20';
const isLearned = (manifest: { readonly name: string }): boolean => TARGETS.some(({ name }) => name === manifest.name);
const LEARNED_AND_RELEASED = [...TARGETS, ...RELEASE_TARGETS.filter((manifest) => !isLearned(manifest))];
/** Days that the panel must reach beyond the simulated one: the planted participant's foresight, and the week's last day. */
const FORESIGHT_DAYS = 24;
/** Days of history that an era builder needs to say where the eras lie. */
const MINIMUM_DAYS = 160;
const FUND_CAPITAL = 10_000_000;
/** So many eras a round may be put off because the risk model knows too little. */
const PATIENCE_ERAS = 26;

/** The trading day before which a round closes, counted from its era's: its returns begin at the close of the second one. */
const CLOSES_AFTER_DAYS = { weekly: 2, daily: 1 } as const;

/** An open round. */
interface Taking {
  readonly position: number;
  readonly era: Era;
  readonly targets: PreparedTargets;
  record: RoundRecord;
  readonly riskModel: RiskModel;
  /** The cast's, in their order. */
  readonly predictions: readonly Float64Array[];
  /** It closes before this trading day begins. */
  readonly closingDay: number;
  isAnnounced: boolean;
}

/** These prices and settings give no round. */
export class ImpossibleSeasonError extends Error {
  override readonly name = 'ImpossibleSeasonError';
}

/**
 * A whole tournament over a market's history on a simulated clock, one trading day at a time. Every number follows from the prices, the
 * settings, the seed and what outsiders send in. On each day: a round whose time has come closes; then, after the market's close, the risk
 * model learns, the fund drifts and trades what was decided, running rounds are scored and resolve, and on an era date a new round opens.
 */
export class SeasonEngine {
  readonly #input: SeasonEngineInput;
  readonly #secret: string;
  readonly #roster: Roster;
  readonly #feed: TrainingFeed;
  readonly #models: readonly ModelRecord[];
  readonly #risk: RiskDesk;
  readonly #fund: FundDesk;
  readonly #outsiders: Outsiders;
  #releaseFolder: string | null = null;
  #release: SeasonRelease | null = null;
  #panel: MarketPanel;
  #builder: EraBuilder;
  /** Takes submissions. */
  #taking: Taking | null = null;
  /** Closed, or in their scoring days. */
  #open: OpenRound[] = [];
  /** Scored to the end; paid before the next snapshot, when their last scores must have come in. */
  #resolving: OpenRound[] = [];
  #position = 0;
  #day: number;
  #rounds = 0;
  #exposureBreach = 0;
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
    this.#feed = new TrainingFeed(this.#roster, EMBARGO[config.schedule], TARGETS);
    const stocks = Math.min(config.universeSize, this.#panel.securities.length);
    this.#risk = new RiskDesk(riskFactors(this.#builder, stocks));
    this.#fund = new FundDesk(FUND_CAPITAL, config.optimizer.linearCost);
    const { participants } = this.#roster;
    this.#models = seasonModels(participants);
    records.models(this.#models);
    records.incidents(source.incidents.map((incident) => ({ ...incident, round: null })));
    this.#outsiders = input.outsiders ?? NOBODY_OUTSIDE;
  }

  /** Before the first day: everybody brings money and stakes it. Said again over the same storage it changes nothing. */
  async begin(): Promise<void> {
    await this.#input.ledger.transact((book) => beginStakes(book, this.#models, this.#roster.participants));
  }

  /** The trading day to be played next, or null where the panel ends. */
  get today(): string | null {
    return this.#panel.days[this.#day] ?? null;
  }

  /** Rounds opened so far. */
  get rounds(): number {
    return this.#rounds;
  }

  /** Share of the days of a recorded market that are played. */
  get fraction(): number {
    return Math.min(1, this.#day / this.#panel.days.length);
  }

  /** The fund so far, in figures. */
  get fund(): FundSummary {
    return this.#fund.summary(this.#exposureBreach);
  }

  /** From now on, which is before the first day, eras and rounds are also written as a data set in this folder. */
  async openRelease(folder: string): Promise<void> {
    this.#releaseFolder = folder;
    this.#release = await SeasonRelease.open(folder, this.#builder, this.#embargo.days60);
  }

  /** Completes the data set with what is known by now, if there were rounds; later days are not written. */
  async finishRelease(): Promise<void> {
    if (this.#rounds > 0) await this.#release?.finish(this.#panel, this.#day);
    await this.discardRelease();
  }

  /** Takes away a data set that is not finished. */
  async discardRelease(): Promise<void> {
    await this.#release?.discard();
    this.#release = null;
  }

  /** Whether everything that was begun is done: no round takes submissions, is scored or waits to be resolved. */
  get #isIdle(): boolean {
    return this.#taking === null && this.#open.length === 0;
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
    const isOver = day >= this.#panel.days.length;
    if (this.#taking !== null && (isOver || day >= this.#taking.closingDay)) await this.#close(this.#taking);
    if (isOver) return false;
    const isEra = this.#builder.eraDays[this.#position] === day;
    if (!isEra && this.#isIdle && this.#isLast(this.#position)) return false;

    watch.time('risk', () => this.#risk.learnDay(this.#panel, day));
    if (this.#rounds > 0) records.fundDay(this.#fund.playDay(this.#panel, day));
    await this.#scoreRounds(day);
    if (isEra) {
      await this.#playEra(this.#position);
      this.#position += 1;
    }
    this.#day += 1;
    return !(this.#isLast(this.#position) && this.#isIdle);
  }

  /** Waits for the scores of the rounds that are due, which other threads may be at, and resolves them. */
  async settle(): Promise<void> {
    for (const round of this.#resolving) await this.#resolve(round);
    this.#resolving = [];
  }

  /**
   * What has been played is stored: a round that was opened is made known, its data to outsiders first, so that whoever sees the round
   * finds them. Gives whether there is something new to store: the round with its real times.
   */
  async announce(): Promise<boolean> {
    const taking = this.#taking;
    if (taking === null || taking.isAnnounced) return false;
    taking.isAnnounced = true;
    const { number } = taking.record;
    const times = await this.#outsiders.times(number);
    if (times !== null) {
      const { opensAt, closesAt, takes } = times;
      taking.record = { ...taking.record, opensAt, closesAt };
      if (takes) await this.#letOutsidersIn(taking);
    }
    this.#input.records.round(number, Promise.resolve(taking.record));
    return true;
  }

  async #letOutsidersIn({ era, predictions, record }: Taking): Promise<void> {
    if (this.#releaseFolder !== null) {
      const live = publishedLive(era, this.#roster.participants, predictions);
      await writeLiveFiles(this.#releaseFolder, this.#builder, live);
    }
    const { number, opensAt, closesAt } = record;
    await this.#outsiders.opened({ number, era: era.id, ids: era.ids, opensAt, closesAt });
  }

  get #embargo(): Embargo {
    return EMBARGO[this.#input.settings.config.schedule];
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

  async #scoreRounds(day: number): Promise<void> {
    const { records, settings, watch } = this.#input;
    const { lagDays, horizonDays } = settings.config;
    for (const round of this.#open) {
      const scored = day - (round.era.day + lagDays);
      if (scored < 1) continue;
      if (!round.isScored) await this.#beginScores(round);
      watch.time('scores', () => records.scores(round.score(scored, this.#panel)));
      records.round(round.record.number, round.stored());
      if (scored === horizonDays) this.#resolving.push(round);
    }
    this.#open = this.#open.filter((round) => !this.#resolving.includes(round));
  }

  async #resolve(round: OpenRound): Promise<void> {
    const { ledger, records, settings, watch } = this.#input;
    const { number } = round.record;
    const final = await watch.timeAsync('waiting', () => round.finalScores());
    const snapshot = (await ledger.journal()).rounds.get(round.id);
    if (snapshot === undefined) throw new Error(`round ${round.id} has no snapshot`);
    const plan = payoutPlan({
      round: round.id,
      policy: settings.config.payoutPolicy,
      atRisk: snapshot.atRisk,
      scores: new Map(round.models.map((model, index) => [String(model.id), final(index)])),
      benchmarks: new Set(round.models.filter(({ marked }) => marked).map(({ id }) => String(id))),
    });
    const { payouts, shortfalls } = await ledger.transact((book) => {
      if (book.journal.rounds.get(round.id)?.state === 'active') fundTreasury(book, plan);
      return book.resolve(plan);
    });
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
    records.kit(number, round.resolve(payoutPlanHash(plan), this.#panel));
    records.round(number, round.stored());
  }

  async #playEra(position: number): Promise<void> {
    const { watch } = this.#input;
    const era = watch.time('features', () => this.#builder.build(position));
    const targets = prepareTargets(this.#panel, era, this.#release === null ? TARGETS : LEARNED_AND_RELEASED);
    watch.time('participants', () => this.#feed.teach(position, this.#panel));
    this.#risk.beginEra(era);
    if (this.#mayPlay(position)) await this.#openRound(position, era, targets);
    this.#feed.add(position, era, targets);
    const release = this.#release;
    if (release !== null) watch.time('release', () => release.addEra(position, era, targets, this.#panel));
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

  /** Opens a round: the cast submits at once, everybody else until it closes. */
  async #openRound(position: number, era: Era, targets: PreparedTargets): Promise<void> {
    const { fitting, records, settings, watch } = this.#input;
    const { config } = settings;
    const estimate = watch.time('risk', () => this.#risk.estimate(era));
    if (estimate.status === 'insufficient_history') {
      if (position < firstRoundPosition(config.schedule) + PATIENCE_ERAS) return;
      throw new ImpossibleSeasonError(
        `After ${position + 1} eras the risk model has ${estimate.days} days it could explain and needs ${estimate.minimumDays}: ${era.ids.length} stocks are too few, so take a larger universe or more tickers.`,
      );
    }
    await watch.timeAsync('participants', () => this.#roster.refit(fitting));
    const predictions = watch.time('participants', () =>
      this.#roster.predict({ position, ids: era.ids, features: era.features }, this.#foresight(era, targets)),
    );
    this.#rounds += 1;
    const number = this.#rounds;
    const record = openedRound(config, number, era, this.#panel.days[era.day] as string);
    // Live it is seen when it is announced.
    if (!this.#isLive) records.round(number, Promise.resolve(record));
    if (number === 1) this.#release?.beginValidation(position - this.#embargo.days20 + 1);
    this.#taking = {
      position,
      era,
      targets,
      record,
      riskModel: estimate.model,
      predictions,
      closingDay: era.day + CLOSES_AFTER_DAYS[config.schedule],
      isAnnounced: false,
    };
  }

  /** Closes a round: submissions, snapshot, meta model, portfolio. */
  async #close({ position, era, targets, record, riskModel, predictions }: Taking): Promise<void> {
    const { ledger, records, settings, watch } = this.#input;
    const { config } = settings;
    this.#taking = null;
    await this.settle();
    const { number } = record;
    const { participants } = this.#roster;
    const outside = await this.#outsiders.closed(number);
    const cast = this.#models.slice(0, -1);
    const submitted = [...cast, ...outside.map(({ model }) => model)];
    const columns = fromColumns([...predictions, ...outside.map(({ values }) => values)], era.ids.length);
    const id = roundId(config.id, number);
    const atRisk = await ledger.transact((book) => {
      if (book.journal.rounds.get(id) === undefined) resetStakes(book, id, cast, participants);
      return snapshotStakes(book, id, submitted);
    });
    const hashes = [
      ...predictions.map((values) => submissionHash(era.ids, values)),
      ...outside.map(({ hash }) => hash),
    ];
    const closingInput: ClosingInput = {
      config,
      round: number,
      ids: era.ids,
      securities: era.members,
      models: submitted.map((model) => model.name),
      predictions: columns,
      stakes: Float64Array.from(atRisk, (units) => Number(units) / 1e18),
      riskModel,
      alphaHistory: this.#risk.alphaHistory,
      holdings: this.#fund.holdings,
      secret: this.#secret,
      submissionHashes: hashes,
    };
    this.#input.onClosing?.(closingInput, era);
    const closing = watch.time('optimizer', () => closeRound(closingInput));
    const tradingDay = era.day + config.lagDays;
    this.#fund.decide(tradingDay, closing.rebalance);
    this.#exposureBreach = Math.max(this.#exposureBreach, closing.report.maxExposureBreach);
    this.#risk.watch(tradingDay, era, closing.riskModel);

    const round = new OpenRound({
      id,
      era,
      targets,
      record: advance(record, 'closed', {
        commitment: closing.commitment,
        optimizer: { ...closing.report, contributionFallbacks: 0, contributionSolves: 0, worstResidual: 0 },
        payoutFactor: formatDecimal12(payoutFactor(config.payoutPolicy, countedAtRisk(config, submitted, atRisk))),
      }),
      submitted,
      kit: closing.kit,
      metaModel: closing.metaModel,
      lagDays: config.lagDays,
      salt: closing.salt,
    });
    this.#open.push(round);
    this.#release?.addRound(publishedRound(position, era, participants, columns, closing.metaModel));
    records.round(number, round.stored());
    const { metaModel } = closing;
    records.entries(
      closedEntries({ number, models: submitted, predictions: columns, metaModel, atRisk, hashes, late: false }),
    );
    records.incidents(optimizerIncidents(round.record, closing.rebalance.incidents));
  }

  /** The first score is due: what came late until now is scored too. */
  async #beginScores(round: OpenRound): Promise<void> {
    const { records, scoring, settings, watch } = this.#input;
    const { number } = round.record;
    const late = await this.#outsiders.late(number);
    const models = late.map(({ model }) => model);
    const closed = round.closedWith(late, settings.config.columns);
    const scores = watch.time('contributions', () => scoring.close(closed));
    round.begin(scores, [...models, this.#models.at(-1) as ModelRecord]);
    if (late.length === 0) return;
    const predictions = fromColumns(late.map(({ values }) => values));
    const nothing = late.map(() => amountOf(0n));
    const hashes = late.map(({ hash }) => hash);
    const { metaModel } = closed;
    records.entries(closedEntries({ number, models, predictions, metaModel, atRisk: nothing, hashes, late: true }));
  }

  /** What the planted participant is told: the round's specific returns, as far as the panel reaches. */
  #foresight(era: Era, targets: PreparedTargets): { specificReturns: Float64Array } | null {
    const { lagDays, horizonDays } = this.#input.settings.config;
    const days = Math.min(horizonDays, this.#panel.days.length - 1 - era.day - lagDays);
    return days < 1 ? null : { specificReturns: targets.residual(SPECIFIC, days, this.#panel) };
  }
}
