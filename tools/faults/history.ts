/** What participants asked for and were told, kept outside the server: the measure of what it must still know at the end. */

export type MoveKind = 'deposit' | 'increase' | 'decrease' | 'drain';

/** One command about money, sent under one idempotency key however often. */
export interface Move {
  readonly key: string;
  readonly kind: MoveKind;
  /** The account's id. */
  readonly account: string;
  /** The model's number; null for a deposit. */
  readonly model: number | null;
  readonly amount: string;
}

/** The part of a reply that must be the same at every repetition. */
export interface Reply {
  readonly status: string;
  readonly amount: string;
}

export interface KeptMove extends Move {
  attempts: number;
  /** `unknown`: no reply came yet, so it may have happened or not. */
  outcome: 'unknown' | 'acknowledged' | 'refused';
  reply: Reply | null;
}

export interface KeptSubmission {
  readonly id: string;
  readonly model: number;
}

/** Everything that participants were told. */
export class History {
  readonly moves: KeptMove[] = [];
  readonly submissions: KeptSubmission[] = [];
  /** Replies to a repetition that differ from the first one, and answers that no client may get. */
  readonly faults: string[] = [];
  /** Answers of 500 and above. */
  serverFaults = 0;

  begin(move: Move): KeptMove {
    const kept: KeptMove = { ...move, attempts: 0, outcome: 'unknown', reply: null };
    this.moves.push(kept);
    return kept;
  }

  acknowledge(move: KeptMove, reply: Reply): void {
    const first = move.reply;
    if (first !== null && (first.status !== reply.status || first.amount !== reply.amount)) {
      this.faults.push(`${move.key} was answered ${JSON.stringify(first)} and then ${JSON.stringify(reply)}`);
    }
    move.outcome = 'acknowledged';
    move.reply ??= reply;
  }

  refuse(move: KeptMove, code: string): void {
    if (move.outcome === 'acknowledged') this.faults.push(`${move.key} was acknowledged and then refused (${code})`);
    else move.outcome = 'refused';
  }

  get acknowledged(): number {
    return this.moves.filter(({ outcome }) => outcome === 'acknowledged').length + this.submissions.length;
  }
}
