import type { Term } from '../terms/terms.ts';

/** What the page of the data explains. */
export const DATA_TERMS = {
  features: {
    name: 'Features',
    says: 'Columns that say something of each stock on the era’s day, in five bins of equal size: 0 (lowest) to 4.',
  },
  targets: {
    name: 'Targets',
    says: 'What the stocks did afterwards, in five values from 0 to 1. One of them is paid, the others help to learn.',
  },
  train: { name: 'Training', says: 'Eras before the first round: nobody could submit for them.' },
  validation: {
    name: 'Validation',
    says: 'Later eras, whose 20-day targets are known by now. A live era joins them then.',
  },
  live: { name: 'Live', says: 'The newest era: its targets are not known to anybody.' },
  rowGroups: {
    name: 'Row groups',
    says: 'Parts of a Parquet file that can be read alone. An era never stands in two of them; release.json says which stand where.',
  },
  missingIn: {
    name: 'Share',
    says: 'Share of all feature values of the file that are missing for this reason.',
    formula: 'missing / (rows × features)',
  },
  added: {
    name: 'Adds',
    says: 'Columns that the version has beside all of those of the version before. A minor version takes none away and changes none; a release that would is refused.',
  },
  missingShare: { name: 'Missing', says: 'Share of the training rows without a value.' },
  featureCorr: {
    name: 'CORR',
    says: 'Mean over the training eras of the rank correlation with the default target. Single features change their sign over the years. Eras in which fewer than half of the stocks have a value do not count, and it takes ten that do.',
    formula: 'mean over eras of corr(rank of the bins, target)',
  },
  featureSharpe: {
    name: 'Sharpe',
    says: 'That mean over its standard deviation from era to era: how steady it was. Not told below ten eras that count.',
    formula: 'mean / sd over the training eras',
  },
  neutral: {
    name: 'Neutral to',
    says: 'What is taken out of the returns, by least squares: the target says nothing of it.',
  },
  order: {
    name: 'Order',
    says: 'after-rank: the return is ranked and gaussianized, then neutralized, ranked and binned. before-rank: neutralized first, which leaves the ranks not quite neutral.',
  },
  targetCorrelation: {
    name: 'Correlation of targets',
    says: 'Pearson correlation over the stocks of an era that have both targets, mean over all training and validation eras; ± is its standard error (eras overlap, so it is a little too small).',
    formula: 'mean over eras of corr(targetᵢ, targetⱼ) ± sd / √eras',
  },
} as const satisfies Record<string, Term>;
