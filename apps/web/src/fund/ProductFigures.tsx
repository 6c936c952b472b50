import type { ProductPage } from '@robata/client';
import { Figure, Figures } from '../components/Figures.tsx';
import { Missing } from '../components/Missing.tsx';
import { Percent } from '../components/Percent.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { closeDay } from './closeDay.ts';
import { FUND_TERMS } from './fundTerms.ts';
import { Money } from './Money.tsx';

export type Factsheet = NonNullable<ProductPage['factsheet']>;

/** A figure of the factsheet by its name; null where the life is too short to say. */
export const figureOf = ({ figures }: Factsheet, name: string): number | null =>
  figures.find((figure) => figure.name === name)?.value ?? null;

/** A product in figures. */
export function ProductFigures({ page, factsheet }: { readonly page: ProductPage; readonly factsheet: Factsheet }) {
  const { days, state } = page;
  const last = days.at(-1);
  const [sharpe, error] = ['Sharpe ratio', 'Standard error of the Sharpe ratio'].map((name) =>
    figureOf(factsheet, name),
  );
  return (
    <Figures>
      <Figure term={FUND_TERMS.nav} note={`at the close of ${closeDay(factsheet.asOf)}`}>
        <Money amount={factsheet.nav} currency={factsheet.currency} />
      </Figure>
      <Figure term={FUND_TERMS.total} note={`since ${closeDay(factsheet.inception)}`}>
        <Percent share={figureOf(factsheet, 'Return since inception')} signed places={2} />
      </Figure>
      <Figure
        term={{
          name: 'Return per year',
          says: 'Compounded, after costs and fees.',
          formula: '(1 + total)^(252 / days) − 1',
        }}
      >
        <Percent share={figureOf(factsheet, 'Return per year')} signed places={2} />
      </Figure>
      <Figure term={FUND_TERMS.volatility}>
        <Percent share={figureOf(factsheet, 'Volatility per year')} places={2} />
      </Figure>
      <Figure term={FUND_TERMS.sharpe} {...(error != null && { note: `± ${formatNumber(error, { places: 2 })}` })}>
        {sharpe == null ? <Missing /> : formatNumber(sharpe, { places: 2, signed: true })}
      </Figure>
      <Figure term={FUND_TERMS.drawdown}>
        <Percent share={figureOf(factsheet, 'Maximum drawdown')} places={2} />
      </Figure>
      <Figure term={FUND_TERMS.gross}>
        <Percent share={last?.gross ?? null} />
      </Figure>
      <Figure term={FUND_TERMS.net}>
        <Percent share={last?.net ?? null} signed />
      </Figure>
      <Figure term={FUND_TERMS.turnover} {...(state?.tradedOn != null && { note: `on ${closeDay(state.tradedOn)}` })}>
        <Percent share={state?.report?.turnover ?? null} />
      </Figure>
      <Figure term={FUND_TERMS.investors}>{formatNumber(factsheet.investors)}</Figure>
    </Figures>
  );
}
