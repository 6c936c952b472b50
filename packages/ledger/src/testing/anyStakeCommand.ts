import { type RoundId, roundId, stake, wallet } from '../accounts.ts';
import { type Amount, amountOf } from '../amount.ts';
import type { Command } from '../entry.ts';
import { balance, type Journal, pendingReleases } from '../journal.ts';
import { keptPlaces } from '../keptPlaces.ts';
import type { ReleasePolicy, ReleaseTerms } from '../releasePolicy.ts';
import { waitingWithdrawals } from '../withdrawalRequest.ts';
import type { Random } from './random.ts';

/** The round that is open for submissions. */
export const nextRound = ({ rounds }: Journal): RoundId =>
  roundId('classic', rounds.size + (rounds.get(roundId('classic', 0)) === undefined ? 1 : 0));

/** Up to about 100 tokens, often with all 18 places, sometimes nothing. */
export const anyAmount = (random: Random): Amount =>
  amountOf(random.next() < 0.02 ? 0n : BigInt(random.integer(2 ** 40)) * BigInt(random.integer(100_000_000) + 1));

/** Mostly a part of what is there, sometimes all of it, sometimes one unit too much. */
export function partOf(held: Amount, random: Random): Amount {
  const luck = random.next();
  if (luck < 0.1) return amountOf(held + 1n);
  return luck < 0.3 ? held : amountOf((held * BigInt(random.integer(1000))) / 1000n);
}

export function anyPolicyOfReleases(random: Random): ReleasePolicy {
  const waitsFor = random.pick(['last_active_round', 'last_active_round', 'calendar_2022'] as const);
  const progressive = random.pick(['never', 'at_resolution', 'at_once'] as const);
  return { id: `${waitsFor}-${progressive}`, version: 1, waitsFor, progressive };
}

/** The calendar of a moment before the deadline or after it, rarely forgotten or out of date. */
function anyTerms(journal: Journal, random: Random): ReleaseTerms {
  const policy = anyPolicyOfReleases(random);
  const number = Number(nextRound(journal).split('/')[1]);
  const luck = random.next();
  if (luck < 0.05) return { policy };
  const back = luck < 0.1 ? 2 : random.integer(2);
  const [current, next] = [roundId('classic', number - back), roundId('classic', number - back + 1)];
  return { policy, calendar: { current, next } };
}

interface Staker {
  readonly account: string;
  readonly model: string;
  readonly others: readonly string[];
}

/** What people do with stakes and withdrawals, and the operator with requests. */
export function anyStakeCommand(journal: Journal, random: Random, { account, model, others }: Staker): Command {
  const luck = random.next();
  const held = balance(journal, stake(model));
  // Who cancelled a release asks again more often than not: kept places are soon gone.
  if (luck < 0.25 || (luck > 0.5 && keptPlaces(journal, model).length > 0)) {
    const amount = partOf(held, random);
    return { kind: 'stake_decrease', account, model, amount, ...anyTerms(journal, random) };
  }
  if (luck < 0.3) return { kind: 'stake_drain', account, model, ...anyTerms(journal, random) };
  if (luck < 0.45) {
    const own = others.filter((other) => other !== model && (journal.owners.get(other) ?? account) === account);
    const to = random.next() < 0.1 || own.length === 0 ? random.pick(others) : random.pick(own);
    return { kind: 'stake_move', account, model, to, amount: partOf(held, random), ...anyTerms(journal, random) };
  }
  if (luck < 0.65) {
    const pending = random.pick(pendingReleases(journal, model));
    if (pending === undefined || random.next() < 0.05) {
      const after = nextRound(journal);
      return { kind: 'release_cancellation', account, model, after, amount: anyAmount(random) };
    }
    return { kind: 'release_cancellation', account, model, ...pending, amount: partOf(pending.amount, random) };
  }
  if (luck < 0.75) {
    return { kind: 'payout_mode', account, model, mode: random.pick(['compound', 'take_profit'] as const) };
  }
  return anyWithdrawal(journal, random, account);
}

function anyWithdrawal(journal: Journal, random: Random, account: string): Command {
  const waiting = waitingWithdrawals(journal);
  const fresh = `w${journal.withdrawals.size}`;
  const known = random.pick(waiting)?.request ?? fresh;
  const old = journal.withdrawals.size > 0 ? `w${random.integer(journal.withdrawals.size)}` : fresh;
  const request = random.next() < 0.1 ? old : known;
  const luck = random.next();
  if (luck < 0.45 || waiting.length === 0) {
    const amount = partOf(balance(journal, wallet(account)), random);
    return { kind: 'withdrawal_request', request: random.next() < 0.1 ? old : fresh, account, amount };
  }
  if (luck < 0.65) return { kind: 'withdrawal_confirmation', request, reference: 'transfer' };
  if (luck < 0.8) return { kind: 'withdrawal_refusal', request, reason: 'the simulator willed it' };
  const asked = journal.withdrawals.get(request)?.account ?? account;
  return { kind: 'withdrawal_cancellation', request, account: random.next() < 0.2 ? account : asked };
}
