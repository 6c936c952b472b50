import { type CoverageReport, SYMBOL_SCHEMES } from '@robata/market';
import { textTable } from '../../textTable.ts';

/** Listings by market, largest first, and how many of them each scheme can name; before it what is wrong with the table. */
export function textOfCoverage(
  { date, ageDays, listings, withSymbol, markets }: CoverageReport,
  faults: readonly string[],
): string {
  const schemes = SYMBOL_SCHEMES.filter((scheme) => withSymbol[scheme] > 0);
  const rows = markets.map((market) => [
    market.market,
    market.country ?? '',
    String(market.listings),
    ...schemes.map((scheme) => String(market.withSymbol[scheme])),
  ]);
  const total = ['all', '', String(listings), ...schemes.map((scheme) => String(withSymbol[scheme]))];
  const age = ageDays === null ? '' : `, ${ageDays} days after it was brought up to date`;
  return [
    ...faults,
    textTable([['market', 'country', 'listings', ...schemes], ...rows, total]),
    `${listings} listings have a symbol on ${date}${age}.`,
  ].join('\n');
}
