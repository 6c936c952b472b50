import { column, fromColumns, type Matrix, pearsonCorrelation } from '@robata/kernels';
import { factorKind, gaussianizedPredictions, type ContributionKit } from '@robata/portfolio';
import { type KnownGroup, type KnownShares, prepareKnownShares } from '@robata/scoring';
import { centredBins } from '../roundScores.ts';
import type { ClosedSignals } from './closedSignals.ts';

/** How much of one signal was known already, by what, and what is left. Each owner sees its own; figures to four decimals, null undefined. */
export interface SignalReport {
  readonly model: number;
  /** Stocks submitted. */
  readonly covered: number;
  /** In the order of `SignalReports.groups`. */
  readonly shares: readonly ReportedShare[];
  /** Of the signal's variance, 0…1: no group explains it. */
  readonly left: number | null;
  /** By name of the target the correlation of what is left with it, over the stocks submitted; empty until targets are known. */
  readonly leftCorrelation: Readonly<Record<string, number | null>>;
}

export interface ReportedShare {
  /** R² of this group alone. */
  readonly alone: number | null;
  /** R² that it adds to the groups before it. */
  readonly added: number | null;
}

/** The document of a round: reports of its models, and what may be published of all. */
export interface SignalReports {
  readonly round: number;
  readonly stocks: number;
  /** What signals are held against, in order; `directions` / (covered − 1) is what a group would add to a random signal. */
  readonly groups: readonly { readonly name: string; readonly directions: number }[];
  readonly models: readonly SignalReport[];
  /** Quartiles over the models, three each; null with fewer than five of them: one could be told from it. */
  readonly all: { readonly left: Quartiles | null; readonly added: readonly (Quartiles | null)[] };
}

export type Quartiles = readonly [number, number, number];

export interface SignalReportsInput {
  readonly round: number;
  readonly signals: ClosedSignals;
  /** Of the whole round. */
  readonly kit: Pick<ContributionKit, 'predictions' | 'stakes'>;
  /** Permanent numbers of the Signals models, in the order of `signals.places`. */
  readonly models: readonly number[];
  /** The medium features: bins 0…4, −1 missing; column-major, n × F. */
  readonly neutralBins: Int8Array;
}

export interface PreparedSignalReports {
  /** With the correlations of what is left with these targets (n each, NaN where missing). */
  reports(targets: ReadonlyMap<string, Float64Array>): SignalReports;
}

/** The document that keeps a round's reports. */
export const signalReportsKey = (round: number): string => `signals/${round}`;

export const FEATURES_GROUP = 'features:medium';
export const SIGNALS_META_MODEL_GROUP = 'meta model:signals';
export const JOINT_META_MODEL_GROUP = 'meta model:joint';

/**
 * The reports of a round's signals. A signal is held against market, sectors, country, each style, the medium features, and then the Signals meta model
 * and the joint one, both without its own stake (`prepareKnownShares`).
 */
export function prepareSignalReports(input: SignalReportsInput): PreparedSignalReports {
  const { round, signals, kit, models, neutralBins } = input;
  const { places, values } = signals;
  const groups = knownGroups(signals, neutralBins);
  const known = prepareKnownShares(groups);
  const gaussianized = gaussianizedPredictions(kit.predictions);
  const isSignals = new Set(places);
  const metaModels = [
    { name: SIGNALS_META_MODEL_GROUP, without: withoutOne(gaussianized, kit.stakes, (j) => isSignals.has(j)) },
    { name: JOINT_META_MODEL_GROUP, without: withoutOne(gaussianized, kit.stakes, () => true) },
  ];
  const found = models.map((_, at) =>
    known(
      column(values, at),
      metaModels.map(({ name, without }) => ({ name, values: without(places[at] as number) })),
    ),
  );
  const names = [...groups.map(({ name }) => name), ...metaModels.map(({ name }) => name)];
  const directions = found[0]?.shares.map(({ directions: own }) => own) ?? [];
  return {
    reports(targets) {
      const reports = found.map((shares, at) => reportOf(models[at] as number, shares, column(values, at), targets));
      return {
        round,
        stocks: values.rows,
        groups: names.map((name, k) => ({ name, directions: directions[k] ?? 0 })),
        models: reports,
        all: {
          left: quartiles(reports.map(({ left }) => left)),
          added: names.map((_, k) => quartiles(reports.map(({ shares }) => shares[k]?.added ?? null))),
        },
      };
    },
  };
}

/** Neighbours of one kind but styles are one group; styles and market stand alone. */
export function knownGroups(
  { neutralizers, neutralizerNames }: Pick<ClosedSignals, 'neutralizers' | 'neutralizerNames'>,
  neutralBins: Int8Array,
): KnownGroup[] {
  const columnsOf = new Map<string, Float64Array[]>();
  neutralizerNames.forEach((name, k) => {
    const kind = factorKind(name);
    const group = kind === 'style' ? name : kind;
    columnsOf.set(group, [...(columnsOf.get(group) ?? []), column(neutralizers, k)]);
  });
  const rows = neutralizers.rows;
  const groups = [...columnsOf].map(([name, columns]) => ({ name, columns: fromColumns(columns, rows) }));
  return neutralBins.length === 0
    ? groups
    : [...groups, { name: FEATURES_GROUP, columns: centredBins(neutralBins, rows) }];
}

/** The stake-weighted mean of some models' normal scores, but for one of them; zeros where nobody else has a stake. */
function withoutOne(
  gaussianized: Matrix,
  stakes: Float64Array,
  isPart: (model: number) => boolean,
): (model: number) => Float64Array {
  const sum = new Float64Array(gaussianized.rows);
  for (let j = 0; j < gaussianized.columns; j++) {
    const stake = isPart(j) ? (stakes[j] as number) : 0;
    if (stake === 0) continue;
    const g = column(gaussianized, j);
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + stake * (g[i] as number);
  }
  const total = stakes.reduce((all, stake, j) => all + (isPart(j) ? stake : 0), 0);
  return (model) => {
    const own = isPart(model) ? (stakes[model] as number) : 0;
    const rest = total - own;
    // What rounding leaves of a total is no stake.
    if (!(rest > total * NO_STAKE)) return new Float64Array(sum.length);
    const g = column(gaussianized, model);
    return sum.map((x, i) => (x - own * (g[i] as number)) / rest);
  };
}

const NO_STAKE = 1e-9;

/** Of so small a share of a signal no correlation is told: it would be that of rounding. */
const NEXT_TO_NOTHING = 0.001;

function reportOf(
  model: number,
  { covered, shares, left, residual }: KnownShares,
  signal: Float64Array,
  targets: ReadonlyMap<string, Float64Array>,
): SignalReport {
  return {
    model,
    covered,
    shares: shares.map(({ alone, added }) => ({ alone: fourDecimals(alone), added: fourDecimals(added) })),
    left: fourDecimals(left),
    leftCorrelation: Object.fromEntries(
      [...targets].map(([name, target]) => [
        name,
        fourDecimals(left < NEXT_TO_NOTHING ? Number.NaN : correlationOver(signal, residual, target)),
      ]),
    ),
  };
}

function correlationOver(signal: Float64Array, residual: Float64Array, target: Float64Array): number {
  const both = (_: number, i: number): boolean => signal[i] === signal[i] && target[i] === target[i];
  return pearsonCorrelation(residual.filter(both), target.filter(both));
}

const fourDecimals = (value: number): number | null =>
  Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 + 0 : null;

/** Below so many models quartiles would tell of single ones. */
const FEWEST = 5;

function quartiles(values: readonly (number | null)[]): Quartiles | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (known.length < FEWEST) return null;
  const at = (share: number): number => {
    const place = share * (known.length - 1);
    const [low, high] = [known[Math.floor(place)] as number, known[Math.ceil(place)] as number];
    return fourDecimals(low + (place - Math.floor(place)) * (high - low)) as number;
  };
  return [at(0.25), at(0.5), at(0.75)];
}
