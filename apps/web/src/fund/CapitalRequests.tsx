import type { OwnCapital, OwnRequest } from '@robata/client';
import { client } from '../data/client.ts';
import { Act } from '../forms/Act.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { closeDay } from './closeDay.ts';
import { useCapitalChanged } from './fundQueries.ts';
import { Money } from './Money.tsx';

const STAGES: Readonly<Record<OwnRequest['stage'], string>> = {
  requested: 'waits for the operator',
  confirmed: 'confirmed, comes in with the next close',
  arrived: 'in the fund, waits for its dealing day',
  dealt: 'done',
  refused: 'refused',
  cancelled: 'taken back',
};

interface Row extends OwnRequest {
  readonly title: string;
  readonly currency: string;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'kind',
    header: 'Request',
    isText: true,
    isRowHeader: true,
    cell: ({ kind, title }) => `${kind === 'subscription' ? 'Subscription' : 'Redemption'}, ${title}`,
  },
  {
    key: 'amount',
    header: 'Amount',
    cell: ({ amount, currency }) =>
      amount === null ? 'everything' : <Money amount={amount} currency={currency} places={2} />,
  },
  { key: 'asked', header: 'Asked', isText: true, cell: ({ requestedAt }) => closeDay(requestedAt) },
  { key: 'stage', header: 'State', isText: true, cell: (row) => <Stage row={row} /> },
];

interface CapitalRequestsProps {
  readonly requests: readonly OwnRequest[];
  readonly products: readonly OwnCapital[];
}

/** What an investor asked for, and how far it is. */
export function CapitalRequests({ requests, products }: CapitalRequestsProps) {
  const known = new Map(products.map((own) => [own.product, own]));
  const rows = requests.map((request): Row => {
    const own = known.get(request.product);
    return { ...request, title: own?.title ?? request.product, currency: own?.currency ?? '' };
  });
  return <DataTable caption="What you asked for" rows={rows} rowKey={({ id }) => id} columns={COLUMNS} />;
}

function Stage({ row }: { readonly row: Row }) {
  const { id, kind, stage, dealtOn, dealtAmount, currency, remark } = row;
  const changed = useCapitalChanged();
  const cancel = async (): Promise<void> => {
    await client.cancelCapitalRequest(id);
    await changed();
  };
  return (
    <>
      {STAGES[stage]}
      {dealtOn !== null && dealtAmount !== null && (
        <>
          {' '}
          on {closeDay(dealtOn)}: <Money amount={dealtAmount} currency={currency} places={2} />
        </>
      )}
      {remark !== null && ` (${remark})`}{' '}
      {stage === 'requested' && (
        <Act onAct={cancel} confirm="Take it back?" label={`Take back the ${kind}`}>
          Take back
        </Act>
      )}
    </>
  );
}
