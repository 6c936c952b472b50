import type { FundOrdersSummary } from '@robata/client';

/** How far orders are, in words, and the colour of the badge. */
export const ORDER_STATES: Readonly<Record<FundOrdersSummary['state'], readonly [words: string, badge: string]>> = {
  waiting: ['waits for you', 'badge-warning'],
  confirmed: ['confirmed', 'badge-good'],
  lapsed: ['lapsed', 'badge-bad'],
  filled_by_paper: ['paper', ''],
  nothing: ['none yet', ''],
};

export const SIDES: Readonly<Record<string, string>> = {
  buy: 'buy',
  sell: 'sell',
  sell_short: 'sell short',
  buy_to_cover: 'buy to cover',
};

export const FILLS = { filled: 'filled', partly_filled: 'in part', unfilled: 'not' } as const;
