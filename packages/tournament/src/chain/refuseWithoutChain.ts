import type { Storage } from '../storage/storage.ts';
import { chainDocument } from './chainDocuments.ts';

/** Throws where the stakes of a tournament are on chain and nobody said how to reach it: they would be changed beside the vault. */
export async function refuseWithoutChain(storage: Pick<Storage, 'document'>): Promise<void> {
  const known = await chainDocument(storage, 'chain/vault');
  if (known === null) return;
  throw new Error(
    `The stakes of this tournament are in the vault ${known.vault} of chain ${known.chainId}: set ROBATA_CHAIN_RPC and ROBATA_CHAIN_VAULT.`,
  );
}
