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
              <span className="sum-sign">{at === 0 ? '=' : '+'}</span>
              <ExactTokens amount={amount} />
            </dd>
          </div>
        ))}
      </dl>
      {Number(total.amount) > 0 && (
        <svg className="sum-bar" aria-hidden="true" width="100%" height="10">
          {sharesOf(parts, Number(total.amount)).map(({ key, from, share }) => (
            <rect key={key} className={`part-${key}`} x={`${from}%`} width={`${share}%`} height="10" />
          ))}
        </svg>
      )}
      {children}
    </div>
  );
}

/** In percent, for the eye alone. */
function sharesOf(parts: readonly SumPart[], total: number) {
  let from = 0;
  return parts.map(({ key, amount }) => {
    const share = (100 * Number(amount)) / total;
    from += share;
    return { key, share, from: from - share };
  });
}
