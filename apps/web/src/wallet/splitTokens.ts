/** A decimal text for reading: thousands separated and two places, and the places after these. Exact: nothing is rounded. */
export function splitTokens(amount: string): { readonly main: string; readonly rest: string } {
  const isNegative = amount.startsWith('-');
  const [whole = '0', places = ''] = (isNegative ? amount.slice(1) : amount).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return { main: `${isNegative ? '−' : ''}${grouped}.${places.slice(0, 2).padEnd(2, '0')}`, rest: places.slice(2) };
}
