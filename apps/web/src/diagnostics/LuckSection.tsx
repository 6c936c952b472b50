import type { DiagnosticsFigures } from '@robata/client';
import { Section } from '../components/Section.tsx';
import { formatNumber } from '../format/formatNumber.ts';
import { formatTime } from '../format/formatTime.ts';
import type { Look } from './looks.ts';

interface LuckSectionProps {
  readonly figures: DiagnosticsFigures;
  readonly looks: readonly Look[];
  /** Of n files that differ by luck, n = 1, 2, …, in standard errors. */
  readonly expectedMaxima: readonly number[];
  readonly onForget: () => void;
}

const EXAMPLES = [1, 2, 5, 10, 20, 50, 100, 200];
const LISTED = 10;
const write = (value: number | null, places = 4): string =>
  value === null ? '–' : formatNumber(value, { places, signed: true });

/** How much of the best of many files is luck. */
export function LuckSection({ figures, looks, expectedMaxima, onForget }: LuckSectionProps) {
  const { validationCorrMean: mean, validationCorrMeanStandardError: error } = figures;
  const count = Math.max(1, looks.length);
  const luckOf = (n: number): number => (error ?? 0) * (expectedMaxima[Math.min(n, expectedMaxima.length) - 1] ?? 0);
  const best = Math.max(...looks.map(({ corrMean }) => corrMean ?? Number.NEGATIVE_INFINITY));
  const newest = looks.toReversed().slice(0, LISTED);
  return (
    <Section
      title="How much of this is luck?"
      aside={
        looks.length > 0 && (
          <button type="button" className="button" onClick={onForget}>
            Begin counting anew
          </button>
        )
      }
    >
      <p>
        You have looked at <strong>{count === 1 ? 'one file' : `${formatNumber(count)} different files`}</strong>{' '}
        against these validation eras on this computer. Each look that you learn from uses the eras up: what wins here
        next is partly chosen for its luck, and live rounds do not repeat luck.
      </p>
      {error !== null && mean !== null && (
        <>
          <p>
            The mean CORR of this file is known to ± {formatNumber(error, { places: 4 })}.{' '}
            {count === 1 ? (
              <>
                One file is not chosen for its luck yet. Of ten with the same skill, the best would look{' '}
                <strong>{formatNumber(luckOf(10), { places: 4 })}</strong> better than it is.
              </>
            ) : (
              <>
                If {formatNumber(count)} files had the same skill and such errors of their own, the best of them would
                look <strong>{formatNumber(luckOf(count), { places: 4 })}</strong> better than it is
                {Number.isFinite(best) &&
                  `; the best so far, ${write(best)}, would be ${write(best - luckOf(count))} without it`}
                .
              </>
            )}
          </p>
          {/* biome-ignore lint: a region that scrolls must be reachable by keyboard */}
          <div className="table-frame" role="region" aria-label="Luck by files" tabIndex={0}>
            <table>
              <caption className="unseen">How far ahead the best of n files is expected to be by luck alone</caption>
              <thead>
                <tr>
                  <th scope="col" className="text">
                    Files looked at
                  </th>
                  {EXAMPLES.map((n) => (
                    <th key={n} scope="col">
                      {n}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <tr>
                  <th scope="row" className="text row-header figure-name">
                    Best by luck, CORR
                  </th>
                  {EXAMPLES.map((n) => (
                    <td key={n}>{write(luckOf(n))}</td>
                  ))}
                </tr>
              </tbody>
            </table>
          </div>
          <p className="muted">
            Expected maximum of n independent normal errors times the standard error. Files that resemble each other
            share their luck, so for variants of one model it is less.
          </p>
        </>
      )}
      {looks.length > 1 && (
        <details>
          <summary>Files looked at</summary>
          {/* biome-ignore lint: a region that scrolls must be reachable by keyboard */}
          <div className="table-frame" role="region" aria-label="Files looked at" tabIndex={0}>
            <table>
              <caption className="unseen">The last files that were looked at on this computer</caption>
              <thead>
                <tr>
                  <th scope="col" className="text">
                    File
                  </th>
                  <th scope="col" className="text">
                    When
                  </th>
                  <th scope="col">CORR</th>
                  <th scope="col">Sharpe</th>
                  <th scope="col">MMC</th>
                  <th scope="col">FNC</th>
                </tr>
              </thead>
              <tbody>
                {newest.map((look) => (
                  <tr key={look.at}>
                    <th scope="row" className="text row-header figure-name">
                      {look.name}
                    </th>
                    <td className="text">{formatTime(new Date(look.at).toISOString())}</td>
                    <td>{write(look.corrMean)}</td>
                    <td>{write(look.corrSharpe, 2)}</td>
                    <td>{write(look.mmcMean)}</td>
                    <td>{write(look.fncMean)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </Section>
  );
}
