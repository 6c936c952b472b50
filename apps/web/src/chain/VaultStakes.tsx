import type { ChainStake, OwnChainModel } from '@robata/client';
import { Link } from '@tanstack/react-router';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { amountOf, unitsOf } from '../wallet/amounts.ts';
import { ExactTokens } from '../wallet/ExactTokens.tsx';
import { CHAIN_TERMS } from './chainTerms.ts';

const figure = (key: 'active' | 'pending' | 'available'): Column<OwnChainModel> => ({
  key,
  header: CHAIN_TERMS[key].name,
  term: CHAIN_TERMS[key],
  cell: (model) => <Held confirmed={model.confirmed[key]} latest={model.latest[key]} />,
});

const COLUMNS: readonly Column<OwnChainModel>[] = [
  {
    key: 'name',
    header: 'Model',
    cell: ({ name }) => (
      <Link to="/wallet/chain" search={{ model: name }} resetScroll={false}>
        {name}
      </Link>
    ),
    isText: true,
    isRowHeader: true,
  },
  figure('active'),
  figure('pending'),
  figure('available'),
  {
    key: 'unclaimed',
    header: 'Unclaimed',
    term: { ...CHAIN_TERMS.unclaimedPayout, name: 'Unclaimed', says: 'Payouts less burns that a claim takes up.' },
    cell: ({ unclaimedPayout, unclaimedBurn }) => (
      <ExactTokens amount={amountOf(unitsOf(unclaimedPayout) - unitsOf(unclaimedBurn)).replace('-', '−')} />
    ),
  },
  { key: 'value', header: 'Value', term: CHAIN_TERMS.value, cell: ({ value }) => <ExactTokens amount={value} /> },
  {
    key: 'payouts',
    header: 'Payouts become',
    cell: ({ latest }: { readonly latest: ChainStake }) => (latest.compounds ? 'stake' : 'available'),
    isText: true,
  },
];

/** Each model's stake in the vault; what is newer than the last confirmed block stands below as its change. */
export function VaultStakes({ models }: { readonly models: readonly OwnChainModel[] }) {
  return (
    <DataTable
      caption="Your stakes in the vault"
      columns={COLUMNS}
      rows={models}
      rowKey={({ modelId }) => modelId}
      pageRows={20}
    />
  );
}

function Held({ confirmed, latest }: { readonly confirmed: string; readonly latest: string }) {
  const change = unitsOf(latest) - unitsOf(confirmed);
  return (
    <>
      <ExactTokens amount={confirmed} />
      {change !== 0n && (
        <span className="on-its-way">
          {change > 0n ? '+' : '−'}
          {amountOf(change > 0n ? change : -change)} on its way
        </span>
      )}
    </>
  );
}
