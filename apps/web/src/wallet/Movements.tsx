import type { OwnHoldings, OwnStakeMovement } from '@robata/client';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { Tokens } from '../components/Tokens.tsx';
import { client } from '../data/client.ts';
import { useStakeStatement } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import { saveText } from '../format/saveText.ts';
import { Act } from '../forms/Act.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { ExactTokens } from './ExactTokens.tsx';
import { RoundName } from './RoundName.tsx';
import { StakeChart } from './StakeChart.tsx';
import { movementText, WALLET_TERMS } from './walletTerms.ts';

const changeOf = (amount: string) => (amount === '0' ? '–' : <Tokens amount={amount} signed />);

const COLUMNS: readonly Column<OwnStakeMovement>[] = [
  {
    key: 'at',
    header: 'Recorded',
    cell: ({ recordedAt, sequence }) => (recordedAt === null ? `entry ${sequence}` : formatTime(recordedAt)),
    isText: true,
    isRowHeader: true,
  },
  { key: 'what', header: 'What', cell: ({ kind }) => movementText(kind), isText: true },
  {
    key: 'round',
    header: 'Round',
    cell: ({ round }) => (round === null ? '–' : <RoundName round={round} />),
    isText: true,
  },
  { key: 'risk', header: 'At risk', cell: ({ atRisk }) => (atRisk === null ? '–' : <Tokens amount={atRisk} />) },
  {
    key: 'payout',
    header: 'Payout',
    cell: ({ payout }) => (payout === null ? '–' : <Tokens amount={payout} signed />),
  },
  { key: 'stakeChange', header: 'Stake ±', cell: ({ stakeChange }) => changeOf(stakeChange) },
  { key: 'stake', header: 'Stake', term: WALLET_TERMS.stake, cell: ({ stake }) => <ExactTokens amount={stake} /> },
  { key: 'pendingChange', header: 'Pending ±', cell: ({ pendingChange }) => changeOf(pendingChange) },
  {
    key: 'pending',
    header: 'Pending',
    term: WALLET_TERMS.pending,
    cell: ({ pending }) => <ExactTokens amount={pending} />,
  },
  { key: 'toWallet', header: 'Payout into the wallet', cell: ({ toWallet }) => changeOf(toWallet) },
];

/** Everything that ever happened to a stake, with what it was after each. */
export function Movements({ own: { id, name } }: { readonly own: OwnHoldings['models'][number] }) {
  const query = useStakeStatement(id);
  const download = async (): Promise<void> => saveText(`stake-${name}.csv`, await client.account.statementCsv(id));
  return (
    <Section title="Movements" aside={<Act onAct={download}>Movements (CSV)</Act>}>
      <QueryView query={query}>
        {(movements) =>
          movements.length === 0 ? (
            <Empty>Nothing happened yet: add to the stake, and its first movement stands here.</Empty>
          ) : (
            <>
              <StakeChart movements={movements} />
              <DataTable
                caption="Movements of the stake, newest first"
                columns={COLUMNS}
                rows={movements.toReversed()}
                rowKey={({ sequence }) => sequence}
                pageRows={20}
              />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}
