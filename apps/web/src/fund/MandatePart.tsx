import type { ProductPage } from '@robata/client';
import type { ReactNode } from 'react';
import { Percent } from '../components/Percent.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber, formatPercent, formatScientific } from '../format/formatNumber.ts';

/** What the product may do, what it costs, and what the optimizer said last: in plain words and figures. */
export function MandatePart({ page }: { readonly page: ProductPage }) {
  const { about, factsheet, state } = page;
  const { costs } = about;
  const report = state?.report ?? null;
  return (
    <>
      <div className="two-columns even">
        <Section title="The mandate">
          <ul className="sentences">
            {about.mandate.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Section>
        <Section title="Costs and terms">
          <ul className="sentences">
            <li>
              Trading costs {formatPercent(costs.linear, { places: 2 })} of what is traded
              {costs.impact === null
                ? '; market impact is not counted, as no volume is among the data'
                : ', and market impact by the square-root law'}
              .
            </li>
            <li>
              Borrowed stock costs {formatPercent(costs.borrowPerYear, { places: 2 })} a year; cash earns{' '}
              {formatPercent(costs.creditPerYear, { places: 2 })} and borrowed cash costs{' '}
              {formatPercent(costs.debitPerYear, { places: 2 })}.
            </li>
            {factsheet?.terms.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Section>
      </div>
      {report !== null && state !== null && (
        <Section title="What the optimizer said">
          <dl className="facts">
            <Fact name="Answer">
              {report.status === 'solved' ? 'solved within all limits' : 'turnover had to be raised'}
            </Fact>
            <Fact name="Rebalances so far">
              {formatNumber(state.rebalances.solved)} solved, {formatNumber(state.rebalances.relaxed)} relaxed,{' '}
              {formatNumber(state.rebalances.refused)} refused
            </Fact>
            <Fact name="Positions">
              {formatNumber(report.longs)} long, {formatNumber(report.shorts)} short
            </Fact>
            <Fact name="Expected return over the horizon">
              <Percent share={report.expectedReturn} signed places={3} /> in {report.horizonDays} days, before risk and
              costs: the optimizer’s assumption, no promise
            </Fact>
            <Fact name="Expected volatility">
              <Percent share={annual(report.totalVolatility, report.horizonDays)} places={2} /> a year
              {report.activeVolatility !== report.totalVolatility && (
                <>
                  , <Percent share={annual(report.activeVolatility, report.horizonDays)} places={2} /> of it against the
                  index
                </>
              )}
            </Fact>
            <Fact name="Cost of the trades">
              <Percent share={report.cost} places={3} /> of NAV
            </Fact>
            <Fact name="Certificate">
              primal {formatScientific(report.residuals.primal)}, dual {formatScientific(report.residuals.dual)}, gap{' '}
              {formatScientific(report.residuals.gap)}, {report.iterations} iterations
            </Fact>
          </dl>
          {report.incidents.map((sentence) => (
            <p key={sentence} className="notice">
              {sentence}
            </p>
          ))}
        </Section>
      )}
      {factsheet !== null && (
        <Section title="How these are computed">
          <dl className="formulas">
            <Fact name="Net asset value">{factsheet.formulas.nav}</Fact>
            {factsheet.figures.map(({ name, formula }) => (
              <Fact key={name} name={name}>
                {formula}
              </Fact>
            ))}
          </dl>
        </Section>
      )}
    </>
  );
}

const annual = (volatility: number, days: number): number => volatility * Math.sqrt(252 / days);

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
