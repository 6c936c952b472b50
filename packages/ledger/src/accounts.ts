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

/** `classic/7`: a round as the ledger names it. Throws RangeError on an empty part, spaces or colons. */
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
/**
 * Taken out of a stake, but still at risk until `after` has resolved. Then it goes to the wallet of the model's owner, or to the stake of
 * the model `to` where it is on its way there.
 */
export const pendingRelease = (model: string, after: RoundId, to?: string): LedgerAccount =>
  `pending:${id(model)}:${id(after)}${to === undefined ? '' : `:${id(to)}`}` as LedgerAccount;
/** What one withdrawal request takes out of a wallet, until the operator has sent it. */
export const withdrawalHold = (request: string): LedgerAccount => `hold:${id(request)}` as LedgerAccount;
/** Set aside by the operator out of the treasury for the payouts of one round. */
export const roundEscrow = (round: RoundId): LedgerAccount => `escrow:${id(round)}` as LedgerAccount;
/** What one resolution pays passes through here; zero after every entry. */
export const payoutClearing = (round: RoundId): LedgerAccount => `clearing:${id(round)}` as LedgerAccount;

export type AccountKind =
  | 'world'
  | 'treasury'
  | 'burned'
  | 'wallet'
  | 'hold'
  | 'stake'
  | 'pending'
  | 'escrow'
  | 'clearing';

export interface AccountParts {
  readonly kind: AccountKind;
  readonly owner: string;
  readonly after: RoundId;
  /** Only of a pending release that moves to another model. */
  readonly to?: string;
}

/** The parts of an account's name: `pending:12:classic/7` → { kind: 'pending', owner: '12', after: 'classic/7' }. */
export function accountParts(account: LedgerAccount): AccountParts {
  const [kind, owner = '', after = '', to] = account.split(':');
  const parts = { kind: kind as AccountKind, owner, after: after as RoundId };
  return to === undefined ? parts : { ...parts, to };
}
