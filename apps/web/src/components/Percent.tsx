import { formatPercent } from '../format/formatNumber.ts';
import { Missing } from './Missing.tsx';
import { toneOf } from './Score.tsx';

interface PercentProps {
  readonly share: number | null;
  readonly signed?: boolean;
  readonly places?: number;
}

/** A share as a percentage. */
export function Percent({ share, signed = false, places = 1 }: PercentProps) {
  if (share === null) return <Missing />;
  return (
    <span className={signed ? `figures ${toneOf(100 * share, places)}` : 'figures'}>
      {formatPercent(share, { places, signed })}
    </span>
  );
}
