import assert from 'node:assert/strict';
import { stake, wallet, withdrawalHold } from '../accounts.ts';
import { append } from '../append.ts';
import { type Command, type Entry, entryJson, parseEntry, type Request, sealEntry } from '../entry.ts';
import { balance, emptyJournal, type Journal, pendingReleases } from '../journal.ts';
import { journalOf, recordEntry } from '../recordEntry.ts';
import { RELEASE_POLICIES } from '../releasePolicy.ts';
import { settlement } from '../settlement.ts';
import { stakeFigures } from '../stakeFigures.ts';
import { waitingWithdrawals } from '../withdrawalRequest.ts';
import { ACCOUNTS, anyCommand, MODELS } from './anyCommand.ts';
import { seededRandom } from './random.ts';
import type { PlantedBug } from './spoil.ts';

export interface Simulation {
  readonly entries: readonly Entry[];
  readonly journal: Journal;
  /** How often each outcome came, by 'appended', 'duplicate' or the refusal's reason. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** What each account should own by plain addition of its deposits, withdrawals and payouts. */
  readonly owned: ReadonlyMap<string, bigint>;
  readonly shortfalls: number;
  readonly planted: boolean;
}

/**
 * A tournament's money under bad weather, from one seed: people deposit, stake, withdraw and ask too much; up to five rounds overlap;
 * requests wait in a queue and arrive in any order, some twice; the process dies before or after a commit, comes back from the stored
 * texts, and the client asks again. With a bug planted, the run stops at the first entry that it spoiled.
 */
export function simulate({ seed, steps, bug }: { seed: number; steps: number; bug?: PlantedBug }): Simulation {
  const random = seededRandom(seed);
  let journal = emptyJournal;
  let stored: string[] = [];
  let requests = 0;
  let shortfalls = 0;
  const waiting: Request[] = [];
  const outcomes = new Map<string, number>();
  const effects = new Map<string, ReadonlyMap<string, bigint>>();

  const results = (planted: boolean): Simulation => {
    const entries = stored.map(parseEntry);
    return { entries, journal, outcomes, owned: addUp(effects), shortfalls, planted };
  };
  const commit = (next: Journal, entry: Entry) => {
    journal = next;
    stored = [...stored, entryJson(entry)];
  };

  for (let step = 0; step < steps; step += 1) {
    waiting.push({ idempotencyKey: `request-${requests}`, command: anyCommand(journal, random) });
    requests += 1;
    if (waiting.length < 3 && step < steps - 3) continue;
    const [request] = waiting.splice(random.integer(waiting.length), 1) as [Request];
    const before = journal;
    const outcome = append(before, request);
    const label = outcome.status === 'refused' ? outcome.reason : outcome.status;
    outcomes.set(label, (outcomes.get(label) ?? 0) + 1);
    if (outcome.status !== 'appended') continue;

    const spoiled = bug?.spoil?.(outcome.entry, before);
    if (spoiled !== undefined) {
      const extra = spoiled.after ? outcome : undefined;
      if (extra !== undefined) commit(extra.journal, extra.entry);
      const entry = sealEntry(journal.head, spoiled.request, spoiled.posting);
      commit(recordEntry(journal, entry), entry);
      return results(true);
    }

    const luck = random.next();
    if (luck < 0.05) {
      waiting.push(request); // died before the commit: nothing happened, the client asks again
      journal = journalOf(stored.map(parseEntry));
      continue;
    }
    commit(outcome.journal, outcome.entry);
    assertFiguresAddUp(journal);
    effects.set(request.idempotencyKey, effectOf(before, request.command, effects));
    if (request.command.kind === 'resolution') shortfalls += settlement(before, request.command.plan).shortfalls.length;
    if (luck < 0.1) {
      waiting.push(request); // died after the commit: the client did not hear and asks again
      const { head } = journal;
      journal = journalOf(stored.map(parseEntry));
      if (journal.head.hash !== head.hash) throw new Error('the stored texts lead to another journal');
    } else if (luck < 0.2) {
      waiting.push(request); // delivered twice
    }
  }
  return results(false);
}

/** What a command should do to each person's total of wallet, stakes and pending releases: plain addition, on purpose naive. */
function effectOf(
  before: Journal,
  command: Command,
  effects: ReadonlyMap<string, ReadonlyMap<string, bigint>>,
): Map<string, bigint> {
  switch (command.kind) {
    case 'deposit':
      return new Map([[command.account, command.amount]]);
    case 'withdrawal':
      return new Map([[command.account, -command.amount]]);
    case 'withdrawal_confirmation': {
      const { account, amount } = before.withdrawals.get(command.request) as { account: string; amount: bigint };
      return new Map([[account, -amount]]);
    }
    case 'resolution': {
      const effect = new Map<string, bigint>();
      for (const { model, payout } of command.plan.rows) {
        const pending = pendingReleases(before, model).reduce((sum, { amount }) => sum + amount, 0n);
        const held = balance(before, stake(model)) + pending;
        const owner = before.owners.get(model) as string;
        effect.set(owner, (effect.get(owner) ?? 0n) + (payout < -held ? -held : payout));
      }
      return effect;
    }
    case 'reversal':
      return new Map([...(effects.get(command.reverses) ?? [])].map(([account, change]) => [account, -change]));
    default:
      return new Map();
  }
}

function addUp(effects: ReadonlyMap<string, ReadonlyMap<string, bigint>>): Map<string, bigint> {
  const owned = new Map<string, bigint>(ACCOUNTS.map((account) => [account, 0n]));
  for (const effect of effects.values()) {
    for (const [account, change] of effect) owned.set(account, (owned.get(account) ?? 0n) + change);
  }
  return owned;
}

/** After every command, each model's page must be made of the balances of the log and nothing else. */
function assertFiguresAddUp(journal: Journal): void {
  for (const model of MODELS) {
    const own = [...journal.balances].filter(([account]) => /^(stake|pending):/.test(account));
    const held = own.filter(([account]) => account.split(':')[1] === model).reduce((sum, [, units]) => sum + units, 0n);
    const figures = stakeFigures(journal, model, { policy: RELEASE_POLICIES['robata-release-1'] });
    const pending = figures.pending.reduce((sum, { amount }) => sum + amount, 0n);
    assert.equal(figures.value, held, `the value of ${model}`);
    assert.equal(figures.stake + pending, held, `the parts of ${model}`);
    assert.equal(figures.pendingTotal, pending);
    assert.ok(figures.pending.every(({ amount }) => amount > 0n));
    assert.equal(
      figures.atRisk.reduce((sum, { lossMax }) => sum + lossMax, 0n),
      figures.lossMax,
    );
    assert.ok(figures.atRisk.every(({ lossMax, atRisk }) => lossMax <= atRisk));
    assert.ok(figures.availableNow >= 0n && figures.availableNow <= figures.value);
    assert.ok(figures.keptPlaces.reduce((sum, { amount }) => sum + amount, 0n) <= figures.stake, 'kept places');
  }
}

/** Wallet, waiting withdrawals, stakes and pending releases of one person, as the ledger has them. */
export function ownedBy(journal: Journal, account: string): bigint {
  let total: bigint = balance(journal, wallet(account));
  for (const asked of waitingWithdrawals(journal)) {
    if (asked.account === account) total += balance(journal, withdrawalHold(asked.request));
  }
  for (const [model, owner] of journal.owners) {
    if (owner !== account) continue;
    total += balance(journal, stake(model));
    for (const { amount } of pendingReleases(journal, model)) total += amount;
  }
  return total;
}
