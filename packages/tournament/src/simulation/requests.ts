/** What people and the operator ask of the server. Amounts in units of 1e-18. */
export type Ask =
  | { readonly kind: 'deposit' | 'withdraw'; readonly account: string; readonly amount: bigint }
  | {
      readonly kind: 'increase' | 'decrease';
      readonly account: string;
      readonly model: number;
      readonly amount: bigint;
    }
  | {
      readonly kind: 'move';
      readonly account: string;
      readonly model: number;
      readonly to: number;
      readonly amount: bigint;
    }
  | {
      readonly kind: 'mode';
      readonly account: string;
      readonly model: number;
      readonly mode: 'compound' | 'take_profit';
    }
  | {
      readonly kind: 'cancelRelease';
      readonly account: string;
      readonly model: number;
      readonly after: string;
      readonly amount: bigint;
    }
  | { readonly kind: 'cancelWithdrawal'; readonly account: string; readonly withdrawal: string }
  /** The operator sent it, or refuses. */
  | { readonly kind: 'endWithdrawal'; readonly withdrawal: string; readonly sent: boolean }
  | { readonly kind: 'drain'; readonly account: string; readonly model: number }
  | { readonly kind: 'submit'; readonly model: number; readonly round: number; readonly hash: string }
  | { readonly kind: 'fund'; readonly amount: bigint }
  | { readonly kind: 'approve'; readonly round: number; readonly planHash: string }
  | { readonly kind: 'cancel'; readonly round: number; readonly reason: string }
  /** What an account has free. */
  | { readonly kind: 'look'; readonly account: string }
  /** The figures of a model's stake. */
  | { readonly kind: 'figures'; readonly model: number };

export interface Request {
  readonly id: number;
  /** Sent with every attempt. */
  readonly key: string;
  readonly ask: Ask;
}

export type Reply =
  | {
      readonly status: 'done';
      /** What moved, or what there is. */
      readonly amount?: bigint;
      readonly pending?: bigint;
      readonly late?: boolean;
    }
  /** An expected no. */
  | { readonly status: 'refused'; readonly code: string }
  /** The server could not: ask again. */
  | { readonly status: 'failed'; readonly message: string };

/** One way of a request to a process. It ends with an answer that arrives, one that is lost, or the end of the process. */
export interface Attempt {
  readonly request: Request;
  readonly process: string;
  /** The lowest and the highest that the clock stood while it was under way. */
  lowestMs: number;
  highestMs: number;
  /** Of the ledger, when it began. */
  readonly sequence: number;
  /** The rounds that were open when it began. */
  readonly openRounds: ReadonlySet<number>;
}

/** The key under which the ledger has what the account's owner asked for. */
export const ledgerKeyOf = ({ key, ask }: Request): string =>
  'account' in ask ? `account:${ask.account}:${key}` : `operator:${key}`;
