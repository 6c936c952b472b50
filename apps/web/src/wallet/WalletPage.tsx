import '../style/wallet.css';
import type { OwnHoldings } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { SignedIn } from '../account/SignedIn.tsx';
import { useChain } from '../chain/chainQueries.ts';
import { Explained } from '../components/Explained.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { client } from '../data/client.ts';
import { useHoldings } from '../data/own.ts';
import { saveText } from '../format/saveText.ts';
import { Act } from '../forms/Act.tsx';
import { lesserOf, sumOf } from './amounts.ts';
import { Deposits } from './Deposits.tsx';
import { ExactTokens } from './ExactTokens.tsx';
import { StakesTable } from './StakesTable.tsx';
import { Sum } from './Sum.tsx';
import { Timeline } from './Timeline.tsx';
import { WALLET_TERMS } from './walletTerms.ts';
import { Withdrawals } from './Withdrawals.tsx';

/** All that one holds, as one number that adds up, and what comes of it when. */
export function WalletPage() {
  return (
    <SignedIn title="Wallet">
      {({ username }) => (
        <>
          <PageHead title="Wallet">
            <p>Tokens in your wallet, in the stakes of your models, and on their way between them.</p>
          </PageHead>
          <Content username={username} />
        </>
      )}
    </SignedIn>
  );
}

function Content({ username }: { readonly username: string }) {
  return (
    <QueryView query={useHoldings()}>{(holdings) => <Holdings holdings={holdings} username={username} />}</QueryView>
  );
}

interface HoldingsProps {
  readonly holdings: OwnHoldings;
  readonly username: string;
}

function Holdings({ holdings, username }: HoldingsProps) {
  const isOnChain = useChain().data?.isOn === true;
  const { total, available, staked, pending, waiting, lossMax, models, rounds } = holdings;
  const statement = async (): Promise<void> =>
    saveText(`statement-${username}.csv`, await client.account.accountStatementCsv());
  return (
    <>
      <Section title="Holdings" aside={<Act onAct={statement}>Account statement (CSV)</Act>}>
        <Sum
          total={{ key: 'total', term: WALLET_TERMS.total, amount: total }}
          parts={[
            { key: 'available', term: WALLET_TERMS.available, amount: available },
            { key: 'staked', term: WALLET_TERMS.staked, amount: staked },
            { key: 'pending', term: WALLET_TERMS.pending, amount: pending },
            { key: 'waiting', term: WALLET_TERMS.waiting, amount: waiting },
          ]}
        >
          <p className="muted">
            {lossMax === '0' ? (
              'No round under way counts anything of it: nothing of it can burn before the next close.'
            ) : (
              <>
                Of it, the rounds under way <Explained term={WALLET_TERMS.lossMax}>can burn at most</Explained>{' '}
                <ExactTokens amount={lesserOf(lossMax, sumOf([staked, pending]))} /> tokens.
              </>
            )}
          </p>
        </Sum>
      </Section>
      <Section title="Stakes">
        {models.length === 0 ? (
          <Empty>
            A stake is a model's: <Link to="/account/models">make your first model</Link>, it takes a moment.
          </Empty>
        ) : (
          <StakesTable models={models} />
        )}
      </Section>
      {rounds.length > 0 && (
        <Section title="The coming weeks">
          <Timeline holdings={holdings} />
        </Section>
      )}
      {isOnChain ? (
        <Section title="On chain">
          <p>
            Stakes of this tournament are in a vault on chain: deposit, release, claim and withdraw with your own
            wallet.
          </p>
          <p className="acts">
            <Link to="/wallet/chain" className="button button-main">
              Open the wallet on chain
            </Link>
          </p>
        </Section>
      ) : (
        <>
          <Section title="Withdrawals">
            <Withdrawals available={available} />
          </Section>
          <Section title="Deposits">
            <Deposits />
          </Section>
        </>
      )}
    </>
  );
}
