import type { LedgerAccount } from './accounts.ts';
import { type Amount, amountOf } from './amount.ts';
import type { Command, Line, Posting } from './entry.ts';
import type { Journal } from './journal.ts';
import { type Refusal, refusal } from './refusal.ts';

/** What a command would post, or why it may not. */
export type Decision = (Posting & { readonly status: 'decided' }) | Refusal;
export type Of<K extends Command['kind']> = Extract<Command, { kind: K }>;

export const decided = (lines: readonly Line[]): Decision => ({ status: 'decided', lines, snapshot: null });

export const transfer = (from: LedgerAccount, to: LedgerAccount, amount: Amount): Decision =>
  decided([
    { account: from, amount: amountOf(-amount) },
    { account: to, amount },
  ]);

export function foreign(journal: Journal, { model, account }: { model: string; account: string }): Refusal | undefined {
  const owner = journal.owners.get(model);
  if (owner === undefined || owner === account) return undefined;
  return refusal('not_owner', `Model ${model} is staked by another account: stake on a model of your own.`);
}

/** One line for each account, in the order of their first lines; those that come to nothing are left out. */
export function netLines(lines: readonly Line[]): Line[] {
  const sums = new Map<LedgerAccount, bigint>();
  for (const { account, amount } of lines) sums.set(account, (sums.get(account) ?? 0n) + amount);
  return [...sums]
    .filter(([, units]) => units !== 0n)
    .map(([account, units]) => ({ account, amount: amountOf(units) }));
}
