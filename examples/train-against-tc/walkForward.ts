import { type ExaminedEra, examineEra, meanWithStandardError } from '@robata/scoring';
import { contributionGradient } from '@robata/portfolio';
import { predict } from './linearModel.ts';
import { DEFAULT_TRAINING, type TrainedModels, trainAgainstTc, type TrainingOptions } from './trainAgainstTc.ts';
import type { TrainingEra } from './trainingEras.ts';

export interface Fold {
  readonly training: readonly TrainingEra[];
  readonly test: readonly TrainingEra[];
}

/**
 * Cuts through the eras: the first after `firstShare` of them, the others evenly behind it. A fold trains on all eras before its cut and is tested
 * behind an embargo, until the next fold's test begins: the tests do not overlap. Throws RangeError where a fold would have no test era.
 */
export function foldsOf(
  eras: readonly TrainingEra[],
  { folds, firstShare, embargo }: { readonly folds: number; readonly firstShare: number; readonly embargo: number },
): Fold[] {
  const first = Math.round(firstShare * eras.length);
  const span = eras.length - embargo - first;
  if (span < folds)
    throw new RangeError(`${eras.length} eras are too few for ${folds} folds behind ${embargo} eras of embargo`);
  const cutOf = (fold: number): number => first + Math.round((span * fold) / folds);
  return Array.from({ length: folds }, (_, fold) => ({
    training: eras.slice(0, cutOf(fold)),
    test: eras.slice(cutOf(fold) + embargo, cutOf(fold + 1) + embargo),
  }));
}

export const MODELS = ['ridge', 'stopped', 'last'] as const;
export type ModelName = (typeof MODELS)[number];

export const MEASURES = ['tc', 'corr', 'mmc', 'fnc', 'corrWithMetaModel', 'corrWithRidge'] as const;
export type Measure = (typeof MEASURES)[number];

/** Scores of one model in one era. */
export interface EraScores extends Readonly<Record<Measure, number>> {
  /** Correlation of the predictions with each feature. */
  readonly exposures: Float64Array;
}

/** The eras' scores of each model, oldest first. */
export type Scored = Readonly<Record<ModelName, readonly EraScores[]>>;

export interface FoldResult extends Fold {
  readonly models: TrainedModels;
  readonly inSample: Scored;
  readonly outOfSample: Scored;
}

/** Trains and measures fold by fold. */
export function* walkForward(
  folds: readonly Fold[],
  options: TrainingOptions = DEFAULT_TRAINING,
): Generator<FoldResult> {
  for (const fold of folds) {
    const models = trainAgainstTc(fold.training, options);
    yield { ...fold, models, inSample: scored(fold.training, models), outOfSample: scored(fold.test, models) };
  }
}

function scored(eras: readonly TrainingEra[], models: TrainedModels): Scored {
  const scores: Record<ModelName, EraScores[]> = { ridge: [], stopped: [], last: [] };
  for (const era of eras) {
    const ridge = predict(era, models.ridge);
    for (const name of MODELS) scores[name].push(scoresOf(era, predict(era, models[name]), ridge));
  }
  return scores;
}

function scoresOf(era: TrainingEra, predictions: Float64Array, ridge: Float64Array): EraScores {
  const { target, features, metaModel, direction } = era;
  const examined = examineEra({ predictions, target, features, metaModel, examplePredictions: ridge });
  return { ...measuresOf(examined), tc: contributionGradient(predictions, direction).tc };
}

const measuresOf = ({ scores, exposures }: ExaminedEra): Omit<EraScores, 'tc'> => ({
  corr: scores.corr20v2,
  mmc: scores.mmc2024,
  fnc: scores.featureNeutralCorr,
  corrWithMetaModel: scores.corrWithMetaModel,
  corrWithRidge: scores.corrWithExamplePredictions,
  exposures: exposures ?? new Float64Array(),
});

/** Weekly eras whose 20-day targets share days. */
const LAGS = 4;

export interface Figure {
  readonly mean: number;
  readonly standardError: number;
}

/** A measure of a model over eras, or by how much it exceeds the ridge's in the same eras; with Newey–West standard errors. */
export function figureOf(
  scored: Scored,
  model: ModelName,
  measure: Measure,
  over: 'itself' | 'ridge' = 'itself',
): Figure {
  const values = scored[model].map(
    (era, at) => era[measure] - (over === 'ridge' ? (scored.ridge[at] as EraScores)[measure] : 0),
  );
  return meanWithStandardError(values, LAGS);
}

/** Of one model; and by how much it exceeds the ridge. */
export interface Figures extends Readonly<Record<Measure, Figure>> {
  readonly overRidge: Readonly<Record<Measure, Figure>>;
}

/** Everything that is told of the models, for `--json` and the report. */
export function figuresOf(scored: Scored): Readonly<Record<ModelName, Figures>> {
  const ofModel = (name: ModelName): Figures => {
    const all = (over: 'itself' | 'ridge') =>
      Object.fromEntries(MEASURES.map((measure) => [measure, figureOf(scored, name, measure, over)])) as Record<
        Measure,
        Figure
      >;
    return { ...all('itself'), overRidge: all('ridge') };
  };
  return { ridge: ofModel('ridge'), stopped: ofModel('stopped'), last: ofModel('last') };
}

/** All folds' eras as one series. */
export const joined = (parts: readonly Scored[]): Scored => ({
  ridge: parts.flatMap(({ ridge }) => ridge),
  stopped: parts.flatMap(({ stopped }) => stopped),
  last: parts.flatMap(({ last }) => last),
});

/** A feature and the mean correlation of two models with it. */
export interface Moved {
  readonly feature: string;
  readonly ridge: number;
  readonly trained: number;
}

/** The features whose exposure the training moved most, over the eras; the largest move first. */
export function movedExposures(scored: Scored, model: ModelName, features: readonly string[], count: number): Moved[] {
  const exposureOf = (name: ModelName, j: number): number =>
    scored[name].reduce((sum, { exposures }) => sum + (exposures[j] as number) / scored[name].length, 0);
  return features
    .map((feature, j) => ({ feature, ridge: exposureOf('ridge', j), trained: exposureOf(model, j) }))
    .sort((a, b) => Math.abs(b.trained - b.ridge) - Math.abs(a.trained - a.ridge))
    .slice(0, count);
}
