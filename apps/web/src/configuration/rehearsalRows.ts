import type { RehearsalFigures } from '@robata/client';
import { formatNumber, formatPercent, formatScientific } from '../format/formatNumber.ts';
import type { Term } from '../terms/terms.ts';

export interface RehearsalRow extends Term {
  readonly group: 'Scores' | 'Money' | 'Portfolio' | 'Fund' | 'Computation';
  readonly before: string;
  readonly after: string;
  /** Null where there is no difference to speak of. */
  readonly difference: string | null;
}

type Numeric = {
  [K in keyof RehearsalFigures]: RehearsalFigures[K] extends number | null ? K : never;
}[keyof RehearsalFigures];
type Shown = (value: number, signed?: boolean) => string;

const score: Shown = (value, signed = false) => formatNumber(value, { places: 4, signed });
const percent: Shown = (value, signed = false) => formatPercent(value, { places: 2, signed });
const whole: Shown = (value, signed = false) => formatNumber(value, { signed });
const places =
  (count: number): Shown =>
  (value, signed = false) =>
    formatNumber(value, { places: count, signed });

const NUMBERS: readonly (readonly [Numeric, RehearsalRow['group'], string, string, Shown])[] = [
  ['metaModelCorr', 'Scores', 'CORR of the meta model', 'Mean over the resolved rounds.', score],
  ['meanCorr', 'Scores', 'Mean CORR', 'Mean over the models of their means.', score],
  ['meanTc', 'Scores', 'Mean TC', 'Mean over the models of their means.', score],
  ['largestStake', 'Money', 'Largest stake', 'Of all stakes at the end, the share of the largest.', percent],
  [
    'effectiveStakes',
    'Money',
    'Stakes, as many equal ones',
    'One over the sum of the squared shares at the end.',
    places(1),
  ],
  ['gross', 'Portfolio', 'Gross', 'Longs plus shorts, mean over the rebalances, of NAV.', percent],
  ['positions', 'Portfolio', 'Positions', 'Of one basis point or more, mean over the rebalances.', places(1)],
  ['turnover', 'Portfolio', 'Turnover', 'Buys plus sells, mean over the rebalances, of NAV.', percent],
  [
    'predictedVolatility',
    'Portfolio',
    'Predicted volatility',
    'A year, by the risk model, mean over the rebalances.',
    percent,
  ],
  ['cost', 'Fund', 'Trading costs', 'USD paid in all, of a fund that began with 10 million.', whole],
  ['annualReturn', 'Fund', 'Return a year', 'Of the net asset value.', percent],
  ['volatility', 'Fund', 'Volatility a year', 'Of the daily returns.', percent],
  ['maxDrawdown', 'Fund', 'Deepest fall', 'Below an earlier peak.', percent],
  ['navEnd', 'Fund', 'Net asset value at the end', 'USD.', whole],
  [
    'optimizerSeconds',
    'Computation',
    'Closing rounds',
    'Seconds of one core: meta model, risk and the optimizer.',
    places(2),
  ],
  [
    'contributionSeconds',
    'Computation',
    'Contributions',
    'Seconds of one core: the portfolios of True Contribution.',
    places(2),
  ],
  ['worstResidual', 'Computation', 'Worst residual', 'Of all solves; below 1e−9 a solve is exact.', formatScientific],
];

const MONEY: readonly (readonly ['paid' | 'burned' | 'worstPayout', string, string])[] = [
  ['paid', 'Paid out', 'Tokens, all rounds.'],
  ['burned', 'Burned', 'Tokens, all rounds.'],
  ['worstPayout', 'Worst model', 'Tokens: what the model with the least came to, all rounds.'],
];

/** Both seasons side by side, in the order in which one reads them. */
export function rehearsalRows(before: RehearsalFigures, after: RehearsalFigures): RehearsalRow[] {
  const money = MONEY.map(([key, name, says]): RehearsalRow => {
    const tokens = places(2);
    const [was, is] = [Number(before[key]), Number(after[key])];
    const model = (figures: RehearsalFigures): string => (key === 'worstPayout' ? ` (${figures.worstModel})` : '');
    return {
      group: 'Money',
      name,
      says,
      before: `${tokens(was)}${model(before)}`,
      after: `${tokens(is)}${model(after)}`,
      difference: was === is ? null : tokens(is - was, true),
    };
  });
  const numbers = NUMBERS.map(([key, group, name, says, shown]): RehearsalRow => {
    const [was, is] = [before[key], after[key]];
    return {
      group,
      name,
      says,
      before: was === null ? '–' : shown(was),
      after: is === null ? '–' : shown(is),
      difference: was === null || is === null || was === is || key === 'worstResidual' ? null : shown(is - was, true),
    };
  });
  const first = numbers.findIndex(({ group }) => group === 'Money');
  return numbers.toSpliced(first, 0, ...money);
}
