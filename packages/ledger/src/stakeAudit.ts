import { accountParts, type LedgerAccount, pendingRelease, type RoundId, stake, wallet } from './accounts.ts';
import type { Decimal12 } from './decimal12.ts';
import type { Command, Entry } from './entry.ts';
import type { PayoutMode, ReleaseTerms } from './releasePolicy.ts';

export interface AuditedRound {
  readonly atRisk: ReadonlyMap<string, bigint>;
  readonly closedAt: number;
  readonly lossLimit: Decimal12 | null;
  readonly takesProfit: ReadonlySet<string>;
  readonly state: 'active' | 'resolved' | 'cancelled';
}

/** Units by account. */
export type Sums = Map<string, bigint>;

export function add(sums: Sums, account: string, units: bigint): void {
  sums.set(account, (sums.get(account) ?? 0n) + units);
}

type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;
type Departure = Of<'stake_decrease'> | Of<'stake_drain'> | Of<'stake_move'>;

/** One part of what is pending, as the audit sees it. */
interface Waiting {
  readonly account: LedgerAccount;
  readonly after: RoundId;
  readonly to: string | undefined;
  units: bigint;
}

/**
 * What the life of a stake must look like, derived by the audit alone: which parts wait where, what may leave early, what must stay. Where
 * the code that decides walks from round to round, this one uses closed formulas; they agree or one of them is wrong.
 */
export class StakeAudit {
  readonly payoutModes = new Map<string, PayoutMode>();
  readonly owners = new Map<string, string>();
  readonly #rounds = new Map<RoundId, AuditedRound>();
  /** In the order of their closes. */
  #active: readonly (AuditedRound & { readonly round: RoundId })[] = [];
  readonly #held: (account: LedgerAccount) => bigint;
  readonly #pending = new Map<string, Set<LedgerAccount>>();
  readonly #kept = new Map<string, Map<RoundId, bigint>>();
  readonly #early = new Map<string, number>();

  constructor(held: (account: LedgerAccount) => bigint) {
    this.#held = held;
  }

  get rounds(): ReadonlyMap<RoundId, AuditedRound> {
    return this.#rounds;
  }

  putRound(round: RoundId, audited: AuditedRound): void {
    this.#rounds.set(round, audited);
    const others = this.#active.filter((other) => other.round !== round);
    const active = audited.state === 'active' ? [...others, { ...audited, round }] : others;
    this.#active = active.sort((a, b) => a.closedAt - b.closedAt);
  }

  /** Those that count the model, in the order of their closes. */
  activeRounds(model: string): (AuditedRound & { readonly round: RoundId })[] {
    return this.#active.filter(({ atRisk }) => atRisk.has(model));
  }

  /** The accounts with what a model has pending, soonest first. */
  pending(model: string): Waiting[] {
    const waiting = [...(this.#pending.get(model) ?? [])].map((account): Waiting => {
      const { after, to } = accountParts(account);
      return { account, after, to, units: this.#held(account) };
    });
    return this.#sorted(waiting.filter(({ units }) => units > 0n));
  }

  modelsWithPending(): Iterable<string> {
    return this.#pending.keys();
  }

  /** Whether a round still has to finish before this may go. */
  isWaiting(model: string, after: RoundId): boolean {
    const round = this.rounds.get(after);
    if (round === undefined || round.state === 'active') return true;
    return this.activeRounds(model).some(({ closedAt }) => closedAt <= round.closedAt);
  }

  lossMax({ atRisk, lossLimit }: AuditedRound, model: string): bigint {
    const units = atRisk.get(model) ?? 0n;
    return lossLimit === null ? units : (units * lossLimit + (10n ** 12n - 1n)) / 10n ** 12n;
  }

  openLoss(model: string, closedBefore = Number.POSITIVE_INFINITY): bigint {
    let loss = 0n;
    for (const round of this.activeRounds(model)) if (round.closedAt < closedBefore) loss += this.lossMax(round, model);
    return loss;
  }

  /** What a decrease, drain or move must move; a sentence where its terms allow none. */
  departure(command: Departure): Sums | string {
    const { account, model, policy } = command;
    const to = command.kind === 'stake_move' ? command.to : undefined;
    const amount = command.kind === 'stake_drain' ? this.#held(stake(model)) : command.amount;
    if (amount <= 0n) return 'an amount is not above 0';
    if (to === model) return 'a model moves to itself';
    const arrives = to === undefined ? wallet(account) : stake(to);
    const sums: Sums = new Map([[stake(model), -amount]]);
    if (policy === undefined) {
      const last = this.activeRounds(model).at(-1);
      add(sums, last === undefined ? arrives : pendingRelease(model, last.round), amount);
      return sums;
    }
    const terms: ReleaseTerms = command.calendar === undefined ? { policy } : { policy, calendar: command.calendar };
    const places = this.#places(model, amount, terms, to !== undefined);
    if (typeof places === 'string') return places;
    const waiting = this.pending(model).filter(({ after }) => this.isWaiting(model, after));
    for (const [after, units] of places) {
      const place = after === null ? arrives : pendingRelease(model, after, to);
      add(sums, place, units);
      if (after !== null) waiting.push({ account: place, after, to, units });
    }
    if (policy.progressive === 'at_once') this.#releaseEarly(sums, model, waiting);
    return sums;
  }

  /** Σ over the rounds from each on: so much must wait for that round or a later one. */
  #places(model: string, amount: bigint, terms: ReleaseTerms, moves: boolean): Map<RoundId | null, bigint> | string {
    const places = new Map<RoundId | null, bigint>();
    const put = (after: RoundId | null, units: bigint) => places.set(after, (places.get(after) ?? 0n) + units);
    let rest = amount;
    const kept: Waiting[] = this.#keptPlaces(model).flatMap((place) => {
      const units = place.units < rest ? place.units : rest;
      rest -= units;
      const isWaiting = this.isWaiting(model, place.after);
      put(isWaiting ? place.after : null, units);
      return isWaiting ? [{ ...place, units }] : [];
    });
    const active = this.activeRounds(model);
    const behind = [...this.pending(model), ...kept];
    const stays = this.#held(stake(model)) - amount;
    const needs = active.map(({ atRisk, closedAt }) => {
      const later = behind.filter(({ after }) => (this.rounds.get(after)?.closedAt ?? Infinity) >= closedAt);
      return (atRisk.get(model) as bigint) - stays - later.reduce((sum, { units }) => sum + units, 0n);
    });
    const mostFrom = (i: number) => needs.slice(i).reduce((most, need) => (need > most ? need : most), 0n);
    const waitsFrom = (i: number) => (mostFrom(i) < rest ? mostFrom(i) : rest);
    const free = rest - waitsFrom(0);
    if (terms.policy.waitsFor === 'last_active_round') {
      active.forEach(({ round }, i) => put(round, waitsFrom(i) - waitsFrom(i + 1)));
      put(null, free);
      return places;
    }
    const { current, next } = terms.calendar ?? {};
    const after = [current, next].find((round) => round !== undefined && !this.rounds.has(round));
    if (after === undefined) return 'the calendar names no round that is still to close';
    put(null, moves ? free : 0n);
    put(after, moves ? rest - free : rest);
    return places;
  }

  #releaseEarly(sums: Sums, model: string, waiting: readonly Waiting[]): void {
    const excess = waiting.reduce((sum, { units }) => sum + units, 0n) - this.openLoss(model);
    let before = 0n;
    for (const { account, to, units } of this.#sorted(waiting)) {
      const left = excess - before;
      before += units;
      if (left <= 0n) return;
      this.#arrive(sums, model, account, to, left < units ? left : units);
    }
  }

  #arrive(sums: Sums, model: string, from: LedgerAccount, to: string | undefined, units: bigint): void {
    add(sums, from, -units);
    add(sums, to === undefined ? wallet(this.owners.get(model) ?? 'nobody') : stake(to), units);
  }

  /** What a release must move: all that is due, and by a progressive policy what exceeds the maximum open loss. */
  release({ policy }: Of<'release'>): Sums {
    const sums: Sums = new Map();
    for (const model of this.modelsWithPending()) {
      const pending = this.pending(model);
      const waiting = pending.filter(({ after }) => this.isWaiting(model, after));
      for (const item of pending) {
        if (!waiting.includes(item)) this.#arrive(sums, model, item.account, item.to, item.units);
      }
      if (policy !== undefined && policy.progressive !== 'never') this.#releaseEarly(sums, model, waiting);
    }
    return sums;
  }

  /** A cancelled release may not take what covers open rounds because the rest left early. */
  leavesLossesCovered({ model, after, amount }: Of<'release_cancellation'>): boolean {
    if (!this.isWaiting(model, after)) return true;
    const waiting = this.pending(model).filter((item) => this.isWaiting(model, item.after));
    const left = waiting.reduce((sum, { units }) => sum + units, 0n) - amount;
    return left >= this.openLoss(model, this.#early.get(model) ?? 0);
  }

  /** After the entry was applied to the balances. */
  apply({ command, lines, snapshot, sequence }: Entry): void {
    const early = new Set<string>();
    for (const { account, amount } of lines) {
      const { kind, owner: model } = accountParts(account);
      if (kind === 'pending') {
        this.#pending.set(model, (this.#pending.get(model) ?? new Set()).add(account));
        early.add(model);
      }
      if (kind === 'stake' && amount < 0n) this.#useKeptPlaces(model, -amount);
    }
    for (const { model } of snapshot ?? []) this.#kept.delete(model);
    if (command.kind === 'payout_mode') this.payoutModes.set(command.model, command.mode);
    if (command.kind === 'release_cancellation') {
      const kept = this.#kept.get(command.model) ?? new Map<RoundId, bigint>();
      this.#kept.set(command.model, kept.set(command.after, (kept.get(command.after) ?? 0n) + command.amount));
    }
    const progressive = 'policy' in command ? command.policy?.progressive : undefined;
    if (progressive === 'at_once' || (progressive === 'at_resolution' && command.kind === 'release')) {
      for (const model of early) {
        const waiting = this.pending(model).filter(({ after }) => this.isWaiting(model, after));
        const loss = this.openLoss(model);
        const units = waiting.reduce((sum, item) => sum + item.units, 0n);
        if (loss > 0n && units >= loss) this.#early.set(model, sequence);
      }
    }
  }

  #keptPlaces(model: string): Waiting[] {
    return this.#sorted(
      [...(this.#kept.get(model) ?? [])].map(([after, units]) => {
        return { account: stake(model), after, to: undefined, units };
      }),
    );
  }

  #useKeptPlaces(model: string, units: bigint): void {
    const kept = this.#kept.get(model);
    if (kept === undefined) return;
    let left = units;
    for (const place of this.#keptPlaces(model)) {
      const used = place.units < left ? place.units : left;
      left -= used;
      kept.set(place.after, place.units - used);
    }
  }

  /** Soonest first: by the close waited for, rounds still to close last and by number; the wallet before other models. */
  #sorted(items: readonly Waiting[]): Waiting[] {
    const key = ({ after, to = '' }: Waiting) =>
      [this.rounds.get(after)?.closedAt ?? Infinity, Number(after.split('/')[1]), after, to] as const;
    return [...items].sort((a, b) => {
      const [x, y] = [key(a), key(b)];
      const differs = x.findIndex((part, i) => part !== y[i]);
      return differs < 0 ? 0 : (x[differs] as string) < (y[differs] as string) ? -1 : 1;
    });
  }
}
