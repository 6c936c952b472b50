import { column, fromColumns } from '@robata/kernels';
import { eraDays } from '../calendar/eraDays.ts';
import type { Era, EraColumns, Schedule, Universe } from '../era.ts';
import { type FeatureCatalogue, featureCatalogue } from '../features/catalogue.ts';
import { DailySeries } from '../features/dailySeries.ts';
import { featureBins } from '../features/featureBins.ts';
import { rawValues } from '../features/rawValues.ts';
import { ReportIndex } from '../features/stockReports.ts';
import type { MarketPanel } from '../panel.ts';
import { universeAt } from '../universe.ts';
import { eraExposures, exposureNames } from './eraExposures.ts';
import { obfuscatedIds } from './obfuscatedIds.ts';
import { BASE_STYLES, FURTHER_STYLES, type Style } from './styles.ts';

export interface EraConfig {
  /** Members of the universe and of the market index. */
  readonly universeSize: number;
  readonly schedule: Schedule;
  /** Secret: ids and published feature names follow from it. */
  readonly key: string;
  /** Of the dataset; default 1. Feature names change with it. */
  readonly majorVersion?: number;
  /** Default: `universeAt` with its own defaults. */
  readonly universe?: (panel: MarketPanel, day: number, size: number) => Universe;
}

export interface EraBuilder {
  readonly panel: MarketPanel;
  readonly catalogue: FeatureCatalogue;
  readonly columns: EraColumns;
  /** Published feature names, in the order of the columns. */
  readonly featureNames: readonly string[];
  /** All factors; the base model is the first `baseExposures` of them. */
  readonly exposureNames: readonly string[];
  readonly baseExposures: number;
  /** Indices into `panel.days`; era '0001' is the first. */
  readonly eraDays: readonly number[];
  /** The era at a position of `eraDays`. Reads nothing after its day; the same whatever was built before. */
  build(position: number): Era;
  /** The builder of the same market some days later, which goes on from what this one has computed. */
  withPanel(panel: MarketPanel): EraBuilder;
}

/** Days of history before the first usable era. */
export const FIRST_ERA_HISTORY_DAYS = 126;
/** Characteristics that no style is made of, for whoever needs a stock's specific volatility. */
const FURTHER_CHARACTERISTICS = ['idiosyncratic_126', 'volatility_126'];
const UNIVERSE_SIZE = 'universe_size';

/**
 * Makes eras from a panel: universe, features, risk-model exposures, obfuscated ids, rows sorted by id.
 *
 * The first 26 weekly eras have less than a year of history: windows are missing until 60 % of them exist, and styles take a shorter
 * window meanwhile. Throws RangeError where the panel has too few days for one era.
 *
 * @example
 * const eras = createEraBuilder(panel, { universeSize: 2000, schedule: 'weekly', key });
 * const era = eras.build(eras.eraDays.length - 1); // the live era
 */
export function createEraBuilder(panel: MarketPanel, config: EraConfig): EraBuilder {
  return builderOver(panel, config, new DailySeries(config.universeSize), new ReportIndex(panel));
}

function builderOver(panel: MarketPanel, config: EraConfig, series: DailySeries, index: ReportIndex): EraBuilder {
  const { universe: universeOf = (panel, day, size) => universeAt(panel, day, { size }) } = config;
  const eras = eraDays(panel.days, config.schedule, panel.skippedDays, panel.exchange);
  const positions = eras.filter((day) => day >= FIRST_ERA_HISTORY_DAYS);
  if (positions.length === 0) throw new RangeError(`${panel.days.length} days of prices are too few for one era`);
  series.extend(panel);
  const catalogue = featureCatalogue(panel, config.key, config.majorVersion);
  const recipes = catalogue.recipes.map((recipe) => recipe.name);
  const exists = (name: string) => name === UNIVERSE_SIZE || recipes.includes(name);
  const stylesThatExist = (styles: readonly Style[]) => styles.filter((style) => style.recipes.every(exists));
  const styles = withExistingOrthogonals([...stylesThatExist(BASE_STYLES), ...stylesThatExist(FURTHER_STYLES)]);
  const names = exposureNames(panel, styles);
  const characteristics = [...new Set([...styles.flatMap((style) => style.recipes), ...FURTHER_CHARACTERISTICS])];
  const columns: EraColumns = { features: catalogue.features, characteristics, exposures: names };

  const build = (position: number): Era => {
    const day = positions[position];
    if (day === undefined)
      throw new RangeError(`there is no era at position ${position}: ${positions.length} eras exist`);
    const id = String(position + 1).padStart(4, '0');
    const { ids, universe } = sortedById(config.key, panel, universeOf(panel, day, config.universeSize), id);
    const values = rawValues(panel, series, index, catalogue.recipes, universe);
    const logSize = universe.size.map((size) => Math.log(size));
    const value = (name: string) => (name === UNIVERSE_SIZE ? logSize : column(values, recipes.indexOf(name)));
    const sector = Array.from(universe.members, (security) => panel.securities[security].sector);
    return {
      id,
      day,
      columns,
      ids,
      members: universe.members,
      size: universe.size,
      features: featureBins(catalogue, values, sector),
      characteristics: fromColumns(characteristics.map(value), ids.length),
      exposures: eraExposures(panel, universe, styles, names, value),
    };
  };

  return {
    panel,
    catalogue,
    columns,
    featureNames: catalogue.features.map((feature) => feature.publishedName),
    exposureNames: names,
    baseExposures: names.length - stylesThatExist(FURTHER_STYLES).length,
    eraDays: positions,
    build,
    withPanel: (next) => {
      assertContinues(panel, next);
      const isSameTables = next.fundamentals === panel.fundamentals && next.shortInterest === panel.shortInterest;
      return builderOver(next, config, series, isSameTables ? index : new ReportIndex(next));
    },
  };
}

function sortedById(key: string, panel: MarketPanel, universe: Universe, era: string) {
  const { members, size } = universe;
  const unsorted = obfuscatedIds(
    key,
    Array.from(members, (security) => panel.securities[security].id),
    era,
  );
  const order = unsorted.map((_, i) => i).sort((a, b) => (unsorted[a] < unsorted[b] ? -1 : 1));
  return {
    ids: order.map((i) => unsorted[i]),
    universe: {
      day: universe.day,
      members: Int32Array.from(order, (i) => members[i]),
      size: Float64Array.from(order, (i) => size[i]),
    },
  };
}

function withExistingOrthogonals(styles: readonly Style[]): Style[] {
  const names = new Set(styles.map((style) => style.name));
  return styles.map((style) => ({ ...style, orthogonalTo: style.orthogonalTo?.filter((name) => names.has(name)) }));
}

function assertContinues(panel: MarketPanel, next: MarketPanel): void {
  const last = panel.days.length - 1;
  const isSame = panel.securities.every((security, s) => security.id === next.securities[s]?.id);
  if (!isSame || next.days[0] !== panel.days[0] || next.days[last] !== panel.days[last])
    throw new RangeError('the panel is not a continuation of the former one: create a new era builder');
}
