import {
  accountParts,
  type Amount,
  amountOf,
  balance,
  type Concentration,
  concentration,
  formatAmount,
  formatDecimal12,
  type Journal,
  type PayoutPolicy,
  resolvedPayouts,
  type Runway,
  sumAmounts,
  TREASURY,
  treasuryRunway,
  worstCasePayout,
} from '@robata/ledger';
import { robata1 } from '../rounds/tournamentConfig.ts';
import type { RunwayFigures, StakeConcentration, TreasuryPage } from '../views/types.ts';
import { inOrder } from './stakeService.ts';

/**
 * What payouts come out of, for how many rounds it lasts, and who holds the stakes that it pays on. `inForce`: the policy of the rounds to come;
 * default: that of the last round resolved, or of robata-1.
 */
export function treasuryPage(journal: Journal, inForce?: PayoutPolicy): TreasuryPage {
  const entries = inOrder(journal);
  const resolution = entries.findLast(({ command }) => command.kind === 'resolution')?.command;
  const paidLast = resolution?.kind === 'resolution' ? resolution.plan.policy : robata1.payoutPolicy;
  const policy = inForce ?? paidLast;
  const byModel = new Map<string, Amount>();
  let escrow = 0n;
  for (const [account, held] of journal.balances) {
    const { kind, owner } = accountParts(account as Parameters<typeof accountParts>[0]);
    if (kind === 'stake' && held > 0n) byModel.set(owner, held);
    if (kind === 'escrow') escrow += held;
  }
  const treasury = balance(journal, TREASURY);
  const staked = sumAmounts(byModel.values());
  const runway = treasuryRunway({
    balance: amountOf(treasury + escrow),
    netPayouts: resolvedPayouts(entries),
    worstCasePayout: worstCasePayout(policy, staked),
  });
  return {
    balance: formatAmount(runway.balance),
    treasury: formatAmount(treasury),
    escrow: formatAmount(amountOf(escrow)),
    staked: formatAmount(staked),
    policy: `${policy.id} (version ${policy.version})`,
    atCurrentRate: runwayFigures(runway.atCurrentRate),
    atWorstCase: runwayFigures(runway.atWorstCase),
    models: stakeConcentration(byModel.values()),
    accounts: stakeConcentration(sumBy(byModel, (model) => journal.owners.get(model) ?? model)),
  };
}

/** How unequally these stakes are held, as programs and pages read it. */
export const stakeConcentration = (stakes: Iterable<Amount>): StakeConcentration => shown(concentration(stakes));

/** The sums of stakes that belong together. */
export function sumBy<K>(stakes: Iterable<readonly [K, Amount]>, holderOf: (key: K) => string): Amount[] {
  const sums = new Map<string, bigint>();
  for (const [key, held] of stakes) sums.set(holderOf(key), (sums.get(holderOf(key)) ?? 0n) + held);
  return [...sums.values()].map(amountOf);
}

const shown = ({ stakes, total, ...shares }: Concentration): StakeConcentration => ({
  stakes,
  total: formatAmount(total),
  top1: Number(formatDecimal12(shares.top1)),
  top10: Number(formatDecimal12(shares.top10)),
  top50: Number(formatDecimal12(shares.top50)),
  herfindahl: Number(formatDecimal12(shares.herfindahl)),
  effectiveNumber: Number(formatDecimal12(shares.effectiveNumber)),
});

const runwayFigures = (runway: Runway): RunwayFigures => ({
  status: runway.status,
  rounds: runway.status === 'lasts' ? runway.rounds : null,
  perRound: runway.status === 'unknown' ? null : formatAmount(runway.perRound),
  sentence: runway.sentence,
});
