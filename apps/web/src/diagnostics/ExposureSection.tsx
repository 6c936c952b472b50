import type { DiagnosticsDetail } from '@robata/client';
import { useMemo } from 'react';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { HeatMap } from './HeatMap.tsx';
import { largestFirst } from './largestFirst.ts';

const LISTED = 10;

interface ExposureSectionProps {
  readonly detail: DiagnosticsDetail;
  readonly eras: readonly string[];
}

/** Which features the predictions lean on, and whether they always did. */
export function ExposureSection({ detail, eras }: ExposureSectionProps) {
  const { features, meanExposures, exposures } = detail;
  const order = useMemo(() => largestFirst(meanExposures), [meanExposures]);
  const rows = useMemo(
    () =>
      order.map((feature) => ({ name: features[feature] ?? '', values: exposures.map((era) => era[feature] ?? null) })),
    [order, features, exposures],
  );
  return (
    <Section title="Feature exposure">
      <p className="muted">
        Correlation of the predictions with each of the {features.length} features of the medium set, era by era; the
        features with the largest mean exposure are at the top. Lines of one colour are bets that never change: a model
        that leans on few of them falls when they turn. Move over it, or use the arrow keys.
      </p>
      <HeatMap columns={eras} rows={rows} />
      {/* biome-ignore lint: a region that scrolls must be reachable by keyboard */}
      <div className="table-frame" role="region" aria-label="Largest exposures" tabIndex={0}>
        <table>
          <caption className="unseen">The features with the largest mean exposure</caption>
          <thead>
            <tr>
              <th scope="col" className="text">
                Feature
              </th>
              <th scope="col">Mean exposure</th>
              <th scope="col">Lowest</th>
              <th scope="col">Highest</th>
              <th scope="col">Eras above 0</th>
            </tr>
          </thead>
          <tbody>
            {order.slice(0, LISTED).map((feature) => {
              const known = exposures.map((era) => era[feature] ?? null).filter((value) => value !== null);
              const write = (value: number): string => formatNumber(value, { places: 3, signed: true });
              const mean = meanExposures[feature];
              return (
                <tr key={feature}>
                  <th scope="row" className="text row-header figure-name">
                    {features[feature]}
                  </th>
                  <td>{mean === null || mean === undefined ? '–' : write(mean)}</td>
                  <td>{known.length === 0 ? '–' : write(Math.min(...known))}</td>
                  <td>{known.length === 0 ? '–' : write(Math.max(...known))}</td>
                  <td>
                    {known.filter((value) => value > 0).length} of {known.length}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
