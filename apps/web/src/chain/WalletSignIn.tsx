import { useEffect, useState } from 'react';
import { client } from '../data/client.ts';
import { Act } from '../forms/Act.tsx';
import { type FoundWallet, watchWallets } from './eip1193.ts';
import { walletSentence } from './refusals.ts';
import { signText } from './signText.ts';

interface WalletSignInProps {
  readonly onDone: () => Promise<void>;
  readonly onCodeNeeded: () => void;
}

/** Signs in with a wallet of this browser, whose address the account has linked before. */
export function WalletSignIn({ onDone, onCodeNeeded }: WalletSignInProps) {
  const [found, setFound] = useState<readonly FoundWallet[]>([]);
  useEffect(() => watchWallets(setFound), []);
  const signIn = async ({ provider }: FoundWallet): Promise<void> => {
    const allowed = provider.request({ method: 'eth_requestAccounts' }).catch((error: unknown) => {
      throw new Error(walletSentence(error) ?? 'The wallet did not connect: open it, and try again.', { cause: error });
    });
    const [address] = (await allowed) as readonly string[];
    if (address === undefined) throw new Error('The wallet shows this page no account: choose one there.');
    const { text, nonce } = await client.signInChallenge(address);
    const signature = await signText(provider, address, text);
    if ((await client.people.signInWithWallet({ address, nonce, signature })) === 'code_needed') onCodeNeeded();
    else await onDone();
  };
  return (
    <div className="section">
      <h2>With a wallet</h2>
      {found.length === 0 ? (
        <p className="muted">No wallet was found in this browser: sign in with your password.</p>
      ) : (
        <>
          <div className="acts">
            {found.map((wallet) => (
              <Act key={wallet.id} onAct={() => signIn(wallet)}>
                {found.length === 1 ? 'Sign in with a wallet' : `Sign in with ${wallet.name}`}
              </Act>
            ))}
          </div>
          <p className="muted">
            For accounts that have linked an address. The wallet signs a text, which costs nothing and moves nothing.
          </p>
        </>
      )}
    </div>
  );
}
