import { fromColumns, type Matrix } from '@robata/kernels';
import { orthogonalizeStyle, standardizeStyle, winsorize } from './styleExposure.ts';

/** Named columns of exposures: stocks are rows, factors are columns. */
export interface Exposures {
  readonly names: readonly string[];
  readonly matrix: Matrix;
}

/** A style: a raw characteristic, and the styles *before it in the list* that are taken out of it. */
export interface StyleInput {
  readonly name: string;
  /** One per stock, NaN where missing. */
  readonly values: ArrayLike<number>;
  readonly orthogonalTo?: readonly string[];
}

export interface ExposureInput {
  /** Market value (or dollar volume), one per stock, positive. */
  readonly size: Float64Array;
  /** Labels, null where unknown; null instead of the array when the data have none. */
  readonly sector: readonly (string | null)[] | null;
  readonly country: readonly (string | null)[] | null;
  readonly styles: readonly StyleInput[];
  /** The country that is not foreign; default 'US'. */
  readonly homeCountry?: string;
}

/** What a factor is, read off its name: limits and the sector constraint depend on it. */
export type FactorKind = 'market' | 'sector' | 'country' | 'style' | 'alpha';

/** `market`, `alpha`, `sector:…`, `country:…`; every other name is a style's. */
export function factorKind(name: string): FactorKind {
  if (name === 'market' || name === 'alpha') return name;
  if (name.startsWith('sector:')) return 'sector';
  return name.startsWith('country:') ? 'country' : 'style';
}

/** One dummy per sector, in the order of the names; stocks without a label are a class of their own, present only if there are any. */
function sectorColumns(sector: readonly (string | null)[]): [string, Float64Array][] {
  const labels = sector.map((label) => label ?? 'unknown');
  const classes = [...new Set(labels)].sort();
  if (classes.length < 2) return [];
  return classes.map((name) => [`sector:${name}`, Float64Array.from(labels, (label) => (label === name ? 1 : 0))]);
}

/** 1 for a foreign company, less the size-weighted foreign share; 0 where the country is unknown. No column if all are of one kind. */
function countryColumns(
  country: readonly (string | null)[],
  size: Float64Array,
  home: string,
): [string, Float64Array][] {
  let foreign = 0;
  let total = 0;
  country.forEach((label, i) => {
    if (label === null || !(size[i] > 0)) return;
    total += size[i];
    if (label !== home) foreign += size[i];
  });
  if (foreign === 0 || foreign === total) return [];
  const share = foreign / total;
  const values = country.map((label) => (label === null ? 0 : Number(label !== home) - share));
  return [[`country:non-${home}`, Float64Array.from(values)]];
}

/**
 * The risk model's exposures of one date: `market` (1), `sector:NAME` dummies, `country:non-US` (centred), then the styles by name,
 * winsorized at 1 and 99 %, size-weighted mean 0, sd 1, clipped at ±3, missing 0 (finance-defaults §3).
 *
 * Every stock is in exactly one sector class, so the dummies add up to the market: the factor regression resolves this by its
 * constraint. Without labels, or with a single class, these columns fall away.
 * Throws RangeError on unequal lengths, a repeated name, or `orthogonalTo` naming no earlier style.
 */
export function exposureMatrix(input: ExposureInput): Exposures {
  const { size, sector, country, styles, homeCountry = 'US' } = input;
  const n = size.length;
  const lengths = [sector?.length ?? n, country?.length ?? n, ...styles.map((style) => style.values.length)];
  if (lengths.some((length) => length !== n)) throw new RangeError(`all columns need ${n} values`);

  const columns = new Map<string, Float64Array>([
    ['market', new Float64Array(n).fill(1)],
    ...(sector === null ? [] : sectorColumns(sector)),
    ...(country === null ? [] : countryColumns(country, size, homeCountry)),
  ]);
  for (const { name, values, orthogonalTo = [] } of styles) {
    if (factorKind(name) !== 'style' || columns.has(name)) throw new RangeError(`'${name}' is not a free style name`);
    const others = orthogonalTo.map((other) => {
      const exposure = columns.get(other);
      if (exposure === undefined)
        throw new RangeError(`'${name}' is orthogonal to '${other}', which does not stand before it`);
      return exposure;
    });
    const raw = winsorize(values);
    columns.set(name, standardizeStyle(others.length > 0 ? orthogonalizeStyle(raw, others, size) : raw, size));
  }
  return { names: [...columns.keys()], matrix: fromColumns([...columns.values()], n) };
}
