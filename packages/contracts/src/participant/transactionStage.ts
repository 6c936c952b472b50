/** What a node knows of a transaction: the block that has it, or whether it waits for one. */
export interface SeenTransaction {
  readonly block: number | null;
  readonly isReverted: boolean;
  /** False where the node has never heard of it, or has forgotten it. */
  readonly isKnown: boolean;
  /** Whether a block has another transaction of the same sender in its place; left out where nobody looked. */
  readonly isReplaced?: boolean;
}

export type Stage =
  | { readonly kind: 'sent' }
  | { readonly kind: 'confirming'; readonly have: number; readonly of: number }
  /** Confirmed, and the server has not read so far. */
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'counted' }
  /** The ledger cannot take it yet. */
  | { readonly kind: 'waiting'; readonly sentence: string }
  | { readonly kind: 'failed' }
  | { readonly kind: 'forgotten' }
  | { readonly kind: 'replaced' };

export interface ChainView {
  /** Newest block that is known. */
  readonly head: number;
  readonly confirmations: number;
  /** Up to which block the server has read. */
  readonly readTo: number;
  readonly waiting: readonly { readonly transaction: string; readonly sentence: string }[];
}

export interface SentWhen {
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
}

/** How far a transaction has come. A node may take a minute to hear of one: until then it counts as sent. */
export function stageOf(sent: SentWhen, seen: SeenTransaction, chain: ChainView, nowMs: number): Stage {
  const { block } = seen;
  if (block === null) {
    if (seen.isReplaced === true) return { kind: 'replaced' };
    return !seen.isKnown && nowMs - sent.sentAt > FORGOTTEN_MS ? { kind: 'forgotten' } : { kind: 'sent' };
  }
  if (seen.isReverted) return { kind: 'failed' };
  if (block <= chain.readTo) {
    const hash = sent.hash.toLowerCase();
    const waiting = chain.waiting.find(({ transaction }) => transaction.toLowerCase() === hash);
    return waiting === undefined ? { kind: 'counted' } : { kind: 'waiting', sentence: waiting.sentence };
  }
  const have = Math.max(0, Math.min(chain.head - block, chain.confirmations));
  return have < chain.confirmations ? { kind: 'confirming', have, of: chain.confirmations } : { kind: 'confirmed' };
}

const FORGOTTEN_MS = 120_000;

/** Whether nothing more comes of it. */
export const isOver = ({ kind }: Stage): boolean =>
  kind === 'counted' || kind === 'failed' || kind === 'forgotten' || kind === 'replaced';
