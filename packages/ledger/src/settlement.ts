import {
  BURNED,
  type LedgerAccount,
  payoutClearing,
  pendingRelease,
  roundEscrow,
  stake,
  TREASURY,
  wallet,
} from './accounts.ts';
import { type Amount, amountOf } from './amount.ts';
import type { Line } from './entry.ts';
import { balance, type Journal, pendingReleases } from './journal.ts';
import type { PayoutPlan } from './payoutPlan.ts';

/** A burn that found less than it should have: see `burnLines`. */
export interface BurnShortfall {
  readonly model: string;
  readonly planned: Amount;
  readonly burned: Amount;
}

/**
 * The lines of a plan: (escrow, then treasury) → clearing → stakes, or wallets of those that take profit, and (pending, then stake) → burned. What the escrow held beyond the
 * payouts goes back to the treasury. The treasury may come out short; the caller's guard refuses that.
 */
export function settlement(journal: Journal, plan: PayoutPlan): { lines: Line[]; shortfalls: BurnShortfall[] } {
  const clearing = payoutClearing(plan.round);
  const takesProfit = journal.rounds.get(plan.round)?.takesProfit;
  const escrow = balance(journal, roundEscrow(plan.round));
  const lines = [
    line(roundEscrow(plan.round), -escrow),
    line(TREASURY, escrow - plan.totalPayout),
    line(clearing, plan.totalPayout),
  ];
  const shortfalls: BurnShortfall[] = [];
  let paid = 0n;
  let burned = 0n;
  for (const { model, payout } of plan.rows) {
    if (payout > 0n) {
      paid += payout;
      const destination = takesProfit?.has(model) ? wallet(journal.owners.get(model) as string) : stake(model);
      lines.push(line(destination, payout));
    } else if (payout < 0n) {
      const taken = burnLines(journal, model, amountOf(-payout));
      lines.push(...taken.lines);
      burned += taken.burned;
      if (taken.burned < -payout) shortfalls.push({ model, planned: amountOf(-payout), burned: taken.burned });
    }
  }
  lines.push(line(clearing, -paid), line(BURNED, burned));
  return { lines: lines.filter(({ amount }) => amount !== 0n), shortfalls };
}

/**
 * Takes a burn from what leaves soonest: the pending releases in the order of the rounds they wait for, then the stake; and never more
 * than they hold. This order matters. Whatever is at risk in a round stays until that round has resolved, behind everything that leaves
 * earlier. So with a clip of c and at most k rounds open at once the holdings cover every burn while c ≤ (k−1)^(k−1) / k^k, that is 8.19 %
 * for 5 rounds and 10.5 % for 4 (but for stakes of a few units of 1e-18), and the limit never binds. Proof: with λ = (k−1)/k, if the stake
 * S shrank by no more than λ from each close to the next so far, the round that now resolves had at most S/λ^(k−1) at risk, and losing
 * c of that leaves S·(1 − c/λ^(k−1)) ≥ λS. A mere c·k ≤ 1 is not enough: new rounds count what old ones are about to burn. The presets
 * of 2022 (25 %, 4 rounds) are beyond it; only there can a shortfall arise. Taken from the stake first, a large old burn would eat a small new stake while the released
 * tokens go free, and the new round could win but not lose.
 */
function burnLines(journal: Journal, model: string, burn: Amount): { lines: Line[]; burned: Amount } {
  const sources: { account: LedgerAccount; held: Amount }[] = [
    ...pendingReleases(journal, model).map(({ after, amount, to }) => {
      return { account: pendingRelease(model, after, to), held: amount };
    }),
    { account: stake(model), held: balance(journal, stake(model)) },
  ];
  const lines: Line[] = [];
  let left: Amount = burn;
  for (const { account, held } of sources) {
    const taken = held < left ? held : left;
    if (taken === 0n) continue;
    lines.push(line(account, -taken));
    left = amountOf(left - taken);
  }
  return { lines, burned: amountOf(burn - left) };
}

export const line = (account: LedgerAccount, units: bigint): Line => ({ account, amount: amountOf(units) });
