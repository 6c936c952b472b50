import { accountParts } from './accounts.ts';
import { type Amount, amountOf, ZERO } from './amount.ts';
import type { Entry } from './entry.ts';

/**
 * What a resolution really gave or took, by model of its plan: the payout wherever it went, stake or wallet; of a burn what was there to
 * burn (negative). Empty for any other entry.
 */
export function paidByModel({ command, lines }: Entry): Map<string, Amount> {
  const paid = new Map<string, Amount>();
  if (command.kind !== 'resolution') return paid;
  for (const { model, payout } of command.plan.rows) paid.set(model, payout > 0n ? payout : ZERO);
  for (const { account, amount } of lines) {
    const { kind, owner: model } = accountParts(account);
    const isBurn = (kind === 'stake' || kind === 'pending') && amount < 0n;
    if (isBurn) paid.set(model, amountOf((paid.get(model) ?? 0n) + amount));
  }
  return paid;
}
