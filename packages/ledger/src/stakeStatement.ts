import { accountParts } from './accounts.ts';
import { type Amount, amountOf } from './amount.ts';
import type { Command, Entry } from './entry.ts';
import type { PayoutRow } from './payoutPlan.ts';

/** One line of a model's statement. */
export interface StakeMovement {
  readonly sequence: number;
  readonly kind: Command['kind'];
  readonly stakeChange: Amount;
  readonly pendingChange: Amount;
  /** After this entry. */
  readonly stake: Amount;
  readonly pending: Amount;
  /** Of a snapshot: what became at risk. */
  readonly atRisk: Amount | null;
  /** Of a resolution: every number that led to the payout. */
  readonly payout: PayoutRow | null;
  /** Of a resolution whose payout the model takes as profit: what its owner's wallet got. */
  readonly toWallet: Amount;
}

/**
 * Everything that ever happened to a model's stake, in order: each change with its cause and the balances after it, so that one page
 * explains every number. Entries that do not concern the model are left out.
 */
export function stakeStatement(entries: Iterable<Entry>, model: string): StakeMovement[] {
  const movements: StakeMovement[] = [];
  let stake = 0n;
  let pending = 0n;
  for (const { sequence, command, lines, snapshot } of entries) {
    const change = { stake: 0n, pending: 0n };
    for (const { account, amount } of lines) {
      const { kind, owner } = accountParts(account);
      if (owner === model && (kind === 'stake' || kind === 'pending')) change[kind] += amount;
    }
    const atRisk = snapshot?.find((row) => row.model === model)?.atRisk ?? null;
    const row = command.kind === 'resolution' ? command.plan.rows.find((row) => row.model === model) : undefined;
    stake += change.stake;
    pending += change.pending;
    if (change.stake === 0n && change.pending === 0n && atRisk === null && row === undefined) continue;
    movements.push({
      sequence,
      kind: command.kind,
      stakeChange: amountOf(change.stake),
      pendingChange: amountOf(change.pending),
      stake: amountOf(stake),
      pending: amountOf(pending),
      atRisk,
      payout: row ?? null,
      toWallet: amountOf(row !== undefined && row.payout > 0n ? row.payout - change.stake : 0n),
    });
  }
  return movements;
}
