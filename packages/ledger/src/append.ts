import { accountParts, type LedgerAccount } from './accounts.ts';
import { formatAmount } from './amount.ts';
import { decide } from './decide.ts';
import { bodyHash, type Entry, type Request, sealEntry } from './entry.ts';
import { balance, type Journal } from './journal.ts';
import { recordEntry } from './recordEntry.ts';
import { type Refusal, refusal } from './refusal.ts';

export type Appended =
  | { readonly status: 'appended'; readonly journal: Journal; readonly entry: Entry }
  /** The same request came before: this is its first result, and nothing was posted again. */
  | { readonly status: 'duplicate'; readonly entry: Entry }
  | Refusal;

/**
 * Posts one command: the new journal and its entry, or the first result of a repeated request, or a refusal that changed nothing.
 * A key may be used again only with the same command. Whoever stores entries stores them in this order, one writer at a time.
 * @example append(emptyJournal, { idempotencyKey: 'k1', command: { kind: 'deposit', account: 'ada', amount: amount('100') } })
 */
export function append(journal: Journal, request: Request): Appended {
  const first = journal.entries.get(request.idempotencyKey);
  if (first !== undefined) {
    return first.bodyHash === bodyHash(request.command)
      ? { status: 'duplicate', entry: first }
      : refusal('conflicting_key', `The key '${request.idempotencyKey}' was used for another command: use a new one.`);
  }
  const decision = decide(journal, request.command);
  if (decision.status === 'refused') return decision;
  const entry = sealEntry(journal.head, request, decision);
  const next = recordEntry(journal, entry);
  const refused = uncovered(next, entry);
  return refused ?? { status: 'appended', journal: next, entry };
}

/** What an entry may never leave behind. Money that is missing is a refusal; money out of nothing is a programmer's error. */
function uncovered(next: Journal, { lines, command }: Entry): Refusal | undefined {
  if (lines.reduce((sum, { amount }) => sum + amount, 0n) !== 0n) throw new Error(`${command.kind} does not balance`);
  for (const { account } of lines) {
    const { kind } = accountParts(account);
    const held = balance(next, account);
    if (kind === 'clearing' && held !== 0n) throw new Error(`${command.kind} leaves ${held} units in ${account}`);
    if (kind !== 'world' && held < 0n) return missing(account, formatAmount(balance(next, account)).slice(1));
  }
  return undefined;
}

function missing(account: LedgerAccount, short: string): Refusal {
  switch (accountParts(account).kind) {
    case 'treasury':
      return refusal('treasury_short', `The treasury lacks ${short}: deposit to it, then resolve again.`);
    case 'stake':
      return refusal('insufficient_stake', `The stake lacks ${short}: take out less.`);
    default:
      return refusal('insufficient_funds', `${account} lacks ${short}: deposit more or ask for less.`);
  }
}
