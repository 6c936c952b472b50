import { type Amount, amountOf, sumAmounts, ZERO } from './amount.ts';
import { divideTowardsBurn } from './decimal.ts';
import { ONE } from './decimal12.ts';
import { activeRoundsOf, type Journal, type LedgerRound } from './journal.ts';

/** The most that a round can burn of a model: limit × at risk, rounded up as a burn is; all of it where the limit is unknown. */
export function maximumLoss({ lossLimit, atRisk }: LedgerRound, model: string): Amount {
  const counted = atRisk.get(model) ?? ZERO;
  return lossLimit === null ? counted : amountOf(-divideTowardsBurn(-counted * lossLimit, ONE));
}

/** The most that all active rounds together can burn of a model. */
export const maximumOpenLoss = (journal: Journal, model: string): Amount =>
  sumAmounts(activeRoundsOf(journal, model).map((round) => maximumLoss(round, model)));

/**
 * What of the pending releases no open loss can reach: Σ pending − maximum open loss, out of those that leave soonest. `pending` is ordered
 * soonest first and holds nothing that is due already.
 *
 * **It never lets a burn fall short**, because it changes no burn of a stake at all. Rounds resolve in the order of their closes; burns come
 * from pending first, soonest first. Compare the journal that releases early (p) with the one that does not (n), and let P≥q be what is
 * pending for round q or later, L≥q the maximum loss of the open rounds from q on. Right after a release, P_p≥q = P_n≥q or P_p≥q ≥ L≥q for
 * every open q: it took from the front, and left at least L in all. A resolution of the oldest open round r burns b ≤ its maximum loss:
 * where P_p = P_n, both burn alike; else P_p ≥ L ≥ b, so neither touches the stake, and P_p − b ≥ L − (maximum loss of r) covers what is
 * still open. So what rounds open at a release burn of the stake, and of pending releases asked for later, is the same in both. Rounds that
 * close later count that same stake, and whatever was pending before has left both journals by the time they resolve. And L is the least
 * that does it: with one unit less, maximum losses reach the stake where they did not. What the stake itself could bear is not counted
 * on purpose: the rounds to come count it anew.
 */
export function beyondOpenLoss<P extends { readonly amount: Amount }>(pending: readonly P[], openLoss: Amount): P[] {
  let left: bigint = sumAmounts(pending.map(({ amount }) => amount)) - openLoss;
  const released: P[] = [];
  for (const item of pending) {
    if (left <= 0n) break;
    const amount = amountOf(item.amount < left ? item.amount : left);
    released.push({ ...item, amount });
    left -= amount;
  }
  return released;
}
