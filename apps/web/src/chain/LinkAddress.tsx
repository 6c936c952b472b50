import type { ChainState, OwnChain } from '@robata/client';
import { client } from '../data/client.ts';
import { useOwnChanged } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { Act } from '../forms/Act.tsx';
import { Hex } from './ConnectWallet.tsx';
import { SignInSwitch } from './SignInSwitch.tsx';
import { signText } from './signText.ts';
import type { ConnectedWallet } from './useWallet.ts';

interface LinkAddressProps {
  readonly wallet: ConnectedWallet | null;
  readonly chain: ChainState;
  readonly own: OwnChain;
}

/**
 * Shows the server whose an address is: by a text that its wallet signs. One address of one account; another takes its place as long as the
 * vault has never had anything of the first. Whether its wallet signs in is said apart.
 */
export function LinkAddress({ wallet, chain, own }: LinkAddressProps) {
  const changed = useOwnChanged();
  const address = wallet?.address ?? null;
  const link = async (): Promise<void> => {
    if (wallet === null || address === null) return;
    const { text, nonce } = await client.chainChallenge(address);
    const signature = await signText(wallet.provider, address, text);
    await client.linkAddress({ nonce, signature });
    await changed();
  };
  if (own.address !== null) {
    return (
      <>
        <p>
          <span className="badge badge-good">linked</span> <Hex value={own.address} /> is yours here
          {own.linkedAt !== null && <> since {formatTime(own.linkedAt)}</>}: what it stakes on your models is in your
          books.
        </p>
        {chain.signsIn && <SignInSwitch own={own} />}
        {address !== null && address !== own.address && isUnused(own) && (
          <div className="review">
            <p>
              The vault has had nothing of the linked address. You can link <Hex value={address} /> in its place, until
              the first deposit: from then on the linked one stays.
            </p>
            <Act confirm="Link it in place of the other?" onAct={link}>
              Link this address instead
            </Act>
          </div>
        )}
      </>
    );
  }
  if (address === null) {
    return <p className="muted">No address is linked to your account yet: connect its wallet first.</p>;
  }
  return (
    <div className="review">
      <p>
        Link <Hex value={address} /> to your account: the wallet signs a text that names this site, the vault and chain{' '}
        {chain.chainId}. It costs nothing and moves nothing. Deposits before that wait, and count once it is done.
        {chain.signsIn && ' Nobody can sign in by that: whether this wallet does, you say afterwards.'}
      </p>
      <Act onAct={link}>Link this address</Act>
    </div>
  );
}

/** Whether the vault has never had anything of the linked address, also in blocks that do not count yet. */
const isUnused = ({ isUsed, models, waiting }: OwnChain): boolean =>
  !isUsed &&
  waiting.length === 0 &&
  models.every(({ latest: { active, pending, available } }) =>
    [active, pending, available].every((amount) => amount === '0'),
  );
