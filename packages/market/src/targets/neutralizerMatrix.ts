import { column, fromColumns, type Matrix } from '@robata/kernels';
import type { Era } from '../era.ts';
import { MISSING_BIN } from '../features/fiveBins.ts';
import type { MarketPanel } from '../panel.ts';

const SMALLEST_INDUSTRY = 10;
const MIDDLE_BIN = 2;

/**
 * The columns that a manifest's neutralizers stand for, without the constant; n × (as many as the data have).
 * Of a group of dummies that covers every stock one is left out, because the constant is its sum, and of industries that make up a
 * sector which is there too; columns of zeros are left out as well. What is left out changes no fit, and the rest is quickly solved.
 * Throws RangeError on a name that is neither an exposure of the era's columns, a known group, nor a style or country that fell away.
 */
export function neutralizerMatrix(panel: MarketPanel, era: Era, neutralizers: readonly string[]): Matrix {
  const columns = neutralizers.flatMap((name) => {
    if (name === 'sector') return independentDummies(exposuresOf(era, (exposure) => exposure.startsWith('sector:')));
    if (name === 'industry') return industryDummies(panel, era, neutralizers.includes('sector'));
    if (name === 'features:medium') return mediumFeatures(era);
    if (!/^(style|country|sector):/.test(name)) throw new RangeError(`'${name}' is not a neutralizer`);
    return exposuresOf(era, (exposure) => exposure === name);
  });
  return fromColumns(
    columns.filter((values) => values.some((value) => value !== 0)),
    era.ids.length,
  );
}

function exposuresOf(era: Era, isWanted: (name: string) => boolean): Float64Array[] {
  return era.columns.exposures.flatMap((name, k) => (isWanted(name) ? [column(era.exposures, k)] : []));
}

function independentDummies(dummies: readonly Float64Array[]): Float64Array[] {
  const present = dummies.filter((dummy) => dummy.some((value) => value !== 0));
  return present.slice(0, -1);
}

function industryDummies(panel: MarketPanel, era: Era, hasSectors: boolean): Float64Array[] {
  const industry = Array.from(era.members, (security) => panel.securities[security].industry);
  const count = new Map<string, number>();
  for (const name of industry) if (name !== null) count.set(name, (count.get(name) ?? 0) + 1);
  const large = new Set([...count].filter(([, members]) => members >= SMALLEST_INDUSTRY).map(([name]) => name));
  if (hasSectors) for (const name of dependentIndustries(panel, era, industry, large)) large.delete(name);
  return [...large].sort().map((name) => Float64Array.from(industry, (label) => (label === name ? 1 : 0)));
}

/** One industry of each sector whose stocks are all in large industries of that sector alone: the sector less its other industries. */
function dependentIndustries(
  panel: MarketPanel,
  era: Era,
  industry: readonly (string | null)[],
  large: ReadonlySet<string>,
): string[] {
  const sector = Array.from(era.members, (security) => panel.securities[security].sector ?? '');
  /** Sector of each industry's first stock. */
  const sectorOf = new Map<string, string>();
  const mixed = new Set<string>();
  industry.forEach((name, i) => {
    if (name !== null && !sectorOf.has(name)) sectorOf.set(name, sector[i]);
    const ownSector = name !== null && large.has(name) ? (sectorOf.get(name) as string) : null;
    if (ownSector === sector[i]) return;
    mixed.add(sector[i]);
    if (ownSector !== null) mixed.add(ownSector);
  });
  const last = new Map([...large].sort().map((name) => [sectorOf.get(name) as string, name]));
  return [...last].flatMap(([of, name]) => (mixed.has(of) ? [] : [name]));
}

function mediumFeatures(era: Era): Float64Array[] {
  const n = era.ids.length;
  return era.columns.features.flatMap((feature, j) => {
    if (!feature.sets.includes('medium')) return [];
    const bins = era.features.subarray(j * n, (j + 1) * n);
    return [Float64Array.from(bins, (bin) => (bin === MISSING_BIN ? 0 : bin - MIDDLE_BIN))];
  });
}
