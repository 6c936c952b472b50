import '../style/wallet.css';
import '../style/chain.css';
import type { ChainState, OwnChain } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { SignedIn } from '../account/SignedIn.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useChain, useOwnChain } from './chainQueries.ts';
import { ChangeVaultStake } from './ChangeVaultStake.tsx';
import { ConnectWallet } from './ConnectWallet.tsx';
import { Halts } from './Halts.tsx';
import { LinkAddress } from './LinkAddress.tsx';
import { SentList } from './SentList.tsx';
import { useSentTransactions } from './useSentTransactions.ts';
import { useWallet } from './useWallet.ts';
import { VaultStakes } from './VaultStakes.tsx';
import { VaultSum } from './VaultSum.tsx';

/** One's stakes where they are: in the vault on chain, changed with one's own wallet, beside what the ledger has of them. */
export function ChainWalletPage() {
  return (
    <SignedIn title="Wallet on chain">
      {() => (
        <>
          <PageHead title="Wallet on chain">
            <p>
              <Link to="/wallet">Wallet</Link> · <Link to="/chain">The vault, its settlements and their cost</Link>
            </p>
          </PageHead>
          <WithChain />
        </>
      )}
    </SignedIn>
  );
}

function WithChain() {
  return (
    <QueryView query={useChain()}>
      {(chain) =>
        chain.isOn ? (
          <WithOwn chain={chain} />
        ) : (
          <Empty>
            Stakes of this tournament are points in its ledger, not on chain: <Link to="/wallet">your wallet</Link> has
            all of them.
          </Empty>
        )
      }
    </QueryView>
  );
}

function WithOwn({ chain }: { readonly chain: ChainState }) {
  return <QueryView query={useOwnChain()}>{(own) => <Content chain={chain} own={own} />}</QueryView>;
}

interface ContentProps {
  readonly chain: ChainState;
  readonly own: OwnChain;
}

function Content({ chain, own }: ContentProps) {
  const wallet = useWallet();
  // Reading what was sent needs no account: any wallet that is there can do it.
  const provider = wallet.wallet?.provider ?? wallet.found[0]?.provider ?? null;
  const sent = useSentTransactions(chain, own, provider);
  return (
    <>
      <Halts chain={chain} />
      <Section title="Your wallet">
        <ConnectWallet state={wallet} chain={chain} own={own} />
        <LinkAddress wallet={wallet.wallet} chain={chain} own={own} />
      </Section>
      <Section title="What you hold">
        <VaultSum own={own} chain={chain} />
      </Section>
      {sent.followed.length > 0 && (
        <Section title="Sent from this browser">
          <SentList
            followed={sent.followed}
            canSee={provider !== null}
            switchTo={sent.isElsewhere ? chain.chainId : null}
            onClear={sent.clear}
          />
        </Section>
      )}
      <Section title="Stakes">
        {own.address === null ? (
          <Empty>Link your address first: then your stakes in the vault stand here.</Empty>
        ) : own.models.length === 0 ? (
          <Empty>
            A stake is a model's: <Link to="/account/models">make your first model</Link>, it takes a moment.
          </Empty>
        ) : (
          <VaultStakes models={own.models} />
        )}
      </Section>
      {own.models.length > 0 && (
        <Section title="Change a stake">
          <ChangeVaultStake chain={chain} own={own} wallet={wallet.wallet} onSent={sent.add} />
        </Section>
      )}
    </>
  );
}
