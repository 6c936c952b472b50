/** A transaction that this browser's wallet sent to the vault or its token. */
export interface SentTransaction {
  readonly hash: string;
  /** In words: `Deposit of 60 on alice_one`. */
  readonly says: string;
  readonly address: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** Whether the ledger posts what it does; an approval, for one, it does not. */
  readonly isCounted: boolean;
}

/** What the wallet's node knows of a transaction: the block that has it, or whether it waits for one. */
export interface SeenTransaction {
  readonly block: number | null;
  readonly isReverted: boolean;
  /** Null where the node has never heard of it, or has forgotten it. */
  readonly isKnown: boolean;
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
  | { readonly kind: 'forgotten' };

export interface ChainView {
  /** Newest block that the wallet's node, or the server, knows. */
  readonly head: number;
  readonly confirmations: number;
  /** Up to which block the server has read. */
  readonly readTo: number;
  readonly waiting: readonly { readonly transaction: string; readonly sentence: string }[];
}

/** How far a transaction has come. A node may take a minute to hear of one: until then it counts as sent. */
export function stageOf(sent: SentTransaction, seen: SeenTransaction, chain: ChainView, nowMs: number): Stage {
  const { block } = seen;
  if (block === null) {
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
const KEPT_MOST = 50;

/** Whether nothing more comes of it. */
export const isOver = ({ kind }: Stage): boolean => kind === 'counted' || kind === 'failed' || kind === 'forgotten';

type Kept = Pick<Storage, 'getItem' | 'setItem'>;

const keyOf = (chainId: number, vault: string): string => `robata.chain.${chainId}.${vault.toLowerCase()}`;

/** What this browser keeps of a vault, newest first: nothing is lost by a reload. What cannot be read is nothing. */
export function keptTransactions(storage: Kept, chainId: number, vault: string): readonly SentTransaction[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(keyOf(chainId, vault)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isSent) : [];
  } catch {
    return [];
  }
}

export function keepTransactions(
  storage: Kept,
  chainId: number,
  vault: string,
  sent: readonly SentTransaction[],
): void {
  storage.setItem(keyOf(chainId, vault), JSON.stringify(sent.slice(0, KEPT_MOST)));
}

const isSent = (value: unknown): value is SentTransaction => {
  const { hash, says, address, sentAt, isCounted } = (value ?? {}) as Partial<Record<keyof SentTransaction, unknown>>;
  return (
    typeof hash === 'string' &&
    /^0x[0-9a-f]{64}$/i.test(hash) &&
    typeof says === 'string' &&
    typeof address === 'string' &&
    typeof sentAt === 'number' &&
    typeof isCounted === 'boolean'
  );
};
