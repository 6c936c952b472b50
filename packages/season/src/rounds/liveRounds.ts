import { fromColumns } from '@robata/kernels';
import { type Amount, amountOf } from '@robata/ledger';
import type { MarketPanel } from '@robata/market';
import { alphaFromMetaModel, appendAlphaFactor } from '@robata/portfolio';
import { type ModelRecord, type RoundPapers, type StakeReset, submissionHash } from '@robata/tournament';
import type { Participant } from '../participants/participant.ts';
import type { SeasonSettings } from '../seasonSettings.ts';
import { isReset } from '../stakeDesk.ts';
import { mediumBins } from './closingRecords.ts';
import type { OpenRound } from './openRound.ts';
import type { RoundPort } from './roundPort.ts';
import { type AtTheClose, castOf, type ClosedForTheMarket, type RoundsDesk, type TakenRound } from './takenRound.ts';

export interface LiveRoundsInput {
  readonly settings: SeasonSettings;
  readonly secret: string;
  readonly participants: readonly Participant[];
  readonly models: readonly ModelRecord[];
  readonly papers: RoundPapers;
  readonly port: RoundPort;
  readonly panel: () => MarketPanel;
  /** Real seconds of a trading day; null: rounds have the times of their calendar. */
  readonly daySeconds: number | null;
}

type Followed = Pick<TakenRound, 'era' | 'targets' | 'record'>;

/**
 * Rounds of a tournament that is live: the market's side writes down what a step needs and has it done by the round engine's jobs, wherever
 * they run. A repetition of days that were lived before finds their steps done and goes through them without computing anything.
 */
export class LiveRounds implements RoundsDesk {
  readonly #input: LiveRoundsInput;
  #open: Followed[] = [];
  #resolving: Followed[] = [];

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
      this.#open.push(round);
    }
  }

  /** A round takes submissions: its data are published already. */
  async open({ era, record, closingDay }: TakenRound): Promise<void> {
    const { participants, models, papers, port, daySeconds } = this.#input;
    const resets = participants.flatMap((participant, index): StakeReset[] => {
      const { id, account } = models[index] as ModelRecord;
      return isReset(participant) ? [{ model: String(id), account, stake: tokens(participant.initialStake) }] : [];
    });
    const openSeconds = daySeconds === null ? null : (closingDay - era.day) * daySeconds;
    await papers.put(record.number, 'opening', { record, ids: era.ids, openSeconds, resets });
    await port.open(record.number);
  }

  async close(round: TakenRound, at: AtTheClose): Promise<ClosedForTheMarket | null> {
    const { papers, port, secret, models } = this.#input;
    const { config, era, riskModel, predictions, record } = round;
    const { number } = record;
    await this.settle();
    if ((await papers.get(number, 'decision')) === null) {
      await papers.put(number, 'closing', {
        input: { config, round: number, ids: era.ids, securities: era.members, riskModel, ...at, secret },
        cast: castOf(models),
        predictions: fromColumns([...predictions], era.ids.length),
        hashes: predictions.map((values) => submissionHash(era.ids, values)),
        neutralBins: mediumBins(era),
      });
    }
    // What the round's row says decides, now and when these days are gone through again: a job may have written a decision that came too late.
    if (!(await port.close(number))) return null;
    const decision = await papers.get(number, 'decision');
    if (decision === null) throw new Error(`round ${number} is closed and what was decided is not there`);
    this.#open.push(round);
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
    const { papers, port, settings, panel } = this.#input;
    const { columns, lagDays, horizonDays } = settings.config;
    const due = this.#open.filter(({ era }) => day > era.day + lagDays);
    await Promise.all(
      due.map(async ({ era, targets, record }) => {
        const scored = day - (era.day + lagDays);
        const isWanted = (name: string): boolean => columns.some(({ target }) => target === name);
        if (await port.isDone(record.number, 'score', scored)) return;
        const returns = targets.returns(lagDays, scored, panel());
        await papers.putDay(record.number, scored, {
          targets: targets.at(scored, panel(), isWanted),
          returns: returns.map((value) => (Number.isNaN(value) ? 0 : value)),
        });
        await port.score(record.number, scored);
      }),
    );
    const isLastDay = ({ era }: Followed): boolean => day === era.day + lagDays + horizonDays;
    this.#resolving.push(...this.#open.filter(isLastDay));
    this.#open = this.#open.filter((round) => !isLastDay(round));
  }

  async settle(): Promise<void> {
    for (const { record } of this.#resolving) await this.#input.port.resolve(record.number);
    this.#resolving = [];
  }
}

const tokens = (count: bigint): Amount => amountOf(count * 10n ** 18n);
