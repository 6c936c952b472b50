import type { OwnHoldings } from '@robata/client';
import { Link } from '@tanstack/react-router';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { greatestOf, lesserOf } from './amounts.ts';
import { ExactTokens } from './ExactTokens.tsx';
import { MODES, WALLET_TERMS } from './walletTerms.ts';

type Row = OwnHoldings['models'][number];

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'model',
    header: 'Model',
    cell: ({ name }) => (
      <Link to="/wallet/$model" params={{ model: name }}>
        {name}
      </Link>
    ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'value',
    header: 'Value',
    term: WALLET_TERMS.value,
    cell: ({ stake }) => <ExactTokens amount={stake.value} />,
  },
  {
    key: 'stake',
    header: '= Stake',
    term: WALLET_TERMS.stake,
    cell: ({ stake }) => <ExactTokens amount={stake.stake} />,
  },
  {
    key: 'pending',
    header: '+ Pending',
    term: WALLET_TERMS.pending,
    cell: ({ stake }) => <ExactTokens amount={stake.pendingTotal} />,
  },
  {
    key: 'risk',
    header: 'At risk now',
    term: WALLET_TERMS.atRisk,
    cell: ({ stake: { atRisk } }) =>
      atRisk.length === 0 ? (
        'no round'
      ) : (
        <>
          <ExactTokens amount={greatestOf(atRisk.map(({ amount }) => amount))} />{' '}
          <span className="muted">
            in {atRisk.length} {atRisk.length === 1 ? 'round' : 'rounds'}
          </span>
        </>
      ),
  },
  {
    key: 'loss',
    header: 'Can lose at most',
    term: WALLET_TERMS.lossMax,
    cell: ({ stake }) => <ExactTokens amount={lesserOf(stake.lossMax, stake.value)} />,
  },
  {
    key: 'mode',
    header: 'Payouts go to',
    term: WALLET_TERMS.payoutMode,
    cell: ({ stake }) => MODES[stake.payoutMode].text,
    isText: true,
  },
];

/** Each model's stake; its name leads to where it is changed. */
export function StakesTable({ models }: { readonly models: readonly Row[] }) {
  return (
    <DataTable caption="Stakes of your models" columns={COLUMNS} rows={models} rowKey={({ id }) => id} pageRows={20} />
  );
}
