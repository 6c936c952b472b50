import {
  type ConcernedRounds,
  createEraBuilder,
  type Era,
  type EraBuilder,
  type Incident,
  type MarketPanel,
  type PreparedTargets,
  prepareTargets,
  restatementIncidents,
  targetManifest,
  universeAt,
} from '@robata/market';
import {
  type ClosingInput,
  type FundSummary,
  type ModelRecord,
  type RoundPapers,
  type ScoringService,
  type SharedLedger,
  type TournamentConfig,
} from '@robata/tournament';
import { FundDesk } from './fundDesk.ts';
import { fiveProducts } from './funds/fundProgramme.ts';
import { type AskedOn, FundsDesk } from './funds/fundsDesk.ts';
import { ImpossibleSeasonError } from './impossibleSeasonError.ts';
import type { MarketSource, Restatement } from './marketSource.ts';
import type { Foresight } from './participants/participant.ts';
import { createRoster, type Roster } from './participants/roster.ts';
import { createSignalsRoster, type SignalsRoster } from './participants/signals/signalsRoster.ts';
import type { TreeFitting } from './participants/treeFitting.ts';
import { restatedSentence } from './restatedSentence.ts';
import { type DayLearned, RiskDesk } from './riskDesk.ts';
import { riskFactors } from './riskFactors.ts';
import { openedRound, publishedLive, publishedRound } from './rounds/closingRecords.ts';
import { HistoryRounds } from './rounds/historyRounds.ts';
import { LiveRounds } from './rounds/liveRounds.ts';
import type { RoundPort } from './rounds/roundPort.ts';
import { castOf, type ClosedForTheMarket, type RoundsDesk, type TakenRound } from './rounds/takenRound.ts';
import { seasonModels } from './seasonModels.ts';
import type { SeasonRecords } from './seasonRecords.ts';
import { RELEASE_TARGETS, SeasonRelease, writeLiveFiles } from './seasonRelease.ts';
import { SignalsRelease } from './signalsRelease.ts';
import { EMBARGO, type Embargo, firstRoundPosition, type SeasonSettings } from './seasonSettings.ts';
import { beginStakes, type StakedParticipant } from './stakeDesk.ts';
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
  readonly watch: Stopwatch;
  /** Asked once for each round, when it opens: the configuration in force for it. */
  readonly configOf: (round: number) => Promise<TournamentConfig>;
  /** What investors and operators bring into the products on a day; default: nothing. */
  readonly asked?: ((day: string, isLive: boolean) => Promise<AskedOn>) | undefined;
  /** Told what was found in the data while it is live; under one key always the same, whatever is repeated. Default: nobody is. */
  readonly onIncidents?: ((key: string, incidents: readonly Incident[]) => Promise<void>) | undefined;
  /** Told what each round is closed from: whoever wants to play its book again with other settings starts there. */
  readonly onClosing?: ((closing: ClosingInput, era: Era) => void) | undefined;
}

/** What participants learn and what the scores are taken against. */
const TARGETS = [targetManifest('nomi', 20), targetManifest('janet', 20), targetManifest('nomi', 60)];
/** Beside them what scores of Signals are taken against. */
const SIGNALS_TARGETS = [...TARGETS, targetManifest('raw', 20)];
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

/**
 * A whole tournament over a market's history on a simulated clock, one trading day at a time. Every number follows from the prices, the
 * settings, the seed and, live, what participants send in. On each day: a round whose time has come closes; then, after the market's close, the risk
 * model learns, the fund drifts and trades what was decided, running rounds are scored and resolve, and on an era date a new round opens.
 */
export class SeasonEngine {
  readonly #input: SeasonEngineInput;
  readonly #secret: string;
  readonly #roster: Roster;
  /** Those with their own data. */
  readonly #signals: SignalsRoster;
  readonly #feed: TrainingFeed;
  readonly #models: readonly ModelRecord[];
  readonly #risk: RiskDesk;
  readonly #fund: FundDesk;
  /** The products that investors hold, beside the fund whose portfolio gives TC. */
  readonly #products: FundsDesk | null;
  readonly #history: HistoryRounds;
  #releaseFolder: string | null = null;
  #release: SeasonRelease | null = null;
  #signalsRelease: SignalsRelease | null = null;
  #panel: MarketPanel;
  #builder: EraBuilder;
  /** Takes submissions. */
  #taking: TakenRound | null = null;
  #isAnnounced = false;
  /** Takes the place of the history once the market is live. */
  #live: LiveRounds | null = null;
  #position = 0;
  #day: number;
  #rounds = 0;
  #exposureBreach = 0;
  /** Rounds that were closed, with the day of their era. */
  readonly #closed: { readonly number: number; readonly era: number }[] = [];

  constructor(input: SeasonEngineInput) {
    const { records, source, settings } = input;
    const { config } = settings;
    this.#input = input;
    this.#secret = settings.key ?? `season-${settings.seed}`;
    this.#panel = source.panelWith(MINIMUM_DAYS);
    this.#builder = this.#builderOver(this.#panel);
    this.#day = this.#builder.eraDays[0] as number;
    this.#roster = createRoster({
      models: settings.models,
      catalogue: this.#builder.catalogue,
      targets: TARGETS.map(({ name }) => name),
      seed: settings.seed,
      schedule: config.schedule,
    });
    this.#signals = createSignalsRoster({
      models: config.signals === undefined ? 0 : (settings.signals ?? 0),
      panel: this.#panel,
      seed: settings.seed,
    });
    this.#feed = new TrainingFeed(this.#roster, EMBARGO[config.schedule], TARGETS);
    const stocks = Math.min(config.universeSize, this.#panel.securities.length);
    this.#risk = new RiskDesk(riskFactors(this.#builder, stocks));
    this.#fund = new FundDesk(FUND_CAPITAL);
    const { funds = fiveProducts } = settings;
    this.#products = funds === null ? null : new FundsDesk(funds, config, this.#panel);
    this.#models = seasonModels(this.#roster.participants, this.#signals.participants);
    records.models(this.#models);
    records.incidents(source.incidents.map((incident) => ({ ...incident, round: null })));
    const { scoring, ledger, watch, onClosing } = input;
    this.#history = new HistoryRounds({
      settings,
      secret: this.#secret,
      participants: this.#cast,
      models: this.#models,
      scoring,
      ledger,
      records,
      watch,
      panel: () => this.#panel,
      onClosing,
    });
  }

  /** Before the first day: everybody brings money and stakes it. Said again over the same storage it changes nothing. */
  async begin(): Promise<void> {
    await this.#input.ledger.transact((book) => beginStakes(book, castOf(this.#models), this.#cast));
  }

  /** All who submit of themselves, those of Signals last. */
  get #cast(): readonly StakedParticipant[] {
    return [...this.#roster.participants, ...this.#signals.participants];
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

  /** What is kept of the products beside their days. */
  fundDocuments(): [key: string, value: unknown][] {
    return this.#rounds > 0 ? (this.#products?.documents(this.#panel) ?? []) : [];
  }

  /** From now on, which is before the first day, eras and rounds are also written as a data set in this folder. */
  async openRelease(folder: string): Promise<void> {
    this.#releaseFolder = folder;
    this.#release = await SeasonRelease.open(folder, this.#builder, this.#embargo.days60);
    if (this.#signals.participants.length > 0) this.#signalsRelease = new SignalsRelease(folder);
  }

  /** Puts the data set in place with what is known by now, if there were rounds. One that goes on live goes on growing; else it is done. */
  async finishRelease(goesOn: boolean): Promise<void> {
    if (this.#rounds > 0) {
      await this.#release?.publish(this.#panel, this.#day);
      await this.#signalsRelease?.publish(this.#panel, this.#day);
    }
    if (goesOn && this.#rounds > 0) this.#release?.goLive();
    else await this.discardRelease();
  }

  /** Live eras whose targets have become known join the data set. */
  async graduate(): Promise<void> {
    if (this.#live === null || this.#release?.hasNews(this.#day) !== true) return;
    await this.#release.publish(this.#panel, this.#day);
    await this.#signalsRelease?.publish(this.#panel, this.#day);
  }

  /** Takes away a data set that is not finished. */
  async discardRelease(): Promise<void> {
    await this.#release?.discard();
    this.#release = null;
  }

  /** Whether everything that was begun is done: no round takes submissions, is scored or waits to be resolved. */
  get #isIdle(): boolean {
    return this.#taking === null && this.#desk.isIdle;
  }

  get #desk(): RoundsDesk {
    return this.#live ?? this.#history;
  }

  /**
   * From now on the number of rounds is not limited, an endless market goes on, and the round engine behind `port` does what is due, for
   * rounds that were begun before too.
   */
  async goLive(port: RoundPort, papers: RoundPapers, daySeconds: number | null): Promise<void> {
    const live = new LiveRounds({
      settings: this.#input.settings,
      secret: this.#secret,
      participants: this.#cast,
      models: this.#models,
      papers,
      port,
      panel: () => this.#panel,
      daySeconds,
    });
    await live.takeOver(this.#history.handOver());
    this.#live = live;
  }

  /** Plays one trading day; false, and nothing done, where the season is over. */
  async playDay(): Promise<boolean> {
    const { records, source, watch } = this.#input;
    const day = this.#day;
    await this.#goOnWith(source.panelWith(day + FORESIGHT_DAYS + 1, day));
    const isOver = day >= this.#panel.days.length;
    if (this.#taking !== null && (isOver || day >= this.#taking.closingDay)) await this.#close(this.#taking);
    if (isOver) return false;
    const isEra = this.#builder.eraDays[this.#position] === day;
    if (!isEra && this.#isIdle && this.#isLast(this.#position)) return false;

    const learned = watch.time('risk', () => this.#risk.learnDay(this.#panel, day));
    if (this.#rounds > 0) {
      records.fundDay(this.#fund.playDay(this.#panel, day));
      await this.#playProducts(day, learned);
    }
    await this.#desk.playDay(day);
    if (isEra) {
      await this.#playEra(this.#position);
      this.#position += 1;
    }
    this.#day += 1;
    return !(this.#isLast(this.#position) && this.#isIdle);
  }

  /** Waits for the scores of the rounds that are due, which other threads may be at, and resolves them. */
  settle(): Promise<void> {
    return this.#desk.settle();
  }

  /** What has been played is stored: a round that was opened live takes submissions from now on, with its data published before. */
  async announce(): Promise<void> {
    const taking = this.#taking;
    if (taking === null || this.#isAnnounced || this.#live === null) return;
    this.#isAnnounced = true;
    if (this.#releaseFolder !== null) {
      const live = publishedLive(taking.era, this.#roster.participants, taking.predictions);
      if (this.#release === null) await writeLiveFiles(this.#releaseFolder, this.#builder, live);
      else await this.#release.publishLive(live);
      await this.#signalsRelease?.publishLive(taking.era, this.#panel, taking.riskModel.factorNames);
    }
    await this.#live.open(taking);
  }

  get #embargo(): Embargo {
    return EMBARGO[this.#input.settings.config.schedule];
  }

  /** Its place among the panel's days. */
  get dayIndex(): number {
    return this.#day;
  }

  /** The trading day to be played next, where it is known before its prices are there; else null. */
  get awaited(): string | null {
    return this.today ?? this.#input.source.dayAfter?.(this.#panel.days.at(-1) ?? '') ?? null;
  }

  /** The next trading day should be there and is not: the scores that wait for it are put off with the reason. */
  async putOff(why: string): Promise<void> {
    await this.#live?.putOff(this.#day, why);
  }

  /** Takes the panel of the day to come; where days that were played are not what they were, what is not resolved is done again. */
  async #goOnWith(panel: MarketPanel): Promise<void> {
    const { source, onIncidents } = this.#input;
    const restatement = source.restatement?.(this.#panel, this.#day) ?? null;
    if (restatement === null) this.#grow(panel);
    else await this.#restate(panel, restatement);
    const found = source.found?.(this.#day) ?? [];
    if (found.length > 0) await onIncidents?.(`found ${this.#day}`, found);
  }

  /**
   * What was published stays: eras with their features, what participants have learned, the fund's days, resolved rounds. Scores of rounds that
   * are not resolved are computed again, and everything that is still to come goes by the panel as it is now.
   */
  async #restate(panel: MarketPanel, { id, comparison, held, known }: Restatement): Promise<void> {
    const used = this.#panel;
    const incidents = restatementIncidents(comparison, {
      days: used.days,
      held,
      known,
      roundsOf: (day) => this.#roundsThatHold(day),
    });
    this.#panel = panel;
    this.#builder = this.#builderOver(panel);
    const prepare = (era: Era): PreparedTargets =>
      prepareTargets(panel, era, this.#release === null ? SIGNALS_TARGETS : LEARNED_AND_RELEASED);
    this.#feed.restate(prepare);
    this.#release?.restate(prepare);
    if (this.#taking !== null) this.#taking = { ...this.#taking, targets: prepare(this.#taking.era) };
    const days = comparison.rows.flatMap(({ day, kind, returnChange }) =>
      kind === 'late' || (kind === 'changed' && returnChange !== 0) ? [day] : [],
    );
    await this.#live?.restate(
      {
        id,
        days: [...new Set(days)],
        today: this.#day,
        sentenceOf: (within) => restatedSentence(incidents, within),
        prepare,
      },
      (day) => panel.days[day] ?? '',
    );
    // Last, so that a stop before leaves them to be told by the repetition.
    await this.#input.onIncidents?.(id, incidents);
  }

  #roundsThatHold(day: number): ConcernedRounds {
    const { lagDays, horizonDays } = this.#input.settings.config;
    const unresolved = this.#live?.roundsThatHold(day) ?? [];
    const held = this.#closed.flatMap(({ number, era }) =>
      day >= era + lagDays && day <= era + lagDays + horizonDays ? [number] : [],
    );
    return { unresolved, resolved: held.filter((number) => !unresolved.includes(number)) };
  }

  #builderOver(panel: MarketPanel): EraBuilder {
    const { config } = this.#input.settings;
    return createEraBuilder(panel, {
      universeSize: config.universeSize,
      schedule: config.schedule,
      key: this.#secret,
      universe: (of, day, size) => universeAt(of, day, { size }),
    });
  }

  #grow(panel: MarketPanel): void {
    if (panel === this.#panel) return;
    this.#panel = panel;
    this.#builder = this.#builder.withPanel(panel);
  }

  /** No round will be played at this position or later. */
  #isLast(position: number): boolean {
    const { settings, source } = this.#input;
    const eraDay = this.#builder.eraDays[position];
    if (eraDay === undefined) return this.#live === null || source.liveFrom === undefined;
    if (settings.to !== null && (this.#panel.days[eraDay] as string) > settings.to) return true;
    return this.#live === null && settings.rounds !== null && this.#rounds >= settings.rounds;
  }

  async #playEra(position: number): Promise<void> {
    const { watch } = this.#input;
    const era = watch.time('features', () => this.#builder.build(position));
    const targets = prepareTargets(this.#panel, era, this.#release === null ? SIGNALS_TARGETS : LEARNED_AND_RELEASED);
    watch.time('participants', () => this.#feed.teach(position, this.#panel));
    this.#risk.beginEra(era);
    this.#products?.beginEra(era);
    if (this.#mayPlay(position)) await this.#openRound(position, era, targets);
    this.#feed.add(position, era, targets);
    const release = this.#release;
    if (release !== null) watch.time('release', () => release.addEra(position, era, targets, this.#panel));
    const ofRound = this.#taking?.era === era ? this.#taking.riskModel : null;
    this.#signalsRelease?.addEra(position, era, targets, ofRound);
  }

  #mayPlay(position: number): boolean {
    const { settings } = this.#input;
    const date = this.#panel.days[this.#builder.eraDays[position] as number] as string;
    return (
      position >= firstRoundPosition(settings.config.schedule, settings.trainingEras) &&
      (settings.from === null || date >= settings.from) &&
      !this.#isLast(position)
    );
  }

  /** Opens a round: the cast submits at once, everybody else until it closes. */
  async #openRound(position: number, era: Era, targets: PreparedTargets): Promise<void> {
    const { configOf, fitting, records, settings, watch } = this.#input;
    const estimate = watch.time('risk', () => this.#risk.estimate(era));
    if (estimate.status === 'insufficient_history') {
      if (position < firstRoundPosition(settings.config.schedule, settings.trainingEras) + PATIENCE_ERAS) return;
      throw new ImpossibleSeasonError(
        `After ${position + 1} eras the risk model has ${estimate.days} days it could explain and needs ${estimate.minimumDays}: ${era.ids.length} stocks are too few, so take a larger universe or more tickers.`,
      );
    }
    await watch.timeAsync('participants', () => this.#roster.refit(fitting));
    const foresight = this.#foresight(era, targets);
    const predictions = watch.time('participants', () =>
      this.#roster.predict({ position, ids: era.ids, features: era.features }, foresight),
    );
    this.#rounds += 1;
    const number = this.#rounds;
    const config = await configOf(number);
    const signals = this.#predictSignals(era, config, foresight);
    const record = openedRound(config, number, era, this.#panel.days[era.day] as string);
    // Live it is seen when it is announced.
    if (this.#live === null) records.round(number, Promise.resolve(record));
    if (number === 1) {
      this.#release?.beginValidation(position - this.#embargo.days20 + 1);
      this.#signalsRelease?.beginValidation(position - this.#embargo.days20 + 1);
    }
    this.#taking = {
      position,
      era,
      targets,
      record,
      config,
      riskModel: estimate.model,
      predictions,
      signals,
      closingDay: era.day + CLOSES_AFTER_DAYS[config.schedule],
    };
    this.#isAnnounced = false;
  }

  /** Closes the round that takes submissions; what follows is traded later. After one that was cancelled the fund holds what it has. */
  async #close(taking: TakenRound): Promise<void> {
    this.#taking = null;
    const { position, era, predictions } = taking;
    const { holdings } = this.#fund;
    const closed = await this.#desk.close(taking, { alphaHistory: this.#risk.alphaHistory, holdings });
    if (closed === null) return;
    this.#closed.push({ number: taking.record.number, era: era.day });
    if (closed.signalsMetaModel !== undefined) this.#signalsRelease?.addMetaModel(era, closed.signalsMetaModel);
    const tradingDay = era.day + this.#input.settings.config.lagDays;
    this.#fund.decide(tradingDay, closed.rebalance, taking.config.optimizer.linearCost);
    this.#decideProducts(taking, closed, holdings, tradingDay);
    this.#exposureBreach = Math.max(this.#exposureBreach, closed.maxExposureBreach);
    this.#risk.watch(tradingDay, era, closed.riskModel);
    this.#release?.addRound(publishedRound(position, era, this.#roster.participants, predictions, closed.metaModel));
  }

  /** All products are valued at the close of a day, and deal with their investors. */
  async #playProducts(day: number, learned: DayLearned | null): Promise<void> {
    const { records, watch, asked } = this.#input;
    const products = this.#products;
    if (products === null) return;
    const outside = (await asked?.(this.#panel.days[day] as string, this.#live !== null)) ?? (() => []);
    watch.time('funds', () =>
      records.fundCloses(products.playDay(this.#panel, day, learned, outside, this.#heldBack(day))),
    );
    records.incidents(products.takeIncidents());
  }

  /** Their places in the panel. */
  #heldBack(day: number): ReadonlySet<number> {
    const held = new Set(this.#input.source.heldBack?.(day).map(({ security }) => security));
    if (held.size === 0) return new Set();
    return new Set(this.#panel.securities.flatMap(({ id }, security) => (held.has(id) ? [security] : [])));
  }

  #decideProducts(
    { config, era, riskModel }: TakenRound,
    closed: ClosedForTheMarket,
    holdings: ReadonlyMap<number, number>,
    tradingDay: number,
  ): void {
    const { watch } = this.#input;
    // Rounds of the end of recorded prices are closed, and nothing is traded any more.
    const day = this.#panel.days[tradingDay];
    if (this.#products === null || day === undefined) return;
    const products = this.#products;
    watch.time('funds', () =>
      products.decide(
        {
          config,
          era,
          tradingDay: day,
          metaModel: closed.metaModel,
          volatility: riskModel.totalVolatility,
          riskModel: closed.riskModel,
          holdings,
        },
        this.#panel,
      ),
    );
  }

  /** What those with their own data submit; nobody where the configuration in force has no such part. */
  #predictSignals(era: Era, config: TournamentConfig, foresight: Foresight | null): readonly (Float64Array | null)[] {
    const { watch } = this.#input;
    if (config.signals === undefined) return this.#signals.participants.map(() => null);
    const { minimumRows } = config.signals;
    const day = { panel: this.#panel, day: era.day, members: era.members };
    return watch.time('participants', () => this.#signals.predict(day, foresight, minimumRows));
  }

  /** What the planted participant is told: the round's specific returns, as far as the panel reaches. */
  #foresight(era: Era, targets: PreparedTargets): Foresight | null {
    const { lagDays, horizonDays } = this.#input.settings.config;
    const days = Math.min(horizonDays, this.#panel.days.length - 1 - era.day - lagDays);
    return days < 1 ? null : { specificReturns: targets.residual(SPECIFIC, days, this.#panel) };
  }
}
