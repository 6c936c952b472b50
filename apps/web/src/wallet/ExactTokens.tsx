import { splitTokens } from './splitTokens.ts';

/** A token amount with every place that it has: what stands in a sum has to add up. The places after the second are small. */
export function ExactTokens({ amount }: { readonly amount: string }) {
  const { main, rest } = splitTokens(amount);
  return (
    <span className="figures exact" title={`${amount} tokens`}>
      {main}
      {rest !== '' && <small>{rest}</small>}
    </span>
  );
}
