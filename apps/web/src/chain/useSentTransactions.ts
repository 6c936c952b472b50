import type { ChainState, OwnChain } from '@robata/client';
import { isOver, type SeenTransaction, type Stage, stageOf } from '@robata/contracts/participant';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Eip1193 } from './eip1193.ts';
import { lookAt } from './lookAt.ts';
import { keepTransactions, keptTransactions, type SentTransaction } from './sentTransactions.ts';

const LOOK_MS = 3_000;

export interface FollowedTransaction {
  readonly sent: SentTransaction;
  /** Null: no wallet on the vault's network has looked yet. */
  readonly stage: Stage | null;
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
  const { data: looked, dataUpdatedAt } = useQuery({
    queryKey: ['own', 'chain', 'sent', chainId, ...hashes],
    queryFn: () => lookAt(provider as Eip1193, chainId, hashes),
    enabled: provider !== null && hashes.length > 0,
    refetchInterval: LOOK_MS,
    placeholderData: (before) => before,
    // A wallet that fails to answer is asked again by the next look.
    retry: false,
  });
  const view = {
    head: Math.max(looked?.head ?? 0, chain.head?.block ?? 0),
    confirmations: chain.confirmations,
    readTo: chain.confirmed?.block ?? 0,
    waiting: own.waiting,
  };
  const followed = kept.map((sent): FollowedTransaction => {
    const unseen: SeenTransaction = { block: null, isReverted: false, isKnown: true };
    const seen = looked?.transactions.get(sent.hash) ?? unseen;
    return { sent, stage: looked == null ? null : stageOf(sent, seen, view, dataUpdatedAt) };
  });
  return {
    followed,
    /** Whether a wallet that is there is on another network, where nothing can be seen of them. */
    isElsewhere: looked === null,
    add: useCallback((sent: SentTransaction) => change((before) => [sent, ...before]), [change]),
    clear: () => {
      const over = new Set(
        followed.filter(({ stage }) => stage !== null && isOver(stage)).map(({ sent }) => sent.hash),
      );
      change((before) => before.filter(({ hash }) => !over.has(hash)));
    },
  };
}
