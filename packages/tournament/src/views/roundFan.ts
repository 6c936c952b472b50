import type { StorageReader } from '../storage/storage.ts';
import { closedByDay, closedOnScoredDays } from './closedMarkets.ts';
import { tradingPlaces } from './roundCalendar.ts';
import { META_MODEL_KIND, SIGNALS_META_MODEL_KIND } from './roundPage.ts';

/** Shares of the models that lie below each line of a fan. */
export const FAN_LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** How a round's scores spread over its models, day by day. */
export interface RoundFan {
  readonly round: number;
  /** Days that are posted, ascending. */
  readonly days: readonly number[];
  /** Market codes of the exchanges that were closed on each of the days. */
  readonly closedMarkets: readonly (readonly string[])[];
  /** By column key, one value for each day; null where nobody has the score. */
  readonly columns: Readonly<
    Record<
      string,
      {
        /** In the order of FAN_LEVELS. */
        readonly quantiles: readonly (readonly (number | null)[])[];
        readonly metaModel: readonly (number | null)[];
        /** Models with a score on the last day. */
        readonly models: number;
      }
    >
  >;
}

/** One model's scores in a round, day by day, by column key. */
export interface ScorePath {
  readonly model: string;
  readonly days: readonly number[];
  readonly scores: Readonly<Record<string, readonly (number | null)[]>>;
}

/** The spread of everybody's scores in a round; the meta model stands beside it and is not counted. Null for a round that is not there. */
export async function roundFan(reader: StorageReader, number: number): Promise<RoundFan | null> {
  const round = await reader.round(number);
  if (round === null) return null;
  const [models, scores] = await Promise.all([reader.models(), reader.scores({ round: number })]);
  const idOf = (wanted: string) => models.find(({ kind }) => kind === wanted)?.id;
  const [joint, ofSignals] = [idOf(META_MODEL_KIND), idOf(SIGNALS_META_MODEL_KIND)];
  const days = Array.from({ length: round.scoredDays }, (_, index) => index + 1);
  const byDay = Map.groupBy(scores, ({ day }) => day);
  const columns = round.columns.map(({ key, definitionId }, column) => {
    // Each part has its own: in the columns of Signals that of Signals.
    const isOfSignals = round.signals?.keys.includes(key) === true && !definitionId.startsWith('tc-');
    const meta = isOfSignals ? ofSignals : joint;
    const spreads = days.map((day) => {
      const others = (byDay.get(day) ?? []).filter(({ model }) => model !== joint && model !== ofSignals);
      return Float64Array.from(others, ({ values }) => values[column] ?? Number.NaN)
        .filter((value) => !Number.isNaN(value))
        .sort();
    });
    const metaModel = days.map((day) => {
      const row = byDay.get(day)?.find(({ model }) => model === meta);
      return known(row?.values[column]);
    });
    const quantiles = FAN_LEVELS.map((level) => spreads.map((spread) => quantileOf(spread, level)));
    return [key, { quantiles, metaModel, models: spreads.at(-1)?.length ?? 0 }] as const;
  });
  const closed = closedByDay(closedOnScoredDays(round, await tradingPlaces(reader)));
  return {
    round: number,
    days,
    closedMarkets: days.map((day) => closed.get(day) ?? []),
    columns: Object.fromEntries(columns),
  };
}

/** The paths of some models, in their order; who took no part is left out. Null for a round that is not there. */
export async function scorePaths(
  reader: StorageReader,
  number: number,
  names: readonly string[],
): Promise<readonly ScorePath[] | null> {
  const round = await reader.round(number);
  if (round === null) return null;
  const idOf = new Map((await reader.models()).map(({ id, name }) => [name, id]));
  const paths = await Promise.all(
    names.map(async (name): Promise<readonly ScorePath[]> => {
      const model = idOf.get(name);
      const rows = model === undefined ? [] : await reader.scores({ round: number, model });
      if (rows.length === 0) return [];
      const scores = round.columns.map(({ key }, column) => [key, rows.map(({ values }) => known(values[column]))]);
      return [{ model: name, days: rows.map(({ day }) => day), scores: Object.fromEntries(scores) }];
    }),
  );
  return paths.flat();
}

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);

/** Linear between neighbours (type 7) of ascending values; null for none. */
function quantileOf(ascending: Float64Array, level: number): number | null {
  const place = level * (ascending.length - 1);
  const low = ascending[Math.floor(place)];
  const high = ascending[Math.ceil(place)];
  if (low === undefined || high === undefined) return null;
  return low + (place - Math.floor(place)) * (high - low);
}
