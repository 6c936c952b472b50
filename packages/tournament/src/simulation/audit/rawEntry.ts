/** An entry of the ledger as its stored text says it: amounts still decimal texts. */
export interface RawEntry {
  readonly sequence: number;
  readonly previousHash: string;
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly hash: string;
  readonly command: RawCommand;
  readonly lines: readonly { readonly account: string; readonly amount: string }[];
  readonly snapshot:
    | readonly { readonly model: string; readonly atRisk: string; readonly payoutMode?: string }[]
    | null;
}

export interface RawCommand {
  readonly kind: string;
  readonly account?: string;
  readonly model?: string;
  readonly amount?: string;
  readonly round?: string;
  readonly models?: readonly string[];
  /** Of a snapshot: the most that the round burns per token, a decimal. */
  readonly lossLimit?: string;
  readonly after?: string;
  /** Of a move: the model that it goes to. */
  readonly to?: string;
  readonly mode?: string;
  /** The id of a withdrawal. */
  readonly request?: string;
  readonly policy?: { readonly waitsFor: string; readonly progressive: string };
  readonly plan?: RawPlan;
  readonly planHash?: string;
}

export interface RawPlan {
  readonly round: string;
  readonly payoutFactor: string;
  readonly rows: readonly { readonly model: string; readonly atRisk: string; readonly payout: string }[];
}

export interface AuditedRound {
  readonly name: string;
  /** The place of its snapshot. */
  readonly closed: number;
  readonly atRisk: ReadonlyMap<string, bigint>;
  /** In parts of 10^12; null: all of it. */
  readonly lossLimit: bigint | null;
  /** Those whose payouts go to the wallet. */
  readonly takesProfit: ReadonlySet<string>;
  /** What each model was given or lost, once it is resolved. */
  paid: ReadonlyMap<string, bigint>;
  state: 'active' | 'resolved' | 'cancelled';
}

/** What left a stake and has not arrived. */
export interface Waiting {
  readonly account: string;
  readonly after: string;
  readonly amount: bigint;
}

/** Units by account. */
export type Moves = Map<string, bigint>;

export function add(moves: Moves, account: string, units: bigint): void {
  moves.set(account, (moves.get(account) ?? 0n) + units);
}

export const sumOf = (items: readonly { readonly amount: bigint }[]): bigint =>
  items.reduce((sum, { amount }) => sum + amount, 0n);
