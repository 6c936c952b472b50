import type { FundPage as Page } from '@robata/client';
import { DrawdownChart, TradingChart } from '../charts/FundCharts.tsx';
import { NavChart } from '../charts/NavChart.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Percent } from '../components/Percent.tsx';
import { Empty } from '../components/QueryView.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber, formatScientific } from '../format/formatNumber.ts';
import { TERMS } from '../terms/terms.ts';

/** The portfolio that gives True Contribution, as money: what the market-neutral product trades, before impact, borrowed stock and fees. */
export function TradedPortfolio({ page: { summary, days, daysPerRow } }: { readonly page: Page }) {
  if (summary === null || days.length < 2) return <Empty>The fund opens with the first round.</Empty>;
  const cost = days.reduce((sum, day) => sum + day.cost, 0);
  return (
    <>
      <h2 className="part-title">The portfolio behind True Contribution</h2>
      <p className="part-lead">
        The market-neutral portfolio of the meta model by itself, rebalanced at the close of each round: what True
        Contribution measures. Trading costs are taken off; cash earns nothing and borrowing stock costs nothing;
        dividends, market impact and fees are not in it. No investor holds it.
      </p>
      <Figures>
        <Figure term={TERMS.nav} unit="USD" note={`began with ${formatNumber(summary.navStart)}`}>
          {formatNumber(summary.navEnd)}
        </Figure>
        <Figure term={TERMS.annualReturn}>
          <Percent share={summary.annualReturn} signed />
        </Figure>
        <Figure term={TERMS.annualVolatility}>
          <Percent share={summary.annualVolatility} />
        </Figure>
        <Figure term={TERMS.maxDrawdown}>
          <Percent share={summary.maxDrawdown} />
        </Figure>
        <Figure term={TERMS.meanTurnover}>
          <Percent share={summary.meanTurnover} />
        </Figure>
        <Figure
          term={{
            name: 'Trading costs',
            says: 'All costs paid so far.',
            formula: "c'|w − h| · NAV, summed over trades",
          }}
          unit="USD"
        >
          {formatNumber(cost)}
        </Figure>
        <Figure term={TERMS.maxExposureBreach}>{formatScientific(summary.maxExposureBreach)}</Figure>
      </Figures>
      <Section title="Net asset value">
        <NavChart days={days} height={340} />
      </Section>
      <div className="two-columns even">
        <Section title="Drawdown">
          <DrawdownChart days={days} />
        </Section>
        <Section title="Gross exposure and turnover">
          <TradingChart days={days} />
        </Section>
      </div>
      {daysPerRow > 1 && (
        <p className="muted">
          Each point stands for {daysPerRow} trading days: the last of them, with the turnover of all.
        </p>
      )}
      <FundFormulas />
    </>
  );
}

const FORMULAS = [
  'nav',
  'annualReturn',
  'annualVolatility',
  'maxDrawdown',
  'meanTurnover',
  'maxExposureBreach',
] as const;

function FundFormulas() {
  return (
    <Section title="How these are computed">
      <dl className="facts">
        {FORMULAS.map((key) => {
          const term: { name: string; says: string; formula?: string } = TERMS[key];
          return (
            <div key={key}>
              <dt>{term.name}</dt>
              <dd>
                {term.says} {term.formula !== undefined && <code>{term.formula}</code>}
              </dd>
            </div>
          );
        })}
      </dl>
    </Section>
  );
}
