import { type RoundId, roundId, stake, wallet } from '../accounts.ts';
import { type Amount, amountOf } from '../amount.ts';
import { append } from '../append.ts';
import { decimal12 } from '../decimal12.ts';
import { type Command, type Entry, entryJson, parseEntry, type Request, sealEntry } from '../entry.ts';
import { balance, emptyJournal, type Journal, journalOf, pendingReleases, recordEntry } from '../journal.ts';
import { type PayoutPlan, payoutPlan, payoutPlanHash } from '../payoutPlan.ts';
import { PAYOUT_POLICIES, type PayoutPolicy } from '../payoutPolicy.ts';
import { settlement } from '../settlement.ts';
import type { PlantedBug } from './plantedBugs.ts';
import { type Random, seededRandom } from './random.ts';

export const ACCOUNTS = ['ada', 'bob', 'cyd'];
/** Model → who usually stakes on it. 'bench' is a benchmark with a stake of its own. */
const STAKERS: ReadonlyMap<string, string> = new Map([
  ['a1', 'ada'],
  ['a2', 'ada'],
  ['b1', 'bob'],
  ['c1', 'cyd'],
  ['bench', 'bob'],
]);
const MODELS = [...STAKERS.keys()];
const ACTIVE_MAX = 5;

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
    waiting.push({ idempotencyKey: `request-${requests}`, command: commandOf(journal, random) });
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

function commandOf(journal: Journal, random: Random): Command {
  const account = random.pick(ACCOUNTS);
  const model =
    random.next() < 0.05 ? random.pick(MODELS) : random.pick(MODELS.filter((id) => STAKERS.get(id) === account));
  const round = random.pick(journal.activeRounds)?.round ?? roundId('classic', 0);
  const luck = random.next();
  if (luck < 0.12) return { kind: 'deposit', account, amount: anyAmount(random) };
  if (luck < 0.16) return { kind: 'withdrawal', account, amount: partOf(balance(journal, wallet(account)), random) };
  if (luck < 0.2) return { kind: 'treasury_deposit', amount: anyAmount(random) };
  if (luck < 0.23) return { kind: 'reserve', round, amount: amountOf(anyAmount(random) / 20n) };
  if (luck < 0.41)
    return { kind: 'stake_increase', account, model, amount: partOf(balance(journal, wallet(account)), random) };
  if (luck < 0.53)
    return { kind: 'stake_decrease', account, model, amount: partOf(balance(journal, stake(model)), random) };
  if (luck < 0.73 && journal.activeRounds.length < ACTIVE_MAX)
    return { kind: 'snapshot', round: nextRound(journal), models: MODELS };
  if (luck < 0.76) return { kind: 'cancellation', round, reason: 'the simulator willed it' };
  if (luck < 0.8)
    return { kind: 'reversal', reverses: `request-${random.integer(journal.entries.size + 1)}`, reason: 'an error' };
  if (luck < 0.86) return { kind: 'release', after: round };
  const oldest = journal.activeRounds[0]?.round;
  if (oldest === undefined) return { kind: 'deposit', account, amount: anyAmount(random) };
  const plan = anyPlan(journal, oldest, random);
  return { kind: 'resolution', plan, planHash: payoutPlanHash(plan) };
}

const nextRound = (journal: Journal): RoundId => roundId('classic', journal.rounds.size + 1);

/** Up to about 100 tokens, often with all 18 places, sometimes nothing. */
const anyAmount = (random: Random): Amount =>
  amountOf(random.next() < 0.02 ? 0n : BigInt(random.integer(2 ** 40)) * BigInt(random.integer(100_000_000) + 1));

/** Mostly a part of what is there, sometimes all of it, sometimes one unit too much. */
function partOf(held: Amount, random: Random): Amount {
  const luck = random.next();
  if (luck < 0.1) return amountOf(held + 1n);
  return luck < 0.3 ? held : amountOf((held * BigInt(random.integer(1000))) / 1000n);
}

/** A policy of the presets, its threshold near the stakes of the simulation and its clip such that five open rounds never take more than there is. */
function anyPolicy(random: Random): PayoutPolicy {
  const policy = random.pick(Object.values(PAYOUT_POLICIES) as PayoutPolicy[]);
  const most = decimal12('0.0819');
  return {
    ...policy,
    payoutFactor: { curve: 'threshold', threshold: amountOf(anyAmount(random) + 1n) },
    clip: { ...policy.clip, limit: policy.clip.limit < most ? policy.clip.limit : most },
  };
}

function anyPlan(journal: Journal, round: RoundId, random: Random): PayoutPlan {
  const policy = anyPolicy(random);
  const score = () => (random.next() < 0.05 ? null : (random.next() - 0.5) * (random.next() < 0.3 ? 2 : 0.1));
  return payoutPlan({
    round,
    policy,
    atRisk: journal.rounds.get(round)?.atRisk ?? new Map(),
    scores: new Map(MODELS.map((model) => [model, Object.fromEntries(policy.scores.map(({ key }) => [key, score()]))])),
    multipliers: new Map(
      MODELS.map((model) => [
        model,
        Object.fromEntries(policy.scores.map(({ key, choices }) => [key, random.pick(choices)])),
      ]),
    ),
    benchmarks: new Set(['bench']),
  });
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

/** Wallet, stakes and pending releases of one person, as the ledger has them. */
export function ownedBy(journal: Journal, account: string): bigint {
  let total: bigint = balance(journal, wallet(account));
  for (const [model, owner] of journal.owners) {
    if (owner !== account) continue;
    total += balance(journal, stake(model));
    for (const { amount } of pendingReleases(journal, model)) total += amount;
  }
  return total;
}
