import { fromColumns } from '@robata/kernels';
import { type Amount, amountOf } from '@robata/ledger';
import { type Era, type MarketPanel, type PreparedTargets, type Security, tickerOn } from '@robata/market';
import { alphaFromMetaModel, appendAlphaFactor } from '@robata/portfolio';
import {
  type ModelRecord,
  type RescoreCause,
  type RoundPapers,
  type StakeReset,
  submissionHash,
} from '@robata/tournament';
import type { SeasonSettings } from '../seasonSettings.ts';
import { isReset, type StakedParticipant } from '../stakeDesk.ts';
import { mediumBins } from './closingRecords.ts';
import type { OpenRound } from './openRound.ts';
import type { RoundPort } from './roundPort.ts';
import {
  type AtTheClose,
  castOf,
  type ClosedForTheMarket,
  type RoundsDesk,
  submittedBy,
  type TakenRound,
} from './takenRound.ts';

export interface LiveRoundsInput {
  readonly settings: SeasonSettings;
  readonly secret: string;
  readonly participants: readonly StakedParticipant[];
  readonly models: readonly ModelRecord[];
  readonly papers: RoundPapers;
  readonly port: RoundPort;
  readonly panel: () => MarketPanel;
  /** Real seconds of a trading day; null: rounds have the times of their calendar. */
  readonly daySeconds: number | null;
}

interface Followed {
  readonly era: Era;
  targets: PreparedTargets;
  readonly record: TakenRound['record'];
}

/** Days of the panel that are not what they were when they were scored. */
export interface RestatedDays {
  readonly id: string;
  /** Indices of days on which a return or a row is another one; ascending. */
  readonly days: readonly number[];
  /** The day that is played next. */
  readonly today: number;
  /** What was restated of some of them, by their dates, in a sentence. */
  readonly sentenceOf: (days: ReadonlySet<string>) => string;
  /** By the panel as it is now. */
  prepare(era: Era): PreparedTargets;
}

/**
 * Rounds of a tournament that is live: the market's side writes down what a step needs and has it done by the round engine's jobs, wherever
 * they run. A repetition of days that were lived before finds their steps done and goes through them without computing anything.
 */
export class LiveRounds implements RoundsDesk {
  readonly #input: LiveRoundsInput;
  #open: Followed[] = [];
  #resolving: Followed[] = [];
  /** Scored to the end, with a plan that an operator may still have to approve. */
  #unpaid: Followed[] = [];

  constructor(input: LiveRoundsInput) {
    this.#input = input;
  }

  get isIdle(): boolean {
    return this.#open.length === 0;
  }

  /** Takes on rounds that were closed by somebody else. */
  async takeOver(rounds: readonly OpenRound[]): Promise<void> {
    const { papers, port } = this.#input;
    for (const round of rounds) {
      const { number } = round.record;
      if (!(await port.isDone(number, 'resolve', 0))) await papers.put(number, 'closed', round.closedPaper());
      const { era, targets, record } = round;
      this.#open.push({ era, targets, record });
    }
  }

  /** A round takes submissions: its data are published already. */
  async open({ era, record, closingDay }: TakenRound): Promise<void> {
    const { participants, models, papers, port, daySeconds } = this.#input;
    const resets = participants.flatMap((participant, index): StakeReset[] => {
      const { id, account } = castOf(models)[index] as ModelRecord;
      return isReset(participant) ? [{ model: String(id), account, stake: tokens(participant.initialStake) }] : [];
    });
    const openSeconds = daySeconds === null ? null : (closingDay - era.day) * daySeconds;
    const { days, securities } = this.#input.panel();
    const eraDay = days[era.day] as string;
    const tickers = Array.from(era.members, (security) => tickerOn(securities[security] as Security, eraDay));
    const paper = { record, ids: era.ids, openSeconds, resets };
    await papers.put(record.number, 'opening', record.signals === undefined ? paper : { ...paper, tickers });
    await port.open(record.number);
  }

  async close(round: TakenRound, at: AtTheClose): Promise<ClosedForTheMarket | null> {
    const { papers, port, secret, models } = this.#input;
    const { config, era, riskModel, record } = round;
    const { models: cast, predictions } = submittedBy(models, round);
    const { number } = record;
    await this.settle();
    if ((await papers.get(number, 'decision')) === null) {
      await papers.put(number, 'closing', {
        input: { config, round: number, ids: era.ids, securities: era.members, riskModel, ...at, secret },
        cast,
        predictions: fromColumns([...predictions], era.ids.length),
        hashes: predictions.map((values) => submissionHash(era.ids, values)),
        neutralBins: mediumBins(era),
      });
    }
    // What the round's row says decides, now and when these days are gone through again: a job may have written a decision that came too late.
    if (!(await port.close(number))) return null;
    const decision = await papers.get(number, 'decision');
    if (decision === null) throw new Error(`round ${number} is closed and what was decided is not there`);
    this.#open.push({ era, targets: round.targets, record });
    const alpha = alphaFromMetaModel(
      decision.metaModel,
      riskModel.totalVolatility,
      config.optimizer.informationCoefficient,
    );
    return {
      ...decision,
      riskModel: config.alphaFactor ? appendAlphaFactor(riskModel, alpha, at.alphaHistory) : riskModel,
    };
  }

  async playDay(day: number): Promise<void> {
    const { port, settings } = this.#input;
    const { lagDays, horizonDays } = settings.config;
    const due = this.#open.filter(({ era }) => day > era.day + lagDays);
    await Promise.all(
      due.map(async (round) => {
        const { number } = round.record;
        const scored = day - (round.era.day + lagDays);
        if (await port.isDone(number, 'score', scored)) return;
        await this.#putDay(round, scored);
        await port.score(number, scored);
      }),
    );
    const isLastDay = ({ era }: Followed): boolean => day === era.day + lagDays + horizonDays;
    this.#resolving.push(...this.#open.filter(isLastDay));
    this.#open = this.#open.filter((round) => !isLastDay(round));
  }

  /** A trading day has passed and its prices have not come: what was to be scored by them is put off with the reason. */
  async putOff(day: number, why: string): Promise<void> {
    const { papers, port, settings } = this.#input;
    for (const { era, record } of this.#open) {
      const scored = day - (era.day + settings.config.lagDays);
      if (scored < 1 || (await port.isDone(record.number, 'score', scored))) continue;
      await papers.putDay(record.number, scored, { missing: why });
      await port.putOff(record.number, scored);
    }
  }

  /** The rounds that are not resolved and whose scores hold a day. */
  roundsThatHold(day: number): number[] {
    return this.#followed().flatMap(({ era, record }) => (this.#holds(era, day) ? [record.number] : []));
  }

  /** Scores again what is scored by days that were restated; from now on all rounds that are not resolved go by the panel as it is now. */
  async restate(
    { id, days, today, sentenceOf, prepare }: RestatedDays,
    dayName: (day: number) => string,
  ): Promise<void> {
    const { port, settings } = this.#input;
    const { lagDays, horizonDays } = settings.config;
    const stillUnpaid: Followed[] = [];
    for (const round of this.#unpaid) {
      if (!(await port.isDone(round.record.number, 'resolve', 0))) stillUnpaid.push(round);
    }
    this.#unpaid = stillUnpaid;
    for (const round of this.#followed()) {
      const { number } = round.record;
      round.targets = prepare(round.era);
      const scored = Math.min(horizonDays, today - 1 - (round.era.day + lagDays));
      const within = days.filter((day) => day < today && this.#holds(round.era, day));
      if (scored < 1 || within.length === 0 || (await port.isDone(number, 'resolve', 0))) continue;
      const cause: RescoreCause = {
        id,
        knownBefore: dayName(today),
        from: dayName(within[0] as number),
        to: dayName(within.at(-1) as number),
        sentence: sentenceOf(new Set(within.map(dayName))),
      };
      for (let day = 1; day <= scored; day++) await this.#putDay(round, day);
      await port.rescore(number, cause);
    }
  }

  #followed(): Followed[] {
    return [...this.#unpaid, ...this.#resolving, ...this.#open];
  }

  /** Whether the returns of a round's scores hold a day: from the close at which they begin to the last one. */
  #holds(era: Era, day: number): boolean {
    const { lagDays, horizonDays } = this.#input.settings.config;
    return day >= era.day + lagDays && day <= era.day + lagDays + horizonDays;
  }

  /** Writes down what a day of a round is scored from. */
  async #putDay({ targets, record }: Followed, scored: number): Promise<void> {
    const { papers, settings, panel } = this.#input;
    const { lagDays } = settings.config;
    const isWanted = (name: string): boolean => record.columns.some(({ target }) => target === name);
    const returns = targets.returns(lagDays, scored, panel());
    await papers.putDay(record.number, scored, {
      targets: targets.at(scored, panel(), isWanted),
      returns: returns.map((value) => (Number.isNaN(value) ? 0 : value)),
    });
  }

  async settle(): Promise<void> {
    const done = this.#resolving;
    this.#resolving = [];
    for (const round of done) {
      await this.#input.port.resolve(round.record.number);
      if (!(await this.#input.port.isDone(round.record.number, 'resolve', 0))) this.#unpaid.push(round);
    }
  }
}

const tokens = (count: bigint): Amount => amountOf(count * 10n ** 18n);
