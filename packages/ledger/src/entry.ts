import type { LedgerAccount, RoundId } from './accounts.ts';
import type { Amount } from './amount.ts';
import { canonicalJson, parseCanonicalJson, sha256 } from './canonicalJson.ts';
import type { Decimal12 } from './decimal12.ts';
import type { PayoutPlan } from './payoutPlan.ts';
import type { PayoutMode, ReleaseTerms } from './releasePolicy.ts';

/** What can be asked of the ledger. Plain data; its canonical JSON is the body that an idempotency key stands for. */
export type Command =
  | { readonly kind: 'deposit'; readonly account: string; readonly amount: Amount }
  /** At once and unasked: of journals before `withdrawal_request`, and of operators without a confirmation. */
  | { readonly kind: 'withdrawal'; readonly account: string; readonly amount: Amount }
  | WithdrawalCommand
  | { readonly kind: 'treasury_deposit'; readonly amount: Amount }
  | { readonly kind: 'reserve'; readonly round: RoundId; readonly amount: Amount }
  | StakeChange<'stake_increase'>
  /** Without a policy: all of it waits for the last active round that counts the model (journals before `ReleasePolicy`). */
  | (StakeChange<'stake_decrease'> & Partial<ReleaseTerms>)
  | ({ readonly kind: 'stake_drain'; readonly account: string; readonly model: string } & ReleaseTerms)
  | (StakeChange<'stake_move'> & { readonly to: string } & ReleaseTerms)
  /** Back into the stake: what waits for `after` (on its way to the model `to`, where that is named). */
  | (StakeChange<'release_cancellation'> & { readonly after: RoundId; readonly to?: string })
  | { readonly kind: 'payout_mode'; readonly account: string; readonly model: string; readonly mode: PayoutMode }
  | {
      readonly kind: 'snapshot';
      readonly round: RoundId;
      readonly models: readonly string[];
      /** The most that the round can burn per token at risk: the limit of its payout policy. Unknown where it is missing. */
      readonly lossLimit?: Decimal12;
    }
  | { readonly kind: 'resolution'; readonly plan: PayoutPlan; readonly planHash: string }
  | { readonly kind: 'cancellation'; readonly round: RoundId; readonly reason: string }
  | { readonly kind: 'release'; readonly after: RoundId; readonly policy?: ReleaseTerms['policy'] }
  | { readonly kind: 'reversal'; readonly reverses: string; readonly reason: string };

/** A withdrawal in two steps. `request` is an id of the caller's, without spaces and colons, never used before. */
export type WithdrawalCommand =
  | {
      readonly kind: 'withdrawal_request';
      readonly request: string;
      readonly account: string;
      readonly amount: Amount;
    }
  /** The operator sent it; `reference` names the transfer. */
  | { readonly kind: 'withdrawal_confirmation'; readonly request: string; readonly reference: string }
  | { readonly kind: 'withdrawal_refusal'; readonly request: string; readonly reason: string }
  | { readonly kind: 'withdrawal_cancellation'; readonly request: string; readonly account: string };

interface StakeChange<Kind extends string> {
  readonly kind: Kind;
  readonly account: string;
  readonly model: string;
  readonly amount: Amount;
}

/** A positive amount increases the account. The lines of an entry add up to 0. */
export interface Line {
  readonly account: LedgerAccount;
  readonly amount: Amount;
}

export interface AtRisk {
  readonly model: string;
  readonly atRisk: Amount;
  /** Where the payout of this round goes; missing means that it compounds. */
  readonly payoutMode?: 'take_profit';
}

/** What a command does, before it has a place in the chain. */
export interface Posting {
  readonly lines: readonly Line[];
  /** Only of a snapshot: it moves nothing and records what is at risk. */
  readonly snapshot: readonly AtRisk[] | null;
}

export interface Request {
  readonly idempotencyKey: string;
  readonly command: Command;
}

/** One line of the log: a command, what it moved, and the hash that ties it to everything before. */
export interface Entry extends Request, Posting {
  /** 1, 2, 3, … */
  readonly sequence: number;
  readonly previousHash: string;
  /** SHA-256 of the command's canonical JSON. */
  readonly bodyHash: string;
  /** SHA-256 of the canonical JSON of all other fields, the command by its bodyHash. */
  readonly hash: string;
}

export interface Head {
  readonly sequence: number;
  readonly hash: string;
}

/** The head before the first entry. */
export const GENESIS: Head = { sequence: 0, hash: '0'.repeat(64) };

export const bodyHash = (command: Command): string => sha256(canonicalJson(command));

export function entryHash({ sequence, previousHash, idempotencyKey, bodyHash, lines, snapshot }: Entry): string {
  return sha256(canonicalJson({ sequence, previousHash, idempotencyKey, bodyHash, lines, snapshot }));
}

/** The entry that follows `head`. Deterministic: the same head, request and posting give the same hash. */
export function sealEntry(head: Head, { idempotencyKey, command }: Request, { lines, snapshot }: Posting): Entry {
  const unsealed: Entry = {
    sequence: head.sequence + 1,
    previousHash: head.hash,
    idempotencyKey,
    command,
    bodyHash: bodyHash(command),
    lines,
    snapshot,
    hash: '',
  };
  return { ...unsealed, hash: entryHash(unsealed) };
}

/** The text to store; `parseEntry` reads it back to an equal entry. */
export const entryJson = (entry: Entry): string => canonicalJson(entry);
/** Not a check: `verifyJournal` is. */
export const parseEntry = (text: string): Entry => parseCanonicalJson<Entry>(text);
