import type { FundState } from '@robata/client';
import { formatNumber } from '../format/formatNumber.ts';

type Limit = NonNullable<FundState['report']>['limits'][number];

const WIDTH = 76;
const places = (value: number): string => formatNumber(value, { places: Math.abs(value) < 0.01 ? 3 : 2 });

/** Where a value stands between its limits: a mark on a line, and the limits as text. */
export function LimitBar({ limit: { value, lower, upper, binds } }: { readonly limit: Limit }) {
  if (lower === null || upper === null) return <span className="muted">not limited</span>;
  const share = upper > lower ? (value - lower) / (upper - lower) : 0.5;
  const at = Math.min(1, Math.max(0, share)) * (WIDTH - 8) + 4;
  return (
    <span className="limit-bar">
      <span className="figures">{places(lower)}</span>
      <svg width={WIDTH} height="14" aria-hidden="true">
        <line x1="4" y1="7" x2={WIDTH - 4} y2="7" className="limit-line" />
        <line x1={WIDTH / 2} y1="3" x2={WIDTH / 2} y2="11" className="limit-line" />
        <circle cx={at} cy="7" r="4" className={binds ? 'limit-mark binds' : 'limit-mark'} />
      </svg>
      <span className="figures">{places(upper)}</span>
    </span>
  );
}
