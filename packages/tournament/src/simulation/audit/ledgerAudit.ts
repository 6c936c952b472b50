import { createHash } from 'node:crypto';
import type { LedgerRecord } from '../../records.ts';
import { must } from './auditFault.ts';
import { ordered, unitsOf } from './exact.ts';
import { add, type AuditedRound, type Moves, type RawCommand, type RawEntry, sumOf, type Waiting } from './rawEntry.ts';
import { type LedgerView, ReleaseAudit } from './releaseAudit.ts';

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
const NOTHING = {
  lossLimit: null,
  atRisk: new Map<string, bigint>(),
  takesProfit: new Set<string>(),
  paid: new Map<string, bigint>(),
};
const GENESIS = '0'.repeat(64);

export interface LedgerAuditInput {
  /** What a round's models are to be paid, by what is known outside of the ledger. */
  readonly payoutsOf: (round: AuditedRound) => ReadonlyMap<string, bigint>;
  /** The most that a round burns per token, in parts of 10^12; null where the snapshot does not say. */
  readonly lossLimit: bigint | null;
  /** Which models are to be in a round's snapshot. */
  readonly inTime: (round: string) => readonly string[];
}

/**
 * Follows the stored ledger entry by entry in plain arithmetic: the chain, that lines add up to nothing, that every command moved exactly
 * what it says, that nobody is below zero. Its own sums are what all else is compared with.
 */
export class LedgerAudit implements LedgerView {
  readonly #input: LedgerAuditInput;
  readonly #releases = new ReleaseAudit(this);
  readonly balances = new Map<string, bigint>();
  readonly rounds = new Map<string, AuditedRound>();
  /** By key. */
  readonly entries = new Map<string, RawEntry>();
  readonly owners = new Map<string, string>();
  /** Every value that an account had, with the place of the entry that brought it. */
  readonly history = new Map<string, { readonly sequence: number; readonly value: bigint }[]>();
  readonly payoutModes = new Map<string, string>();
  readonly withdrawals = new Map<string, { readonly account: string; readonly amount: bigint }>();
  sequence = 0;
  head = GENESIS;

  constructor(input: LedgerAuditInput) {
    this.#input = input;
  }

  held(account: string): bigint {
    return this.balances.get(account) ?? 0n;
  }

  /** What waits of a model, the soonest first. */
  pendingOf(model: string): Waiting[] {
    return this.#releases.pendingOf(model);
  }

  /** The rounds that count this model and still run, in the order of their closes. */
  activeOf(model: string): AuditedRound[] {
    return [...this.rounds.values()]
      .filter(({ state, atRisk }) => state === 'active' && atRisk.has(model))
      .sort((a, b) => a.closed - b.closed);
  }

  /** Takes the next entry; throws AuditFault. Gives it as it was read. */
  take(record: LedgerRecord): RawEntry {
    const entry = JSON.parse(record.body) as RawEntry;
    const where = `entry ${record.sequence} (${record.kind})`;
    must(entry.sequence === this.sequence + 1, () => `${where} does not follow entry ${this.sequence}`);
    must(entry.previousHash === this.head, () => `${where} does not name the hash before it`);
    must(
      sha256(ordered(entry.command)) === entry.bodyHash,
      () => `${where}: its command is not the one that was hashed`,
    );
    const { sequence, previousHash, idempotencyKey, bodyHash, lines, snapshot } = entry;
    const sealed = ordered({ sequence, previousHash, idempotencyKey, bodyHash, lines, snapshot });
    must(sha256(sealed) === entry.hash, () => `${where} is not the one that was hashed`);
    must(isSame(record, entry), () => `${where}: its columns and its text differ`);
    must(!this.entries.has(idempotencyKey), () => `${where}: the key ${idempotencyKey} was used before`);
    this.#move(entry, where);
    this.entries.set(idempotencyKey, entry);
    this.sequence = sequence;
    this.head = entry.hash;
    return entry;
  }

  #move(entry: RawEntry, where: string): void {
    const moved: Moves = new Map();
    let sum = 0n;
    for (const { account, amount } of entry.lines) {
      add(moved, account, unitsOf(amount));
      sum += unitsOf(amount);
    }
    must(sum === 0n, () => `${where}: its lines add up to ${sum}`);
    const expected = this.#expected(entry, where);
    for (const account of new Set([...moved.keys(), ...expected.keys()])) {
      const [is, should] = [moved.get(account) ?? 0n, expected.get(account) ?? 0n];
      must(is === should, () => `${where}: ${account} moved by ${is} and should by ${should}`);
    }
    for (const [account, amount] of moved) {
      const value = this.held(account) + amount;
      this.balances.set(account, value);
      must(value >= 0n || account === 'world', () => `${where}: ${account} stands at ${value}`);
      must(value === 0n || !account.startsWith('clearing:'), () => `${where}: ${account} keeps ${value}`);
      this.#note(account, entry.sequence, value);
      const [kind, model = ''] = account.split(':');
      if (kind !== 'pending') continue;
      this.#releases.knows(model, account);
      this.#note(`pending:${model}`, entry.sequence, sumOf(this.pendingOf(model)));
    }
    this.#releases.keep(entry, moved);
  }

  #note(account: string, sequence: number, value: bigint): void {
    const values = this.history.get(account) ?? [];
    values.push({ sequence, value });
    this.history.set(account, values);
  }

  /** What a command has to move, by account. A kind that is not here must not be there. */
  #expected({ command, snapshot, sequence }: RawEntry, where: string): Moves {
    const { account = '', model = '', amount = '0', round = '' } = command;
    const units = unitsOf(amount);
    const transfer = (from: string, to: string): Moves => {
      must(units > 0n, () => `${where} moves ${units}`);
      return new Map([
        [from, -units],
        [to, units],
      ]);
    };
    switch (command.kind) {
      case 'deposit':
        return transfer('world', `wallet:${account}`);
      case 'withdrawal':
        return transfer(`wallet:${account}`, 'world');
      case 'treasury_deposit':
        return transfer('world', 'treasury');
      case 'stake_increase':
        this.#ownedBy(model, account, where);
        return transfer(`wallet:${account}`, `stake:${model}`);
      case 'stake_decrease':
        this.#ownedBy(model, account, where);
        return this.#releases.departure(command, units, where);
      case 'stake_drain':
        this.#ownedBy(model, account, where);
        return this.#releases.departure(command, this.held(`stake:${model}`), where);
      case 'stake_move':
        this.#ownedBy(command.to ?? '', account, where);
        this.#ownedBy(model, account, where);
        return this.#releases.departure(command, units, where);
      case 'release_cancellation':
        this.#ownedBy(model, account, where);
        return transfer(`pending:${model}:${command.after}`, `stake:${model}`);
      case 'payout_mode':
        this.#ownedBy(model, account, where);
        this.payoutModes.set(model, command.mode ?? '');
        return new Map();
      case 'withdrawal_request':
        this.withdrawals.set(command.request ?? '', { account, amount: units });
        return transfer(`wallet:${account}`, `hold:${command.request}`);
      case 'withdrawal_confirmation':
      case 'withdrawal_refusal':
      case 'withdrawal_cancellation':
        return this.#withdrawalEnds(command, where);
      case 'snapshot':
        this.#snapshot(command, sequence, snapshot ?? [], where);
        return new Map();
      case 'resolution':
        return this.#resolution(command, where);
      case 'cancellation': {
        const known = this.rounds.get(round);
        must(
          known === undefined || known.state === 'active',
          () => `${where}: round ${round} was ${known?.state} before`,
        );
        if (known !== undefined) known.state = 'cancelled';
        else this.rounds.set(round, { ...NOTHING, name: round, closed: sequence, state: 'cancelled' });
        return new Map();
      }
      case 'release':
        return this.#releases.due(command.policy?.progressive);
      default:
        must(false, () => `${where}: nobody asked for that`);
    }
  }

  #ownedBy(model: string, account: string, where: string): void {
    const owner = this.owners.get(model) ?? account;
    must(owner === account, () => `${where}: model ${model} is ${owner}'s`);
    this.owners.set(model, owner);
  }

  #withdrawalEnds({ kind, request = '', account }: RawCommand, where: string): Moves {
    const asked = this.withdrawals.get(request);
    must(
      asked !== undefined && this.held(`hold:${request}`) === asked.amount,
      () => `${where}: nobody waits for ${request}`,
    );
    must(account === undefined || account === asked.account, () => `${where}: ${request} is ${asked.account}'s`);
    const to = kind === 'withdrawal_confirmation' ? 'world' : `wallet:${asked.account}`;
    return new Map([
      [`hold:${request}`, -asked.amount],
      [to, asked.amount],
    ]);
  }

  #snapshot(command: RawCommand, sequence: number, rows: NonNullable<RawEntry['snapshot']>, where: string): void {
    const { round = '', models = [], lossLimit: limit } = command;
    must(!this.rounds.has(round), () => `${where}: round ${round} was closed before`);
    const inTime = [...this.#input.inTime(round)].sort();
    must(
      ordered([...models].sort()) === ordered(inTime),
      () => `${where}: counts ${models.join()} and in time are ${inTime.join()}`,
    );
    const staked = inTime.filter((model) => this.held(`stake:${model}`) > 0n);
    const atRisk = new Map(rows.map((row) => [row.model, unitsOf(row.atRisk)]));
    must(atRisk.size === staked.length, () => `${where}: ${atRisk.size} models at risk, ${staked.length} staked`);
    for (const model of staked) {
      const [is, should] = [atRisk.get(model), this.held(`stake:${model}`)];
      must(is === should, () => `${where}: model ${model} has ${is} at risk and ${should} staked`);
    }
    const takesProfit = new Set(rows.filter(({ payoutMode }) => payoutMode === 'take_profit').map((row) => row.model));
    for (const model of staked) {
      const [is, should] = [takesProfit.has(model), this.payoutModes.get(model) === 'take_profit'];
      must(is === should, () => `${where}: model ${model} is said ${is ? '' : 'not '}to take its profit`);
    }
    const lossLimit = limit === undefined ? null : unitsOf(limit, 12);
    must(lossLimit === this.#input.lossLimit, () => `${where}: says that it burns ${lossLimit} at most`);
    this.rounds.set(round, {
      lossLimit,
      name: round,
      closed: sequence,
      atRisk,
      takesProfit,
      paid: new Map(),
      state: 'active',
    });
  }

  #resolution({ plan, planHash }: RawCommand, where: string): Moves {
    const round = this.rounds.get(plan?.round ?? '');
    must(
      plan !== undefined && round?.state === 'active',
      () => `${where}: round ${plan?.round} is ${round?.state ?? 'not closed'}`,
    );
    must(sha256(ordered(plan)) === planHash, () => `${where}: its plan is not the one that was hashed`);
    round.state = 'resolved';
    const moves: Moves = new Map();
    const paid = new Map<string, bigint>();
    round.paid = paid;
    for (const [model, payout] of this.#input.payoutsOf(round)) {
      paid.set(model, payout);
      if (payout > 0n) {
        add(moves, 'treasury', -payout);
        add(moves, round.takesProfit.has(model) ? `wallet:${this.owners.get(model)}` : `stake:${model}`, payout);
        continue;
      }
      let left = -payout;
      const sources = [...this.pendingOf(model), { account: `stake:${model}`, amount: this.held(`stake:${model}`) }];
      for (const { account, amount } of sources) {
        const taken = amount < left ? amount : left;
        add(moves, account, -taken);
        add(moves, 'burned', taken);
        left -= taken;
      }
      paid.set(model, payout + left);
    }
    return moves;
  }
}

const isSame = (record: LedgerRecord, entry: RawEntry): boolean =>
  record.sequence === entry.sequence &&
  record.kind === entry.command.kind &&
  record.idempotencyKey === entry.idempotencyKey &&
  record.hash === entry.hash &&
  record.previousHash === entry.previousHash &&
  record.lines.length === entry.lines.length &&
  record.lines.every(({ account, amount }, i) => {
    const line = entry.lines[i];
    return line?.account === account && unitsOf(line.amount) === amount;
  });
