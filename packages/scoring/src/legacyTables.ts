/** Scores of 2022 on tables: rows in the order given, which decides between ties; the ids of all tables must be the same. */
import { leastSquaresBasis } from '@robata/kernels';
import { ordinalRanks, prepareCorr2022, prepareFnc2022, uniformColumns } from './corr2022.ts';
import { type StakedSubsetOptions, prepareStakedMmc2022 } from './mmc2022.ts';
import { ScoringError } from './scoringError.ts';
import { stakeWeighted } from './stakeWeighted.ts';
import { type Scores, type Series, type Table, requireSameIds, scoresByName } from './table.ts';
import { prepareTb2022 } from './tb2022.ts';

/** corr@2022 of every model. */
export function corr2022OfTables(predictions: Table, target: Series): Scores {
  requireSameIds(predictions, target);
  return scoresByName(predictions.names, prepareCorr2022(ordinalRanks(predictions.values)).score(target.values));
}

/** fnc@2022 of every model; the pseudoinverse of the features has NumPy's default cut-off of 1e-15. */
export function fnc2022OfTables(predictions: Table, features: Table, target: Series): Scores {
  requireSameIds(predictions, target);
  requireSameIds(predictions, features);
  const basis = leastSquaresBasis(features.values, { constant: false, relativeTolerance: 1e-15 });
  return scoresByName(predictions.names, prepareFnc2022(ordinalRanks(predictions.values), basis).score(target.values));
}

/** TB score of 2022 of every model. */
export function tb2022OfTables(predictions: Table, target: Series, k: number): Scores {
  requireSameIds(predictions, target);
  return scoresByName(predictions.names, prepareTb2022(predictions.values, k).score(target.values));
}

/** The stake-weighted mean over the users of a subset, a user drawn twice counting twice. */
export function stakeWeighted2022(
  predictions: Table,
  stakes: Readonly<Record<string, number>>,
  subset: readonly string[],
  { eachModelFirst = 'raw' }: Pick<StakedSubsetOptions, 'eachModelFirst'> = {},
): Series {
  const voices = eachModelFirst === 'uniform' ? uniformColumns(predictions.values) : predictions.values;
  const amounts = stakesOf(predictions, stakes);
  return { ids: predictions.ids, values: stakeWeighted(voices, amounts, modelsOf(predictions, subset)) };
}

/** mmc@2022 of every model for given subsets of the stakers, averaged over them. */
export function mmc2022OfTables(
  predictions: Table,
  stakes: Readonly<Record<string, number>>,
  subsets: readonly (readonly string[])[],
  target: Series,
  options?: StakedSubsetOptions,
): Scores {
  requireSameIds(predictions, target);
  const models = subsets.map((subset) => modelsOf(predictions, subset));
  const prepared = prepareStakedMmc2022(predictions.values, stakesOf(predictions, stakes), models, options);
  return scoresByName(predictions.names, prepared.score(target.values));
}

function stakesOf(predictions: Table, stakes: Readonly<Record<string, number>>): number[] {
  return predictions.names.map((name) => (Object.hasOwn(stakes, name) ? stakes[name] : Number.NaN));
}

function modelsOf(predictions: Table, names: readonly string[]): number[] {
  return names.map((name) => {
    const model = predictions.names.indexOf(name);
    if (model < 0) throw new ScoringError('unknown_column', `there are no predictions of ${name}`);
    return model;
  });
}
