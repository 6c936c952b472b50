import type { ChainState, OwnChain } from '@robata/client';
import { client } from '../data/client.ts';
import { useOwnChanged } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { Hex } from './ConnectWallet.tsx';
import { signText } from './signText.ts';
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
    const signature = await signText(wallet.provider, address, text);
    await client.linkAddress({ nonce, signature });
    await changed();
  };
  return (
    <div className="review">
      <p>
        Link <Hex value={address} /> to your account: the wallet signs a text that names this site, the vault and chain{' '}
        {chain.chainId}. It costs nothing and moves nothing. Deposits before that wait, and count once it is done.
        {chain.signsIn && ' Whoever has this wallet can sign in to your account with it then.'}
      </p>
      <Act onAct={link}>Link this address</Act>
    </div>
  );
}
