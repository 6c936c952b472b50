import type {
  EntryRecord,
  IncidentRecord,
  PayoutRecord,
  PlanRecord,
  RoundRecord,
  RoundState,
  RoundStep,
  ScoreRecord,
} from '../../records.ts';
import type { GateState, GateSubmission } from '../gate.ts';
import type { Market } from '../market.ts';
import type { Write } from '../processStorage.ts';
import { must } from './auditFault.ts';
import type { RawEntry } from './rawEntry.ts';

/** From which state a round may come into each. */
const BEFORE: Readonly<Record<RoundState, readonly (RoundState | 'nothing')[]>> = {
  scheduled: ['nothing'],
  open: ['nothing', 'scheduled'],
  closed: ['open', 'closed'],
  scoring: ['closed', 'scoring'],
  resolved: ['scoring'],
  cancelled: ['nothing', 'scheduled', 'open', 'closed', 'scoring'],
};

export interface Moment {
  /** The true time, by which data come. */
  readonly trueMs: number;
  /** The highest that the clock ever stood. */
  readonly highestMs: number;
}

/** The image of everything but the ledger, as the commits built it; each of them is checked as it comes. */
export class RoundAudit {
  readonly #market: Market;
  readonly rounds = new Map<number, RoundRecord>();
  /** By round, then by `kind day`. */
  readonly steps = new Map<number, Map<string, RoundStep>>();
  readonly entries = new Map<string, EntryRecord>();
  readonly scores = new Map<string, ScoreRecord>();
  readonly payouts = new Map<string, PayoutRecord>();
  readonly plans = new Map<number, PlanRecord>();
  readonly incidents: IncidentRecord[] = [];
  readonly gates = new Map<number, GateState>();

  constructor(market: Market) {
    this.#market = market;
  }

  /** By model, in order: in time before late, then the last. */
  selected(round: number): Map<number, GateSubmission> {
    const chosen = new Map<number, GateSubmission>();
    for (const each of this.gates.get(round)?.submissions ?? []) {
      const other = chosen.get(each.model);
      const comesBefore = other === undefined || (other.late !== each.late ? other.late : other.turn < each.turn);
      if (comesBefore) chosen.set(each.model, each);
    }
    return chosen;
  }

  inTime(round: number): number[] {
    return [...this.selected(round).values()].filter(({ late }) => !late).map(({ model }) => model);
  }

  /** The rounds that take submissions in time. */
  open(): Set<number> {
    return new Set([...this.rounds.values()].filter(({ state }) => state === 'open').map(({ number }) => number));
  }

  /** The scores of the last day, by model. */
  lastScores(round: number): Map<string, readonly number[]> {
    const day = this.#market.horizonDays;
    const scores = new Map<string, readonly number[]>();
    for (const score of this.scores.values()) {
      if (score.round === round && score.day === day) scores.set(String(score.model), score.values);
    }
    return scores;
  }

  /** One commit. @param posted its entries of the ledger */
  take(writes: readonly Write[], posted: readonly RawEntry[], moment: Moment): void {
    for (const { method, value } of writes) {
      switch (method) {
        case 'putRound':
          this.#round(value as RoundRecord, posted, moment);
          break;
        case 'putSteps':
          for (const step of value as RoundStep[]) this.#step(step, writes);
          break;
        case 'addEntries':
          for (const entry of value as EntryRecord[]) this.#entry(entry);
          break;
        case 'addScores':
          this.#addScores(value as ScoreRecord[], moment);
          break;
        case 'addPayouts':
          for (const payout of value as PayoutRecord[])
            once(this.payouts, `${payout.round}/${payout.model}`, payout, 'payout');
          break;
        case 'addIncidents':
          this.incidents.push(...(value as IncidentRecord[]));
          break;
        case 'putPlan':
          this.#plan(value as PlanRecord);
          break;
        case 'putDocument': {
          const [key, state] = value as [string, GateState];
          if (key.startsWith('gate ')) this.#gate(Number(key.slice(5)), state, moment);
          break;
        }
        default:
      }
    }
    for (const round of new Set(writes.flatMap(roundsOf))) this.#agree(round);
  }

  #round(round: RoundRecord, posted: readonly RawEntry[], { highestMs }: Moment): void {
    const { number, state } = round;
    const before = this.rounds.get(number);
    const from = before?.state ?? 'nothing';
    const what = `round ${number} from ${from} to ${state}`;
    must(BEFORE[state].includes(from), () => what);
    const days = round.scoredDays - (before?.scoredDays ?? 0);
    must(days === (state === 'scoring' ? 1 : 0), () => `${what}: ${days} days of scores`);
    const isPosted = (kind: string): boolean => posted.some(({ command }) => command.kind === kind);
    if (state === 'closed' && from === 'open') must(isPosted('snapshot'), () => `${what} without a snapshot`);
    if (state === 'closed') must(highestMs >= this.#market.closesMs(number), () => `${what} before its time`);
    if (state === 'open') must(highestMs >= this.#market.opensMs(number), () => `${what} before its time`);
    if (state === 'resolved') {
      must(isPosted('resolution'), () => `${what} without a payout`);
      must(round.scoredDays === round.horizonDays, () => `${what} on day ${round.scoredDays}`);
      must(round.planHash === this.plans.get(number)?.hash, () => `${what} with another plan`);
    }
    if (state === 'cancelled') {
      must((round.reason ?? '') !== '', () => `${what} without a reason`);
      must(isPosted('cancellation') || from === 'nothing', () => `${what} without an entry`);
    }
    this.rounds.set(number, round);
  }

  #step(step: RoundStep, writes: readonly Write[]): void {
    const steps = this.steps.get(step.round) ?? new Map<string, RoundStep>();
    this.steps.set(step.round, steps);
    const key = `${step.kind} ${step.day}`;
    const before = steps.get(key);
    must(
      before?.state !== 'done' || step.state === 'done',
      () => `round ${step.round}: ${key} was done and waits again`,
    );
    must(before === undefined || before.dueAt === step.dueAt, () => `round ${step.round}: ${key} has another time`);
    const postponed = writes.flatMap(({ method, value }) =>
      method === 'addIncidents' ? (value as IncidentRecord[]) : [],
    );
    const isTold = postponed.some(({ rule, round }) => rule === 'step_postponed' && round === step.round);
    const isNew = step.postponed !== null && step.postponed !== before?.postponed;
    must(
      isTold === isNew || step.state === 'done',
      () => `round ${step.round}: ${key} is ${isNew ? 'silently ' : 'told again to be '}postponed`,
    );
    steps.set(key, step);
  }

  #entry(entry: EntryRecord): void {
    const { round, model, atRisk, late } = entry;
    once(this.entries, `${round}/${model}`, entry, 'entry');
    const submission = this.selected(round).get(model);
    must(submission !== undefined, () => `round ${round}: model ${model} did not submit`);
    must(submission.late === late, () => `round ${round}: model ${model} was ${submission.late ? 'late' : 'in time'}`);
    must(!late || atRisk === 0n, () => `round ${round}: model ${model} was late and has ${atRisk} at risk`);
    must(submission.hash === entry.submissionHash, () => `round ${round}: model ${model} sent another file`);
  }

  #addScores(scores: readonly ScoreRecord[], { trueMs, highestMs }: Moment): void {
    for (const score of scores) {
      const { round, model, day, values } = score;
      const what = `score ${round}/${model}/${day}`;
      once(this.scores, `${round}/${model}/${day}`, score, 'score');
      must(trueMs >= this.#market.arrivesMs(round, day), () => `${what} is there before its data`);
      must(highestMs >= this.#market.dueMs(round, day), () => `${what} is there before its day`);
      values.forEach((value, column) => {
        const should = this.#market.scoreOf(round, day, model, column) ?? Number.NaN;
        must(Object.is(value, should), () => `${what}: ${value} and should be ${should}`);
      });
    }
  }

  #plan(plan: PlanRecord): void {
    const before = this.plans.get(plan.round);
    must(before === undefined || before.body === plan.body, () => `round ${plan.round} has another plan than before`);
    this.plans.set(plan.round, plan);
  }

  #gate(round: number, state: GateState, { highestMs }: Moment): void {
    const before = this.gates.get(round);
    const isEarly = state.closed && highestMs < this.#market.closesMs(round);
    must(!isEarly, () => `round ${round} takes nothing any more before its close`);
    must(state.closed || before?.closed !== true, () => `round ${round} was closed and takes submissions again`);
    must(state.sealed || before?.sealed !== true, () => `round ${round} was sealed and takes submissions again`);
    this.gates.set(round, state);
  }

  /** After a commit the parts of a round tell one story. */
  #agree(number: number): void {
    const round = this.rounds.get(number);
    for (const [key, { state }] of this.steps.get(number) ?? []) {
      if (state !== 'done') continue;
      const holds = round !== undefined && (round.state === 'cancelled' || isReached(round, key));
      must(holds, () => `round ${number}: ${key} is done and the round is ${round?.state ?? 'not there'}`);
    }
    if (round === undefined || round.state === 'cancelled') return;
    const submitted = [...this.selected(number).keys()];
    const isScored = (day: number): boolean => submitted.every((model) => this.scores.has(`${number}/${model}/${day}`));
    must(
      round.scoredDays === 0 || isScored(round.scoredDays),
      () => `round ${number}: scores of day ${round.scoredDays} are missing`,
    );
    const entered = round.scoredDays > 0 ? submitted : round.commitment === null ? [] : this.inTime(number);
    must(
      entered.every((model) => this.entries.has(`${number}/${model}`)),
      () => `round ${number}: entries are missing`,
    );
  }
}

function isReached(round: RoundRecord, key: string): boolean {
  const [kind, day] = key.split(' ');
  switch (kind) {
    case 'open':
      return true;
    case 'close':
      return round.commitment !== null;
    case 'score':
      return round.scoredDays >= Number(day);
    default:
      return round.state === 'resolved';
  }
}

function once<Row>(rows: Map<string, Row>, key: string, row: Row, what: string): void {
  must(!rows.has(key), () => `${what} ${key} is there twice`);
  rows.set(key, row);
}

const roundsOf = ({ method, value }: Write): number[] => {
  if (method === 'putRound') return [(value as RoundRecord).number];
  if (method === 'putSteps' || method === 'addScores' || method === 'addEntries') {
    return (value as { readonly round: number }[]).map(({ round }) => round);
  }
  return [];
};
