import type { Part } from './measured.ts';

/** How a figure is written. */
export type Format = 'count' | 'score' | 'ratio' | 'percent';

/** What the reference says of a figure. */
export interface Said {
  readonly expected: string;
  /** Both ends included, in the figure's own unit; null: no range is given. */
  readonly range: readonly [number, number] | null;
}

/** One line of the page. */
export interface Expectation extends Said {
  readonly part: Part;
  readonly key: string;
  readonly quantity: string;
  readonly format: Format;
}

const within = (expected: string, value: number, tolerance: number): Said => ({
  expected,
  range: [value - tolerance, value + tolerance],
});
const between = (expected: string, low: number, high: number): Said => ({ expected, range: [low, high] });
const mentioned = (expected: string): Said => ({ expected, range: null });
const UNSAID = mentioned('');

type Line = readonly [key: string, quantity: string, format: Format, said: Said];

const FEATURES: readonly Line[] = [
  ['eras', 'eras with features', 'count', within('265', 265, 0)],
  ['eras with targets', 'eras with 20D2L targets', 'count', within('260', 260, 0)],
  ['ridge all 0.1', 'ridge, all features, λ .1 n: mean era CORR', 'score', within('.0166 ± .003', 0.0166, 0.003)],
  ['ridge all 0.1 sd', 'its sd over eras', 'score', within('.062 ± .005', 0.062, 0.005)],
  ['ridge all 0.1 in 2023', 'ridge in 2023', 'score', within('.020 ± .005', 0.02, 0.005)],
  ['ridge all 0.1 in 2024', 'ridge in 2024', 'score', within('.013 ± .005', 0.013, 0.005)],
  ['ridge all 0.1 in 2025', 'ridge in 2025', 'score', within('.010 ± .005', 0.01, 0.005)],
  ['ridge all 0.1 in 2026', 'ridge in 2026', 'score', within('.030 ± .005', 0.03, 0.005)],
  ['trees', 'boosting', 'score', within('.017 ± .005', 0.017, 0.005)],
  ['random', 'random, mean of five', 'score', within('.000 ± .002', 0, 0.002)],
  ['random sd', 'random, sd over eras', 'score', between('.021 to .024', 0.021, 0.024)],
  ['ic nomi', 'IC of idiosyncratic_63, binned nomi', 'score', within('−.026 ± .003', -0.026, 0.003)],
  ['ic janet', 'IC of idiosyncratic_63, after-rank janet', 'score', within('0 ± .004', 0, 0.004)],
  ['nomi_20–janet_20', 'correlation of nomi and janet', 'ratio', within('.92 ± .02', 0.92, 0.02)],
  ['nomi_20–ben_20', 'correlation of nomi and ben', 'ratio', within('.83 ± .02', 0.83, 0.02)],
  ['nomi_20–nomi_60', 'correlation of 20 and 60 days, nomi', 'ratio', within('.50 ± .02', 0.5, 0.02)],
];

const RISK: readonly Line[] = [
  ['base bias random', 'bias statistic: random long-short', 'ratio', within('1.06 ± .05', 1.06, 0.05)],
  ['base bias style', 'bias statistic: style', 'ratio', within('.98 ± .05', 0.98, 0.05)],
  ['base bias optimized', 'bias statistic: optimized random', 'ratio', within('1.05 ± .05', 1.05, 0.05)],
  ['base R² about zero', 'R² of the base model about zero', 'score', within('.33 ± .02', 0.33, 0.02)],
  ['base R² about mean', 'R² of the base model about the mean', 'score', within('.215 ± .02', 0.215, 0.02)],
];

/** What must hold whoever takes part. */
export const ROSTER_FREE: readonly Expectation[] = [...linesOf('features', FEATURES), ...linesOf('risk', RISK)];

type BookLine = readonly [key: string, quantity: string, format: Format, plain: Said, alpha: Said];

const BOOK: readonly BookLine[] = [
  ['total predicted', 'predicted volatility', 'percent', within('1.0 ± .1 %', 0.01, 0.001), mentioned('1.4 %')],
  [
    'total realized',
    'realized volatility, weekly returns',
    'percent',
    within('1.8 ± .3 %', 0.018, 0.003),
    mentioned('1.8 %'),
  ],
  ['total realized over predicted', 'realized over predicted', 'ratio', mentioned('1.8'), mentioned('1.28')],
  ['total turnover', 'turnover a week', 'score', within('.155 ± .01', 0.155, 0.01), mentioned('.108')],
  ['total names', 'names above 1 bp', 'count', between('1,300 to 1,500', 1300, 1500), mentioned('1,438')],
  ['total gross', 'gross', 'ratio', mentioned('1.00'), mentioned('.99')],
  ['total gross return', 'return before costs', 'percent', mentioned('−.8 %'), mentioned('−1.0 %')],
  ['total gross return t', 'its t-value', 'ratio', mentioned('−.8'), UNSAID],
  ['total cost', 'cost', 'percent', mentioned('.8 %'), mentioned('.6 %')],
  ['total net return', 'return after costs', 'percent', mentioned('−1.6 %'), mentioned('−1.6 %')],
  ['total net sharpe', 'Sharpe ratio after costs', 'ratio', mentioned('−.9'), mentioned('−.9')],
  ['total drawdown', 'deepest drawdown', 'percent', mentioned('6.6 %'), mentioned('6.0 %')],
  ['total market correlation', 'correlation with the market', 'ratio', mentioned('± .05'), mentioned('± .05')],
  ['total unsolved', 'rebalances relaxed or not solved', 'count', UNSAID, UNSAID],
  ['meta spread', 'spread of the meta model (sd of the mean of normal scores)', 'ratio', UNSAID, UNSAID],
  ['meta planted share', 'stake share of the planted model', 'score', mentioned('0'), mentioned('0')],
  ['tc meta janet', 'meta model, CORR on janet: mean', 'score', within('.007 ± .003', 0.007, 0.003), UNSAID],
  ['tc meta janet sd', 'its sd over rounds', 'score', mentioned('.041'), UNSAID],
  ['tc held mean abs', 'TC held: mean size', 'score', within('.0016 ± .0003', 0.0016, 0.0003), UNSAID],
  ['tc held mean abs at spread 1', '… at spread 1', 'score', within('.0016 ± .0003', 0.0016, 0.0003), UNSAID],
  ['tc held sd median', 'TC held: sd over rounds, median model', 'score', mentioned('.0019'), UNSAID],
  ['tc zero mean abs', 'TC zero: mean size', 'score', within('.0031 ± .0005', 0.0031, 0.0005), UNSAID],
  ['tc zero mean abs at spread 1', '… at spread 1', 'score', within('.0031 ± .0005', 0.0031, 0.0005), UNSAID],
  ['tc zero sd median', 'TC zero: sd over rounds, median model', 'score', mentioned('.0034'), UNSAID],
  ['tc held planted', 'planted c = .05, TC held', 'score', within('.0027 ± .0006', 0.0027, 0.0006), UNSAID],
  ['tc held planted at spread 1', '… at spread 1', 'score', within('.0027 ± .0006', 0.0027, 0.0006), UNSAID],
  ['tc held planted t', 'its t-value over all rounds', 'ratio', mentioned('4.6 in 20 rounds, so 14 in 186'), UNSAID],
  ['tc zero planted', 'planted c = .05, TC zero', 'score', within('.0097 ± .0015', 0.0097, 0.0015), UNSAID],
  ['tc zero planted at spread 1', '… at spread 1', 'score', within('.0097 ± .0015', 0.0097, 0.0015), UNSAID],
  ['tc zero planted t', 'its t-value over all rounds', 'ratio', mentioned('7.8 in 20 rounds, so 24 in 186'), UNSAID],
  ['tc gradient planted', 'planted c = .05, TC gradient', 'score', UNSAID, UNSAID],
  ['tc gradient planted t', 'its t-value', 'ratio', UNSAID, UNSAID],
  ['tc gradient mean abs', 'TC gradient: mean size', 'score', UNSAID, UNSAID],
  ['tc gradient sd', 'TC gradient: sd over models and rounds', 'score', UNSAID, UNSAID],
  ['tc corr sd', 'CORR on janet: sd over models and rounds', 'score', UNSAID, UNSAID],
  ['tc gradient scale', 'tcScale: the one sd over the other', 'ratio', UNSAID, UNSAID],
];

/** Without the alpha factor, γ = .1 n; §7 measured TC on this book. */
export const PLAIN_BOOK: readonly Expectation[] = BOOK.map(([key, quantity, format, said]) =>
  lineOf('books', [`plain ${key}`, quantity, format, said]),
);

/** With the alpha factor, γ = .05 n: the book that is shipped. */
export const ALPHA_BOOK: readonly Expectation[] = BOOK.map(([key, quantity, format, , said]) =>
  lineOf('books', [`alpha ${key}`, quantity, format, said]),
);

function linesOf(part: Part, lines: readonly Line[]): Expectation[] {
  return lines.map((line) => lineOf(part, line));
}

function lineOf(part: Part, [key, quantity, format, said]: Line): Expectation {
  return { part, key, quantity, format, ...said };
}
