import type { SentWhen } from '@robata/contracts/participant';

/** A transaction that this browser's wallet sent to the vault or its token. */
export interface SentTransaction extends SentWhen {
  /** In words: `Deposit of 60 on alice_one`. */
  readonly says: string;
  readonly address: string;
  /** Whether the ledger posts what it does; an approval, for one, it does not. */
  readonly isCounted: boolean;
}

const KEPT_MOST = 50;

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
