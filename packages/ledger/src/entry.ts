import type { LedgerAccount, RoundId } from './accounts.ts';
import type { Amount } from './amount.ts';
import { canonicalJson, parseCanonicalJson, sha256 } from './canonicalJson.ts';
import type { PayoutPlan } from './payoutPlan.ts';

/** What can be asked of the ledger. Plain data; its canonical JSON is the body that an idempotency key stands for. */
export type Command =
  | { readonly kind: 'deposit'; readonly account: string; readonly amount: Amount }
  | { readonly kind: 'withdrawal'; readonly account: string; readonly amount: Amount }
  | { readonly kind: 'treasury_deposit'; readonly amount: Amount }
  | { readonly kind: 'reserve'; readonly round: RoundId; readonly amount: Amount }
  | StakeChange<'stake_increase'>
  | StakeChange<'stake_decrease'>
  | { readonly kind: 'snapshot'; readonly round: RoundId; readonly models: readonly string[] }
  | { readonly kind: 'resolution'; readonly plan: PayoutPlan; readonly planHash: string }
  | { readonly kind: 'cancellation'; readonly round: RoundId; readonly reason: string }
  | { readonly kind: 'release'; readonly after: RoundId }
  | { readonly kind: 'reversal'; readonly reverses: string; readonly reason: string };

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
