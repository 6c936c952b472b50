import { type RoundId, roundId, stake, wallet } from '../accounts.ts';
import { amountOf } from '../amount.ts';
import { type Decimal12, decimal12 } from '../decimal12.ts';
import type { Command } from '../entry.ts';
import { balance, type Journal } from '../journal.ts';
import { type PayoutPlan, payoutPlan, payoutPlanHash } from '../payoutPlan.ts';
import type { PayoutPolicy } from '../payoutPolicy.ts';
import { PAYOUT_POLICIES } from '../payoutPresets.ts';
import { anyAmount, anyPolicyOfReleases, anyStakeCommand, nextRound, partOf } from './anyStakeCommand.ts';
import type { Random } from './random.ts';

export const ACCOUNTS = ['ada', 'bob', 'cyd'];
/** Model → who usually stakes on it. 'bench' is a benchmark with a stake of its own. */
const STAKERS: ReadonlyMap<string, string> = new Map([
  ['a1', 'ada'],
  ['a2', 'ada'],
  ['b1', 'bob'],
  ['c1', 'cyd'],
  ['bench', 'bob'],
]);
export const MODELS = [...STAKERS.keys()];
const ACTIVE_MAX = 5;

/** Any command that people, the operator or the rounds could bring now, sensible or not. */
export function anyCommand(journal: Journal, random: Random): Command {
  const account = random.pick(ACCOUNTS);
  const model =
    random.next() < 0.05 ? random.pick(MODELS) : random.pick(MODELS.filter((id) => STAKERS.get(id) === account));
  const round = random.pick(journal.activeRounds)?.round ?? roundId('classic', 0);
  if (random.next() < 0.4) return anyStakeCommand(journal, random, { account, model, others: MODELS });
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
    return { kind: 'snapshot', round: nextRound(journal), models: MODELS, ...anyLossLimit(random) };
  if (luck < 0.76) return { kind: 'cancellation', round, reason: 'the simulator willed it' };
  if (luck < 0.8)
    return { kind: 'reversal', reverses: `request-${random.integer(journal.entries.size + 1)}`, reason: 'an error' };
  if (luck < 0.86)
    return { kind: 'release', after: round, ...(random.next() < 0.3 ? {} : { policy: anyPolicyOfReleases(random) }) };
  const oldest = journal.activeRounds[0]?.round;
  if (oldest === undefined) return { kind: 'deposit', account, amount: anyAmount(random) };
  const plan = anyPlan(journal, oldest, random);
  return { kind: 'resolution', plan, planHash: payoutPlanHash(plan) };
}

/** Most rounds say how much they can burn; some say less than their policy would. */
function anyLossLimit(random: Random): { lossLimit?: Decimal12 } {
  const luck = random.next();
  return luck < 0.2 ? {} : { lossLimit: decimal12(luck < 0.9 ? '0.0819' : '0.05') };
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
