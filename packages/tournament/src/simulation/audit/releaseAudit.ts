import { must } from './auditFault.ts';
import { unitsOf } from './exact.ts';
import { add, type AuditedRound, type Moves, type RawCommand, type RawEntry, sumOf, type Waiting } from './rawEntry.ts';

/** What is known of the ledger so far. */
export interface LedgerView {
  readonly owners: ReadonlyMap<string, string>;
  readonly rounds: ReadonlyMap<string, AuditedRound>;
  held(account: string): bigint;
  /** The rounds that count this model and still run, in the order of their closes. */
  activeOf(model: string): AuditedRound[];
}

const TRILLION = 10n ** 12n;

/** What leaves a stake: how much of it waits for which round, and when it goes on. */
export class ReleaseAudit {
  readonly #view: LedgerView;
  readonly #pending = new Map<string, Set<string>>();
  /** By model: what went back into the stake and may wait in its old place again. */
  readonly #kept = new Map<string, { readonly after: string; readonly amount: bigint }[]>();

  constructor(view: LedgerView) {
    this.#view = view;
  }

  /** An account in which something waits. */
  knows(model: string, account: string): void {
    this.#pending.set(model, (this.#pending.get(model) ?? new Set()).add(account));
  }

  /** What waits of a model, the soonest first; of one round what goes to the wallet before what moves to a stake. */
  pendingOf(model: string): Waiting[] {
    return [...(this.#pending.get(model) ?? [])]
      .map((account) => ({ account, after: account.split(':')[2] ?? '', amount: this.#view.held(account) }))
      .filter(({ amount }) => amount !== 0n)
      .sort(this.#soonest);
  }

  /**
   * Out of a stake. First into the places that were kept. Then of each running round that counts the model as much stays, in the stake or
   * waiting for that round or a later one, as is at risk in it; what no round holds back leaves at once.
   */
  departure({ account = '', model = '', to, policy }: RawCommand, units: bigint, where: string): Moves {
    must(units > 0n && to !== model, () => `${where} moves ${units} from model ${model} to ${to ?? 'the wallet'}`);
    const { waitsFor, progressive } = policy ?? { waitsFor: 'last_active_round', progressive: 'never' };
    must(waitsFor === 'last_active_round', () => `${where}: the audit does not know its policy`);
    const moves: Moves = new Map([[`stake:${model}`, -units]]);
    const placed: Waiting[] = [];
    let rest = units;
    const wait = (after: string, amount: bigint): void => {
      const place = `pending:${model}:${after}${to === undefined ? '' : `:${to}`}`;
      add(moves, place, amount);
      placed.push({ account: place, after, amount });
    };
    let free = 0n;
    for (const { after, amount } of this.#keptOf(model)) {
      const taken = amount < rest ? amount : rest;
      rest -= taken;
      if (this.#isDue(model, after)) free += taken;
      else if (taken > 0n) wait(after, taken);
    }
    const stays = this.#view.held(`stake:${model}`) - units;
    const before = [...this.pendingOf(model), ...placed];
    let held = 0n;
    for (const round of this.#view.activeOf(model).reverse()) {
      let behind = stays;
      for (const { after, amount } of before) if (this.#closed(after) >= round.closed) behind += amount;
      const lacks = (round.atRisk.get(model) ?? 0n) - behind;
      const waits = lacks > held ? (lacks < rest ? lacks : rest) - held : 0n;
      if (waits > 0n) wait(round.name, waits);
      held += waits > 0n ? waits : 0n;
    }
    free += rest - held;
    add(moves, to === undefined ? `wallet:${account}` : `stake:${to}`, free);
    if (progressive === 'at_once') this.#early(model, [...this.pendingOf(model), ...placed], moves);
    return moves;
  }

  /** Of what waits, the soonest first, what is more than all running rounds can burn goes on its way. */
  #early(model: string, pending: readonly Waiting[], moves: Moves): void {
    const waiting = pending.filter(({ after }) => !this.#isDue(model, after)).sort(this.#soonest);
    let excess = sumOf(waiting);
    for (const { lossLimit, atRisk } of this.#view.activeOf(model)) {
      const most = (atRisk.get(model) ?? 0n) * (lossLimit ?? TRILLION);
      excess -= most / TRILLION + (most % TRILLION === 0n ? 0n : 1n);
    }
    for (const { account, amount } of waiting) {
      if (excess <= 0n) return;
      const leaves = amount < excess ? amount : excess;
      this.#arrive(model, account, leaves, moves);
      excess -= leaves;
    }
  }

  /** From where it waits to the wallet of the model's owner, or to the stake that it moves to. */
  #arrive(model: string, place: string, amount: bigint, moves: Moves): void {
    const to = place.split(':')[3];
    add(moves, place, -amount);
    add(moves, to === undefined ? `wallet:${this.#view.owners.get(model)}` : `stake:${to}`, amount);
  }

  readonly #soonest = (a: Waiting, b: Waiting): number =>
    this.#closed(a.after) - this.#closed(b.after) || (a.account < b.account ? -1 : a.account > b.account ? 1 : 0);

  #isDue(model: string, after: string): boolean {
    const first = this.#view.activeOf(model)[0]?.closed ?? Number.POSITIVE_INFINITY;
    return this.#view.rounds.get(after)?.state !== 'active' && this.#closed(after) < first;
  }

  #keptOf(model: string): { readonly after: string; readonly amount: bigint }[] {
    return [...(this.#kept.get(model) ?? [])].sort((a, b) => this.#closed(a.after) - this.#closed(b.after));
  }

  /** A cancelled release keeps its place until a snapshot counts it; whatever leaves the stake before takes the soonest places along. */
  keep({ command, snapshot }: RawEntry, moved: Moves): void {
    const { kind, model = '', after = '', amount = '0' } = command;
    if (kind === 'release_cancellation') {
      const kept = this.#keptOf(model);
      const same = kept.find((place) => place.after === after)?.amount ?? 0n;
      this.#kept.set(model, [
        ...kept.filter((place) => place.after !== after),
        { after, amount: same + unitsOf(amount) },
      ]);
      return;
    }
    for (const row of snapshot ?? []) this.#kept.delete(row.model);
    for (const [account, units] of moved) {
      const [name, owner = ''] = account.split(':');
      if (name !== 'stake' || units >= 0n) continue;
      let gone = -units;
      const left = this.#keptOf(owner).map((place) => {
        const taken = place.amount < gone ? place.amount : gone;
        gone -= taken;
        return { ...place, amount: place.amount - taken };
      });
      this.#kept.set(
        owner,
        left.filter((place) => place.amount > 0n),
      );
    }
  }

  /** Everything that waits for no running round any more, to its owners. */
  due(progressive = 'never'): Moves {
    const moves: Moves = new Map();
    for (const model of this.#view.owners.keys()) {
      const pending = this.pendingOf(model);
      for (const { account, after, amount } of pending) {
        if (this.#isDue(model, after)) this.#arrive(model, account, amount, moves);
      }
      if (progressive !== 'never') this.#early(model, pending, moves);
    }
    return moves;
  }

  #closed(round: string): number {
    return this.#view.rounds.get(round)?.closed ?? 0;
  }
}
