import type { OwnWallet } from '@robata/client';
import { CopyLine } from '../components/CopyLine.tsx';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { useOwnAccount, useOwnWallet } from '../data/own.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { ExactTokens } from './ExactTokens.tsx';

type Deposit = OwnWallet['movements'][number];

const COLUMNS: readonly Column<Deposit>[] = [
  {
    key: 'at',
    header: 'Recorded',
    cell: ({ recordedAt }) => (recordedAt === null ? '–' : formatTime(recordedAt)),
    isText: true,
    isRowHeader: true,
  },
  { key: 'amount', header: 'Amount', cell: ({ amount }) => <ExactTokens amount={amount} /> },
  { key: 'entry', header: 'Ledger entry', cell: ({ sequence }) => sequence },
];

/** Money in: the operator records it. */
export function Deposits() {
  const account = useOwnAccount().data;
  return (
    <>
      <p className="muted">
        The operator of this server records deposits: send tokens as they say, and name your account.
      </p>
      {account !== undefined && <CopyLine text={account.username} label="your account's name" name="Account" />}
      <QueryView query={useOwnWallet()}>
        {({ movements }) => {
          const deposits = movements.filter(({ type }) => type === 'deposit');
          if (deposits.length === 0) return <Empty>Nothing was deposited yet.</Empty>;
          return (
            <DataTable
              caption="Deposits, newest first"
              columns={COLUMNS}
              rows={deposits}
              rowKey={({ sequence }) => sequence}
              pageRows={10}
            />
          );
        }}
      </QueryView>
    </>
  );
}
