import type { Term } from '../terms/terms.ts';

/** What the figures of the meta model's page are. */
export const META_TERMS = {
  corr: {
    name: 'CORR',
    says: 'How well the meta model orders the stocks by their target: the mean over resolved rounds, and how uncertain it is.',
    formula: 'corr20v2 of the meta model; ± Newey–West standard error, for rounds overlap',
  },
  sharpe: {
    name: 'Sharpe',
    says: 'Its mean CORR in units of how much it varies from round to round. Not annualized.',
    formula: 'mean / standard deviation of the rounds’ CORR',
  },
  aboveMedian: {
    name: 'Beats the median',
    says: 'In this share of the resolved rounds the meta model had a better CORR than the median model.',
  },
  effective: {
    name: 'Effective number',
    says: 'So many equal stakes would be as concentrated as the weights of the newest round are.',
    formula: '1 / Σ weight²',
  },
  herfindahl: {
    name: 'Herfindahl',
    says: '1 for a single holder, close to 0 where many hold the same.',
    formula: 'Σ weight²',
  },
  validation: {
    name: 'Validation CORR by stake',
    says: 'What the newest diagnostics runs of the staked models say of their validation CORR, each weighted by its stake. Shown once three accounts have such runs.',
    formula: 'Σ stake · validation CORR / Σ stake',
  },
  churn: {
    name: 'Churn',
    says: 'How much the order of the stocks changed since the round before: 0 the same, 1 unrelated.',
    formula: '1 − rank correlation over the stocks of both rounds',
  },
  turnover: {
    name: 'Turnover',
    says: 'How much of a book held in proportion to the meta model would be traded: 100 % is all of it, once. The fund trades less: its optimizer has limits.',
    formula: '½ Σ|w − w′|, w the standardized meta model at gross value 1',
  },
  weight: { name: 'Weight', says: 'What these models hold of the newest meta model.' },
  lead: {
    name: 'Lead',
    says: 'By how much this combination’s CORR was above the meta model’s in the same rounds. Less than two standard errors is no evidence.',
    formula: 'mean of (its CORR − the meta model’s) ± Newey–West standard error',
  },
  fundReturn: {
    name: 'Fund',
    says: 'What the fund made over the days by which the round is scored, after its trading costs.',
    formula: 'NAV at the last scoring day / NAV at the trading day − 1',
  },
  wouldBe: {
    name: 'Would-be return',
    says: 'What the round’s portfolio would have returned over its days with this combination in place of the meta model: the same limits and risk model, built from nothing and without costs. The fund itself came from what it held, traded little and paid costs, so that its return differs from the meta model’s.',
    formula: 'Σ weight · return, weights = optimizer(α of the combination)',
  },
  percentile: {
    name: 'Percentile',
    says: 'Share of the models whose CORR in this round was below the meta model’s.',
  },
} as const satisfies Readonly<Record<string, Term>>;
