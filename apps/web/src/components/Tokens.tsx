import { formatTokens } from '../format/formatTokens.ts';
import { Missing } from './Missing.tsx';
import { toneOf } from './Score.tsx';

interface TokensProps {
  readonly amount: string | null;
  readonly signed?: boolean;
}

/** A token amount to two places; all eighteen are in its title. */
export function Tokens({ amount, signed = false }: TokensProps) {
  if (amount === null) return <Missing />;
  return (
    <span className={signed ? `figures ${toneOf(Number(amount))}` : 'figures'} title={`${amount} tokens`}>
      {formatTokens(amount, { signed })}
    </span>
  );
}
