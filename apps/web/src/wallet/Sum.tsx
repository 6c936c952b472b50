import type { ReactNode } from 'react';
import { Explained } from '../components/Explained.tsx';
import type { Term } from '../terms/terms.ts';
import { ExactTokens } from './ExactTokens.tsx';

export interface SumPart {
  readonly key: string;
  readonly term: Term;
  readonly amount: string;
}

interface SumProps {
  readonly total: SumPart;
  readonly parts: readonly SumPart[];
  readonly children?: ReactNode;
}

/** One number, and the parts that it is the sum of: a bar of their shares and each by its name. */
export function Sum({ total, parts, children }: SumProps) {
  return (
    <div className="sum">
      <dl className="sum-line">
        <div className="sum-total">
          <dt>
            <Explained term={total.term} />
          </dt>
          <dd>
            <ExactTokens amount={total.amount} />
            <span className="unit"> tokens</span>
          </dd>
        </div>
        {parts.map(({ key, term, amount }, at) => (
          <div key={key} className={`sum-part part-${key}`}>
            <dt>
              <Explained term={term} />
            </dt>
            <dd>
              <span className="sum-sign">{at === 0 ? '=' : amount.startsWith('-') ? '−' : '+'}</span>
              <ExactTokens amount={at === 0 ? amount : amount.replace('-', '')} />
            </dd>
          </div>
        ))}
      </dl>
      {Number(total.amount) > 0 && (
        <svg className="sum-bar" aria-hidden="true" width="100%" height="10">
          {sharesOf(parts).map(({ key, from, share }) => (
            <rect key={key} className={`part-${key}`} x={`${from}%`} width={`${share}%`} height="10" />
          ))}
        </svg>
      )}
      {children}
    </div>
  );
}

/** In percent of what is there, for the eye alone: what is taken off has none. */
function sharesOf(parts: readonly SumPart[]) {
  let from = 0;
  const sizes = parts.map(({ amount }) => Math.max(0, Number(amount)));
  const total = sizes.reduce((sum, size) => sum + size, 0) || 1;
  return parts.map(({ key }, at) => {
    const share = (100 * (sizes[at] as number)) / total;
    from += share;
    return { key, share, from: from - share };
  });
}
