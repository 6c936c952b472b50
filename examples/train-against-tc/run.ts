/**
 * Improves a linear model by the gradient of True Contribution, walk-forward, and tells whether it helped.
 *
 *   node examples/train-against-tc/run.ts --dataset DIR [--gradient FILE] [--folds N] [--placebo [--seed N]] [--json]
 *
 * DIR is the data folder of a played season (robata season --data DIR). FILE is what robata diagnose --gradient FILE writes; without it the gradients
 * are computed from the kits of DIR. --placebo trains against gradients whose signs are drawn: what that gains in sample, noise gains.
 */
import { parseArgs } from 'node:util';
import { placebo } from './placebo.ts';
import { DEFAULT_TRAINING } from './trainAgainstTc.ts';
import { trainingEras } from './trainingEras.ts';
import {
  type FoldResult,
  figureOf,
  figuresOf,
  foldsOf,
  joined,
  MEASURES,
  MODELS,
  movedExposures,
  type Scored,
  walkForward,
} from './walkForward.ts';

const FIRST_SHARE = 0.4;
const MOVED = 5;

const { values } = parseArgs({
  options: {
    dataset: { type: 'string' },
    gradient: { type: 'string' },
    folds: { type: 'string', default: '4' },
    placebo: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const say = (line = ''): void => void process.stdout.write(`${line}\n`);

const signed = (value: number, digits: number): string => `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;

const withError = ({ mean, standardError }: { mean: number; standardError: number }): string =>
  `${signed(mean, 4)} ± ${standardError.toFixed(4)}`;

try {
  if (values.dataset === undefined) throw new Error('Name the data folder of a played season: --dataset DIR.');
  const [folds, seed] = [wholeNumber('folds', values.folds), wholeNumber('seed', values.seed)];
  const { eras, features } = await trainingEras(values.dataset, values.gradient);
  const cuts = foldsOf(values.placebo ? placebo(eras, seed) : eras, {
    folds,
    firstShare: FIRST_SHARE,
    embargo: DEFAULT_TRAINING.embargo,
  });
  const results = [...walkForward(cuts)];
  const all = joined(results.map(({ outOfSample }) => outOfSample));
  if (values.json) say(JSON.stringify({ folds: results.map(foldJson), outOfSample: figuresOf(all) }));
  else {
    say(`${eras.length} eras of resolved rounds, ${features.length} features${values.placebo ? ', placebo' : ''}`);
    results.forEach(sayFold);
    say();
    sayScores('out of sample, all folds', all);
    say();
    say('exposures that training moved most, out of sample (ridge → stopped):');
    for (const { feature, ridge, trained } of movedExposures(all, 'stopped', features, MOVED)) {
      say(`  ${feature.padEnd(28)} ${signed(ridge, 3)} → ${signed(trained, 3)}`);
    }
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

function sayFold({ training, test, models, inSample, outOfSample }: FoldResult, at: number): void {
  const eraOf = (eras: typeof test, k: number): string => eras.at(k)?.era ?? '';
  say();
  say(
    `fold ${at + 1}: trained on ${training.length} eras to ${eraOf(training, -1)}, tested on ${test.length} from ${eraOf(test, 0)} to ${eraOf(test, -1)}; λ ${models.lambda}, ${models.steps} of ${models.heldOutTc.length - 1} steps`,
  );
  sayScores('in sample', inSample);
  sayScores('out of sample', outOfSample);
}

/** A row for each model; what is trained stands beside its difference from the ridge in TC. */
function sayScores(title: string, scored: Scored): void {
  say(`  ${title.padEnd(26)} ${MEASURES.map((measure) => measure.padStart(18)).join('')}   TC over ridge`);
  for (const name of MODELS) {
    const cells = MEASURES.map((measure) => withError(figureOf(scored, name, measure)).padStart(18));
    const gain = name === 'ridge' ? '' : withError(figureOf(scored, name, 'tc', 'ridge'));
    say(`    ${name.padEnd(24)} ${cells.join('')}   ${gain}`);
  }
}

function foldJson({ training, test, models, inSample, outOfSample }: FoldResult) {
  const { lambda, steps, fittedTc, heldOutTc } = models;
  const counts = { trainingEras: training.length, testEras: test.length };
  return {
    ...counts,
    lambda,
    steps,
    fittedTc,
    heldOutTc,
    inSample: figuresOf(inSample),
    outOfSample: figuresOf(outOfSample),
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`--${name} needs a whole number from 1 on, and was given '${text}'.`);
}
