import type { Figure, Measure } from '../../examples/train-against-tc/walkForward.ts';
import type { FiguresOfModels, FoldFindings, MarketFindings } from './measure.ts';

export interface Findings {
  readonly real: MarketFindings;
  readonly generated: MarketFindings;
}

const NAMES = { ridge: 'ridge', stopped: 'early stopping', last: 'end of the path' } as const;
const MEASURES: readonly (readonly [Measure, string])[] = [
  ['tc', 'TC'],
  ['corr', 'CORR'],
  ['mmc', 'MMC'],
  ['fnc', 'FNC'],
  ['corrWithMetaModel', 'corr. with meta model'],
  ['corrWithRidge', 'corr. with ridge'],
];

/** The page, from what was measured. */
export function page({ real, generated }: Findings): string {
  return `${[
    '# Training against True Contribution: does it help?',
    `**${verdict(real)}** ${detailOf(real)}`,
    INTRODUCTION,
    `## The real panel: ${real.stocks} stocks, ${real.eras} weekly eras, ${real.features} features`,
    market(real),
    '![Mean TC after each step](path.svg)',
    '![TC out of sample, summed](out-of-sample.svg)',
    `## A generated market: ${generated.stocks} stocks, ${generated.eras} eras`,
    `${GENERATED} ${verdict(generated)} ${detailOf(generated)}`,
    market(generated),
    '## How much of the gain in sample is noise',
    placebos({ real, generated }),
    '## How much TC there would have to be',
    `${PLANTED} ${found(real)}`,
    plantedTable({ real, generated }),
    '## What the gradient moved',
    movedSaid(real),
    movedTable(real),
    '## Limits of this report',
    limits(real),
  ].join('\n\n')}\n`;
}

const INTRODUCTION = `TC by gradient is linear in a model's gaussianized ranks g: TC = g'∇, with ∇ = ∂(book's return)/∂(meta model), a vector that every resolved round publishes. So TC can be trained against like any target:
a linear model p = Xb is moved along X'∂TC/∂p. \`robata diagnose --gradient F\` writes ∇ for every validation era; \`directionOfRound\` and \`contributionGradient\` of \`packages/portfolio\` compute it and
carry it through to predictions; [\`examples/train-against-tc\`](../../examples/train-against-tc) is the training that this page reports on. That the gradient is right is tested by finite differences of the optimized book's return, stock by stock.

The question is whether what would have raised TC in the past raises it later. Method, fixed before the test eras were looked at:

- **Ridge** on the default target, λ by CORR on the newest quarter of the training eras; then **projected gradient ascent** of mean TC from it, in the ridge's own metric, steps of .05 radians, at most 30, never below correlation .5 with the ridge.
  *Early stopping* takes the number of steps that had the highest TC on the held-out quarter; *end of the path* takes all of them. Both are then made from all training eras.
- **Walk-forward**: four cuts, the first after 40 % of the eras; each fold trains on everything before its cut and is tested behind six eras of embargo until the next fold's test. Nothing of a test was used to choose anything.
- Means over eras ± Newey–West standard errors (4 lags: 20-day returns of weekly eras overlap). Differences are taken era by era, so that what both models share cancels.
- CORR is corr20v2, MMC mmc@2024, FNC fnc@es22 on the medium set; TC by gradient, 100 draws, as the rounds were scored.

Again (the real panel is not ours to publish: name daily prices of your own; about a quarter of an hour of CPU, half of it the two seasons):

\`\`\`sh
npx robata season --prices prices.parquet --labels labels.csv.gz --universe 1000 --models 20 --data REAL
npx robata season --generated --universe 500 --rounds 156 --models 20 --data GENERATED
npx node docs/training/run.ts --real REAL --generated GENERATED
\`\`\``;

const GENERATED =
  'The same on a market in which a modest edge is planted, linear in some features, and everything else is noise.';

const PLANTED = `To see what this method could have found, TC was added to the gradients of all eras: a fixed mix of the features earns so much more TC in every round, and everything else stays as it was. By how much training then exceeds the ridge out of sample:`;

const limits = ({ folds }: MarketFindings): string =>
  `- One panel with ${folds.reduce((sum, { testEras }) => sum + testEras, 0)} weekly test eras, one family of models, one set of features and one roster of 20 example participants. Their meta model says much of what a ridge on the same features says: there is little that the ridge could add. That is the usual place of a participant.
- The gradient is that of the book as it was: a model with much stake changes the meta model and meets decreasing returns, which a gradient does not know.
- Gains below about twice the standard errors of the tables cannot be told from none here. The choice of λ by CORR on a few dozen eras is noisy, too, as its jumps from fold to fold show.
- ∇ comes from realized returns and is a noisy target: at the end of the path in the ridge's metric stands a ridge regression on ∇ in the target's place, which is a regression on returns as the optimizer's risk model and limits weigh them.`;

const CLEAR = 2;

/** In words what the figures say; by the same rule for each market. */
function verdict({ outOfSample }: MarketFindings): string {
  const { stopped, last } = outOfSample;
  const gains = [stopped.overRidge.tc, last.overRidge.tc];
  if (gains.some(({ mean, standardError }) => mean > CLEAR * standardError)) return 'Out of sample it helped.';
  if (gains.some(({ mean, standardError }) => mean < -CLEAR * standardError)) return 'Out of sample it did harm.';
  return 'Out of sample it did not help.';
}

function detailOf({ outOfSample, folds }: MarketFindings): string {
  const { ridge, stopped, last } = outOfSample;
  const inSample = mean(folds.map((fold) => fold.inSample.last.overRidge.tc.mean));
  return `In sample the ascent raised TC by ${number(inSample)} on the mean of four folds, to ${number(mean(folds.map((fold) => fold.inSample.last.tc.mean)) / mean(folds.map((fold) => fold.inSample.ridge.tc.mean)), 1)} times the ridge's. Behind the embargo the ridge had ${figure(ridge.tc)}; early stopping changed that by ${figure(stopped.overRidge.tc)}, the end of the path by ${figure(last.overRidge.tc)}. CORR changed by ${figure(stopped.overRidge.corr)} and ${figure(last.overRidge.corr)}, MMC by ${figure(stopped.overRidge.mmc)} and ${figure(last.overRidge.mmc)}.`;
}

function market({ folds, outOfSample }: MarketFindings): string {
  return [
    `All test eras of the four folds:`,
    scores(outOfSample),
    `TC fold by fold; the last three columns are behind the embargo:`,
    table(
      [
        'fold',
        'training eras',
        'test eras',
        'λ',
        'steps',
        'ridge in sample',
        'end of the path in sample',
        'ridge',
        'early stopping − ridge',
        'end of the path − ridge',
      ],
      folds.map(foldRow),
    ),
  ].join('\n\n');
}

function scores(models: FiguresOfModels): string {
  const rows = (['ridge', 'stopped', 'last'] as const).map((name) => [
    NAMES[name],
    ...MEASURES.map(([measure]) => figure(models[name][measure])),
  ]);
  const over = (['stopped', 'last'] as const).map((name) => [
    `${NAMES[name]} − ridge`,
    ...MEASURES.map(([measure]) => (measure === 'corrWithRidge' ? '' : figure(models[name].overRidge[measure]))),
  ]);
  return table(['', ...MEASURES.map(([, name]) => name)], [...rows, ...over]);
}

const foldRow = (fold: FoldFindings, at: number): string[] => [
  String(at + 1),
  String(fold.trainingEras),
  `${fold.testEras} (${fold.firstTest} to ${fold.lastTest})`,
  String(fold.lambda),
  `${fold.steps} of ${fold.tried}`,
  figure(fold.inSample.ridge.tc),
  figure(fold.inSample.last.tc),
  figure(fold.outOfSample.ridge.tc),
  figure(fold.outOfSample.stopped.overRidge.tc),
  figure(fold.outOfSample.last.overRidge.tc),
];

function placebos({ real, generated }: Findings): string {
  const row = (name: string, { folds, placebo }: MarketFindings): string[] => [
    name,
    number(mean(folds.map((fold) => fold.inSample.last.overRidge.tc.mean))),
    figure(placebo.inSample),
    number(mean(folds.map((fold) => fold.outOfSample.last.overRidge.tc.mean))),
    figure(placebo.outOfSample),
  ];
  return [
    `The same training with the signs of the gradients drawn in blocks of five eras, ${real.placebo.seeds} times: there is nothing to learn, and what the end of the path gains over the ridge in sample is what fitting noise gains (mean ± standard deviation over draws and folds).`,
    table(
      ['', 'gain in sample', 'of placebos', 'gain out of sample', 'of placebos'],
      [row('real panel', real), row('generated market', generated)],
    ),
    placeboVerdict(real),
  ].join('\n\n');
}

function placeboVerdict({ folds, placebo }: MarketFindings): string {
  const gain = mean(folds.map((fold) => fold.inSample.last.overRidge.tc.mean));
  const { mean: noise, standardError } = placebo.inSample;
  if (gain > noise + CLEAR * standardError)
    return 'On the real panel the true gradients gave more in sample than noise does.';
  const start = mean(folds.map((fold) => fold.inSample.ridge.tc.mean));
  const end = mean(folds.map((fold) => fold.inSample.last.tc.mean));
  return `On the real panel the true gradients gave ${gain < noise ? 'no more, rather less,' : 'hardly more'} in sample than gradients with drawn signs: **a gain of this size is what fitting noise gains.** The two do not start alike, though: the ridge has a TC of ${number(start)} in sample, for its target comes from the same returns, and about none against drawn signs. The true path ends at ${number(end)}, the placebos near their gain; what lies between is the ridge's own fit and what little there was to learn, which only the columns out of sample can tell apart.`;
}

function plantedTable({ real, generated }: Findings): string {
  const rows = (name: string, { planted }: MarketFindings): string[][] =>
    planted.map(({ tc, stopped, last }) => [name, number(tc, 3), figure(stopped), figure(last)]);
  return table(
    ['', 'TC of the planted mix', 'early stopping − ridge', 'end of the path − ridge'],
    [...rows('real panel', real), ...rows('generated market', generated)],
  );
}

/** The least that was planted and found. */
function found({ planted, outOfSample }: MarketFindings): string {
  const clear = ({ mean: gain, standardError }: Figure): boolean => gain > CLEAR * standardError;
  const least = planted.find(({ stopped, last }) => clear(stopped) || clear(last));
  const ridge = `the ridge itself has ${number(outOfSample.ridge.tc.mean)}`;
  return least === undefined
    ? `On the real panel none of these is found (a gain of more than two standard errors); ${ridge}.`
    : `On the real panel ${number(least.tc, 3)} is the least of these that is found (a gain of more than two standard errors); ${ridge}.`;
}

function movedSaid({ outOfSample }: MarketFindings): string {
  const { ridge, last } = outOfSample;
  return `Mean correlation of the predictions with a feature over the test eras of the real panel; the eight that the whole path moved most. The correlation with the meta model went from ${number(ridge.corrWithMetaModel.mean, 2)} to ${number(last.corrWithMetaModel.mean, 2)}: the gradient, orthogonal to the meta model by its construction, leads away from what everybody says.`;
}

const movedTable = ({ moved }: MarketFindings): string =>
  table(
    ['feature', 'ridge', 'end of the path'],
    moved.map(({ feature, ridge, trained }) => [`\`${feature}\``, number(ridge, 2), number(trained, 2)]),
  );

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const figure = ({ mean: value, standardError }: Figure): string => `${number(value)} ± ${number(standardError)}`;

const number = (value: number, places = 4): string =>
  value
    .toFixed(places)
    .replace(/^(-?)0\./, '$1.')
    .replace('-', '−');
