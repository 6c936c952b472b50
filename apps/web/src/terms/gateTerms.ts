import type { ModelSignalsPage } from '@robata/client';
import { formatNumber } from '../format/formatNumber.ts';
import type { Term } from './terms.ts';

type Gates = NonNullable<ModelSignalsPage['gates']>;

/** What the gates of Signals measure. */
export const GATE_TERMS = {
  churn: {
    name: 'Churn',
    says: 'How much the order of the stocks changed against the submissions before: the largest of the comparisons. Measured where the tournament has gates.',
    formula: '1 − correlation of the ranks',
  },
  turnover: {
    name: 'Turnover',
    says: 'How much of the neutral portfolio of the signal was traded against the submissions before: the largest of the comparisons. Measured where the tournament has gates.',
    formula: 'Σ|w − w′| / 2, portfolios of gross 1',
  },
  gate: {
    name: 'Gate',
    says: 'Whether the stake counts: a signal that changes more than the tournament allows is scored, and nothing of its stake is at risk. As of the last round that it submitted to; nothing where the tournament has no gates.',
  },
} as const satisfies Record<string, Term>;

/** Why a signal is not paid. */
export const GATE_REASONS: Readonly<Record<Gates['state']['reasons'][number], string>> = {
  churn: 'its ranks changed too much',
  turnover: 'its portfolio traded too much',
  no_previous: 'it left out the round before',
};

/** What "the last submissions" are: of daily rounds those of a week, of weekly ones those of as many weeks. */
export function lastSubmissions({ policy: { submissions }, schedule }: Pick<Gates, 'policy' | 'schedule'>): string {
  const count = formatNumber(submissions);
  if (schedule === 'daily') {
    return `Rounds open every trading day, so the last ${count} submissions are those of the last ${count} trading days, as long as their rounds are under way.`;
  }
  return `Rounds open once a week, so the last ${count} submissions reach back ${count} weeks, as long as their rounds are under way: about four weeks and a half. Five submissions were a week where rounds are daily; over weeks a signal changes more, and the limits should allow for it.`;
}
