import '../style/fund.css';
import type { ProductPage as Page } from '@robata/client';
import { getRouteApi, Link } from '@tanstack/react-router';
import { DrawdownChart } from '../charts/FundCharts.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { AttributionPart } from './AttributionPart.tsx';
import { DrawdownTable } from './DrawdownTable.tsx';
import { ExposurePart } from './ExposurePart.tsx';
import { FundView } from './FundView.tsx';
import { useProduct } from './fundQueries.ts';
import { MandatePart } from './MandatePart.tsx';
import { MonthlyTable } from './MonthlyTable.tsx';
import { OwnCapital } from './OwnCapital.tsx';
import { ProductFigures } from './ProductFigures.tsx';
import { ProfitTable } from './ProfitTable.tsx';
import { RollingSharpeChart } from './RollingSharpeChart.tsx';
import { UnitChart } from './UnitChart.tsx';

const route = getRouteApi('/fund/$product');

/** One product of the fund in full. */
export function ProductPage() {
  const { product } = route.useParams();
  return (
    <FundView title="Fund" query={useProduct(product)}>
      {(page) =>
        page === null ? (
          <PageHead title="No such product">
            <p>
              The fund has no product ‘{product}’. <Link to="/fund">All products</Link>
            </p>
          </PageHead>
        ) : (
          <Content page={page} />
        )
      }
    </FundView>
  );
}

function Content({ page }: { readonly page: Page }) {
  const { about, factsheet, state, days } = page;
  return (
    <>
      <PageHead title={about.title}>
        <p>{about.mandate[0]}</p>
        <p className="page-links">
          <Link to="/fund">All products</Link>
          {factsheet !== null && (
            <Link to="/fund/$product/factsheet" params={{ product: about.product }}>
              Factsheet to print
            </Link>
          )}
        </p>
      </PageHead>
      {factsheet === null ? (
        <Empty>This product opens with the first round: nothing is in it yet.</Empty>
      ) : (
        <>
          {state !== null && state.refused !== null && (
            <p className="notice">The last rebalance was refused, and what was held stayed: {state.refused}</p>
          )}
          <ProductFigures page={page} factsheet={factsheet} />
          <OwnCapital product={about.product} />
          <Section title="Value of one unit">
            <UnitChart days={days} title={about.title} />
          </Section>
          <div className="two-columns even">
            <Section title="Below the peak">
              <DrawdownChart days={days.map(({ day, index }) => ({ day, nav: index }))} />
              <DrawdownTable drawdowns={factsheet.drawdowns} />
            </Section>
            <Section title={`Sharpe ratio of the last ${page.rollingDays} trading days`}>
              {factsheet.rollingSharpe.length < 2 ? (
                <Empty>It takes {page.rollingDays} trading days.</Empty>
              ) : (
                <RollingSharpeChart points={factsheet.rollingSharpe} />
              )}
              <p className="muted">{factsheet.formulas.rollingSharpe}</p>
            </Section>
          </div>
          <Section title="Returns by month">
            <MonthlyTable years={factsheet.monthlyReturns} />
            <p className="muted">{factsheet.formulas.monthlyReturns}</p>
          </Section>
          <ProfitTable page={page} nav={factsheet.nav} />
        </>
      )}
      {state !== null && <ExposurePart state={state} formula={factsheet?.formulas.exposures} />}
      {state !== null && factsheet !== null && (
        <AttributionPart state={state} formula={factsheet.formulas.attribution} />
      )}
      <MandatePart page={page} />
    </>
  );
}
