import type { FundOrdersSummary } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Empty, QueryView } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { closeDay } from '../fund/closeDay.ts';
import { Money } from '../fund/Money.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { useFundDesk } from './consoleQueries.ts';
import { CONSOLE_TERMS } from './consoleTerms.ts';
import { ORDER_STATES } from './orderWords.ts';

const dayOf = (day: string | null): string => (day === null ? '–' : closeDay(day));

const COLUMNS: readonly Column<FundOrdersSummary>[] = [
  {
    key: 'product',
    header: 'Product',
    cell: ({ product, title }) => (
      <Link to="/console/fund/$product" params={{ product }}>
        {title}
      </Link>
    ),
    isText: true,
    isRowHeader: true,
  },
  {
    key: 'state',
    header: 'State',
    cell: ({ state }) => <span className={`badge ${ORDER_STATES[state][1]}`}>{ORDER_STATES[state][0]}</span>,
    isText: true,
  },
  { key: 'tradingDay', header: 'Trading day', cell: ({ tradingDay }) => dayOf(tradingDay), isText: true },
  { key: 'count', header: 'Orders', cell: ({ orders }) => formatNumber(orders) },
  {
    key: 'leftOut',
    header: 'Left out',
    term: CONSOLE_TERMS.leftOut,
    cell: ({ leftOut }) => (leftOut === 0 ? '–' : formatNumber(leftOut)),
  },
  {
    key: 'bought',
    header: 'Bought',
    term: CONSOLE_TERMS.bought,
    cell: ({ bought, currency }) => <Money amount={bought} currency={currency} />,
  },
  {
    key: 'sold',
    header: 'Sold',
    term: CONSOLE_TERMS.sold,
    cell: ({ sold, currency }) => <Money amount={sold} currency={currency} />,
  },
  {
    key: 'filled',
    header: 'Filled',
    term: CONSOLE_TERMS.reconciled,
    cell: ({ reconciliation, files }) =>
      reconciliation === null || files.length === 0
        ? '–'
        : `${reconciliation.filled} of ${reconciliation.filled + reconciliation.partlyFilled + reconciliation.unfilled}`,
  },
];

/** The last order plan of every product. */
export function OrderDesk() {
  return (
    <Section title="Orders">
      <QueryView query={useFundDesk()}>
        {(products) =>
          products.length === 0 ? (
            <Empty>No product is open yet: they open with the first round.</Empty>
          ) : (
            <>
              <p className="muted">
                {products.some(({ by }) => by === 'broker') ? (
                  'Products whose orders go to a broker wait for your confirmation; the others are filled by the paper broker at the close.'
                ) : (
                  <>
                    The built-in paper broker fills all orders at the close. To send those of a product to a broker,
                    start the server with <code>ROBATA_FUND_BROKER</code> and its name.
                  </>
                )}
              </p>
              <DataTable
                caption="The last order plan of every product"
                columns={COLUMNS}
                rows={products}
                rowKey={({ product }) => product}
                isMarked={({ state }) => state === 'waiting'}
              />
            </>
          )
        }
      </QueryView>
    </Section>
  );
}
