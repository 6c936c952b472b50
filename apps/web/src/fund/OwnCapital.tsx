import type { CapitalPage, OwnCapital as Own } from '@robata/client';
import { Figure, Figures } from '../components/Figures.tsx';
import { QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { useVisitor } from '../data/own.ts';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { CapitalForm } from './CapitalForm.tsx';
import { CapitalRequests } from './CapitalRequests.tsx';
import { closeDay } from './closeDay.ts';
import { useCapital } from './fundQueries.ts';
import { FUND_TERMS } from './fundTerms.ts';
import { Money } from './Money.tsx';

/** An investor's own part of the fund, or of one product of it; nothing for anybody else. */
export function OwnCapital({ product }: { readonly product?: string }) {
  const role = useVisitor().data?.account?.role;
  if (role !== 'investor') return null;
  return <Capital product={product ?? null} />;
}

function Capital({ product }: { readonly product: string | null }) {
  return (
    <Section title="Your capital">
      <QueryView query={useCapital()}>{(page) => <Content page={page} product={product} />}</QueryView>
    </Section>
  );
}

function Content({ page, product }: { readonly page: CapitalPage; readonly product: string | null }) {
  const products = page.products.filter((own) => product === null || own.product === product);
  const requests = page.requests.filter((request) => product === null || request.product === product);
  const [only] = products;
  return (
    <>
      {product !== null && only !== undefined ? <OneHolding own={only} /> : <Holdings products={products} />}
      {product !== null && only !== undefined && <CapitalForm own={only} />}
      {requests.length > 0 && <CapitalRequests requests={requests} products={page.products} />}
    </>
  );
}

function OneHolding({ own }: { readonly own: Own }) {
  const { currency } = own;
  return (
    <Figures>
      <Figure term={FUND_TERMS.value} note={`at the close of ${closeDay(own.day)}`}>
        <Money amount={own.value} currency={currency} places={2} />
      </Figure>
      <Figure term={FUND_TERMS.units}>
        <span title={own.units}>{formatNumber(Number(own.units), { places: 2 })}</span>
      </Figure>
      <Figure term={FUND_TERMS.accrued}>
        <Money amount={own.accruedPerformanceFee} currency={currency} places={2} />
      </Figure>
      <Figure term={{ name: 'Brought', says: 'All that you subscribed so far.' }}>
        <Money amount={own.subscribed} currency={currency} />
      </Figure>
      <Figure term={{ name: 'Paid out', says: 'All that was paid to you for redemptions so far.' }}>
        <Money amount={own.redeemed} currency={currency} places={2} />
      </Figure>
    </Figures>
  );
}

const HOLDING_COLUMNS: readonly Column<Own>[] = [
  { key: 'product', header: 'Product', isText: true, isRowHeader: true, cell: ({ title }) => title },
  {
    key: 'value',
    header: 'Value',
    term: FUND_TERMS.value,
    cell: ({ value, currency }) => <Money amount={value} currency={currency} places={2} />,
  },
  {
    key: 'units',
    header: 'Units',
    term: FUND_TERMS.units,
    cell: ({ units }) => formatNumber(Number(units), { places: 2 }),
  },
  {
    key: 'subscribed',
    header: 'Brought',
    cell: ({ subscribed, currency }) => <Money amount={subscribed} currency={currency} />,
  },
  {
    key: 'redeemed',
    header: 'Paid out',
    cell: ({ redeemed, currency }) => <Money amount={redeemed} currency={currency} places={2} />,
  },
];

function Holdings({ products }: { readonly products: readonly Own[] }) {
  const held = products.filter(({ units, subscribed }) => units !== '0' || subscribed !== '0');
  if (held.length === 0)
    return <p>You hold nothing of the fund. Open a product to see its terms and ask for a subscription.</p>;
  return (
    <DataTable
      caption="Your capital by product"
      rows={held}
      rowKey={({ product }) => product}
      columns={HOLDING_COLUMNS}
    />
  );
}
