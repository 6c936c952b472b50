import type { ChainState, OwnChain } from '@robata/client';
import { Act } from '../forms/Act.tsx';
import { shortHex } from './eip1193.ts';
import { switchNetwork, type WalletState } from './useWallet.ts';

interface ConnectWalletProps {
  readonly state: WalletState;
  readonly chain: ChainState;
  readonly own: OwnChain;
}

/** Which wallet, which account of it, which network: and what to change where one of them is another than it should be. */
export function ConnectWallet({ state, chain, own }: ConnectWalletProps) {
  const { found, wallet, changedFrom } = state;
  if (wallet === null || wallet.address === null) {
    if (found.length === 0) {
      return (
        <p>
          No wallet was found in this browser. Install one that works with pages (EIP-1193, as most do), allow it on
          this page, and reload. What you hold is shown below without one.
        </p>
      );
    }
    return (
      <div className="acts">
        {found.map((each) => (
          <Act key={each.id} onAct={() => state.connect(each)}>
            Connect {each.name}
          </Act>
        ))}
      </div>
    );
  }
  const { address, name, provider, chainId } = wallet;
  const isOther = own.isUsed && own.address !== address;
  return (
    <>
      <dl className="facts">
        <dt>Connected</dt>
        <dd>
          {name}, account <Hex value={address} />{' '}
          <button type="button" className="button" onClick={state.disconnect}>
            Forget it
          </button>
        </dd>
        <dt>Network</dt>
        <dd>
          {chainId === chain.chainId ? (
            <>
              chain {chain.chainId} <span className="badge badge-good">right</span>
            </>
          ) : (
            <>
              <span className="caution">
                {chainId === null ? 'not known' : `chain ${chainId}`}: the vault is on chain {chain.chainId}.
              </span>{' '}
              <Act onAct={() => switchNetwork(provider, chain.chainId)}>Switch to chain {chain.chainId}</Act>
            </>
          )}
        </dd>
      </dl>
      {changedFrom !== null && changedFrom !== address && (
        <p role="status" className="caution">
          The wallet changed its account from {shortHex(changedFrom)} to {shortHex(address)}.
        </p>
      )}
      {isOther && (
        <p role="alert" className="caution">
          Your stakes are of <Hex value={own.address ?? ''} />, and the wallet shows another account: change it back
          there. What another account deposits does not count as yours.
        </p>
      )}
    </>
  );
}

export function Hex({ value }: { readonly value: string }) {
  return (
    <code title={value} className="hex">
      {shortHex(value)}
    </code>
  );
}
