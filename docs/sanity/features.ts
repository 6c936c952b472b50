import { column, fromColumns, mean, pearsonCorrelation, standardDeviation } from '@robata/kernels';
import {
  createEraBuilder,
  type Era,
  type FeatureSet,
  type MarketPanel,
  MISSING_BIN,
  prepareTargets,
  targetManifest,
} from '@robata/market';
import { meanWithStandardError, ordinalRanks, prepareCorr2022 } from '@robata/scoring';
import { createRoster, EMBARGO } from '@robata/season';
import type { Measured, Scope } from './measured.ts';
import { WalkForwardRidge } from './walkForwardRidge.ts';

const NOMI = targetManifest('nomi', 20);
const JANET = targetManifest('janet', 20);
const TARGETS = [NOMI, JANET, targetManifest('ben', 20), targetManifest('nomi', 60)];
const VOLATILITY = 'idiosyncratic_63';

/** λ per row, on bins −2 … 2 (variance 2): `.2` is λ = .1 on features of variance 1. */
const RIDGES: readonly { readonly key: string; readonly set: FeatureSet; readonly lambda: number }[] = [
  ...[0.001, 0.01, 0.1, 0.2, 1].map((lambda) => ({ key: `ridge all ${lambda}`, set: 'all' as const, lambda })),
  ...[0.001, 0.01, 0.1, 1].map((lambda) => ({ key: `ridge medium ${lambda}`, set: 'medium' as const, lambda })),
  { key: 'ridge small 0.1', set: 'small', lambda: 0.1 },
];
const BOOSTING = 'trees';
const RANDOM_SEEDS = [1, 2, 3, 4, 5];

/** Every mean over eras that overlap by four weeks has a Newey-West error with as many lags. */
const LAGS = 4;

/** Eras, targets, information coefficients and walk-forward models: all that needs neither a risk model nor a book. */
export function measureFeatures(panel: MarketPanel, { universe, from, to, until }: Scope): Measured {
  const builder = createEraBuilder(panel, { universeSize: universe, schedule: 'weekly', key: 'sanity' });
  const { catalogue } = builder;
  const features = catalogue.features.length;
  const volatility = catalogue.features.findIndex(({ name }) => name === VOLATILITY);
  const columnsOf = (set: FeatureSet) =>
    catalogue.features.flatMap((feature, j) => (feature.sets.includes(set) ? [j] : []));
  const ridge = new WalkForwardRidge(features, EMBARGO.weekly.days20);
  const roster = createRoster({ models: 7, catalogue, targets: [NOMI.name], seed: 1, schedule: 'weekly' });
  const trees = roster.participants.findIndex(({ name }) => name === BOOSTING);
  const noise = RANDOM_SEEDS.map((seed) => {
    const { participants } = createRoster({ models: 3, catalogue, targets: [NOMI.name], seed, schedule: 'weekly' });
    return participants.find(({ kind }) => kind === 'random') as (typeof participants)[number];
  });

  const series = new Map<string, number[]>();
  const observe = (key: string, value: number): void => {
    const values = series.get(key) ?? [];
    series.set(key, values);
    if (!Number.isNaN(value)) values.push(value);
  };
  const waiting: { readonly position: number; readonly era: Era; readonly target: Float64Array }[] = [];
  let withTargets = 0;
  for (const [position, day] of builder.eraDays.entries()) {
    const date = panel.days[day] as string;
    if (until !== null && date > until) break;
    const era = builder.build(position);
    const targets = prepareTargets(panel, era, TARGETS).final();
    const nomi = targets.get(NOMI.name);
    if (nomi === undefined) continue;
    withTargets += 1;
    const bins = knownBins(era, volatility);
    observe('ic nomi', correlation(bins, nomi));
    observe('ic janet', correlation(bins, targets.get(JANET.name)));
    for (const { name } of TARGETS.slice(1)) observe(`nomi_20–${name}`, correlation(nomi, targets.get(name)));

    ridge.add(position, era, nomi);
    waiting.push({ position, era, target: nomi });
    while (waiting[0] !== undefined && waiting[0].position <= position - EMBARGO.weekly.days20) {
      const { era, target, position } = waiting.shift() as (typeof waiting)[number];
      const rows = era.ids.length;
      roster.learn({ position, rows, features: era.features, targets: new Map([[NOMI.name, target]]) });
    }
    if (date < from || date > to) continue;
    const live = { position, ids: era.ids, features: era.features };
    const predictions = [
      ...RIDGES.map(({ set, lambda }) => ridge.predict(position, era, columnsOf(set), lambda)),
      roster.predict(live, null)[trees] as Float64Array,
      ...noise.map((participant) => participant.predict(live, null)),
    ];
    const scores = prepareCorr2022(ordinalRanks(fromColumns(predictions, era.ids.length))).score(nomi);
    const keys = [...RIDGES.map(({ key }) => key), BOOSTING, ...noise.map((_, k) => `random ${k + 1}`)];
    keys.forEach((key, k) => observe(key, scores[k] as number));
    for (const key of ['ridge all 0.1', 'ridge medium 0.1']) {
      observe(`${key} in ${date.slice(0, 4)}`, scores[keys.indexOf(key)] as number);
    }
  }

  const measured: Measured = { eras: builder.eraDays.length, 'eras with targets': withTargets, features };
  for (const [key, values] of series) {
    const { mean, standardError } = meanWithStandardError(values, LAGS);
    measured[key] = mean;
    measured[`${key} error`] = standardError;
    measured[`${key} sd`] = standardDeviation(values);
  }
  const random = noise.map((_, k) => series.get(`random ${k + 1}`) ?? []);
  measured['scored eras'] = random[0]?.length ?? 0;
  measured.random = mean(random.flat());
  measured['random sd'] = mean(random.map((values) => standardDeviation(values)));
  return measured;
}

/** One feature's bins, NaN where missing. */
function knownBins(era: Era, feature: number): Float64Array {
  const rows = era.ids.length;
  const bins = era.features.subarray(feature * rows, (feature + 1) * rows);
  return Float64Array.from(bins, (bin) => (bin === MISSING_BIN ? Number.NaN : bin));
}

/** Over the rows that both have. */
function correlation(x: Float64Array, y: Float64Array | undefined): number {
  if (y === undefined) return Number.NaN;
  const rows = Array.from(x.keys()).filter((i) => !Number.isNaN(x[i]) && !Number.isNaN(y[i]));
  const both = fromColumns([rows.map((i) => x[i] as number), rows.map((i) => y[i] as number)]);
  return pearsonCorrelation(column(both, 0), column(both, 1));
}
