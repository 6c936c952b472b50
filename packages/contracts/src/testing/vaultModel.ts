import type { VaultParameters } from '../index.ts';

/** The vault's rules once more, written the plain way (lists of rounds, no sums kept): what the contract is compared with. */

const ONE = 10n ** 12n;
const DAY = 86_400;
const GRACE = 7 * DAY;
const PAUSE_MAX = 14 * DAY;
const CHANGE_EXPIRY = 30 * DAY;

export interface ModelRound {
  readonly closesAt: number;
  readonly settleBy: number;
  readonly challengeDelay: number;
  readonly clip: bigint;
}

/** A line of a root, and the root that its proof leads to (another than meant, or null where the proof is broken). */
export interface ModelLeaf {
  readonly payout: bigint;
  readonly burn: bigint;
  readonly provesRoot: string | null;
}

interface ModelSettlement {
  readonly root: string;
  readonly round: number;
  readonly payout: bigint;
  readonly burn: bigint;
}

interface ModelRelease {
  amount: bigint;
  readonly due: number;
  readonly round: number;
  readonly early: boolean;
}

export interface ModelPosition {
  /** The stake after the close of round `after`; ascending. */
  readonly changes: { readonly after: number; active: bigint }[];
  releases: ModelRelease[];
  available: bigint;
  synced: number;
  paid: bigint;
  /** Within its limits, and not paid for want of reserves. */
  owed: bigint;
  burned: bigint;
  compounds: boolean;
}

export type Outcome = 'done' | string;

export class VaultModel {
  parameters: VaultParameters;
  readonly rounds: ModelRound[] = [];
  readonly positions = new Map<string, ModelPosition>();
  /** Those that stand, oldest first; the last may be pending. */
  settlements: ModelSettlement[] = [{ root: 'none', round: 0, payout: 0n, burn: 0n }];
  finalAt: number;
  previousFinalAt = 0;
  pausedUntil = 0;
  pausableFrom = 0;
  treasury = 0n;
  reserved = { payout: 0n, burn: 0n };
  burnedHeld = 0n;
  /** What has left the vault, and what came. */
  tokens = 0n;
  readonly changes = new Map<string, number>();
  readonly changeDelay: number;

  constructor(parameters: VaultParameters, deployedAt: number, changeDelay: number) {
    this.parameters = parameters;
    this.finalAt = deployedAt;
    this.changeDelay = changeDelay;
  }

  // ------------------------------------------------------------------------------------------------------------------ what follows

  position(key: string): ModelPosition {
    const known = this.positions.get(key);
    if (known !== undefined) return known;
    const fresh: ModelPosition = {
      changes: [],
      releases: [],
      available: 0n,
      synced: 0,
      paid: 0n,
      owed: 0n,
      burned: 0n,
      compounds: false,
    };
    this.positions.set(key, fresh);
    return fresh;
  }

  closed(now: number): number {
    return this.rounds.filter(({ closesAt }) => closesAt <= now).length;
  }

  active({ changes }: ModelPosition): bigint {
    return changes.at(-1)?.active ?? 0n;
  }

  pendingOf({ releases }: ModelPosition): bigint {
    return releases.reduce((sum, { amount }) => sum + amount, 0n);
  }

  atRisk({ changes }: ModelPosition, round: number): bigint {
    return changes.findLast(({ after }) => after < round)?.active ?? 0n;
  }

  totalAtRisk(round: number): { active: bigint; stakes: bigint } {
    const all = [...this.positions.values()].map((position) => this.atRisk(position, round));
    return { active: all.reduce((a, b) => a + b, 0n), stakes: BigInt(all.filter((amount) => amount > 0n).length) };
  }

  /** What rounds 1 … `round` together may take: for each run of rounds with one stake, ⌈Σ clip × stake⌉ and a unit for each further round. */
  allowedUpTo({ changes }: ModelPosition, round: number): bigint {
    let total = 0n;
    changes.forEach(({ after, active }, i) => {
      const end = Math.min(round, changes[i + 1]?.after ?? round);
      let clips = 0n;
      let count = 0n;
      for (let r = after + 1; r <= end; r += 1) {
        clips += (this.rounds[r - 1] as ModelRound).clip;
        count += 1n;
      }
      if (active > 0n && count > 0n) total += ceilDivide(active * clips, ONE) + count - 1n;
    });
    return total;
  }

  isPending(now: number): boolean {
    return now < this.finalAt;
  }

  final(now: number): ModelSettlement {
    return this.settlements.at(this.isPending(now) ? -2 : -1) as ModelSettlement;
  }

  lastFinalAt(now: number): number {
    return this.isPending(now) ? this.previousFinalAt : this.finalAt;
  }

  isUnproved(position: ModelPosition, now: number): boolean {
    return this.allowedUpTo(position, this.final(now).round) > this.allowedUpTo(position, position.synced);
  }

  /** How many of the releases, from the first, are due, and their sum. */
  due(position: ModelPosition, now: number): { count: number; amount: bigint } {
    const settled = this.final(now).round;
    const pending = this.isPending(now) ? (this.settlements.at(-1) as ModelSettlement).round : Number.POSITIVE_INFINITY;
    const isUnproved = this.isUnproved(position, now);
    const first = position.releases.findIndex((release) => {
      if (pending <= release.round) return true;
      if (isUnproved) return now < release.due + GRACE;
      return !(now >= release.due || (release.early && settled >= release.round));
    });
    const count = first === -1 ? position.releases.length : first;
    return { count, amount: position.releases.slice(0, count).reduce((sum, { amount }) => sum + amount, 0n) };
  }

  /** When something changes by itself, now or later. */
  moments(now: number): number[] {
    const releases = [...this.positions.values()].flatMap(({ releases }) => releases.map(({ due }) => due));
    return [
      ...this.rounds.flatMap(({ closesAt, settleBy }) => [closesAt, settleBy]),
      ...releases.flatMap((due) => [due, due + GRACE]),
      ...[...this.changes.values()].flatMap((from) => [from, from + CHANGE_EXPIRY]),
      this.finalAt,
      this.pausedUntil,
      this.pausableFrom,
      this.lastFinalAt(now) + this.parameters.silence,
    ].filter((moment) => moment >= now);
  }

  staked(): bigint {
    return [...this.positions.values()].reduce(
      (sum, position) => sum + this.active(position) + this.pendingOf(position) + position.available,
      0n,
    );
  }

  // ------------------------------------------------------------------------------------------------------------------- participants

  deposit(key: string, amount: bigint, now: number): Outcome {
    if (this.#isPaused(now)) return 'IsPaused';
    if (amount === 0n) return 'NothingToDo';
    if (this.#isDust(amount)) return `TooLittle(${this.parameters.leastDeposit})`;
    this.tokens += amount;
    this.#change(this.position(key), amount, now);
    return 'done';
  }

  release(key: string, amount: bigint, now: number): Outcome {
    const position = this.position(key);
    if (amount === 0n) return 'NothingToDo';
    if (position.releases.length >= 16) return 'TooManyReleases';
    if (amount > this.active(position)) return 'TooMuch';
    this.#change(position, -amount, now);
    const counting = this.rounds
      .slice(0, this.closed(now))
      .map(({ settleBy, challengeDelay }) => settleBy + challengeDelay);
    const due = Math.max(now + this.parameters.releaseDelay, this.#lastDue.get(key) ?? 0, ...counting);
    this.#lastDue.set(key, due);
    position.releases.push({ amount, due, round: this.closed(now), early: this.parameters.releasesEarly });
    return 'done';
  }

  claim(key: string, leaf: ModelLeaf, now: number): Outcome {
    if (this.#isPaused(now)) return 'IsPaused';
    const settled = this.final(now);
    if (leaf.provesRoot !== settled.root) return 'WrongProof';
    const position = this.position(key);
    const before = this.settlements[this.settlements.indexOf(settled) - 1]?.round ?? 0;
    let allowed = this.allowedUpTo(position, settled.round) - this.allowedUpTo(position, position.synced);
    if (allowed > 0n && position.synced >= before) allowed = this.#limit(position, settled.round);
    const pending = this.isPending(now) ? (this.settlements.at(-1) as ModelSettlement) : { payout: 0n, burn: 0n };

    const gain = atLeastZero(leaf.payout - position.paid);
    const due = least(gain, allowed + position.owed);
    const payout = least(due, this.reserved.payout - pending.payout);
    const wanted = atLeastZero(leaf.burn - position.burned);
    position.synced = settled.round;
    if (gain > 0n) {
      // Only what the reserves lack can still be had later.
      position.owed = due - payout;
      position.paid = leaf.payout - position.owed;
    }
    position.burned += wanted;
    if (position.compounds && payout > 0n) this.#change(position, payout, now);
    else position.available += payout;
    const holds = this.active(position) + this.pendingOf(position);
    const burn = least(wanted, allowed, this.reserved.burn - pending.burn, holds);
    let left = burn;
    for (const release of position.releases) {
      const taken = least(release.amount, left);
      release.amount -= taken;
      left -= taken;
    }
    position.releases = position.releases.filter(({ amount }) => amount > 0n);
    if (left > 0n) this.#change(position, -left, now);
    this.reserved = { payout: this.reserved.payout - payout, burn: this.reserved.burn - burn };
    this.burnedHeld += burn;
    return 'done';
  }

  withdraw(key: string, now: number): Outcome {
    if (this.#isPaused(now)) return 'IsPaused';
    const position = this.position(key);
    const { count, amount } = this.due(position, now);
    const paid = amount + position.available;
    if (paid === 0n) return 'NothingToDo';
    position.releases = position.releases.slice(count);
    position.available = 0n;
    this.tokens -= paid;
    return 'done';
  }

  restake(key: string, amount: bigint, now: number): Outcome {
    if (this.#isPaused(now)) return 'IsPaused';
    const position = this.position(key);
    if (amount === 0n) return 'NothingToDo';
    if (amount > position.available) return 'TooMuch';
    position.available -= amount;
    this.#change(position, amount, now);
    return 'done';
  }

  setCompounding(key: string, compounds: boolean): Outcome {
    this.position(key).compounds = compounds;
    return 'done';
  }

  exit(key: string, now: number): Outcome {
    if (now <= this.lastFinalAt(now) + this.parameters.silence) return 'NotSilent';
    const position = this.position(key);
    const active = this.active(position);
    const all = active + this.pendingOf(position) + position.available;
    if (all === 0n) return 'NothingToDo';
    if (active > 0n) this.#change(position, -active, now);
    position.releases = [];
    position.available = 0n;
    this.tokens -= all;
    return 'done';
  }

  // ---------------------------------------------------------------------------------------------------------------------- everybody

  fund(amount: bigint): Outcome {
    if (amount === 0n) return 'NothingToDo';
    if (this.#isDust(amount)) return `TooLittle(${this.parameters.leastDeposit})`;
    this.tokens += amount;
    this.treasury += amount;
    return 'done';
  }

  sendBurned(): Outcome {
    if (this.burnedHeld === 0n) return 'NothingToDo';
    this.tokens -= this.burnedHeld;
    this.burnedHeld = 0n;
    return 'done';
  }

  dispute(key: string, leaf: ModelLeaf, before: ModelLeaf, now: number): Outcome {
    if (!this.isPending(now)) return 'NoSettlementPending';
    const pending = this.settlements.at(-1) as ModelSettlement;
    const settled = this.settlements.at(-2) as ModelSettlement;
    if (leaf.provesRoot !== pending.root) return 'WrongProof';
    const position = this.position(key);
    const isKnown = (position.changes[0]?.after ?? settled.round) < settled.round;
    if (isKnown && before.provesRoot !== settled.root) return 'WrongProof';
    const [paid, burned] = isKnown ? [before.payout, before.burn] : [0n, 0n];
    const limit = this.#limit(position, pending.round);
    const [gain, loss] = [leaf.payout - paid, leaf.burn - burned];
    if (gain >= 0n && gain <= limit && loss >= 0n && loss <= limit) return 'NoFault';
    return this.#strike();
  }

  // -------------------------------------------------------------------------------------------------------------------------- roles

  announceRounds(closes: readonly number[], now: number): Outcome {
    if (this.#isPaused(now)) return 'IsPaused';
    if (this.rounds.length + closes.length - this.closed(now) > 128) return 'BadRound';
    const added: ModelRound[] = [];
    const { settleWindow, challengeDelay, clip, spacing } = this.parameters;
    for (const closesAt of closes) {
      const before = [...this.rounds, ...added];
      if (closesAt < now + 3_600 || closesAt < (before.at(-1)?.closesAt ?? 0) + spacing) return 'BadRound';
      // Not before the roots of earlier rounds, whose delays may have been longer.
      const finalBy = Math.max(
        closesAt + settleWindow + challengeDelay,
        ...before.map((round) => round.settleBy + round.challengeDelay),
      );
      added.push({ closesAt, settleBy: finalBy - challengeDelay, challengeDelay, clip: BigInt(clip) });
    }
    this.rounds.push(...added);
    return 'done';
  }

  settle(round: number, root: string, payout: bigint, burn: bigint, now: number): Outcome {
    if (this.#isPaused(now)) return 'IsPaused';
    if (this.isPending(now)) return 'SettlementPending';
    const terms = this.rounds[round - 1];
    const last = this.settlements.at(-1) as ModelSettlement;
    if (terms === undefined || terms.closesAt > now || round <= last.round || now > terms.settleBy) return 'BadRound';
    const { active, stakes } = this.totalAtRisk(round);
    const limit = (active * terms.clip) / ONE + stakes;
    if (payout > limit || burn > limit) return `BeyondClip(${limit})`;
    if (payout > this.treasury) return `TreasuryShort(${this.treasury})`;
    this.treasury -= payout;
    this.reserved = { payout: this.reserved.payout + payout, burn: this.reserved.burn + burn };
    this.settlements.push({ root, round, payout, burn });
    this.previousFinalAt = this.finalAt;
    this.finalAt = now + terms.challengeDelay;
    return 'done';
  }

  veto(now: number): Outcome {
    return this.isPending(now) ? this.#strike() : 'NoSettlementPending';
  }

  pause(now: number): Outcome {
    if (this.#isPaused(now)) return 'IsPaused';
    if (now < this.pausableFrom) return `TooEarly(${this.pausableFrom})`;
    if (this.isPending(now)) this.finalAt += PAUSE_MAX;
    this.pausedUntil = now + PAUSE_MAX;
    this.pausableFrom = this.pausedUntil + PAUSE_MAX;
    return 'done';
  }

  unpause(now: number): Outcome {
    if (!this.#isPaused(now)) return 'NothingToDo';
    const left = this.pausedUntil - now;
    if (this.isPending(now)) this.finalAt -= left;
    this.pausedUntil = now;
    this.pausableFrom = now + Math.max(PAUSE_MAX - left, DAY);
    return 'done';
  }

  announce(change: string, now: number): Outcome {
    this.changes.set(change, now + this.changeDelay);
    return 'done';
  }

  cancel(change: string): Outcome {
    return this.changes.delete(change) ? 'done' : 'NothingToDo';
  }

  /** `change` is the identity of the call, `effect` what it does. */
  carryOut(change: string, effect: (now: number) => Outcome, now: number): Outcome {
    const from = this.changes.get(change);
    if (from === undefined) return 'NotAllowed';
    if (now < from || now > from + CHANGE_EXPIRY) return `TooEarly(${from})`;
    const outcome = effect(now);
    if (outcome === 'done') this.changes.delete(change);
    return outcome;
  }

  dropRounds(now: number): Outcome {
    this.rounds.length = this.closed(now);
    return 'done';
  }

  withdrawTreasury(amount: bigint): Outcome {
    if (amount > this.treasury) return `TreasuryShort(${this.treasury})`;
    this.treasury -= amount;
    this.tokens -= amount;
    return 'done';
  }

  // -------------------------------------------------------------------------------------------------------------------------- private

  readonly #lastDue = new Map<string, number>();

  #isPaused(now: number): boolean {
    return now < this.pausedUntil;
  }

  #isDust(amount: bigint): boolean {
    return amount < this.parameters.leastDeposit;
  }

  #limit(position: ModelPosition, round: number): bigint {
    return ceilDivide(this.atRisk(position, round) * (this.rounds[round - 1] as ModelRound).clip, ONE);
  }

  #change(position: ModelPosition, difference: bigint, now: number): void {
    const after = this.closed(now);
    const active = this.active(position) + difference;
    const last = position.changes.at(-1);
    if (last?.after === after) last.active = active;
    else position.changes.push({ after, active });
  }

  #strike(): Outcome {
    const { payout, burn } = this.settlements.pop() as ModelSettlement;
    this.treasury += payout;
    this.reserved = { payout: this.reserved.payout - payout, burn: this.reserved.burn - burn };
    this.finalAt = this.previousFinalAt;
    return 'done';
  }
}

const ceilDivide = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
const atLeastZero = (value: bigint): bigint => (value > 0n ? value : 0n);
const least = (...values: readonly bigint[]): bigint => values.reduce((a, b) => (a < b ? a : b));
