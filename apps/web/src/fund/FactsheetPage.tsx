import '../style/fund.css';
import type { ProductPage as Page } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { DrawdownChart } from '../charts/FundCharts.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty } from '../components/QueryView.tsx';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { closeDay } from './closeDay.ts';
import { DrawdownTable } from './DrawdownTable.tsx';
import { FundView } from './FundView.tsx';
import { useProduct } from './fundQueries.ts';
import { GROUP_NAMES } from './fundTerms.ts';
import { MonthlyTable } from './MonthlyTable.tsx';
import { ProductFigures } from './ProductFigures.tsx';
import { UnitChart } from './UnitChart.tsx';

const route = getRouteApi('/fund/$product/factsheet');

/** A product on a sheet of paper: everything that an investor reads first, with the formulas. */
export function FactsheetPage() {
  const { product } = route.useParams();
  return (
    <FundView title="Factsheet" query={useProduct(product)}>
      {(page) =>
        page === null || page.factsheet === null ? (
          <Nothing product={product} />
        ) : (
          <Sheet page={page} sheet={page.factsheet} />
        )
      }
    </FundView>
  );
}

function Nothing({ product }: { readonly product: string }) {
  return (
    <>
      <PageHead title="No factsheet yet" />
      <Empty>
        There is nothing to say of ‘{product}’ yet. <Link to="/fund">All products</Link>
      </Empty>
    </>
  );
}

interface SheetProps {
  readonly page: Page;
  readonly sheet: NonNullable<Page['factsheet']>;
}

function Sheet({ page, sheet }: SheetProps) {
  const { about, days, state } = page;
  const groups = Object.entries(GROUP_NAMES).flatMap(([group, name]) => {
    const lines = state?.attribution.lines.filter((line) => line.group === group) ?? [];
    const sum = lines.reduce((total, { contribution }) => total + contribution, 0);
    return sum === 0 ? [] : [{ name, sum }];
  });
  return (
    <article className="sheet">
      <PageHead title={`${about.title}: factsheet`}>
        <p>
          {about.mandate[0]} At the close of {closeDay(sheet.asOf)}; since {closeDay(sheet.inception)}; in{' '}
          {sheet.currency}. Returns are compounded, after all costs and fees.
        </p>
        <p className="page-links no-print">
          <button type="button" className="button button-main" onClick={() => window.print()}>
            Print
          </button>
          <Link to="/fund/$product" params={{ product: about.product }}>
            The whole page
          </Link>
        </p>
      </PageHead>
      <ProductFigures page={page} factsheet={sheet} />
      <h2>Value of one unit</h2>
      <UnitChart days={days} title={about.title} height={220} />
      <h2>Returns by month</h2>
      <MonthlyTable years={sheet.monthlyReturns} />
      <div className="two-columns even">
        <div>
          <h2>Below the peak</h2>
          <DrawdownChart days={days.map(({ day, index }) => ({ day, nav: index }))} />
          <DrawdownTable drawdowns={sheet.drawdowns} />
        </div>
        <div>
          <h2>Where the return came from</h2>
          <table className="sum-table">
            <caption className="unseen">Contributions to the return since inception</caption>
            <thead className="unseen">
              <tr>
                <th scope="col">From</th>
                <th scope="col">Contribution</th>
              </tr>
            </thead>
            <tbody>
              {groups.map(({ name, sum }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="figures">{formatPercent(sum, { places: 2, signed: true })}</td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">Return since inception</th>
                <td className="figures">
                  {formatPercent(state?.attribution.totalReturn ?? 0, { places: 2, signed: true })}
                </td>
              </tr>
            </tfoot>
          </table>
        </div>
      </div>
      <div className="two-columns even">
        <div>
          <h2>Mandate</h2>
          <ul className="sentences">
            {about.mandate.slice(1).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
        <div>
          <h2>Terms</h2>
          <ul className="sentences">
            {sheet.terms.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      </div>
      <h2>Formulas</h2>
      <dl className="formulas small">
        <div>
          <dt>Net asset value</dt>
          <dd>{sheet.formulas.nav}</dd>
        </div>
        {sheet.figures.map(({ name, value, unit, formula }) => (
          <div key={name}>
            <dt>
              {name} {value !== null && <span className="figures">({shown(value, unit)})</span>}
            </dt>
            <dd>{formula}</dd>
          </div>
        ))}
        <div>
          <dt>Contributions</dt>
          <dd>{sheet.formulas.attribution}</dd>
        </div>
      </dl>
    </article>
  );
}

const shown = (value: number, unit: string): string =>
  unit === 'share' ? formatPercent(value, { places: 2 }) : formatNumber(value, { places: unit === 'count' ? 0 : 2 });
