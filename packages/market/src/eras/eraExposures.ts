import { column, type Matrix, matrix } from '@robata/kernels';
import { exposureMatrix } from '@robata/portfolio';
import type { Universe } from '../era.ts';
import type { MarketPanel } from '../panel.ts';
import type { Style } from './styles.ts';

const HOME_COUNTRY = 'US';
/** How sources spell it. */
const HOME_COUNTRY_NAMES = new Set([HOME_COUNTRY, 'USA', 'United States']);
const UNKNOWN_SECTOR = 'sector:unknown';

/**
 * The exposures' names in their fixed order: `market`, `sector:…` ascending, `country:non-US`, the styles. They depend on the
 * panel's labels only, so that the columns are the same in every era; what an era lacks is a column of zeros.
 */
export function exposureNames(panel: MarketPanel, styles: readonly Style[]): string[] {
  const listed = panel.securities.filter((security) => !security.isFund);
  const sectors = new Set(listed.map(({ sector }) => (sector === null ? UNKNOWN_SECTOR : `sector:${sector}`)));
  const countries = new Set(
    listed.flatMap(({ country }) => (country === null ? [] : [HOME_COUNTRY_NAMES.has(country)])),
  );
  return [
    'market',
    ...(sectors.size > 1 ? [...sectors].sort() : []),
    ...(countries.size > 1 ? [`country:non-${HOME_COUNTRY}`] : []),
    ...styles.map((style) => style.name),
  ];
}

/**
 * The risk model's exposures of one era; n × names.
 *
 * @param value the raw characteristic of that name, NaN where missing
 */
export function eraExposures(
  panel: MarketPanel,
  { members, size }: Universe,
  styles: readonly Style[],
  names: readonly string[],
  value: (recipe: string) => Float64Array,
): Matrix {
  const securities = Array.from(members, (security) => panel.securities[security]);
  const found = exposureMatrix({
    // Without shares and volume no size is known: all count alike.
    size: size.map((value) => (value > 0 ? value : 1)),
    sector: securities.map(({ sector }) => sector),
    country: securities.map(({ country }) => (HOME_COUNTRY_NAMES.has(country ?? '') ? HOME_COUNTRY : country)),
    styles: styles.map(({ name, recipes, orthogonalTo }) => ({
      name,
      values: firstKnown(recipes.map(value)),
      orthogonalTo,
    })),
    homeCountry: HOME_COUNTRY,
  });
  const result = matrix(members.length, names.length);
  names.forEach((name, k) => {
    const at = found.names.indexOf(name);
    if (at >= 0) column(result, k).set(column(found.matrix, at));
  });
  return result;
}

function firstKnown(choices: readonly Float64Array[]): Float64Array {
  return choices[0].map((value, i) => {
    let known = value;
    for (let c = 1; c < choices.length && Number.isNaN(known); c++) known = choices[c][i];
    return known;
  });
}
