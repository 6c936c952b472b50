declare const kind: unique symbol;
/** The name of a ledger account, as it is stored: `wallet:ada`, `pending:12:classic/7`, `treasury`. */
export type LedgerAccount = string & { readonly [kind]: 'account' };
declare const round: unique symbol;
/** A round of one tournament: `classic/7`. Tournaments share wallets and the treasury, so a number alone would be ambiguous. */
export type RoundId = string & { readonly [round]: 'round' };

/** Throws RangeError on a text that could not be told apart inside an account's name (empty, spaces, colons). */
function id(text: string): string {
  if (!/^[^:\s]+$/.test(text)) throw new RangeError(`'${text}' cannot be part of an account's name`);
  return text;
}

export const roundId = (tournament: string, number: number): RoundId => id(`${tournament}/${number}`) as RoundId;

/** Outside the ledger: where deposits come from and withdrawals go. The only account that may be below zero. */
export const WORLD = 'world' as LedgerAccount;
/** The operator's funds, out of which payouts are made. */
export const TREASURY = 'treasury' as LedgerAccount;
/** Destroyed tokens. Nothing comes back but by a reversal. */
export const BURNED = 'burned' as LedgerAccount;
/** Free tokens of a person's account. */
export const wallet = (account: string): LedgerAccount => `wallet:${id(account)}` as LedgerAccount;
/** Tokens that the next snapshot counts as at risk. */
export const stake = (model: string): LedgerAccount => `stake:${id(model)}` as LedgerAccount;
/** Taken out of a stake, but still at risk until `after` (the last round that counted it) has resolved. */
export const pendingRelease = (model: string, after: RoundId): LedgerAccount =>
  `pending:${id(model)}:${id(after)}` as LedgerAccount;
/** Set aside by the operator out of the treasury for the payouts of one round. */
export const roundEscrow = (round: RoundId): LedgerAccount => `escrow:${id(round)}` as LedgerAccount;
/** What one resolution pays passes through here; zero after every entry. */
export const payoutClearing = (round: RoundId): LedgerAccount => `clearing:${id(round)}` as LedgerAccount;

export type AccountKind = 'world' | 'treasury' | 'burned' | 'wallet' | 'stake' | 'pending' | 'escrow' | 'clearing';

/** The parts of an account's name: `pending:12:classic/7` → { kind: 'pending', owner: '12', after: 'classic/7' }. */
export function accountParts(account: LedgerAccount): { kind: AccountKind; owner: string; after: RoundId } {
  const [kind, owner = '', after = ''] = account.split(':');
  return { kind: kind as AccountKind, owner, after: after as RoundId };
}
