/**
 * Scores of tables with ids, aligned exactly as numerai-tools 0.6 does it. Every function throws ScoringError where the reference
 * refuses (too little overlap, unsorted ids, missing values where none may be); see `alignment.ts` and the array function for the formula.
 */
import {
  averageRank,
  column,
  isConstant,
  leastSquaresBasis,
  ordinalRank,
  pearsonCorrelation,
  tieKeptRank,
} from '@robata/kernels';
import { DEFAULT_MAX_FILTERED_INDEX_RATIO, alignTables } from './alignment.ts';
import { type PortfolioInputs, prepareAlpha, prepareMpc } from './alpha.ts';
import { centred } from './centred.ts';
import { type CorrOptions, prepareCorr } from './corr20v2.ts';
import { type NeutralizeOptions, neutralized } from './fnc.ts';
import { mapColumns } from './mapColumns.ts';
import { type ContributionOptions, prepareMmc } from './mmc2024.ts';
import { neutralizedWeights, power15NormalColumns } from './neutralizedWeights.ts';
import { normalColumns, normalScores } from './normalScores.ts';
import { pick } from './preparedScore.ts';
import { ScoringError } from './scoringError.ts';
import { stakeWeighted } from './stakeWeighted.ts';
import {
  type Scores,
  type Series,
  type Table,
  requireComplete,
  requireSameIds,
  requireSortedIds,
  scoresByName,
  selectColumns,
  selectRows,
} from './table.ts';
import { topBottomRows } from './topBottomRows.ts';

/** Tie-kept rank of every column; the rows must be sorted by id. */
export function rankTieKept(table: Table): Table {
  requireSortedIds(table);
  return { ...table, values: mapColumns(table.values, (from, to) => to.set(tieKeptRank(from))) };
}

/** (rank − ½)/count of every column, ties in order of id; NaN stays NaN. The rows must be sorted by id. */
export function rankTieBroken(table: Table): Table {
  requireSortedIds(table);
  const values = mapColumns(table.values, (from, to) => {
    const ranks = ordinalRank(from);
    const count = ranks.reduce((n, rank) => n + (rank === rank ? 1 : 0), 0);
    to.set(ranks.map((rank) => (rank - 0.5) / count));
  });
  return { ...table, values };
}

/** Normal scores of tie-kept ranks; the rows must be sorted by id. */
export function gaussianizeTieKept(table: Table): Table {
  requireSortedIds(table);
  return { ...table, values: normalColumns(normalScores(table.values)) };
}

/** pow1.5 of the normal scores; the rows must be sorted by id and complete. */
export function transformForCorr(table: Table): Table {
  requireSortedIds(table);
  requireComplete(table, 'predictions');
  return { ...table, values: power15NormalColumns(table.values) };
}

export interface TableCorrOptions extends Omit<CorrOptions, 'isCentred'> {
  readonly maxFilteredIndexRatio?: number;
}

/** CORR20V2 of every model; the target is centred on all its rows before alignment. */
export function numeraiCorr(
  predictions: Table,
  target: Series,
  { maxFilteredIndexRatio = DEFAULT_MAX_FILTERED_INDEX_RATIO, ...options }: TableCorrOptions = {},
): Scores {
  const aligned = alignTables({ targets: centredSeries(target), predictions }, maxFilteredIndexRatio);
  const prepared = prepareCorr(normalScores(aligned.predictions.values));
  return scoresByName(predictions.names, prepared.score(aligned.targets.values, { ...options, isCentred: true }));
}

function centredSeries(series: Series): Series {
  return { ids: series.ids, values: centred(series.values) };
}

/** MMC of every model against a meta model (or BMC, against the benchmarks' model). */
export function correlationContribution(
  predictions: Table,
  metaModel: Series,
  target: Series,
  options?: ContributionOptions,
): Scores {
  const known = alignTables({ metaModel, predictions });
  const scored = alignTables({ targets: target, predictions: known.predictions });
  const common = alignTables({ targets: scored.targets, metaModel: known.metaModel });
  requireSameIds(scored.predictions, common.metaModel);
  const prepared = prepareMmc(normalScores(scored.predictions.values), common.metaModel.values);
  return scoresByName(predictions.names, prepared.score(common.targets.values, options));
}

/** Every column minus its fit on [neutralizers, 1]. Same ids in the same order; no NaN; a constant column becomes NaN. */
export function neutralize(table: Table, neutralizers: Table, options?: NeutralizeOptions): Table {
  requireComplete(table, 'data');
  requireComplete(neutralizers, 'neutralizers');
  requireSameIds(table, neutralizers);
  return { ...table, values: neutralized(table.values, leastSquaresBasis(neutralizers.values), options) };
}

/** FNC of every model. Predictions and features have the same ids, sorted; a constant model makes the whole call fail. */
export function featureNeutralCorr(
  predictions: Table,
  features: Table,
  target: Series,
  options?: Pick<CorrOptions, 'topBottom'>,
): Scores {
  return numeraiCorr(neutralize(gaussianizeTieKept(predictions), features), target, options);
}

/** Pearson correlation of two series with the same sorted ids and no NaN, or over the k smallest and largest of the second. */
export function pearsonOfSeries(target: Series, predictions: Series, topBottom?: number): number {
  let [t, p] = [target, predictions];
  if (topBottom !== undefined) {
    const chosen = Array.from(topBottomRows(predictions.values, topBottom));
    const tables = { targets: target, predictions: selectRows(predictions, chosen) };
    ({ targets: t, predictions: p } = alignTables(tables, 1 - topBottom / target.ids.length));
  }
  requireComparable(t, p);
  return pearsonCorrelation(t.values, p.values);
}

/** Spearman correlation of two series with the same sorted ids and no NaN; a constant one gives NaN. */
export function spearmanOfSeries(target: Series, predictions: Series): number {
  requireComparable(target, predictions);
  return pearsonCorrelation(averageRank(target.values), averageRank(predictions.values));
}

/** Pearson correlation of the raw target with the prediction's ranks, ties in order of id. */
export function tieBrokenRankCorrelation(target: Series, predictions: Series): number {
  requireComparable(target, predictions);
  return pearsonCorrelation(target.values, ordinalRank(predictions.values));
}

function requireComparable(a: Series, b: Series): void {
  requireSameIds(a, b);
  requireSortedIds(a);
  requireComplete(a, 'values');
  requireComplete(b, 'values');
}

/**
 * The feature with the largest |Pearson correlation| with a series, the first of equals. Constant features are skipped.
 * Throws ScoringError on missing values, or where no correlation exists (a constant series).
 */
export function maxFeatureCorrelation(
  series: Series,
  features: Table,
  topBottom?: number,
): { feature: string; correlation: number } {
  let best: { feature: string; correlation: number } | undefined;
  features.names.forEach((feature, j) => {
    const values = column(features.values, j);
    const correlation = Math.abs(pearsonOfSeries({ ids: features.ids, values }, series, topBottom));
    if (correlation > (best?.correlation ?? -1)) best = { feature, correlation };
  });
  if (!best)
    throw new ScoringError('constant', 'no feature has a correlation: the series or all features are constant');
  return best;
}

/** The stake-weighted mean of the models that have a stake, in the order of the stakes. Throws ScoringError on an unknown model. */
export function stakeWeight(predictions: Table, stakes: Readonly<Record<string, number>>): Series {
  const staked = selectColumns(predictions, Object.keys(stakes));
  return { ids: predictions.ids, values: stakeWeighted(staked.values, Object.values(stakes)) };
}

/**
 * Portfolio weights of signals by id: ranks over all rows of the predictions, then the ids that all three tables have (80 % of
 * each at least). Throws ScoringError on NaN or unsorted predictions.
 */
export function generateNeutralizedWeights(
  predictions: Table,
  neutralizers: Table,
  sampleWeights: Series,
  options?: { readonly centerAndNormalize?: boolean },
): Table {
  requireComplete(neutralizers, 'neutralizers');
  requireComplete(sampleWeights, 'sample weights');
  const aligned = alignTables({ predictions: transformForCorr(predictions), neutralizers, sampleWeights });
  const signals = aligned.predictions;
  const weights = neutralizedWeights(
    signals.values,
    aligned.neutralizers.values,
    aligned.sampleWeights.values,
    options,
  );
  return { ...signals, values: weights };
}

/** ALPHA of every model; the target is centred on all its rows before alignment. */
export function alphaOfTables(predictions: Table, neutralizers: Table, sampleWeights: Series, target: Series): Scores {
  const { predictions: p, targets: t } = alignTables({ predictions, targets: centredSeries(target) });
  const inputs = portfolioInputs(p, neutralizers, sampleWeights);
  return scoresByName(p.names, prepareAlpha(normalScores(p.values), inputs).score(t.values, { isCentred: true }));
}

/** MPC of every model that has a stake entry (0 allowed), in the order of the stakes; the target is centred after alignment. */
export function metaPortfolioContribution(
  predictions: Table,
  stakes: Readonly<Record<string, number>>,
  neutralizers: Table,
  sampleWeights: Series,
  target: Series,
): Scores {
  const { predictions: all, targets: t } = alignTables({ predictions, targets: target });
  const p = selectColumns(all, Object.keys(stakes));
  const inputs = portfolioInputs(p, neutralizers, sampleWeights);
  return scoresByName(p.names, prepareMpc(normalScores(p.values), Object.values(stakes), inputs).score(t.values));
}

/** Neutralizers and sample weights in the rows of the aligned predictions; all of these must be there. */
function portfolioInputs(predictions: Table, neutralizers: Table, sampleWeights: Series): PortfolioInputs {
  requireComplete(neutralizers, 'neutralizers');
  requireComplete(sampleWeights, 'sample weights');
  const aligned = alignTables({ predictions, neutralizers, sampleWeights });
  requireSameIds(predictions, aligned.predictions);
  return { neutralizers: aligned.neutralizers.values, sampleWeights: aligned.sampleWeights.values };
}

/** v minus its projection on u, column by column (nothing is centred), in the order of the rows. */
export function orthogonalize(v: Table, u: Series): Table {
  requireSameIds(v, u);
  const uu = u.values.reduce((sum, x) => sum + x * x, 0);
  const values = mapColumns(v.values, (from, to) => {
    const beta = from.reduce((sum, x, i) => sum + x * u.values[i], 0) / uu;
    for (let i = 0; i < to.length; i += 1) to[i] = from[i] - beta * u.values[i];
  });
  return { ...v, values };
}

/** Every column divided by its standard deviation (divisor: the number of values that are not NaN); NaN stays NaN. */
export function varianceNormalize(table: Table): Table {
  return { ...table, values: mapColumns(table.values, (from, to) => to.set(scaled(from, from))) };
}

/** Every column minus its mean, divided by its standard deviation; a constant column becomes NaN. */
export function standardize(table: Table): Table {
  return { ...table, values: mapColumns(table.values, (from, to) => to.set(scaled(centred(from), from))) };
}

function scaled(values: Float64Array, original: Float64Array): Float64Array {
  const known = pick(
    centred(original),
    Array.from(original.keys()).filter((i) => original[i] === original[i]),
  );
  const std = isConstant(known) ? 0 : Math.sqrt(known.reduce((sum, x) => sum + x * x, 0) / known.length);
  return values.map((x) => x / std);
}
