import { applyDay, type FundState, holdingWeights, netAssetValue, openFund, rebalanceFund } from '@robata/fund';
import { column, fromColumns, type Matrix, matrix, tieKeptRank } from '@robata/kernels';
import {
  amount,
  amountOf,
  balance,
  formatAmount,
  formatDecimal12,
  payoutPlan,
  payoutPlanHash,
  roundId,
  stake,
} from '@robata/ledger';
import {
  createEraBuilder,
  type Era,
  type EraBuilder,
  forwardReturns,
  type MarketPanel,
  prepareTargets,
  residualReturns,
  targetManifest,
  universeAt,
} from '@robata/market';
import {
  type AlphaFactorHistory,
  type ContributionKit,
  emptyAlphaFactorHistory,
  observeAlphaFactor,
  pureAlphaReturn,
  type Rebalance,
  RiskModelEstimator,
} from '@robata/portfolio';
import {
  advance,
  centredBins,
  closeRound,
  type ClosingInput,
  type ContributionService,
  type FundDayRecord,
  LedgerBook,
  META_MODEL_KIND,
  type ModelRecord,
  prepareRoundScores,
  type RoundRecord,
  roundTimes,
  submissionHash,
} from '@robata/tournament';
import { dailyReturns } from './dailyReturns.ts';
import type { MarketSource } from './marketSource.ts';
import { OpenRound } from './openRound.ts';
import type { Participant } from './participants/participant.ts';
import { createRoster, type Roster } from './participants/roster.ts';
import { SeasonRecords } from './seasonRecords.ts';
import type { PublishedRound, SeasonReleaseInput } from './seasonRelease.ts';
import { EMBARGO, firstRoundPosition, type SeasonSettings } from './seasonSettings.ts';
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
const FUND_CAPITAL = 10_000_000;
/** Each participant has this many times its stake in the wallet, so that a pair can be topped up for years. */
const WALLET_STAKES = 20n;
const TREASURY = amount('10000000');

/**
 * A whole tournament over a market's history on a simulated clock, one trading day at a time. Every number follows from the prices, the
 * settings and the seed. On each day, after the close: the risk model learns, the fund drifts and trades what was decided, running rounds are
 * scored and resolve, and on an era date a new round opens, takes its submissions and closes.
 */
export class SeasonEngine {
  readonly #input: SeasonEngineInput;
  readonly #secret: string;
  #panel: MarketPanel;
  #builder: EraBuilder;
  readonly #roster: Roster;
  readonly #feed: TrainingFeed;
  readonly #models: readonly ModelRecord[];
  readonly #estimator = new RiskModelEstimator();
  readonly #book = new LedgerBook();
  #alphaHistory: AlphaFactorHistory = emptyAlphaFactorHistory;
  #fund: FundState = openFund(FUND_CAPITAL);
  #pendingTrades: { readonly day: number; readonly rebalance: Rebalance; readonly round: number }[] = [];
  #pureAlpha: { readonly from: number; readonly to: number; readonly era: Era; readonly round: OpenRound }[] = [];
  #open: OpenRound[] = [];
  /** Scored to the end; paid as soon as their contributions have come in, and before the next snapshot. */
  #resolving: OpenRound[] = [];
  #unreported: OpenRound[] = [];
  #lastEra: Era | null = null;
  #position = 0;
  #day: number;
  #rounds = 0;
  #isLive = false;
  readonly #published: PublishedRound[] = [];
  #firstRound: number | null = null;

  constructor(input: SeasonEngineInput) {
    const { source, settings } = input;
    const { config } = settings;
    this.#input = input;
    this.#secret = `season-${settings.seed}`;
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
    this.#models = [...this.#roster.participants.map(modelOf), metaModelRow(this.#roster.participants.length + 1)];
    this.#begin();
  }

  get builder(): EraBuilder {
    return this.#builder;
  }

  get models(): readonly ModelRecord[] {
    return this.#models;
  }

  get book(): LedgerBook {
    return this.#book;
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
    const { source } = this.#input;
    this.#grow(source.panelWith(this.#day + FORESIGHT_DAYS + 1));
    const day = this.#day;
    if (day >= this.#panel.days.length) return false;
    const isEra = this.#builder.eraDays[this.#position] === day;
    if (!isEra && this.#open.length === 0 && this.#isLast(this.#position)) return false;

    this.#learnRisk(day);
    this.#playFund(day);
    this.#scoreRounds(day);
    if (isEra) {
      await this.#playEra(this.#position, day);
      this.#position += 1;
    }
    this.#day += 1;
    return !(this.#isLast(this.#position) && this.#open.length === 0);
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

  #begin(): void {
    const { records, source } = this.#input;
    records.models(this.#models);
    records.incidents(source.incidents.map((incident) => ({ ...incident, round: null })));
    this.#book.post({ idempotencyKey: 'treasury', command: { kind: 'treasury_deposit', amount: TREASURY } });
    this.#roster.participants.forEach((participant, index) => {
      const model = this.#models[index] as ModelRecord;
      const staked = amountOf(participant.initialStake * 10n ** 18n);
      if (staked === 0n) return;
      this.#book.post({
        idempotencyKey: `deposit:${model.id}`,
        command: { kind: 'deposit', account: model.account, amount: amountOf(staked * WALLET_STAKES) },
      });
      this.#book.post({
        idempotencyKey: `stake:${model.id}`,
        command: { kind: 'stake_increase', account: model.account, model: String(model.id), amount: staked },
      });
    });
  }

  #learnRisk(day: number): void {
    const era = this.#lastEra;
    if (era === null) return;
    this.#input.watch.time('risk', () => {
      this.#estimator.addDay({
        securities: era.members,
        exposures: { names: era.columns.exposures, matrix: era.exposures },
        size: era.size,
        returns: dailyReturns(this.#panel, era.members, day),
      });
    });
  }

  #playFund(day: number): void {
    const { records, settings } = this.#input;
    if (this.#rounds === 0) return;
    const held = [...this.#fund.positions.keys()];
    const returns = dailyReturns(this.#panel, held, day);
    const returnOf = new Map(held.map((security, i) => [security, returns[i] as number]));
    this.#fund = applyDay(this.#fund, { returnOf: (security) => returnOf.get(security) ?? Number.NaN });
    let turnover = 0;
    let cost = 0;
    for (const pending of this.#pendingTrades.filter((trade) => trade.day === day)) {
      const traded = rebalanceFund(this.#fund, pending.rebalance, settings.config.optimizer.linearCost);
      this.#fund = traded.state;
      turnover += traded.record.turnover;
      cost += traded.record.cost;
    }
    this.#pendingTrades = this.#pendingTrades.filter((trade) => trade.day > day);
    const gross = [...holdingWeights(this.#fund).values()].reduce((sum, weight) => sum + Math.abs(weight), 0);
    const nav = netAssetValue(this.#fund);
    records.fundDay({ day: this.#panel.days[day] as string, nav, gross, turnover, cost } satisfies FundDayRecord);
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
    for (const pure of this.#pureAlpha.filter(({ to }) => to === day)) {
      const realized = pureAlphaReturn(
        pure.round.riskModel,
        forwardReturns(this.#panel, pure.era.members, pure.from, pure.to),
      );
      if (realized !== null) this.#alphaHistory = observeAlphaFactor(this.#alphaHistory, realized, PURE_ALPHA_DAYS);
    }
    this.#pureAlpha = this.#pureAlpha.filter(({ to }) => to > day);
  }

  /** Waits for contributions that are computed elsewhere: resolves the rounds that are due, completes the reports. */
  async settle(): Promise<void> {
    const { records, watch } = this.#input;
    for (const round of this.#unreported) {
      const report = await watch.timeAsync('contributions', () => round.contributions.report);
      records.round(round.withReport(report));
    }
    this.#unreported = [];
    for (const round of this.#resolving) {
      await this.#resolve(round);
      round.contributions.release();
    }
    this.#resolving = [];
    records.ledger(this.#book.takeUnsaved());
  }

  async #resolve(round: OpenRound): Promise<void> {
    const { records, settings, watch } = this.#input;
    const { payoutPolicy } = settings.config;
    const final = await watch.timeAsync('contributions', () => round.finalScores());
    const journalRound = this.#book.journal.rounds.get(round.id);
    if (journalRound === undefined) throw new Error(`round ${round.id} has no snapshot`);
    const plan = payoutPlan({
      round: round.id,
      policy: payoutPolicy,
      atRisk: journalRound.atRisk,
      scores: new Map(this.#models.map((model, index) => [String(model.id), final(index)])),
      benchmarks: new Set(this.#models.filter(({ marked }) => marked).map(({ id }) => String(id))),
    });
    const { number } = round.record;
    const { payouts, shortfalls } = this.#book.resolve(plan);
    records.payouts(
      payouts.map(({ model, atRisk, amount }) => ({ round: number, model: Number(model), atRisk, amount })),
    );
    records.incidents(
      shortfalls.map(({ model, planned, burned }) => ({
        rule: 'burn_shortfall',
        severity: 'warning',
        rows: 1,
        day: this.today,
        security: null,
        round: number,
        message: `Round ${number}: model ${model} was to lose ${formatAmount(planned)} and had ${formatAmount(burned)} left, because earlier rounds had burned the rest.`,
      })),
    );
    round.resolve(payoutPlanHash(plan), formatDecimal12(plan.payoutFactor));
    records.round(round.record);
    records.kit(round.record.number, () => round.kitWithReturns(this.#panel));
  }

  async #playEra(position: number, day: number): Promise<void> {
    const { watch } = this.#input;
    const era = watch.time('features', () => this.#builder.build(position));
    const targets = prepareTargets(this.#panel, era, TARGETS);
    watch.time('participants', () => this.#feed.teach(position, this.#panel));
    this.#lastEra = era;
    if (this.#mayPlay(position, this.#panel.days[day] as string)) {
      await this.#playRound(position, era, targets);
    }
    this.#feed.add(position, era, targets);
  }

  #mayPlay(position: number, date: string): boolean {
    const { settings } = this.#input;
    return (
      position >= firstRoundPosition(settings.config.schedule) &&
      (settings.from === null || date >= settings.from) &&
      !this.#isLast(position) &&
      this.#feed.taught > 0
    );
  }

  async #playRound(position: number, era: Era, targets: ReturnType<typeof prepareTargets>): Promise<void> {
    const { contributions, records, settings, watch } = this.#input;
    const { config } = settings;
    const estimate = watch.time('risk', () =>
      this.#estimator.estimate({
        securities: era.members,
        exposures: { names: era.columns.exposures, matrix: era.exposures },
        size: era.size,
      }),
    );
    if (estimate.status === 'insufficient_history') return;

    this.#rounds += 1;
    const number = this.#rounds;
    const id = roundId(config.id, number);
    const eraDay = this.#panel.days[era.day] as string;
    const predictions = watch.time('participants', () =>
      fromColumns(
        this.#roster.predict({ position, ids: era.ids, features: era.features }, this.#foresight(era)),
        era.ids.length,
      ),
    );
    await this.settle();
    this.#resetStakes(number);
    const staked = this.#models.slice(0, -1);
    this.#book.post({
      idempotencyKey: `snapshot:${id}`,
      command: { kind: 'snapshot', round: id, models: staked.map((model) => String(model.id)) },
    });
    const atRisk = this.#book.journal.rounds.get(id)?.atRisk ?? new Map<string, never>();
    const hashes = staked.map((_, j) => submissionHash(era.ids, column(predictions, j)));
    const closingInput: ClosingInput = {
      config,
      round: number,
      ids: era.ids,
      securities: era.members,
      models: staked.map((model) => model.name),
      predictions,
      stakes: Float64Array.from(staked, (model) => Number(atRisk.get(String(model.id)) ?? 0n) / 1e18),
      riskModel: estimate.model,
      alphaHistory: this.#alphaHistory,
      holdings: this.#pendingTrades.at(-1)?.rebalance.targetWeights ?? holdingWeights(this.#fund),
      secret: this.#secret,
      submissionHashes: hashes,
    };
    this.#input.onClosing?.(closingInput, era);
    const closing = watch.time('optimizer', () => closeRound(closingInput));
    this.#pendingTrades.push({ day: era.day + config.lagDays, rebalance: closing.rebalance, round: number });
    const open: RoundRecord = {
      number,
      tournament: config.id,
      era: era.id,
      eraDay,
      state: 'open',
      ...roundTimes(eraDay, config.schedule),
      scoredDays: 0,
      horizonDays: config.horizonDays,
      configVersion: config.version,
      columns: config.columns,
      stocks: era.ids.length,
      commitment: null,
      salt: null,
      optimizer: null,
      payoutFactor: null,
      planHash: null,
      reason: null,
    };
    const report = { ...closing.report, contributionFallbacks: 0, contributionSolves: 0, worstResidual: 0 };
    const round = new OpenRound({
      id,
      era,
      targets,
      record: advance(open, 'closed', { commitment: closing.commitment, optimizer: report }),
      riskModel: closing.riskModel,
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
    this.#firstRound ??= position;
    const example = this.#roster.participants.findIndex(({ kind }) => kind === 'example');
    this.#published.push({
      position,
      era: era.id,
      ids: era.ids,
      example: example < 0 ? null : column(predictions, example).slice(),
      metaModel: tieKeptRank(closing.metaModel),
    });
    this.#open.push(round);
    this.#unreported.push(round);
    records.round(round.record);
    records.entries(
      staked.map((model, j) => ({
        round: number,
        model: model.id,
        atRisk: atRisk.get(String(model.id)) ?? 0n,
        submissionHash: hashes[j] as string,
        late: false,
        metaModelCorrelation: finite(round.metaModelCorrelation(column(predictions, j), closing.metaModel)),
      })),
    );
    records.incidents(
      closing.rebalance.incidents.map((message) => ({
        rule: 'optimizer',
        severity: 'warning',
        rows: 1,
        day: eraDay,
        security: null,
        round: number,
        message: `Round ${number}: ${message}`,
      })),
    );
    const isOfAWeek = config.schedule === 'weekly' || number % 5 === 1;
    if (isOfAWeek) {
      const from = era.day + config.lagDays;
      this.#pureAlpha.push({ from, to: from + PURE_ALPHA_DAYS, era, round });
    }
  }

  /** What the planted participant is told: the round's specific returns, as far as the panel reaches. */
  #foresight(era: Era): { specificReturns: Float64Array } | null {
    const { lagDays, horizonDays } = this.#input.settings.config;
    const days = Math.min(horizonDays, this.#panel.days.length - 1 - era.day - lagDays);
    return days < 1 ? null : { specificReturns: residualReturns(this.#panel, era, SPECIFIC, days) };
  }

  /**
   * Before each snapshot p and 1 − p are brought back to the same stake, and the planted model to its first one: paid for what nobody can
   * know, it would otherwise own the meta model after a year, and the fund would look profitable.
   */
  #resetStakes(number: number): void {
    this.#roster.participants.forEach((participant: Participant, index) => {
      if (participant.kind !== 'pair' && participant.kind !== 'planted') return;
      const model = this.#models[index] as ModelRecord;
      const wanted = participant.initialStake * 10n ** 18n;
      const difference = wanted - balance(this.#book.journal, stake(String(model.id)));
      if (difference === 0n) return;
      this.#book.post({
        idempotencyKey: `reset:${model.id}:${number}`,
        command: {
          kind: difference > 0n ? 'stake_increase' : 'stake_decrease',
          account: model.account,
          model: String(model.id),
          amount: amountOf(difference > 0n ? difference : -difference),
        },
      });
    });
  }
}

/** Days of history that an era builder needs to say where the eras lie. */
const MINIMUM_DAYS = 160;
const PURE_ALPHA_DAYS = 5;

const modelOf = (participant: Participant, index: number): ModelRecord => ({
  id: index + 1,
  name: participant.name,
  account: participant.name,
  kind: participant.kind,
  description: participant.description,
  marked: participant.kind === 'example',
});

const metaModelRow = (id: number): ModelRecord => ({
  id,
  name: 'meta model',
  account: 'robata',
  kind: META_MODEL_KIND,
  description: 'The stake-weighted mean of all ranked predictions: what the fund trades on.',
  marked: true,
});

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const mediumColumns = (era: Era): number[] =>
  era.columns.features.flatMap((feature, j) => (feature.sets.includes('medium') ? [j] : []));

function withColumn(m: Matrix, last: Float64Array): Matrix {
  const result = matrix(m.rows, m.columns + 1);
  result.data.set(m.data);
  result.data.set(last, m.data.length);
  return result;
}
