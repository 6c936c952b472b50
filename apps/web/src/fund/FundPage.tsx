import '../style/fund.css';
import type { FundPage as Page } from '@robata/client';
import { Figure, Figures } from '../components/Figures.tsx';
import { PageHead } from '../components/PageHead.tsx';
import { Section } from '../components/Section.tsx';
import { useFund } from '../data/queries.ts';
import { formatNumber } from '../format/formatNumber.ts';
import { closeDay } from './closeDay.ts';
import { FundView } from './FundView.tsx';
import { FUND_TERMS } from './fundTerms.ts';
import { Money } from './Money.tsx';
import { OwnCapital } from './OwnCapital.tsx';
import { ProductsChart } from './ProductsChart.tsx';
import { ProductsTable } from './ProductsTable.tsx';
import { TradedPortfolio } from './TradedPortfolio.tsx';

/** The fund: its products side by side, one's own part, and the portfolio behind True Contribution. */
export function FundPage() {
  return (
    <>
      <PageHead title="Fund">
        <p>
          Products that trade one meta model under different mandates. All returns are after trading costs, market
          impact, fees for borrowed stock, and the product’s own fees.
        </p>
      </PageHead>
      <FundView query={useFund()}>{(page) => <Content page={page} />}</FundView>
    </>
  );
}

function Content({ page }: { readonly page: Page }) {
  const { aum, currency, day, products } = page;
  const open = products.filter(({ nav }) => nav !== null);
  return (
    <>
      {aum !== null && currency !== null && day !== null && (
        <>
          <Figures>
            <Figure term={FUND_TERMS.aum} note={`at the close of ${closeDay(day)}`}>
              <Money amount={aum} currency={currency} />
            </Figure>
            <Figure
              term={{ name: 'Products', says: 'Mandates that trade the one meta model, each with its own capital.' }}
            >
              {formatNumber(open.length)}
            </Figure>
          </Figures>
          <OwnCapital />
          <Section title="Products">
            <ProductsTable products={products} />
            <ProductsChart products={open} />
            <p className="muted">
              Each line is the return of one unit since the first dealing, compounded day by day, without the money that
              came and went. A past return says little about the next one.
            </p>
          </Section>
        </>
      )}
      <TradedPortfolio page={page} />
    </>
  );
}
