import type { ChainState, OwnChain } from '@robata/client';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Eip1193 } from './eip1193.ts';
import {
  isOver,
  keepTransactions,
  keptTransactions,
  type SeenTransaction,
  type SentTransaction,
  type Stage,
  stageOf,
} from './sentTransactions.ts';

const LOOK_MS = 3_000;

export interface FollowedTransaction {
  readonly sent: SentTransaction;
  readonly stage: Stage;
}

/** What this browser has sent to the vault, with how far each has come; kept over reloads until it is cleared. */
export function useSentTransactions(chain: ChainState, own: OwnChain, provider: Eip1193 | null) {
  const { chainId, vault } = chain;
  const [kept, setKept] = useState(() => keptTransactions(localStorage, chainId, vault));
  const change = useCallback(
    (next: (before: readonly SentTransaction[]) => readonly SentTransaction[]): void => {
      // Another tab may have sent something meanwhile.
      const sent = next(keptTransactions(localStorage, chainId, vault));
      keepTransactions(localStorage, chainId, vault, sent);
      setKept(sent);
    },
    [chainId, vault],
  );
  const hashes = kept.map(({ hash }) => hash);
  const { data: seen, dataUpdatedAt } = useQuery({
    queryKey: ['own', 'chain', 'sent', ...hashes],
    queryFn: () => lookAt(provider as Eip1193, hashes),
    enabled: provider !== null && hashes.length > 0,
    refetchInterval: LOOK_MS,
    placeholderData: (before) => before,
    // A wallet that fails to answer is asked again by the next look.
    retry: false,
  });
  const view = {
    head: Math.max(seen?.head ?? 0, chain.head?.block ?? 0),
    confirmations: chain.confirmations,
    readTo: chain.confirmed?.block ?? 0,
    waiting: own.waiting,
  };
  const followed = kept.map((sent): FollowedTransaction => {
    const unseen: SeenTransaction = { block: null, isReverted: false, isKnown: true };
    return { sent, stage: stageOf(sent, seen?.transactions.get(sent.hash) ?? unseen, view, dataUpdatedAt) };
  });
  return {
    followed,
    add: useCallback((sent: SentTransaction) => change((before) => [sent, ...before]), [change]),
    clear: () => {
      const over = new Set(followed.filter(({ stage }) => isOver(stage)).map(({ sent }) => sent.hash));
      change((before) => before.filter(({ hash }) => !over.has(hash)));
    },
  };
}

interface Receipt {
  readonly blockNumber: string;
  readonly status: string;
}

async function lookAt(provider: Eip1193, hashes: readonly string[]) {
  const ask = (method: string, hash: string): Promise<unknown> => provider.request({ method, params: [hash] });
  const one = async (hash: string): Promise<readonly [string, SeenTransaction]> => {
    const receipt = (await ask('eth_getTransactionReceipt', hash)) as Receipt | null;
    if (receipt !== null) {
      return [hash, { block: Number(receipt.blockNumber), isReverted: Number(receipt.status) === 0, isKnown: true }];
    }
    const isKnown = (await ask('eth_getTransactionByHash', hash)) !== null;
    return [hash, { block: null, isReverted: false, isKnown }];
  };
  const head = Number(await provider.request({ method: 'eth_blockNumber' }));
  return { head, transactions: new Map(await Promise.all(hashes.map(one))) };
}
