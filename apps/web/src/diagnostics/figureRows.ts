import type { DiagnosticsFigures, Ratings } from '@robata/client';
import type { Term } from '../terms/terms.ts';

/** A row of the table of figures. */
export interface FigureRow {
  readonly key: keyof DiagnosticsFigures;
  readonly term: Term;
  readonly places: number;
  /** Written as a percentage; `percent` is one already. */
  readonly unit?: 'share' | 'percent';
  readonly error?: keyof DiagnosticsFigures;
  readonly rating?: keyof Ratings;
  /** Of a ratio: the standard deviation that it divides by. */
  readonly over?: keyof DiagnosticsFigures;
}

const term = (name: string, says: string, formula?: string): Term => ({ name, says, ...(formula && { formula }) });

/** All figures of validation diagnostics, in the order in which one reads them. */
export const FIGURE_ROWS: readonly FigureRow[] = [
  {
    key: 'validationCorrMean',
    term: term(
      'CORR, mean',
      'How well the predictions order the stocks by the target, over the eras.',
      'Pearson(target, rank/n), ties in row order (corr@2022)',
    ),
    places: 4,
    error: 'validationCorrMeanStandardError',
    rating: 'validationCorrMeanRating',
  },
  {
    key: 'validationCorrStd',
    term: term('CORR, standard deviation', 'How much CORR differs from era to era.', 'divisor n'),
    places: 4,
    rating: 'validationCorrStdRating',
  },
  {
    key: 'validationCorrSharpe',
    term: term('CORR Sharpe', 'How steady CORR is.', 'mean / standard deviation, not annualized'),
    places: 2,
    rating: 'validationCorrSharpeRating',
  },
  {
    key: 'validationAdjustedSharpe',
    term: term(
      'Adjusted Sharpe',
      'Sharpe, less for fat tails and for falls that are larger than rises.',
      'S·(1 + skew/6·S − (kurtosis − 3)/24·S²)',
    ),
    places: 2,
  },
  {
    key: 'validationMaxDrawdown',
    term: term(
      'Largest drawdown',
      'The deepest fall from a peak if CORR were a return.',
      'max((M − V)/M), V = Π(1 + CORR), M its running maximum',
    ),
    places: 2,
    unit: 'share',
    rating: 'validationMaxDrawdownRating',
  },
  {
    key: 'validationApy',
    term: term('APY', 'What CORR would compound to in a year of 49 rounds, each limited to ±25 %.'),
    places: 1,
    unit: 'percent',
  },
  {
    key: 'validationAutocorr',
    term: term(
      'Autocorrelation',
      'Whether good eras follow good eras: correlation of CORR with that of the era before.',
    ),
    places: 2,
  },
  {
    key: 'validationCorr20V2Mean',
    term: term(
      'CORR20V2, mean',
      'CORR as rounds are scored with it: the tails count more.',
      'Pearson of sign(g)·|g|^1.5 with sign(t)·|t|^1.5',
    ),
    places: 4,
  },
  {
    key: 'validationCorr20V2Sharpe',
    term: term('CORR20V2 Sharpe', 'How steady CORR20V2 is.', 'mean / standard deviation'),
    places: 2,
  },
  {
    key: 'validationMmcMean',
    term: term(
      'MMC against the example, mean',
      'Estimated MMC: what the predictions say of the target beyond the example predictions. It depends on no stakes.',
      'cov(u less its fit on [example, 1], target) / 0.29² (mmc@2022)',
    ),
    places: 4,
    error: 'validationMmcMeanStandardError',
    rating: 'validationMmcMeanRating',
  },
  {
    key: 'validationMmcStd',
    term: term('MMC, standard deviation', 'How much MMC against the example differs from era to era.'),
    places: 4,
    rating: 'validationMmcStdRating',
  },
  {
    key: 'validationMmcSharpe',
    term: term(
      'MMC Sharpe',
      'How steady MMC against the example is. Predictions that are the example’s own have none.',
    ),
    places: 2,
    over: 'validationMmcStd',
    rating: 'validationMmcSharpeRating',
  },
  {
    key: 'validationMmc2024Mean',
    term: term(
      'MMC against the meta model, mean',
      'Estimated MMC on the eras whose meta model is published: the score that rounds have.',
      "p⊥'(t − mean)/n (mmc@2024)",
    ),
    places: 4,
    error: 'validationMmc2024MeanStandardError',
  },
  { key: 'validationMmc2024Sharpe', term: term('MMC against the meta model, Sharpe', 'How steady it is.'), places: 2 },
  {
    key: 'validationCorrPlusMmcMean',
    term: term('CORR + MMC, mean', 'The sum of CORR and MMC against the example, era by era.'),
    places: 4,
    rating: 'validationCorrPlusMmcMeanRating',
  },
  {
    key: 'validationCorrPlusMmcSharpe',
    term: term('CORR + MMC Sharpe', 'How steady the sum is.'),
    places: 2,
    rating: 'validationCorrPlusMmcSharpeRating',
  },
  {
    key: 'validationCorrPlusMmcSharpeDiff',
    term: term('… less CORR Sharpe', 'Whether MMC makes the sum steadier than CORR alone.'),
    places: 2,
    rating: 'validationCorrPlusMmcSharpeDiffRating',
  },
  {
    key: 'validationTcMean',
    term: term(
      'TC, estimated mean',
      'True Contribution that the predictions would have had without a stake, in the rounds of these eras that have resolved: the function and the draws that scored them.',
      "g'∇, the mean gradient of 100 draws",
    ),
    places: 5,
    error: 'validationTcMeanStandardError',
  },
  {
    key: 'tcErasCount',
    term: term('Eras with TC', 'Eras whose round has resolved, so that TC can be estimated.'),
    places: 0,
  },
  {
    key: 'validationFeatureNeutralCorrMean',
    term: term('FNC, mean', 'CORR once everything that the medium set explains linearly is taken out.', 'fnc@es22'),
    places: 4,
    rating: 'validationFeatureNeutralCorrMeanRating',
  },
  {
    key: 'validationFeatureCorrMax',
    term: term(
      'Largest feature exposure',
      'The largest correlation with a single feature, sign aside; mean over the eras.',
    ),
    places: 3,
    rating: 'validationFeatureCorrMaxRating',
  },
  {
    key: 'validationTb200Mean',
    term: term('TB200, mean', 'CORR of the 200 lowest and 200 highest predictions alone.'),
    places: 4,
  },
  { key: 'validationTb200Sharpe', term: term('TB200 Sharpe', 'How steady TB200 is.'), places: 2 },
  {
    key: 'validationTb200FeatureNeutralMean',
    term: term('TB200, feature-neutral', 'TB200 of the feature-neutral predictions.'),
    places: 4,
  },
  {
    key: 'examplePredsCorrMean',
    term: term('Similarity to the example', 'Correlation of the ranks with those of the example predictions.'),
    places: 3,
  },
  {
    key: 'corrWithMetaModelMean',
    term: term(
      'Similarity to the meta model',
      'Correlation with the meta model, on the eras whose meta model is published (cwmm).',
    ),
    places: 3,
  },
  {
    key: 'exposureDissimilarityMean',
    term: term(
      'Exposure dissimilarity',
      'How differently from the example the predictions lean on features: 0 is the same, 1 unrelated.',
      '1 − u·e / e·e',
    ),
    places: 3,
  },
];
