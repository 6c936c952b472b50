import type { RoundAnalysis } from '@robata/client';
import { Figure, Figures } from '../components/Figures.tsx';
import { Percent } from '../components/Percent.tsx';
import { useRoundAnalysis } from '../data/rounds.ts';
import { formatNumber, formatPercent } from '../format/formatNumber.ts';
import { limitName } from '../terms/limitName.ts';

interface PortfolioShapeProps {
  readonly number: number;
  /** Names of the limits that are touched. */
  readonly binding: readonly string[];
}

const IMPACT = {
  name: 'Market impact',
  says: 'What moving prices by our own trades is expected to cost, as a share of the fund.',
};
const BORROW = { name: 'Borrow', says: 'What the shorts are expected to cost to borrow, as a share of the fund.' };

/** Longs, shorts, costs and exposures of the target portfolio; nothing where the close did not keep them. */
export function PortfolioShape({ number, binding }: PortfolioShapeProps) {
  const portfolio = useRoundAnalysis(number).data?.portfolio;
  if (portfolio === undefined) return null;
  const { longs, shorts, costs, exposures } = portfolio;
  return (
    <>
      <Figures>
        <Figure term={{ name: 'Long', says: 'Stocks that the target portfolio holds.' }}>{formatNumber(longs)}</Figure>
        <Figure term={{ name: 'Short', says: 'Stocks that it has sold short.' }}>{formatNumber(shorts)}</Figure>
        <Figure
          term={{
            name: 'Cost of trading',
            says: 'Commission and spread of the planned trades, as a share of the fund.',
          }}
        >
          <Percent share={costs.linear} places={3} />
        </Figure>
        {costs.impact > 0 && (
          <Figure term={IMPACT}>
            <Percent share={costs.impact} places={3} />
          </Figure>
        )}
        {costs.borrow > 0 && (
          <Figure term={BORROW}>
            <Percent share={costs.borrow} places={3} />
          </Figure>
        )}
      </Figures>
      <Exposures exposures={exposures} binding={binding} />
    </>
  );
}

type Exposure = RoundAnalysis['portfolio']['exposures'][number];
const SHOWN = 12;

/** Exposures as bars between their limits, the fullest first. */
function Exposures({
  exposures,
  binding,
}: {
  readonly exposures: readonly Exposure[];
  readonly binding: readonly string[];
}) {
  if (exposures.length === 0) return null;
  const touched = new Set(binding);
  const [first, rest] = [exposures.slice(0, SHOWN), exposures.slice(SHOWN)];
  return (
    <>
      <h3>Exposures and their limits</h3>
      <p className="muted">
        Each bar runs from the limit below zero to the one above it; the mark in its middle is no exposure at all.
      </p>
      <Bars exposures={first} touched={touched} />
      {rest.length > 0 && (
        <details>
          <summary>{formatNumber(rest.length)} more, farther from their limits</summary>
          <Bars exposures={rest} touched={touched} />
        </details>
      )}
    </>
  );
}

function Bars({
  exposures,
  touched,
}: {
  readonly exposures: readonly Exposure[];
  readonly touched: ReadonlySet<string>;
}) {
  return (
    <table className="limits">
      <caption className="unseen">Exposures and their limits</caption>
      <thead className="unseen">
        <tr>
          <th scope="col">Exposure</th>
          <th scope="col">Bar</th>
          <th scope="col">Value and limit</th>
        </tr>
      </thead>
      <tbody>
        {exposures.map(({ name, value, limit }) => (
          <tr key={name}>
            <th scope="row">{limitName(name)}</th>
            <td className="limit-bar">
              {limit !== null && limit > 0 && (
                <span className="limit-track" aria-hidden="true">
                  <span
                    className={touched.has(name) ? 'limit-fill touched' : 'limit-fill'}
                    style={fillOf(value / limit)}
                  />
                </span>
              )}
            </td>
            <td className="figures">
              {formatNumber(value, { places: 3, signed: true })}
              <span className="muted">
                {' '}
                {limit === null ? 'no limit' : `of ±${formatNumber(limit, { places: 3 })}`}
              </span>
              {touched.has(name) && <span className="badge badge-warning">at its limit</span>}
              {limit !== null && limit > 0 && (
                <span className="unseen"> ({formatPercent(Math.abs(value) / limit)})</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where the filled part of a track lies: from its middle to the share of the limit, at most to the end. */
export function fillOf(share: number): { readonly left: string; readonly width: string } {
  const reach = 50 * Math.min(1, Math.abs(share));
  return { left: `${share < 0 ? 50 - reach : 50}%`, width: `${reach}%` };
}
