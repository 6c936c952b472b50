import type { SeenTransaction } from '@robata/contracts/participant';
import type { Eip1193 } from './eip1193.ts';

export interface Looked {
  /** The newest block. */
  readonly head: number;
  /** By hash. */
  readonly transactions: ReadonlyMap<string, SeenTransaction>;
}

interface Receipt {
  readonly blockNumber: string;
  readonly status: string;
}

/**
 * What the wallet's node knows of transactions. Null where the wallet is on another network than the vault, before or afterwards: what one network has
 * never heard of may well be in a block of the other, and its block numbers say nothing there.
 */
export async function lookAt(provider: Eip1193, chainId: number, hashes: readonly string[]): Promise<Looked | null> {
  const ask = (method: string, hash: string): Promise<unknown> => provider.request({ method, params: [hash] });
  const isThere = async (): Promise<boolean> => Number(await provider.request({ method: 'eth_chainId' })) === chainId;
  const one = async (hash: string): Promise<readonly [string, SeenTransaction]> => {
    const receipt = (await ask('eth_getTransactionReceipt', hash)) as Receipt | null;
    if (receipt !== null) {
      return [hash, { block: Number(receipt.blockNumber), isReverted: Number(receipt.status) === 0, isKnown: true }];
    }
    const isKnown = (await ask('eth_getTransactionByHash', hash)) !== null;
    return [hash, { block: null, isReverted: false, isKnown }];
  };
  if (!(await isThere())) return null;
  const head = Number(await provider.request({ method: 'eth_blockNumber' }));
  const transactions = new Map(await Promise.all(hashes.map(one)));
  return (await isThere()) ? { head, transactions } : null;
}
