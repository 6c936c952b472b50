import { fiveProducts, type FundProgramme } from './fundProgramme.ts';

/**
 * The products whose orders go to a broker while the market is live, as an operator writes them: names with commas between, `all`, or nothing.
 * Throws RangeError for a product that the programme does not have.
 */
export function brokeredProducts(
  text: string | undefined,
  { products }: Pick<FundProgramme, 'products'> = fiveProducts,
): readonly string[] | 'all' {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 1 && names[0] === 'all') return 'all';
  const known = products.map(({ product }) => product);
  const stranger = names.find((name) => !known.includes(name));
  if (stranger === undefined) return names;
  throw new RangeError(
    `ROBATA_FUND_BROKER names '${stranger.slice(0, 60)}': there are ${known.join(', ')}; say some of them, all, or unset it.`,
  );
}
