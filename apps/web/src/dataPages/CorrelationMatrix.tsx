import type { DataVersion } from '@robata/client';
import { Missing } from '../components/Missing.tsx';
import { formatNumber } from '../format/formatNumber.ts';

type Correlations = NonNullable<DataVersion['correlations']>;

/** A correlation shades its cell: more of the colour, more alike; the figure says the same. */
const shade = (value: number): string => {
  const strength = Math.round(Math.min(1, Math.abs(value)) * 32);
  return `color-mix(in srgb, var(${value < 0 ? '--negative' : '--blue'}) ${strength}%, var(--card))`;
};

/** Every target against every other one, with standard errors. */
export function CorrelationMatrix({ correlations }: { readonly correlations: Correlations }) {
  const { names, means, standard_errors: errors, eras } = correlations;
  const most = Math.max(0, ...eras.flat());
  return (
    <>
      {/* biome-ignore lint: a region that scrolls must be reachable by keyboard */}
      <div className="table-frame" role="region" aria-label="Correlations of the targets" tabIndex={0}>
        <table className="matrix">
          <caption className="unseen">Correlations of the targets</caption>
          <thead>
            <tr>
              <th scope="col" className="text row-header">
                Target
              </th>
              {names.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map((name, i) => (
              <tr key={name}>
                <th scope="row" className="text row-header">
                  {name}
                </th>
                {names.map((other, j) => (
                  <MatrixCell
                    key={other}
                    mean={means[i]?.[j] ?? null}
                    error={i === j ? null : (errors[i]?.[j] ?? null)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted">
        Over at most {formatNumber(most)} training and validation eras, computed when the release was written.
      </p>
    </>
  );
}

function MatrixCell({ mean, error }: { readonly mean: number | null; readonly error: number | null }) {
  if (mean === null) {
    return (
      <td>
        <Missing />
      </td>
    );
  }
  return (
    <td style={{ background: shade(mean) }}>
      {formatNumber(mean, { places: 2 })}
      {error !== null && <span className="matrix-error">± {formatNumber(error, { places: 3 })}</span>}
    </td>
  );
}
