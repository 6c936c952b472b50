import type { DiagnosticsReport, Ratings } from '@robata/client';
import { Explained } from '../components/Explained.tsx';
import { Figure, Figures } from '../components/Figures.tsx';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { FIGURE_ROWS, type FigureRow } from './figureRows.ts';
import { figureOf, writeFigure } from './writeFigure.ts';

const TILES: ReadonlySet<string> = new Set([
  'validationCorrMean',
  'validationCorrSharpe',
  'validationMmcMean',
  'validationFeatureNeutralCorrMean',
  'validationTcMean',
  'validationFeatureCorrMax',
]);

interface FiguresSectionProps {
  readonly report: DiagnosticsReport;
  readonly ratings: Ratings | null;
}

/** All figures: of the whole, of either half, and their place among other models' runs. */
export function FiguresSection({ report, ratings }: FiguresSectionProps) {
  const { figures, firstHalf, secondHalf, tcReason } = report;
  const isRated = ratings !== null && Object.values(ratings).some((rating) => rating !== null);
  return (
    <Section title="Figures">
      {figures.trainedOnVal && (
        <p className="notice notice-error">
          <strong>These predictions have seen the answers.</strong> No honest model reaches such a CORR: it was probably
          trained on these eras, and its live scores will be nothing like this.
        </p>
      )}
      <Figures>
        {FIGURE_ROWS.filter(({ key }) => TILES.has(key)).map((row) => (
          <Figure key={row.key} term={row.term} note={errorOf(row, figures)}>
            {writeFigure(figureOf(figures, row), row)}
          </Figure>
        ))}
      </Figures>
      {/* biome-ignore lint: a region that scrolls must be reachable by keyboard */}
      <div className="table-frame" role="region" aria-label="All figures" tabIndex={0}>
        <table>
          <caption className="unseen">All figures of the file, of its older and newer half, and their rating</caption>
          <thead>
            <tr>
              <th scope="col" className="text">
                Figure
              </th>
              <th scope="col">All eras</th>
              <th scope="col">First half</th>
              <th scope="col">Second half</th>
              <th scope="col">Better than</th>
            </tr>
          </thead>
          <tbody>
            {FIGURE_ROWS.map((row) => (
              <tr key={row.key}>
                <th scope="row" className="text row-header figure-name">
                  <Explained term={row.term} />
                </th>
                <td>
                  {writeFigure(figureOf(figures, row), row)} <span className="error">{errorOf(row, figures)}</span>
                </td>
                <td>{firstHalf === null ? '–' : writeFigure(figureOf(firstHalf, row), row)}</td>
                <td>{secondHalf === null ? '–' : writeFigure(figureOf(secondHalf, row), row)}</td>
                <td>
                  <Rating value={row.rating && ratings ? ratings[row.rating] : null} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">
        ± is the standard error of a mean over overlapping eras (Newey and West, 4 lags).{' '}
        {isRated
          ? '“Better than” is the share of other models whose latest run on the server is worse.'
          : 'Ratings come once five models have diagnostics on the server to be compared with.'}{' '}
        {tcReason}
      </p>
    </Section>
  );
}

function errorOf({ error, places }: FigureRow, figures: DiagnosticsReport['figures']): string | undefined {
  const value = error === undefined ? null : figures[error];
  return typeof value === 'number' ? `± ${formatNumber(value, { places })}` : undefined;
}

/** A share of models, as a bar and in words. */
function Rating({ value }: { readonly value: number | null }) {
  if (value === null) return '–';
  return (
    <span className="rating">
      <meter min={0} max={1} value={value} aria-hidden="true" />
      {formatNumber(100 * value)} %
    </span>
  );
}
