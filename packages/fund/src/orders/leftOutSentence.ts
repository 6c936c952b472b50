import type { LeftOut, LeftOutReason } from './orderPlan.ts';

/** Why a change is no order, to follow a symbol or "it". */
export const LEFT_OUT: Readonly<Record<LeftOutReason, string>> = {
  no_price: 'has no price to trade at',
  delisted: 'is not listed any more',
  no_symbol: 'has no symbol that a broker would know it by',
  unreadable_symbol: 'has a symbol that a file of orders cannot hold',
  shared_symbol: 'has the symbol of another security of the plan',
};

const TOLD = 5;

/** What a plan leaves out in one line, the first five by name; null where it leaves out nothing. */
export function leftOutSentence(leftOut: readonly LeftOut[] = []): string | null {
  if (leftOut.length === 0) return null;
  const told = leftOut
    .slice(0, TOLD)
    .map(({ security, symbol, reason }) => `${symbol ?? `security ${security}`} ${LEFT_OUT[reason]}`);
  const more = leftOut.length > TOLD ? `; and ${leftOut.length - TOLD} more` : '';
  return `${told.join('; ')}${more}`;
}
