import type { Security } from './panel.ts';

/** What a security was called on an ISO day: the ticker under which it traded then (FB in 2021, not META). */
export const tickerOn = (
  { ticker, formerTickers = [] }: Pick<Security, 'ticker' | 'formerTickers'>,
  day: string,
): string => formerTickers.find(({ before }) => day < before)?.ticker ?? ticker;
