import type { Auditor } from './audit/auditor.ts';
import { type Market, ownerOf } from './market.ts';
import type { Ask } from './requests.ts';
import type { Random } from './seededRandom.ts';

const TOKEN = 10n ** 18n;

/** Up to some 60 tokens, often with all 18 places. */
const anyAmount = (random: Random): bigint =>
  BigInt(1 + random.integer(2 ** 30)) * BigInt(1 + random.integer(60_000_000_000)) + 1n;

/** Mostly a part of what is there, sometimes all of it, sometimes one unit more. */
function partOf(held: bigint, random: Random): bigint {
  const luck = random.next();
  if (luck < 0.1 || held === 0n) return held + 1n;
  return luck < 0.35 ? held : (held * BigInt(1 + random.integer(999))) / 1000n + 1n;
}

export interface PeopleInput {
  readonly random: Random;
  readonly market: Market;
  /** People look at the truth; what they ask may have been overtaken when it comes. */
  readonly auditor: Auditor;
  /** What the clock shows. */
  readonly nowMs: number;
}

/** Something that a participant wants now. */
export function anyAsk({ random, market, auditor, nowMs }: PeopleInput): Ask {
  const { ledger } = auditor;
  const model = random.pick(market.models).id;
  const account = ownerOf(model);
  const luck = random.next();
  const free = ledger.held(`wallet:${account}`);
  if (luck < 0.1) return { kind: 'deposit', account, amount: anyAmount(random) };
  if (luck < 0.15) return { kind: 'withdraw', account, amount: partOf(free, random) };
  if (luck < 0.33) return { kind: 'increase', account, model, amount: partOf(free, random) };
  if (luck < 0.43) return { kind: 'decrease', account, model, amount: partOf(ledger.held(`stake:${model}`), random) };
  if (luck < 0.45) return { kind: 'drain', account, model };
  if (luck < 0.48) {
    const to = random.pick(market.models.filter((other) => other.account === account)).id;
    return { kind: 'move', account, model, to, amount: partOf(ledger.held(`stake:${model}`), random) };
  }
  if (luck < 0.51) return { kind: 'mode', account, model, mode: random.chance(0.7) ? 'take_profit' : 'compound' };
  if (luck < 0.55) {
    const waiting = ledger.pendingOf(String(model)).filter(({ account: place }) => place.split(':').length === 3);
    const { after, amount } = random.pick(waiting) ?? { after: 'classic/1', amount: 1n };
    return { kind: 'cancelRelease', account, model, after, amount: partOf(amount, random) };
  }
  if (luck < 0.56) {
    const [withdrawal] = [...ledger.withdrawals].find(([, asked]) => asked.account === account) ?? [];
    if (withdrawal !== undefined) return { kind: 'cancelWithdrawal', account, withdrawal };
  }
  if (luck < 0.88) {
    const round = roundAt(market, nowMs) - (random.chance(0.08) ? 1 : 0);
    return {
      kind: 'submit',
      model,
      round: Math.max(round, 1),
      hash: `file ${random.integer(3)} of ${model} for ${round}`,
    };
  }
  return luck < 0.94 ? { kind: 'look', account } : { kind: 'figures', model };
}

/** A change of a stake, wanted at the very instant of a close. */
export function lastMinuteAsk({ random, market, auditor }: PeopleInput): Ask {
  const { id: model, account } = random.pick(market.models);
  const kind = random.pick(['increase', 'decrease'] as const);
  const held = auditor.ledger.held(kind === 'increase' ? `wallet:${account}` : `stake:${model}`);
  return { kind, account, model, amount: held / 3n + 1n };
}

/** Something that the operator does now and then; null where there is nothing to do. */
export function anyOperation({ random, market, auditor }: PeopleInput): Ask | null {
  const { plans, rounds } = auditor.rounds;
  const luck = random.next();
  if (luck < 0.08) {
    const round = random.pick(market.rounds);
    return { kind: 'cancel', round, reason: `The data of round ${round} were wrong.` };
  }
  const waiting = [...plans.values()].filter(
    ({ round, approvedBy }) => approvedBy === null && rounds.get(round)?.state === 'scoring',
  );
  if (luck < 0.7 && waiting.length > 0) {
    const { round, hash } = random.pick(waiting);
    return { kind: 'approve', round, planHash: random.chance(0.1) ? 'another' : hash };
  }
  const held = [...auditor.ledger.withdrawals.keys()].filter((id) => auditor.ledger.held(`hold:${id}`) > 0n);
  if (luck < 0.85 && held.length > 0)
    return { kind: 'endWithdrawal', withdrawal: random.pick(held), sent: random.chance(0.7) };
  return { kind: 'fund', amount: random.chance(0.5) ? anyAmount(random) : BigInt(1 + random.integer(5)) * TOKEN };
}

const roundAt = (market: Market, ms: number): number =>
  market.rounds.findLast((round) => market.opensMs(round) <= ms) ?? 1;
