import type { ProductLine } from '@robata/client';
import { Link } from '@tanstack/react-router';
import { Missing } from '../components/Missing.tsx';
import { Percent } from '../components/Percent.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/DataTable.tsx';
import { FUND_TERMS } from './fundTerms.ts';
import { lineAt } from './lines.ts';
import { Money } from './Money.tsx';

interface Row extends ProductLine {
  /** Of its line in the chart. */
  readonly place: number;
}

const COLUMNS: readonly Column<Row>[] = [
  {
    key: 'title',
    header: 'Product',
    isText: true,
    isRowHeader: true,
    cell: ({ product, title, place }) => (
      <span className="product-name">
        <LineSample place={place} />
        <Link to="/fund/$product" params={{ product }}>
          {title}
        </Link>
      </span>
    ),
  },
  {
    key: 'nav',
    header: 'NAV',
    term: FUND_TERMS.nav,
    cell: ({ nav, currency }) => (nav === null ? <Missing /> : <Money amount={nav} currency={currency} />),
  },
  {
    key: 'total',
    header: 'Since inception',
    term: FUND_TERMS.total,
    cell: ({ totalReturn }) => <Percent share={totalReturn} signed places={2} />,
  },
  {
    key: 'year',
    header: 'Year',
    term: FUND_TERMS.year,
    cell: ({ yearReturn }) => <Percent share={yearReturn} signed places={2} />,
  },
  {
    key: 'month',
    header: 'Month',
    term: FUND_TERMS.month,
    cell: ({ monthReturn }) => <Percent share={monthReturn} signed places={2} />,
  },
  {
    key: 'volatility',
    header: 'Volatility',
    term: FUND_TERMS.volatility,
    cell: ({ volatility }) => <Percent share={volatility} />,
  },
  { key: 'sharpe', header: 'Sharpe', term: FUND_TERMS.sharpe, cell: (row) => <SharpeRatio row={row} /> },
  {
    key: 'drawdown',
    header: 'Largest drawdown',
    term: FUND_TERMS.drawdown,
    cell: ({ maxDrawdown }) => <Percent share={maxDrawdown} />,
  },
  {
    key: 'investors',
    header: 'Investors',
    term: FUND_TERMS.investors,
    cell: ({ investors }) => formatNumber(investors),
  },
];

/** Products side by side; a row shows the line of the chart that is its own. */
export function ProductsTable({ products }: { readonly products: readonly ProductLine[] }) {
  const rows = products.map((product, place): Row => ({ ...product, place }));
  return <DataTable caption="Products of the fund" columns={COLUMNS} rows={rows} rowKey={({ product }) => product} />;
}

function SharpeRatio({ row: { sharpe, sharpeError } }: { readonly row: Row }) {
  if (sharpe === null || sharpeError === null) return <Missing />;
  return (
    <span className="figures">
      {formatNumber(sharpe, { places: 2, signed: true })} ± {formatNumber(sharpeError, { places: 2 })}
    </span>
  );
}

/** A piece of the line that stands for a product in the chart. */
function LineSample({ place }: { readonly place: number }) {
  const { colour, dash } = lineAt(place);
  return (
    <svg className="line-sample" width="26" height="8" aria-hidden="true">
      <line x1="1" y1="4" x2="25" y2="4" stroke={`var(--${colour})`} strokeWidth="2" strokeDasharray={dash.join(' ')} />
    </svg>
  );
}
