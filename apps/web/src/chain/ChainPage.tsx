import '../style/chain.css';
import type { ChainGasRow, ChainSettlement, ChainState } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Figure, Figures } from '../components/Figures.tsx';
import { LocalTime } from '../components/LocalTime.tsx';
import { Missing } from '../components/Missing.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { RoundLink } from '../components/RoundLink.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { CopyLine } from '../components/CopyLine.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { sumOf } from '../wallet/amounts.ts';
import { useChain, useChainSettlements } from './chainQueries.ts';
import { CHAIN_TERMS } from './chainTerms.ts';
import { Hex } from './ConnectWallet.tsx';
import { Halts } from './Halts.tsx';

/** Everybody's view of the vault: where it is, whether it agrees with the ledger, what was settled and what that cost. */
export function ChainPage() {
  const query = useChain();
  return (
    <>
      <PageHead title="The vault on chain">
        {query.data?.isOn !== false && (
          <p>
            Stakes are held by a contract and change in their block; each round is settled by one transaction, whatever
            the number of stakes. <Link to="/wallet/chain">Your own stakes</Link>.
          </p>
        )}
      </PageHead>
      <QueryView query={query}>
        {(chain) =>
          chain.isOn ? (
            <Page chain={chain} />
          ) : (
            <Empty>
              No chain is configured: stakes of this tournament are points in its ledger, which{' '}
              <Link to="/rules">its rules</Link> describe.
            </Empty>
          )
        }
      </QueryView>
    </>
  );
}

function Page({ chain }: { readonly chain: ChainState }) {
  const settlements = useChainSettlements(true);
  return (
    <>
      <Halts chain={chain} />
      <Section title="Where it is">
        <CopyLine name={`Vault, chain ${chain.chainId}`} text={chain.vault} label="the vault's address" />
        <CopyLine name="Stake token" text={chain.token} label="the token's address" />
        <Figures>
          <Figure
            term={CHAIN_TERMS.confirmed}
            note={
              chain.confirmed === null
                ? 'nothing was read yet'
                : chain.head === null
                  ? 'the node does not answer now'
                  : `newest: ${formatNumber(chain.head.block)}`
            }
          >
            {chain.confirmed === null ? <Missing /> : formatNumber(chain.confirmed.block)}
          </Figure>
          <Figure term={CHAIN_TERMS.confirmations} unit="blocks">
            {formatNumber(chain.confirmations)}
          </Figure>
        </Figures>
      </Section>
      <Section title="Vault and ledger">
        <Agreement chain={chain} />
      </Section>
      <QueryView query={settlements}>
        {({ settlements, gas }) => (
          <>
            <Section title="Settlements">
              {settlements.length === 0 ? (
                <Empty>No round was settled yet. The first one is, once it has resolved.</Empty>
              ) : (
                <DataTable
                  caption="Settlements, newest first"
                  columns={SETTLEMENTS}
                  rows={settlements.map((settlement): Row => {
                    const cost = gas.find((row) => sameHash(row.transaction, settlement.transaction)) ?? null;
                    return { settlement, cost, headTime: chain.head?.time ?? null };
                  })}
                  rowKey={({ settlement }) => settlement.transaction}
                  pageRows={50}
                />
              )}
            </Section>
            <GasLedger gas={gas} />
          </>
        )}
      </QueryView>
      <Section title="Closes that the vault knows">
        {chain.rounds.length === 0 ? (
          <Empty>No close ahead is announced to the vault now: the settler announces them when rounds open.</Empty>
        ) : (
          <DataTable
            caption="Rounds announced to the vault"
            columns={AHEAD}
            rows={chain.rounds}
            rowKey={({ round }) => round}
          />
        )}
      </Section>
    </>
  );
}

const sameHash = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function Agreement({ chain: { reconciliation, waiting } }: { readonly chain: ChainState }) {
  if (reconciliation === null) return <Empty>Vault and ledger were not compared yet. They are, every day.</Empty>;
  const { agrees, block, at, accounts, staked, unmatched, surplus } = reconciliation;
  return (
    <>
      <p data-agrees={agrees}>
        <span className={`badge ${agrees ? 'badge-good' : 'badge-bad'}`}>{agrees ? 'they agree' : 'they differ'}</span>{' '}
        {agrees ? `To the last unit, for ${everybody(accounts)},` : 'Nothing is settled until the cause is found:'} at
        block {formatNumber(block)} ({formatTime(at)}).
      </p>
      {waiting > 0 && (
        <p className="caution">
          {waiting === 1 ? 'One event waits' : `${formatNumber(waiting)} events wait`} until the ledger can take{' '}
          {waiting === 1 ? 'it' : 'them'}: most often an address that nobody has linked.
        </p>
      )}
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
      </Figures>
    </>
  );
}

const everybody = (accounts: number): string =>
  accounts === 1 ? 'the one account that has linked an address' : `${formatNumber(accounts)} linked accounts`;

function GasLedger({ gas }: { readonly gas: readonly ChainGasRow[] }) {
  const settled = gas.filter(({ id }) => id.startsWith('settle/'));
  const total = gas.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0);
  const perSettlement = settled.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0) / settled.length;
  return (
    <Section title="What it cost">
      {gas.length === 0 ? (
        <Empty>This server has sent no transaction that is confirmed yet.</Empty>
      ) : (
        <>
          <Figures>
            <Figure term={CHAIN_TERMS.perSettlement} unit="gas">
              {settled.length === 0 ? <Missing /> : formatNumber(perSettlement)}
            </Figure>
            <Figure
              term={CHAIN_TERMS.gas}
              unit="gas"
              note={gas.length === 1 ? 'one transaction' : `${gas.length} transactions`}
            >
              {formatNumber(total)}
            </Figure>
            <Figure term={CHAIN_TERMS.fee} unit="of the network's coin">
              <Coin amount={sumOf(gas.map(({ fee }) => fee))} />
            </Figure>
          </Figures>
          <DataTable
            caption="Transactions of the settler, newest first"
            columns={GAS}
            rows={gas}
            rowKey={({ transaction }) => transaction}
            pageRows={50}
          />
        </>
      )}
    </Section>
  );
}

const coins = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/** Of the network's own coin: fees are small, so figures count and not places. */
function Coin({ amount }: { readonly amount: string }) {
  return (
    <span className="figures" title={amount}>
      {coins.format(Number(amount))}
    </span>
  );
}

interface Row {
  readonly settlement: ChainSettlement;
  /** Null where another server sent it, or it has not its confirmations yet. */
  readonly cost: ChainGasRow | null;
  /** Of the newest block: the vault's own clock. */
  readonly headTime: string | null;
}

const SETTLEMENTS: readonly Column<Row>[] = [
  {
    key: 'round',
    header: 'Round',
    cell: ({ settlement: { number, round } }) =>
      number === null ? `${round} of the vault` : <RoundLink number={number} />,
    isText: true,
    isRowHeader: true,
  },
  { key: 'state', header: 'State', term: CHAIN_TERMS.finalAt, cell: (row) => <State row={row} />, isText: true },
  { key: 'payout', header: 'Paid', cell: ({ settlement }) => <Tokens amount={settlement.payout} /> },
  { key: 'burn', header: 'Burned', cell: ({ settlement }) => <Tokens amount={settlement.burn} /> },
  {
    key: 'gas',
    header: 'Gas',
    cell: ({ cost }) => (cost === null ? <Missing /> : formatNumber(Number(cost.gasUsed))),
  },
  {
    key: 'fee',
    header: 'Cost (coin)',
    term: CHAIN_TERMS.fee,
    cell: ({ cost }) => (cost === null ? <Missing /> : <Coin amount={cost.fee} />),
  },
  {
    key: 'root',
    header: 'Root',
    term: CHAIN_TERMS.root,
    cell: ({ settlement }) => <Hex value={settlement.root} />,
    isText: true,
  },
  {
    key: 'transaction',
    header: 'Transaction',
    cell: ({ settlement }) => <Hex value={settlement.transaction} />,
    isText: true,
  },
];

function State({ row: { settlement, headTime } }: { readonly row: Row }) {
  const { state, finalAt } = settlement;
  if (state === 'struck') return <span className="badge badge-bad">struck out</span>;
  if (headTime !== null && headTime >= finalAt) return <span className="badge badge-good">final</span>;
  return (
    <span>
      <span className="badge badge-warning">can be disputed</span> until <LocalTime at={finalAt} />
    </span>
  );
}

const GAS: readonly Column<ChainGasRow>[] = [
  {
    key: 'id',
    header: 'What',
    cell: ({ id, offer, offers }) => `${subjectOf(id)}${offerText(offer, offers)}`,
    isText: true,
    isRowHeader: true,
  },
  { key: 'at', header: 'Confirmed', cell: ({ at }) => formatTime(at), isText: true },
  { key: 'gas', header: 'Gas', cell: ({ gasUsed }) => formatNumber(Number(gasUsed)) },
  {
    key: 'price',
    header: 'Price (gwei)',
    cell: ({ price }) => formatNumber(Number(price) / 1e9, { places: 3 }),
  },
  { key: 'fee', header: 'Cost (coin)', term: CHAIN_TERMS.fee, cell: ({ fee }) => <Coin amount={fee} /> },
  { key: 'block', header: 'Block', cell: ({ block }) => formatNumber(block) },
  { key: 'transaction', header: 'Transaction', cell: ({ transaction }) => <Hex value={transaction} />, isText: true },
];

/** Which of its offers a block took, where its fee was raised. */
const offerText = (offer?: number, offers?: number): string =>
  offer === undefined || offers === undefined ? '' : ` (offer ${offer} of ${offers} counts)`;

/** `settle/7/1` and `announce/CLOSES/1` in words. */
function subjectOf(id: string): string {
  const [kind, subject = ''] = id.split('/');
  if (kind === 'pause') return 'pause of the vault';
  if (kind === 'unpause') return 'end of the pause';
  if (kind === 'settle') return `settlement of the vault's round ${subject}`;
  if (kind === 'free') return `transfer of nothing in the place of a settlement of the vault's round ${subject}`;
  const closes = subject.split('+').length;
  return closes === 1 ? 'announcement of a close' : `announcement of ${closes} closes`;
}

const AHEAD: readonly Column<ChainState['rounds'][number]>[] = [
  {
    key: 'round',
    header: 'Round',
    cell: ({ round, number }) => (number === null ? `${round} of the vault` : <RoundLink number={number} />),
    isText: true,
    isRowHeader: true,
  },
  { key: 'closes', header: 'Closes', cell: ({ closesAt }) => <LocalTime at={closesAt} />, isText: true },
  { key: 'settle', header: 'Settled by', cell: ({ settleBy }) => <LocalTime at={settleBy} />, isText: true },
];
