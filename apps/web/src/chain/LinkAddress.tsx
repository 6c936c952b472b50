import type { ChainState, OwnChain } from '@robata/client';
import { client } from '../data/client.ts';
import { useOwnChanged } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { Hex } from './ConnectWallet.tsx';
import { walletSentence } from './refusals.ts';
import type { ConnectedWallet } from './useWallet.ts';

interface LinkAddressProps {
  readonly wallet: ConnectedWallet | null;
  readonly chain: ChainState;
  readonly own: OwnChain;
}

/** Shows the server whose an address is: by a text that its wallet signs. */
export function LinkAddress({ wallet, chain, own }: LinkAddressProps) {
  const changed = useOwnChanged();
  if (own.address !== null) {
    return (
      <p>
        <span className="badge badge-good">linked</span> <Hex value={own.address} /> is yours here
        {own.linkedAt !== null && <> since {formatTime(own.linkedAt)}</>}: what it stakes on your models is in your
        books.
      </p>
    );
  }
  const address = wallet?.address ?? null;
  if (wallet === null || address === null) {
    return <p className="muted">No address is linked to your account yet: connect its wallet first.</p>;
  }
  const link = async (): Promise<void> => {
    const { text, nonce } = await client.chainChallenge(address);
    const message = `0x${[...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    const signed = wallet.provider.request({ method: 'personal_sign', params: [message, address] });
    const signature = await signed.catch((error: unknown) => {
      throw new Error(walletSentence(error) ?? 'The wallet did not sign: open it, and try again.', { cause: error });
    });
    await client.linkAddress({ nonce, signature: signature as string });
    await changed();
  };
  return (
    <div className="review">
      <p>
        Link <Hex value={address} /> to your account: the wallet signs a text that names this site, the vault and chain{' '}
        {chain.chainId}. It costs nothing and moves nothing. Deposits before that wait, and count once it is done.
      </p>
      <Act onAct={link}>Link this address</Act>
    </div>
  );
}
