import type { LedgerRecord, PayoutRecord } from '../../records.ts';
import type { GateState } from '../gate.ts';
import type { Market } from '../market.ts';
import type { Write } from '../processStorage.ts';
import { type Attempt, ledgerKeyOf, type Request } from '../requests.ts';
import { must } from './auditFault.ts';
import { unitsOf } from './exact.ts';
import { expectedPayouts } from './expectedPayouts.ts';
import { LedgerAudit } from './ledgerAudit.ts';
import type { AuditedRound, RawEntry } from './rawEntry.ts';
import { type Moment, RoundAudit } from './roundAudit.ts';

export interface CommitContext extends Moment {
  /** Of the process that committed, what it is at. */
  readonly attempts: readonly Attempt[];
}

/**
 * An independent model of the tournament: it knows the market and what was asked, follows every commit, and says at once what must not be.
 * Nothing of it comes from the code that it audits, but for the rows.
 */
export class Auditor {
  readonly #market: Market;
  readonly #needsApproval: boolean;
  readonly ledger: LedgerAudit;
  readonly rounds: RoundAudit;
  /** By the key in the ledger: what was asked under it, mostly one thing. */
  readonly #asked = new Map<string, Request[]>();
  readonly #requests: Request[] = [];

  constructor(market: Market, needsApproval: boolean) {
    this.#market = market;
    this.#needsApproval = needsApproval;
    this.rounds = new RoundAudit(market);
    this.ledger = new LedgerAudit({
      payoutsOf: (round) => this.payoutsOf(round),
      lossLimit: market.releasePolicy.progressive === 'never' ? null : market.policy.clip.limit,
      inTime: (round) => this.rounds.inTime(numberOf(round)).map(String),
    });
  }

  asks(request: Request): void {
    const key = ledgerKeyOf(request);
    this.#asked.set(key, [...(this.#asked.get(key) ?? []), request]);
    this.#requests.push(request);
  }

  /** Whether its key came with something else, too. */
  isReused(request: Request): boolean {
    return (this.#asked.get(ledgerKeyOf(request))?.length ?? 0) > 1;
  }

  payoutsOf({ name, atRisk }: AuditedRound): Map<string, bigint> {
    return expectedPayouts({
      policy: this.#market.policy,
      atRisk,
      scores: this.rounds.lastScores(numberOf(name)),
      benchmarks: new Set(this.#market.models.filter(({ marked }) => marked).map(({ id }) => String(id))),
    });
  }

  /** Throws AuditFault. */
  commit(writes: readonly Write[], context: CommitContext): void {
    const posted: RawEntry[] = [];
    const gates = new Map(this.rounds.gates);
    for (const { method, value } of writes) {
      if (method !== 'appendLedger') continue;
      for (const record of value as LedgerRecord[]) {
        const entry = this.ledger.take(record);
        posted.push(entry);
        this.#isAsked(entry);
        if (entry.command.kind === 'snapshot') this.#countsNothingLate(entry);
        this.#noteStake(entry, context);
      }
    }
    this.rounds.take(writes, posted, context);
    for (const entry of posted) if (entry.command.kind === 'resolution') this.#paidAsPosted(entry, writes);
    for (const [round, gate] of this.rounds.gates) {
      if (gates.get(round) !== gate) this.#inTime(round, gates.get(round), gate, context);
    }
  }

  /** Every entry is what somebody asked for, or the engine's own. */
  #isAsked({ idempotencyKey, command, sequence }: RawEntry): void {
    const what = (): string => `entry ${sequence} (${command.kind}, key ${idempotencyKey}) was not asked for so`;
    switch (command.kind) {
      case 'snapshot':
      case 'resolution':
      case 'release':
        return must(idempotencyKey.startsWith(`${command.kind}:`), what);
      case 'cancellation': {
        const round = numberOf(command.round ?? '');
        return must(
          this.#requests.some(({ ask }) => ask.kind === 'cancel' && ask.round === round),
          what,
        );
      }
      default: {
        const requests = this.#asked.get(idempotencyKey) ?? [];
        must(
          requests.some((request) => isAnswer(request, command)),
          what,
        );
      }
    }
  }

  readonly #stakeEntries = new Map<
    string,
    (Pick<Attempt, 'lowestMs' | 'openRounds'> & { readonly sequence: number })[]
  >();

  /** When what moved a stake came in: by the process that wrote it. */
  #noteStake({ idempotencyKey, command, sequence }: RawEntry, { attempts }: CommitContext): void {
    if (!CHANGES.has(command.kind)) return;
    const attempt = attempts.find(({ request }) => ledgerKeyOf(request) === idempotencyKey);
    must(attempt !== undefined, () => `entry ${sequence} was written by a process that was not asked`);
    for (const model of [command.model, command.to]) {
      if (model === undefined) continue;
      const entries = this.#stakeEntries.get(model) ?? [];
      entries.push({ lowestMs: attempt.lowestMs, openRounds: attempt.openRounds, sequence });
      this.#stakeEntries.set(model, entries);
    }
  }

  /** What came in at the close or after it is not in the snapshot, unless a wrong clock said so before the round had opened. */
  #countsNothingLate({ command, snapshot }: RawEntry): void {
    const round = numberOf(command.round ?? '');
    const closesMs = this.#market.closesMs(round);
    for (const { model } of snapshot ?? []) {
      for (const { lowestMs, openRounds, sequence } of this.#stakeEntries.get(model) ?? []) {
        must(
          lowestMs < closesMs || !openRounds.has(round),
          () => `round ${round} counts entry ${sequence}, which came ${lowestMs - closesMs} ms after its close`,
        );
      }
    }
  }

  #paidAsPosted({ command }: RawEntry, writes: readonly Write[]): void {
    const round = numberOf(command.plan?.round ?? '');
    const { atRisk, paid } = this.ledger.rounds.get(command.plan?.round ?? '') ?? {
      atRisk: new Map(),
      paid: new Map(),
    };
    const payouts = writes.flatMap(({ method, value }) => (method === 'addPayouts' ? (value as PayoutRecord[]) : []));
    must(
      payouts.length === atRisk.size,
      () => `round ${round}: ${payouts.length} payouts for ${atRisk.size} models at risk`,
    );
    for (const payout of payouts) {
      const model = String(payout.model);
      const [is, should] = [payout.amount, paid.get(model)];
      must(is === should, () => `round ${round}: the payout of model ${model} is ${is}, and should be ${should}`);
      must(payout.atRisk === atRisk.get(model), () => `round ${round}: model ${model} had another amount at risk`);
    }
    if (this.#needsApproval) {
      const plan = this.rounds.plans.get(round);
      const isApproved = this.#requests.some(({ ask }) => ask.kind === 'approve' && ask.planHash === plan?.hash);
      must(plan?.approvedBy === 'operator' && isApproved, () => `round ${round} was paid without the operator`);
    }
  }

  /** A submission is in time where the clock stood before the close when it came, and late otherwise. */
  #inTime(round: number, before: GateState | undefined, { submissions }: GateState, { attempts }: CommitContext): void {
    const known = before?.submissions ?? [];
    must(
      known.every(({ hash }, i) => submissions[i]?.hash === hash),
      () => `round ${round} lost a submission`,
    );
    const closesMs = this.#market.closesMs(round);
    for (const { model, hash, late } of submissions.slice(known.length)) {
      const attempt = attempts.find(
        ({ request: { ask } }) =>
          ask.kind === 'submit' && ask.round === round && ask.model === model && ask.hash === hash,
      );
      must(attempt !== undefined, () => `round ${round}: nobody sent ${hash}`);
      const isClosed = before?.closed === true || this.rounds.rounds.get(round)?.state !== 'open';
      must(
        late || attempt.lowestMs < closesMs,
        () => `round ${round}: ${hash} came at or after the close and is in time`,
      );
      must(
        !late || isClosed || attempt.highestMs >= closesMs,
        () => `round ${round}: ${hash} came before the close and is late`,
      );
    }
  }
}

const CHANGES = new Set([
  'stake_increase',
  'stake_decrease',
  'stake_drain',
  'stake_move',
  'payout_mode',
  'release_cancellation',
]);

export const numberOf = (round: string): number => Number(round.split('/').at(-1));

/** Whether an entry is what this request asked for. Of a decrease, what there was may be less. */
function isAnswer({ ask }: Request, command: RawEntry['command']): boolean {
  const units = unitsOf(command.amount ?? '0');
  const isOwn = 'account' in ask && ask.account === command.account;
  const isModel = 'model' in ask && String(ask.model) === command.model;
  switch (ask.kind) {
    case 'deposit':
      return command.kind === 'deposit' && isOwn && units === ask.amount;
    case 'withdraw':
      return command.kind === 'withdrawal_request' && isOwn && units === ask.amount;
    case 'cancelWithdrawal':
      return command.kind === 'withdrawal_cancellation' && isOwn && command.request === ask.withdrawal;
    case 'endWithdrawal': {
      const kind = ask.sent ? 'withdrawal_confirmation' : 'withdrawal_refusal';
      return command.kind === kind && command.request === ask.withdrawal;
    }
    case 'move':
      return command.kind === 'stake_move' && isOwn && isModel && command.to === String(ask.to) && units <= ask.amount;
    case 'cancelRelease':
      return (
        command.kind === 'release_cancellation' &&
        isOwn &&
        isModel &&
        command.after === ask.after &&
        units <= ask.amount
      );
    case 'mode':
      return command.kind === 'payout_mode' && isOwn && isModel && command.mode === ask.mode;
    case 'increase':
      return command.kind === 'stake_increase' && isOwn && isModel && units === ask.amount;
    case 'decrease':
      return command.kind === 'stake_decrease' && isOwn && isModel && units <= ask.amount;
    case 'drain':
      return command.kind === 'stake_drain' && isOwn && isModel;
    case 'fund':
      return command.kind === 'treasury_deposit' && units === ask.amount;
    default:
      return false;
  }
}
