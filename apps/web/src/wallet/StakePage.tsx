import '../style/wallet.css';
import type { OwnHoldings } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { SignedIn } from '../account/SignedIn.tsx';
import { useChain } from '../chain/chainQueries.ts';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useHoldings } from '../data/own.ts';
import { lesserOf } from './amounts.ts';
import { AtRiskTable } from './AtRiskTable.tsx';
import { ChangeStake } from './ChangeStake.tsx';
import { ExactTokens } from './ExactTokens.tsx';
import { Explained } from '../components/Explained.tsx';
import { Movements } from './Movements.tsx';
import { PayoutModeChoice } from './PayoutModeChoice.tsx';
import { Releases } from './Releases.tsx';
import { Sum } from './Sum.tsx';
import { WALLET_TERMS } from './walletTerms.ts';

const route = getRouteApi('/wallet/$model');

/** One model's stake: what it is, what of it can burn, what is on its way, and everything that changes it. */
export function StakePage() {
  const { model } = route.useParams();
  return <SignedIn title={`Stake of ${model}`}>{() => <Content model={model} />}</SignedIn>;
}

function Content({ model }: { readonly model: string }) {
  return (
    <QueryView query={useHoldings()}>
      {(holdings) => <OneStake key={model} name={model} holdings={holdings} />}
    </QueryView>
  );
}

interface OneStakeProps {
  readonly name: string;
  readonly holdings: OwnHoldings;
}

function OneStake({ name, holdings }: OneStakeProps) {
  const isOnChain = useChain().data?.isOn === true;
  const own = holdings.models.find((model) => model.name === name);
  if (own === undefined) {
    return (
      <>
        <PageHead title={`Stake of ${name}`} />
        <Empty>
          You have no model of this name. <Link to="/wallet">See all your stakes</Link>.
        </Empty>
      </>
    );
  }
  const { stake } = own;
  return (
    <>
      <PageHead title={`Stake of ${name}`}>
        <p>
          <Link to="/wallet">Wallet</Link> ·{' '}
          <Link to="/models/$name" params={{ name }}>
            Scores of {name}
          </Link>
        </p>
      </PageHead>
      <Section title="What it is">
        <Sum
          total={{ key: 'total', term: WALLET_TERMS.value, amount: stake.value }}
          parts={[
            { key: 'staked', term: WALLET_TERMS.stake, amount: stake.stake },
            { key: 'pending', term: WALLET_TERMS.pending, amount: stake.pendingTotal },
          ]}
        >
          <dl className="facts">
            <dt>
              <Explained term={WALLET_TERMS.lossMax} />
            </dt>
            <dd>
              <ExactTokens amount={lesserOf(stake.lossMax, stake.value)} />
            </dd>
            <dt>
              <Explained term={WALLET_TERMS.availableNow} />
            </dt>
            <dd>
              <ExactTokens amount={stake.availableNow} />
            </dd>
            {stake.mustStayPending !== '0' && (
              <>
                <dt>
                  <Explained term={WALLET_TERMS.mustStay} />
                </dt>
                <dd>
                  <ExactTokens amount={stake.mustStayPending} />
                </dd>
              </>
            )}
          </dl>
        </Sum>
      </Section>
      <Section title="At risk">
        <AtRiskTable stake={stake} rounds={holdings.rounds} />
      </Section>
      <Section title="On its way out">
        <Releases own={own} holdings={holdings} />
      </Section>
      {isOnChain ? (
        <Section title="Change it">
          <p>
            This stake is in a vault on chain:{' '}
            <Link to="/wallet/chain" search={{ model: name }}>
              change it with your own wallet
            </Link>
            .
          </p>
        </Section>
      ) : (
        <div className="two-columns even">
          <Section title="Change it">
            <ChangeStake own={own} holdings={holdings} />
          </Section>
          <Section title="Where payouts go">
            <PayoutModeChoice own={own} />
          </Section>
        </div>
      )}
      <Movements own={own} />
    </>
  );
}
