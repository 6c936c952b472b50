import { type Amount, amountOf, stake } from '@robata/ledger';

/** What a model has staked now, from the balances of the log; 0 for one that never staked. */
export function stakeOf(balances: ReadonlyMap<string, bigint>, model: number): Amount {
  return amountOf(balances.get(stake(String(model))) ?? 0n);
}

/** The sum over all models' stakes. */
export function totalStaked(balances: ReadonlyMap<string, bigint>): Amount {
  let total = 0n;
  for (const [account, amount] of balances) if (account.startsWith('stake:')) total += amount;
  return amountOf(total);
}
