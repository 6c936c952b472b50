import '../style/chain.css';
import type { ChainDesk, ChainDeskAccount } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { CHAIN_TERMS } from '../chain/chainTerms.ts';
import { useChain } from '../chain/chainQueries.ts';
import { Hex } from '../chain/ConnectWallet.tsx';
import { Halts } from '../chain/Halts.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Missing } from '../components/Missing.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { client } from '../data/client.ts';
import { Field } from '../forms/Field.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useChainDesk } from './consoleQueries.ts';
import { Decide } from './Decide.tsx';

/** What an operator looks at of the vault: what has halted and why, whether it agrees with the ledger, what is under way. */
export function ConsoleChainPage() {
  return (
    <>
      <PageHead title="Chain">
        <p>
          The vault beside the ledger. What everybody sees of it: <Link to="/chain">the vault on chain</Link>.
        </p>
      </PageHead>
      <QueryView query={useChain()}>
        {({ isOn }) =>
          isOn ? (
            <Desk />
          ) : (
            <Empty>
              No chain is configured: stakes of this tournament are points in its ledger. With ROBATA_CHAIN_RPC and
              ROBATA_CHAIN_VAULT they are tokens in a vault.
            </Empty>
          )
        }
      </QueryView>
    </>
  );
}

function Desk() {
  return (
    <QueryView query={useChainDesk()}>
      {(chain) => (
        <>
          <Halts chain={chain} />
          <Section title="Vault and ledger" aside={<Compare />}>
            <Comparison chain={chain} />
          </Section>
          <Section title="Under way" aside={chain.underWay !== null && <Bump underWay={chain.underWay} />}>
            <UnderWay chain={chain} />
          </Section>
          <Section title="Pause" aside={chain.canPause && <Pause pausedUntil={chain.pausedUntil} />}>
            <PauseText chain={chain} />
          </Section>
        </>
      )}
    </QueryView>
  );
}

function Compare() {
  return (
    <Decide
      button="Compare now …"
      title="Compare vault and ledger now?"
      what={
        <p>
          At the last confirmed block, account by account, to the last unit. It is done daily by itself, and every ten
          minutes while they differ. A difference stops settlements; agreement lets them go on.
        </p>
      }
      confirm="Compare"
      onAct={async () => {
        const { agrees, block } = await client.operator.reconcileChain();
        return `At block ${formatNumber(block)} vault and ledger ${agrees ? 'agree' : 'differ'}.`;
      }}
    />
  );
}

function Comparison({ chain }: { readonly chain: ChainDesk }) {
  const { reconciliation, accounts, owed, waiting } = chain;
  if (reconciliation === null) {
    return <Empty>They were not compared yet: that is done once the chain is read, and every day from then on.</Empty>;
  }
  const { agrees, block, at, staked, unmatched, surplus, treasury } = reconciliation;
  const differing = accounts.filter(({ difference }) => Number(difference) !== 0).length;
  return (
    <>
      <p data-agrees={agrees}>
        <span className={`badge ${agrees ? 'badge-good' : 'badge-bad'}`}>{agrees ? 'they agree' : 'they differ'}</span>{' '}
        {agrees ? 'To the last unit' : `${differing === 1 ? 'One account differs' : `${differing} accounts differ`}`} at
        block {formatNumber(block)}, {formatTime(at)}. {waitingText(waiting)}
      </p>
      <Figures>
        <Figure term={CHAIN_TERMS.staked} unit="tokens">
          <Tokens amount={staked} />
        </Figure>
        <Figure term={CHAIN_TERMS.unmatched} unit="tokens">
          <Tokens amount={unmatched} />
        </Figure>
        <Figure term={CHAIN_TERMS.surplus} unit="tokens">
          <Tokens amount={surplus} />
        </Figure>
        {treasury !== null && (
          <>
            <Figure term={CHAIN_TERMS.treasuryInVault} unit="tokens">
              <Tokens amount={treasury.vault} />
            </Figure>
            <Figure term={CHAIN_TERMS.undeclared} unit="tokens">
              <Tokens amount={treasury.undeclared} />
            </Figure>
            <Figure term={CHAIN_TERMS.treasury} unit="tokens">
              {Number(treasury.difference) === 0 ? (
                <Tokens amount={treasury.difference} />
              ) : (
                <strong className="figures">{treasury.difference}</strong>
              )}
            </Figure>
          </>
        )}
      </Figures>
      {owed.length > 0 && (
        <>
          <p className="caution">
            {CHAIN_TERMS.owed.name}: {owed.length === 1 ? 'one stake' : `${formatNumber(owed.length)} stakes`}.{' '}
            {CHAIN_TERMS.owed.says}
          </p>
          <DataTable
            caption="Owed beyond all roots, the largest first"
            columns={OWED}
            rows={owed}
            rowKey={({ account, model }) => `${account} ${model}`}
          />
        </>
      )}
      {accounts.length === 0 ? (
        <Empty>No account has linked an address yet.</Empty>
      ) : (
        <DataTable
          caption="Accounts in vault and ledger, those that differ first"
          columns={ACCOUNTS}
          rows={accounts}
          rowKey={({ account }) => account}
          pageRows={50}
        />
      )}
      {accounts.length < reconciliation.accounts && (
        <p className="muted">
          {formatNumber(accounts.length)} of {formatNumber(reconciliation.accounts)} accounts are shown.
        </p>
      )}
    </>
  );
}

const waitingText = (waiting: number): string =>
  waiting === 0
    ? 'No event waits.'
    : `${waiting === 1 ? 'One event waits' : `${formatNumber(waiting)} events wait`} until the ledger can take ${waiting === 1 ? 'it' : 'them'}.`;

const OWED: readonly Column<ChainDesk['owed'][number]>[] = [
  { key: 'model', header: 'Model', cell: ({ model }) => model, isText: true, isRowHeader: true },
  { key: 'account', header: 'Account', cell: ({ account }) => <code>{account}</code>, isText: true },
  { key: 'payout', header: 'Payout', cell: ({ payout }) => <Tokens amount={payout} /> },
  { key: 'burn', header: 'Burn', cell: ({ burn }) => <Tokens amount={burn} /> },
];

const ACCOUNTS: readonly Column<ChainDeskAccount>[] = [
  {
    key: 'account',
    header: 'Account',
    cell: ({ account, username }) =>
      username === null ? (
        <code>{account}</code>
      ) : (
        <Link to="/console/accounts/$username" params={{ username }}>
          {username}
        </Link>
      ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'difference',
    header: 'Difference',
    term: CHAIN_TERMS.difference,
    cell: ({ difference }) =>
      Number(difference) === 0 ? (
        <Tokens amount={difference} />
      ) : (
        // To the last unit: two places could show 0.00.
        <strong className="figures">{difference}</strong>
      ),
  },
  { key: 'vault', header: 'Vault', term: CHAIN_TERMS.inVault, cell: ({ vault }) => <Tokens amount={vault} /> },
  {
    key: 'payout',
    header: 'Unclaimed payout',
    term: CHAIN_TERMS.unclaimedPayout,
    cell: ({ unclaimedPayout }) => <Tokens amount={unclaimedPayout} />,
  },
  {
    key: 'burn',
    header: 'Unclaimed burn',
    term: CHAIN_TERMS.unclaimedBurn,
    cell: ({ unclaimedBurn }) => <Tokens amount={unclaimedBurn} />,
  },
  { key: 'cut', header: 'Cut burn', term: CHAIN_TERMS.cutBurn, cell: ({ cutBurn }) => <Tokens amount={cutBurn} /> },
  { key: 'lost', header: 'Booked loss', term: CHAIN_TERMS.lost, cell: ({ lost }) => <Tokens amount={lost} /> },
  {
    key: 'drift',
    header: 'Drift',
    term: CHAIN_TERMS.drift,
    cell: ({ drifts }) =>
      drifts.length === 0 ? (
        <Tokens amount="0" />
      ) : (
        drifts.map(({ model, drift }) => (
          <div key={model} className="figures">
            model {model}: <strong>{drift.replace('-', '−')}</strong>
          </div>
        ))
      ),
  },
  { key: 'leaving', header: 'Leaving', term: CHAIN_TERMS.leaving, cell: ({ leaving }) => <Tokens amount={leaving} /> },
  { key: 'ledger', header: 'Ledger', term: CHAIN_TERMS.ledger, cell: ({ ledger }) => <Tokens amount={ledger} /> },
  {
    key: 'address',
    header: 'Address',
    cell: ({ address }) => (address === '' ? 'none is linked' : <Hex value={address} />),
    isText: true,
  },
];

const gwei = (units: string): string => `${formatNumber(Number(units) / 1e9, { places: 3 })} gwei`;

function UnderWay({ chain: { underWay, settles } }: { readonly chain: ChainDesk }) {
  if (!settles) return <Empty>Nobody here has the settler’s key: this server only watches.</Empty>;
  if (underWay === null) return <Empty>No transaction of the settler is under way.</Empty>;
  const { id, transaction, blocks, offers, price, isStuck } = underWay;
  return (
    <>
      <p>
        {isStuck && <span className="badge badge-bad">stuck</span>} <code>{id}</code> was offered{' '}
        {blocks === 1 ? 'one block' : `${formatNumber(blocks)} blocks`} ago
        {offers > 1 && `, its fee raised ${offers === 2 ? 'once' : `${formatNumber(offers - 1)} times`}`}.
      </p>
      <Figures>
        <Figure term={CHAIN_TERMS.price}>{price === null ? <Missing /> : gwei(price)}</Figure>
      </Figures>
      <p>
        Transaction <Hex value={transaction} />
      </p>
    </>
  );
}

function Bump({ underWay }: { readonly underWay: NonNullable<ChainDesk['underWay']> }) {
  return (
    <Decide
      button="Raise its fee …"
      title="Offer the same transaction again at a higher fee?"
      what={
        <p>
          The same call with the same nonce: a block takes one of the offers at most, so that nothing is settled twice.
          Nodes want an eighth more.
        </p>
      }
      confirm="Raise it"
      onAct={async ({ text }) => {
        const most = text('maxFee').trim();
        const { id, transaction } = await client.operator.bumpChain(most === '' ? null : most);
        return `${id} was offered again as ${transaction}.`;
      }}
    >
      <Field
        name="maxFee"
        label="At most, in gwei for each gas"
        inputMode="decimal"
        autoComplete="off"
        maxLength={20}
        required={false}
        hint={`Empty: as ROBATA_CHAIN_MAX_FEE_GWEI says.${underWay.price === null ? '' : ` It offers ${gwei(underWay.price)} now.`}`}
      />
    </Decide>
  );
}

function PauseText({ chain: { pausedUntil, canPause, pausesByItself } }: { readonly chain: ChainDesk }) {
  return (
    <>
      <p>
        {pausedUntil === null ? (
          'The vault is not paused.'
        ) : (
          <>
            <span className="badge badge-warning">paused</span> until {formatTime(pausedUntil)}: nobody deposits, claims
            or withdraws. Who was silent for too long may still be left at once.
          </>
        )}
      </p>
      <p className="muted">
        {canPause
          ? `This server has the guardian’s key. A difference of vault and ledger ${pausesByItself ? 'pauses the vault by itself' : 'pauses nothing by itself'}.`
          : 'The guardian’s key is somewhere else: its wallet pauses the vault.'}
      </p>
    </>
  );
}

function Pause({ pausedUntil }: { readonly pausedUntil: string | null }) {
  return pausedUntil === null ? (
    <Decide
      button="Pause the vault …"
      title="Pause the vault?"
      what={
        <p>
          Deposits, settlements, claims and withdrawals of everybody stop for 14 days at most. The next pause has to
          wait as long as this one lasted.
        </p>
      }
      typed="pause"
      confirm="Pause it"
      isDanger
      onAct={async () => `The pause was sent as ${(await client.operator.pauseVault('pause')).transaction}.`}
    />
  ) : (
    <Decide
      button="End the pause …"
      title="End the pause?"
      what={<p>Deposits, settlements, claims and withdrawals go on.</p>}
      confirm="End it"
      onAct={async () =>
        `The end of the pause was sent as ${(await client.operator.pauseVault('unpause')).transaction}.`
      }
    />
  );
}
