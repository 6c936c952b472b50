import { useCallback, useEffect, useState } from 'react';
import { type Eip1193, type FoundWallet, watchWallets } from './eip1193.ts';
import { walletSentence } from './refusals.ts';

export interface ConnectedWallet {
  readonly name: string;
  readonly provider: Eip1193;
  /** Lower case; null where the wallet is found and has not let this page see an account. */
  readonly address: `0x${string}` | null;
  readonly chainId: number | null;
}

export interface WalletState {
  readonly found: readonly FoundWallet[];
  /** The one that was chosen, now or on an earlier visit. */
  readonly wallet: ConnectedWallet | null;
  /** The account before, where it was changed in the wallet. */
  readonly changedFrom: string | null;
  connect(wallet: FoundWallet): Promise<void>;
  disconnect(): void;
}

const CHOSEN = 'robata.chain.wallet';

/** The wallet of this browser. Asks for nothing by itself: a wallet that has let this page see an account before is found again. */
export function useWallet(): WalletState {
  const [found, setFound] = useState<readonly FoundWallet[]>([]);
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN));
  const [accounts, setAccounts] = useState<readonly string[]>([]);
  const [chainId, setChainId] = useState<number | null>(null);
  const [changedFrom, setChangedFrom] = useState<string | null>(null);
  useEffect(() => watchWallets(setFound), []);

  const wallet = found.find(({ id }) => id === chosen);
  const provider = wallet?.provider;
  useEffect(() => {
    if (provider === undefined) return;
    let isCurrent = true;
    const onAccounts = (next: readonly string[]): void => {
      if (!isCurrent) return;
      setAccounts((before) => {
        const [old] = before;
        if (old !== undefined && old.toLowerCase() !== next[0]?.toLowerCase()) setChangedFrom(old.toLowerCase());
        return next;
      });
    };
    const onChain = (id: string): void => {
      if (isCurrent) setChainId(Number(id));
    };
    const nobody = (): readonly string[] => [];
    void provider.request({ method: 'eth_accounts' }).then((known) => onAccounts(known as string[]), nobody);
    void provider.request({ method: 'eth_chainId' }).then((id) => onChain(id as string), nobody);
    provider.on?.('accountsChanged', onAccounts);
    provider.on?.('chainChanged', onChain);
    return () => {
      isCurrent = false;
      provider.removeListener?.('accountsChanged', onAccounts);
      provider.removeListener?.('chainChanged', onChain);
    };
  }, [provider]);

  const connect = useCallback(async ({ id, provider }: FoundWallet): Promise<void> => {
    try {
      const allowed = (await provider.request({ method: 'eth_requestAccounts' })) as string[];
      setChainId(Number(await provider.request({ method: 'eth_chainId' })));
      setAccounts(allowed);
      setChangedFrom(null);
      localStorage.setItem(CHOSEN, id);
      setChosen(id);
    } catch (error) {
      throw new Error(walletSentence(error) ?? 'The wallet did not connect: open it, and try again.', { cause: error });
    }
  }, []);
  const disconnect = useCallback(() => {
    localStorage.removeItem(CHOSEN);
    setChosen(null);
    setAccounts([]);
    setChangedFrom(null);
  }, []);

  const address = (accounts[0]?.toLowerCase() ?? null) as `0x${string}` | null;
  return {
    found,
    wallet: wallet === undefined ? null : { name: wallet.name, provider: wallet.provider, address, chainId },
    changedFrom,
    connect,
    disconnect,
  };
}

/** Asks the wallet for another network. Throws a sentence. */
export async function switchNetwork(provider: Eip1193, chainId: number): Promise<void> {
  try {
    await provider.request({
      method: 'wallet_switchEthereumChain',
      params: [{ chainId: `0x${chainId.toString(16)}` }],
    });
  } catch (error) {
    throw new Error(walletSentence(error) ?? 'The wallet did not change its network: change it there.', {
      cause: error,
    });
  }
}
