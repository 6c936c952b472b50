import { formatNumber } from '../format/formatNumber.ts';

interface MoneyProps {
  /** An exact decimal. */
  readonly amount: string;
  readonly currency: string;
  readonly places?: number;
  readonly signed?: boolean;
}

/** Money in whole units; the exact amount stands in its title. */
export function Money({ amount, currency, places = 0, signed = false }: MoneyProps) {
  return (
    <span className="figures" title={`${amount} ${currency}`}>
      {formatNumber(Number(amount), { places, signed })} <span className="unit">{currency}</span>
    </span>
  );
}
