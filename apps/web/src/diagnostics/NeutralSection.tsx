import type { NeutralFigures } from '@robata/client';
import { getRouteApi } from '@tanstack/react-router';
import { useId } from 'react';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import type { DiagnosticsSearch } from '../search.ts';
import { NOTHING, writeFigure } from './writeFigure.ts';

const route = getRouteApi('/diagnostics');

const ROWS = [
  { key: 'corrMean', text: 'CORR, mean', places: 4 },
  { key: 'corrSharpe', text: 'CORR Sharpe', places: 2 },
  { key: 'corrStd', text: 'CORR, standard deviation', places: 4 },
  { key: 'maxDrawdown', text: 'Largest drawdown', places: 2, unit: 'share' },
  { key: 'corr20V2Mean', text: 'CORR20V2, mean', places: 4 },
  { key: 'corr20V2Sharpe', text: 'CORR20V2 Sharpe', places: 2 },
  { key: 'mmcMean', text: 'MMC against the example, mean', places: 4 },
  { key: 'mmcSharpe', text: 'MMC Sharpe', places: 2 },
  { key: 'mmc2024Mean', text: 'MMC against the meta model, mean', places: 4 },
  { key: 'maxFeatureExposure', text: 'Largest feature exposure', places: 3 },
  { key: 'corrWithMetaModel', text: 'Similarity to the meta model', places: 3 },
  { key: 'examplePredsCorr', text: 'Similarity to the example', places: 3 },
] as const satisfies readonly { key: keyof NeutralFigures; text: string; places: number; unit?: 'share' }[];

/** What would become of the figures if the predictions were neutralized to the features, by a share that one chooses. */
export function NeutralSection({ steps }: { readonly steps: readonly NeutralFigures[] }) {
  const id = useId();
  const { neutral = 50 } = route.useSearch();
  const navigate = route.useNavigate();
  const chosen = steps.find(({ proportion }) => Math.round(100 * proportion) === neutral) ?? steps[0];
  const own = steps[0];
  if (chosen === undefined || own === undefined) return null;
  const percent = Math.round(100 * chosen.proportion);
  return (
    <Section title="If they were neutralized">
      <p className="muted">
        The share of the predictions that the features explain linearly is taken off: ranks, gaussianized, less{' '}
        {percent} % of their least-squares fit. Each step is computed, none is interpolated.
      </p>
      <div className="slider">
        <label htmlFor={id}>Neutralized by</label>
        <input
          id={id}
          type="range"
          min={0}
          max={100}
          step={10}
          value={percent}
          aria-valuetext={`${percent} percent`}
          onChange={({ target }) =>
            void navigate({
              to: '.',
              search: (now: DiagnosticsSearch) => ({ ...now, neutral: Number(target.value) }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <output htmlFor={id}>{percent} %</output>
      </div>
      {/* biome-ignore lint: a region that scrolls must be reachable by keyboard */}
      <div className="table-frame" role="region" aria-label="Neutralized figures" tabIndex={0}>
        <table>
          <caption className="unseen">Figures as they are, neutralized by {percent} %, and fully neutralized</caption>
          <thead>
            <tr>
              <th scope="col" className="text">
                Figure
              </th>
              <th scope="col">As they are</th>
              <th scope="col">{percent} %</th>
              <th scope="col">Change</th>
              <th scope="col">100 %</th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row) => {
              const [before, after] = [knownOf(own, row.key), knownOf(chosen, row.key)];
              return (
                <tr key={row.key}>
                  <th scope="row" className="text row-header figure-name">
                    {row.text}
                  </th>
                  <td>{writeFigure(before, row)}</td>
                  <td>{writeFigure(after, row)}</td>
                  <td>{before === null || after === null ? '–' : changeOf(after - before, row)}</td>
                  <td>{writeFigure(knownOf(steps.at(-1), row.key), row)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** A figure of a step; of MMC that is nothing, as the example's own, no Sharpe. */
const knownOf = (figures: NeutralFigures | undefined, key: (typeof ROWS)[number]['key']): number | null =>
  key === 'mmcSharpe' && Math.abs(figures?.mmcMean ?? 1) < NOTHING ? null : (figures?.[key] ?? null);

const changeOf = (change: number, { places, unit }: { readonly places: number; readonly unit?: 'share' }): string =>
  unit === 'share'
    ? `${formatNumber(100 * change, { places, signed: true })} %`
    : formatNumber(change, { places, signed: true });
