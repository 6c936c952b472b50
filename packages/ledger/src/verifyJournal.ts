import {
  accountParts,
  BURNED,
  type LedgerAccount,
  pendingRelease,
  roundEscrow,
  type RoundId,
  stake,
  TREASURY,
  wallet,
  WORLD,
} from './accounts.ts';
import { type Amount, amountOf } from './amount.ts';
import { bodyHash, type Command, type Entry, entryHash, GENESIS, type Head } from './entry.ts';
import { followsFromItsInputs, payoutPlanHash } from './payoutPlan.ts';
import { add, type AuditedRound, StakeAudit, type Sums } from './stakeAudit.ts';
import { WithdrawalAudit } from './withdrawalAudit.ts';

export type LedgerFault =
  | 'malformed'
  | 'sequence_gap'
  | 'chain_broken'
  | 'hash_differs'
  | 'body_differs'
  | 'key_repeated'
  | 'unbalanced'
  | 'negative_balance'
  | 'clearing_not_zero'
  | 'movement_differs'
  | 'snapshot_differs'
  | 'round_out_of_order'
  | 'at_risk_differs'
  | 'plan_differs'
  | 'burn_out_of_order'
  | 'released_early'
  | 'release_refused'
  | 'uncovered_loss'
  | 'loss_over_limit'
  | 'withdrawal_out_of_order'
  | 'not_owner'
  | 'reversal_differs';

export interface FoundFault {
  readonly sequence: number;
  readonly fault: LedgerFault;
  readonly detail: string;
}

export type Verification =
  | { readonly status: 'verified'; readonly head: Head; readonly balances: ReadonlyMap<LedgerAccount, Amount> }
  | { readonly status: 'faulty'; readonly faults: readonly FoundFault[] };

const FAULTS_MAX = 100;

/**
 * Audits a whole log from nothing: the hash chain, each command's body, balance per entry, no account below zero (but world), clearing at
 * zero after every entry, what every command must have moved, each snapshot against the stakes of its moment, each plan against its
 * snapshot, policy and scores, the order of burns, the places and dates of releases, what may leave early, who is paid where, each
 * withdrawal from its request to its end. It shares no code with what decides and posts (only
 * accounts, hashes and the payout formula), so a fault there does not hide here. Reports the first 100 faults.
 */
export function verifyJournal(entries: Iterable<Entry>): Verification {
  const audit = new Audit();
  for (const entry of entries) {
    audit.entry(entry);
    if (audit.faults.length >= FAULTS_MAX) break;
  }
  const { faults, head, balances } = audit;
  return faults.length > 0 ? { status: 'faulty', faults } : { status: 'verified', head, balances };
}

class Audit {
  readonly faults: FoundFault[] = [];
  readonly balances = new Map<LedgerAccount, Amount>();
  head: Head = GENESIS;
  readonly #entries = new Map<string, Entry>();
  readonly #reversed = new Set<string>();
  readonly #stakes = new StakeAudit((account) => this.#held(account));
  readonly #withdrawals = new WithdrawalAudit();
  #sequence = 0;

  entry(entry: Entry): void {
    this.#sequence = entry.sequence;
    try {
      this.#chain(entry);
      this.#command(entry, entry.command);
      this.#apply(entry);
    } catch (error) {
      this.#expect(false, 'malformed', String(error)); // whatever was stored, an audit ends with a report
    }
    this.#entries.set(entry.idempotencyKey, entry);
    this.head = { sequence: entry.sequence, hash: entry.hash };
  }

  #expect(holds: boolean, fault: LedgerFault, detail: string): void {
    if (!holds) this.faults.push({ sequence: this.#sequence, fault, detail });
  }

  #chain(entry: Entry): void {
    this.#expect(entry.sequence === this.head.sequence + 1, 'sequence_gap', `follows ${this.head.sequence}`);
    this.#expect(entry.previousHash === this.head.hash, 'chain_broken', 'does not name the hash of the entry before');
    this.#expect(entry.bodyHash === bodyHash(entry.command), 'body_differs', 'the command is not the one hashed');
    this.#expect(entry.hash === entryHash(entry), 'hash_differs', 'the entry is not the one hashed');
    this.#expect(!this.#entries.has(entry.idempotencyKey), 'key_repeated', entry.idempotencyKey);
  }

  /** Before the entry is applied: what should it do, given the balances so far? */
  #command(entry: Entry, command: Command): void {
    switch (command.kind) {
      case 'deposit':
        return this.#moves(entry, [WORLD, wallet(command.account), command.amount]);
      case 'withdrawal':
        return this.#moves(entry, [wallet(command.account), WORLD, command.amount]);
      case 'withdrawal_request':
      case 'withdrawal_confirmation':
      case 'withdrawal_refusal':
      case 'withdrawal_cancellation': {
        const transfer = this.#withdrawals.command(command);
        if (typeof transfer === 'string') return this.#expect(false, 'withdrawal_out_of_order', transfer);
        return this.#moves(entry, transfer);
      }
      case 'treasury_deposit':
        return this.#moves(entry, [WORLD, TREASURY, command.amount]);
      case 'reserve':
        this.#expectRound(command.round, [undefined, 'active']);
        return this.#moves(entry, [TREASURY, roundEscrow(command.round), command.amount]);
      case 'stake_increase':
        this.#expectOwner(command.model, command.account);
        this.#stakes.owners.set(command.model, command.account);
        return this.#moves(entry, [wallet(command.account), stake(command.model), command.amount]);
      case 'stake_decrease':
      case 'stake_drain':
      case 'stake_move': {
        this.#expectOwner(command.model, command.account);
        const expected = this.#stakes.departure(command);
        if (typeof expected === 'string') return this.#expect(false, 'release_refused', expected);
        if (command.kind === 'stake_move') {
          this.#expectOwner(command.to, command.account);
          this.#stakes.owners.set(command.to, command.account);
        }
        return this.#compare(sumsOf(entry), expected);
      }
      case 'release_cancellation': {
        const { account, model, after, to, amount } = command;
        this.#expectOwner(model, account);
        const isCovered = this.#stakes.leavesLossesCovered(command);
        this.#expect(isCovered, 'uncovered_loss', `what model ${model} has pending covers open rounds`);
        return this.#moves(entry, [pendingRelease(model, after, to), stake(model), amount]);
      }
      case 'payout_mode':
        this.#expect(this.#stakes.owners.has(command.model), 'not_owner', `nobody staked on model ${command.model}`);
        this.#expectOwner(command.model, command.account);
        return this.#moves(entry);
      case 'snapshot':
        return this.#snapshot(entry, command);
      case 'resolution':
        return this.#resolution(entry, command);
      case 'cancellation': {
        this.#expectRound(command.round, [undefined, 'active']);
        this.#moves(entry, [roundEscrow(command.round), TREASURY, this.#held(roundEscrow(command.round))]);
        const unclosed = {
          atRisk: new Map(),
          closedAt: entry.sequence,
          lossLimit: null,
          takesProfit: new Set<string>(),
        };
        const round = this.#stakes.rounds.get(command.round) ?? unclosed;
        this.#stakes.putRound(command.round, { ...round, state: 'cancelled' });
        return;
      }
      case 'release':
        return this.#release(entry, command);
      case 'reversal':
        return this.#reversal(entry, command.reverses);
    }
  }

  #snapshot(entry: Entry, command: Extract<Command, { kind: 'snapshot' }>): void {
    const { round, models, lossLimit = null } = command;
    this.#expectRound(round, [undefined]);
    this.#moves(entry);
    const atRisk = new Map((entry.snapshot ?? []).map((row) => [row.model, row.atRisk]));
    const staked = new Set(models.filter((model) => this.#held(stake(model)) > 0n));
    this.#expect(atRisk.size === staked.size, 'snapshot_differs', `${atRisk.size} models, ${staked.size} staked`);
    for (const [model, amount] of atRisk) {
      const holds = staked.has(model) && this.#held(stake(model)) === amount;
      this.#expect(holds, 'snapshot_differs', `model ${model} was not staked with what is recorded`);
    }
    const takesProfit = new Set<string>();
    for (const { model, payoutMode } of entry.snapshot ?? []) {
      if (payoutMode === 'take_profit') takesProfit.add(model);
      const mode = this.#stakes.payoutModes.get(model) ?? 'compound';
      this.#expect(
        (payoutMode ?? 'compound') === mode,
        'snapshot_differs',
        `the payouts of model ${model} are ${mode}`,
      );
    }
    const isShare = lossLimit === null || (lossLimit >= 0n && lossLimit <= 10n ** 12n);
    this.#expect(isShare, 'snapshot_differs', `${lossLimit} is no share of what is at risk`);
    this.#stakes.putRound(round, { atRisk, closedAt: entry.sequence, lossLimit, takesProfit, state: 'active' });
  }

  #resolution(entry: Entry, { plan, planHash }: Extract<Command, { kind: 'resolution' }>): void {
    this.#expectRound(plan.round, ['active']);
    const round = this.#stakes.rounds.get(plan.round);
    const snapshot = round?.atRisk ?? new Map<string, bigint>();
    const agrees = plan.rows.every(({ model, atRisk }) => snapshot.get(model) === atRisk);
    this.#expect(agrees && plan.rows.length === snapshot.size, 'at_risk_differs', 'the plan is not of the snapshot');
    const honest = payoutPlanHash(plan) === planHash && followsFromItsInputs(plan);
    this.#expect(honest, 'plan_differs', 'the plan does not follow from its own inputs');

    const expected: Sums = new Map();
    let paid = 0n;
    let burned = 0n;
    for (const { model, payout } of plan.rows) {
      const held = this.#heldByModel(model);
      const moved = payout < -held ? -held : payout;
      const toWallet = moved > 0n && round?.takesProfit.has(model);
      add(expected, toWallet ? wallet(this.#stakes.owners.get(model) ?? 'nobody') : `model:${model}`, moved);
      const isWithin = round === undefined || round.lossLimit === null || -payout <= this.#stakes.lossMax(round, model);
      this.#expect(isWithin, 'loss_over_limit', `model ${model} burns more than its snapshot allowed`);
      if (moved > 0n) paid += moved;
      else burned -= moved;
    }
    const escrow = this.#held(roundEscrow(plan.round));
    add(expected, roundEscrow(plan.round), -escrow);
    add(expected, TREASURY, escrow - paid);
    add(expected, BURNED, burned);
    this.#compare(sumsOf(entry, byModel), expected);
    this.#burnOrder(entry);
    if (round !== undefined) this.#stakes.putRound(plan.round, { ...round, state: 'resolved' });
  }

  /** A burn reaches what leaves later, and last the stake, only when nothing sooner is left; a payout never goes to what leaves. */
  #burnOrder(entry: Entry): void {
    const sums = sumsOf(entry);
    for (const [account, moved] of sums) {
      const { kind, owner: model } = accountParts(account as LedgerAccount);
      if (kind === 'pending') this.#expect(moved <= 0n, 'burn_out_of_order', `${account} was paid`);
      if ((kind !== 'stake' && kind !== 'pending') || moved >= 0n) continue;
      for (const sooner of this.#stakes.pending(model)) {
        if (sooner.account === account) break;
        const left = sooner.units + (sums.get(sooner.account) ?? 0n);
        this.#expect(left === 0n, 'burn_out_of_order', `${account} burned before ${sooner.account}`);
      }
    }
  }

  #release(entry: Entry, command: Extract<Command, { kind: 'release' }>): void {
    const expected = this.#stakes.release(command);
    for (const [account, moved] of sumsOf(entry)) {
      if (accountParts(account as LedgerAccount).kind !== 'pending') continue;
      this.#expect(moved === (expected.get(account) ?? 0n), 'released_early', `${account} may not go, or not so much`);
    }
    this.#compare(sumsOf(entry), expected);
  }

  #reversal(entry: Entry, reverses: string): void {
    const reversed = this.#entries.get(reverses);
    const first = reversed !== undefined && !this.#reversed.has(reverses);
    this.#expect(first, 'reversal_differs', `'${reverses}' is unknown or was reversed before`);
    this.#reversed.add(reverses);
    const expected: Sums = new Map();
    for (const { account, amount } of reversed?.lines ?? []) add(expected, account, -amount);
    this.#compare(sumsOf(entry), expected, 'reversal_differs');
    if (reversed?.command.kind === 'resolution') {
      const { round: id } = reversed.command.plan;
      const round = this.#stakes.rounds.get(id);
      if (round !== undefined) this.#stakes.putRound(id, { ...round, state: 'active' });
    }
    if (reversed?.command.kind === 'withdrawal_confirmation') this.#withdrawals.reopen(reversed.command.request);
  }

  #apply(entry: Entry): void {
    const total = entry.lines.reduce((sum, { amount }) => sum + amount, 0n);
    this.#expect(total === 0n, 'unbalanced', `the lines add up to ${total} units`);
    for (const { account, amount } of entry.lines) {
      this.balances.set(account, amountOf(this.#held(account) + amount));
    }
    this.#stakes.apply(entry);
    for (const account of new Set(entry.lines.map((line) => line.account))) {
      const { kind } = accountParts(account);
      if (kind !== 'world') this.#expect(this.#held(account) >= 0n, 'negative_balance', account);
      if (kind === 'clearing') this.#expect(this.#held(account) === 0n, 'clearing_not_zero', account);
    }
  }

  /** The entry moves exactly these amounts and nothing else. */
  #moves(entry: Entry, ...transfers: readonly (readonly [from: string, to: string, amount: bigint])[]): void {
    const expected: Sums = new Map();
    for (const [from, to, amount] of transfers) {
      this.#expect(
        amount > 0n || entry.command.kind === 'cancellation',
        'movement_differs',
        'an amount is not above 0',
      );
      add(expected, from, -amount);
      add(expected, to, amount);
    }
    this.#compare(sumsOf(entry), expected);
  }

  #compare(actual: Sums, expected: Sums, fault: LedgerFault = 'movement_differs'): void {
    for (const account of new Set([...actual.keys(), ...expected.keys()])) {
      const [is, should] = [actual.get(account) ?? 0n, expected.get(account) ?? 0n];
      this.#expect(is === should, fault, `${account} moved by ${is} units and should by ${should}`);
    }
  }

  #expectRound(round: RoundId, states: readonly (AuditedRound['state'] | undefined)[]): void {
    const state = this.#stakes.rounds.get(round)?.state;
    this.#expect(states.includes(state), 'round_out_of_order', `round ${round} is ${state ?? 'not closed'}`);
  }

  #expectOwner(model: string, account: string): void {
    this.#expect(
      (this.#stakes.owners.get(model) ?? account) === account,
      'not_owner',
      `${account} does not own model ${model}`,
    );
  }

  #held(account: LedgerAccount): bigint {
    return this.balances.get(account) ?? 0n;
  }

  #heldByModel(model: string): bigint {
    let held = this.#held(stake(model));
    for (const { units } of this.#stakes.pending(model)) held += units;
    return held;
  }
}

function sumsOf({ lines }: Entry, name: (account: LedgerAccount) => string = (account) => account): Sums {
  const sums: Sums = new Map();
  for (const { account, amount } of lines) add(sums, name(account), amount);
  return sums;
}

const byModel = (account: LedgerAccount): string => {
  const { kind, owner } = accountParts(account);
  return kind === 'stake' || kind === 'pending' ? `model:${owner}` : account;
};
