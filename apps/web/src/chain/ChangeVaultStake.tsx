import type { ChainState, OwnChain, OwnChainModel } from '@robata/client';
import type { VaultAct } from '@robata/contracts/calls';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Choice } from '../components/Choice.tsx';
import { useOwnChanged } from '../data/own.ts';
import type { VaultActKind, VaultSearch } from '../search.ts';
import { amountOf } from '../wallet/amounts.ts';
import { ClaimForm } from './ClaimForm.tsx';
import type { Eip1193 } from './eip1193.ts';
import { type Sending, StakeForm } from './StakeForm.tsx';
import { type AskedOfWallet, sendAct } from './sendAct.ts';
import type { SentTransaction } from './sentTransactions.ts';
import type { ConnectedWallet } from './useWallet.ts';

const route = getRouteApi('/wallet/chain');

const ACTS = [
  { value: 'deposit', text: 'Deposit' },
  { value: 'release', text: 'Release' },
  { value: 'claim', text: 'Claim' },
  { value: 'withdraw', text: 'Withdraw' },
  { value: 'restake', text: 'Stake again' },
  { value: 'compounding', text: 'Payouts' },
  { value: 'exit', text: 'Leave at once' },
] as const satisfies readonly { readonly value: VaultActKind; readonly text: string }[];

const ASKED: Readonly<Record<AskedOfWallet | 'approving', string>> = {
  permit: 'Waiting for your wallet: sign the permit (1 of 2). It costs nothing.',
  approval: 'Waiting for your wallet: approve the amount (1 of 2).',
  approving: 'The approval is on its way into a block. The wallet asks again then (2 of 2).',
  transaction: 'Waiting for your wallet: confirm the transaction.',
};

interface ChangeVaultStakeProps {
  readonly chain: ChainState;
  readonly own: OwnChain;
  readonly wallet: ConnectedWallet | null;
  readonly onSent: (sent: SentTransaction) => void;
}

/** Everything that one does with a stake in the vault, one model and one act at a time. */
export function ChangeVaultStake({ chain, own, wallet, onSent }: ChangeVaultStakeProps) {
  const { model: wanted, act = 'deposit' } = route.useSearch();
  const navigate = useNavigate();
  const changed = useOwnChanged();
  const [asked, setAsked] = useState<AskedOfWallet | 'approving' | null>(null);
  const [isSent, setSent] = useState(false);
  const model = own.models.find(({ name }) => name === wanted) ?? (own.models[0] as OwnChainModel);
  const go = (next: VaultSearch): void => {
    setSent(false);
    void navigate({
      to: '/wallet/chain',
      search: (now: VaultSearch) => ({ model: model.name, act, ...now, ...next }),
      resetScroll: false,
    });
  };

  const send = async (vaultAct: VaultAct, says: string): Promise<void> => {
    const { provider, address } = readyWallet(wallet, chain, own);
    setSent(false);
    const { chainId } = chain;
    const [vault, token] = [chain.vault as `0x${string}`, chain.token as `0x${string}`];
    const sender = { provider, chainId, address, vault, token };
    const keep = (hash: string, what: 'approval' | 'transaction'): void => {
      const isCounted = what === 'transaction';
      const text = isCounted ? says : `Approval of the vault for ${says.toLowerCase()}`;
      onSent({ hash, says: text, address, sentAt: Date.now(), isCounted });
    };
    try {
      await sendAct(sender, vaultAct, { onAsked: setAsked, onApproving: () => setAsked('approving'), onSent: keep });
      setSent(true);
      await changed();
    } finally {
      setAsked(null);
    }
  };
  const balance = useBalance(wallet, chain);
  const least = useLeastDeposit(wallet, chain);
  const isExitOpen = useExitOpen(wallet, chain, model);
  const sending: Sending = { model, balance, least, isExitOpen, send };
  return (
    <>
      {own.models.length > 1 && (
        <div className="field">
          <label htmlFor="vault-model">Model</label>
          <select id="vault-model" value={model.name} onChange={({ target }) => go({ model: target.value })}>
            {own.models.map(({ modelId, name }) => (
              <option key={modelId} value={name}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      {isExitOpen && (
        <p role="status" className="caution">
          No settlement has become final for so long that the vault lets everybody leave at once, without waiting for
          the operator.
        </p>
      )}
      <Choice
        label="What to do"
        options={ACTS.filter(({ value }) => value !== 'exit' || isExitOpen || act === 'exit')}
        value={act}
        onChange={(next) => go({ act: next })}
      />
      {act === 'claim' ? (
        <ClaimForm sending={sending} chain={chain} address={own.address} wallet={wallet} />
      ) : (
        <StakeForm key={`${model.modelId} ${act}`} act={act} sending={sending} />
      )}
      {asked !== null && (
        <p role="status" className="caution">
          {ASKED[asked]}
        </p>
      )}
      {isSent && (
        <p role="status" className="positive">
          ✓ Sent. It stands above, with how far it has come.
        </p>
      )}
    </>
  );
}

/** The wallet as it has to be for money. Throws a sentence. */
function readyWallet(wallet: ConnectedWallet | null, chain: ChainState, own: OwnChain) {
  if (wallet === null || wallet.address === null)
    throw new Error('Connect your wallet first, at the top of this page.');
  const { provider, address, chainId } = wallet;
  if (chainId !== chain.chainId) {
    throw new Error(`The wallet is on another network: switch it to chain ${chain.chainId}, at the top of this page.`);
  }
  if (own.address !== address) {
    throw new Error('The wallet shows another account than the one that is linked: change it there.');
  }
  return { provider, address };
}

const BALANCE_MS = 10_000;

/** What the connected account has of the stake token, as a decimal text; null while nobody says it. */
function useBalance(wallet: ConnectedWallet | null, { chainId, token }: ChainState): string | null {
  const { provider, address = null } = wallet ?? {};
  const { data } = useQuery({
    queryKey: ['own', 'chain', 'balance', token, address],
    queryFn: async () => {
      const { balanceOf } = await import('@robata/contracts/calls');
      return amountOf(await balanceOf(provider as Eip1193, token as `0x${string}`, address as `0x${string}`));
    },
    enabled: address !== null && wallet?.chainId === chainId,
    refetchInterval: BALANCE_MS,
    retry: false,
  });
  return data ?? null;
}

/** The least that the vault takes at once, as a decimal text; null while nobody says it. */
function useLeastDeposit(wallet: ConnectedWallet | null, { chainId, vault }: ChainState): string | null {
  const provider = wallet?.provider as Eip1193;
  const { data } = useQuery({
    queryKey: ['own', 'chain', 'least', vault],
    queryFn: async () => {
      const { leastDepositOf } = await import('@robata/contracts/calls');
      const call = async (to: string, data: string) =>
        (await provider.request({ method: 'eth_call', params: [{ to, data }, 'latest'] })) as `0x${string}`;
      return amountOf(await leastDepositOf(call, vault as `0x${string}`));
    },
    enabled: wallet?.chainId === chainId,
    retry: false,
  });
  return data ?? null;
}

const EXIT_MS = 60_000;

/** Whether the vault would let the connected account take all of a stake at once. */
function useExitOpen(wallet: ConnectedWallet | null, { chainId, vault }: ChainState, { key }: OwnChainModel): boolean {
  const { provider, address = null } = wallet ?? {};
  const { data } = useQuery({
    queryKey: ['own', 'chain', 'exit', vault, address, key],
    queryFn: async () => {
      const { isExitOpen } = await import('@robata/contracts/calls');
      return isExitOpen(provider as Eip1193, vault as `0x${string}`, address as `0x${string}`, key as `0x${string}`);
    },
    enabled: address !== null && wallet?.chainId === chainId,
    refetchInterval: EXIT_MS,
    retry: false,
  });
  return data ?? false;
}
