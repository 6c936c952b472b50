import type { ProductPage } from '@robata/client';
import { Percent } from '../components/Percent.tsx';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** A month of this size has the full shade. */
const FULL = 0.05;

type Years = NonNullable<ProductPage['factsheet']>['monthlyReturns'];

/** Returns by month and year; shade and sign say the same. */
export function MonthlyTable({ years }: { readonly years: Years }) {
  return (
    // biome-ignore lint: a region that scrolls must be reachable by keyboard
    <div className="table-frame" role="region" aria-label="Returns by month" tabIndex={0}>
      <table className="monthly">
        <caption className="unseen">Returns by month in percent, after costs and fees</caption>
        <thead>
          <tr>
            <th scope="col">Year</th>
            {MONTHS.map((month) => (
              <th key={month} scope="col">
                {month}
              </th>
            ))}
            <th scope="col">Total</th>
          </tr>
        </thead>
        <tbody>
          {years.toReversed().map(({ year, months, total }) => (
            <tr key={year}>
              <th scope="row">{year}</th>
              {months.map((share, month) => (
                <td key={MONTHS[month]} className={shadeOf(share)}>
                  {share === null ? <span className="unseen">none</span> : <Percent share={share} signed />}
                </td>
              ))}
              <td className="monthly-total">
                <Percent share={total} signed />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One of four depths of the sign's colour. */
function shadeOf(share: number | null): string {
  if (share === null || share === 0) return '';
  const depth = Math.min(4, Math.max(1, Math.ceil((4 * Math.abs(share)) / FULL)));
  return `shade-${share > 0 ? 'up' : 'down'}-${depth}`;
}
