const SAYS: readonly (readonly [RegExp, string])[] = [
  [/^train\./, 'Features and targets of the eras before the first round.'],
  [/^validation\./, 'Features and targets of later eras. A live era joins when its 20-day targets are known.'],
  [/^live(_\d+)?\./, 'Features of the era to predict, without targets.'],
  [/^live_example_preds(_\d+)?\./, "The example model's predictions for the live era: the form of a submission."],
  [/^validation_example_preds\./, "The example model's predictions for the rounds played, to compare yours with."],
  [/^meta_model\./, 'The stake-weighted mean of all submissions of the rounds played.'],
  [/^features\.json$/, 'Feature sets, statistics of the training eras, target manifests, recipes where published.'],
  [
    /^release\.json$/,
    'Which eras stand in which row group, target correlations, graduated eras, change log, deprecations.',
  ],
  [/^missing\.json$/, 'How many values of each feature are missing in each file, and why.'],
];

/** What a file of a release holds, in a sentence. */
export const sayOfFile = (name: string): string =>
  SAYS.find(([pattern]) => pattern.test(name))?.[1] ?? 'A further file.';
