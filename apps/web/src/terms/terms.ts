/** What a number is, as it stands in tooltips and on the page of definitions. */
export interface Term {
  readonly name: string;
  /** One sentence for somebody who sees it for the first time. */
  readonly says: string;
  readonly formula?: string;
}

const term = (name: string, says: string, formula?: string): Term => ({ name, says, ...(formula && { formula }) });

/** Scores, under the keys of the score columns. */
const SCORES = {
  corr: term(
    'CORR',
    'How well the predictions order the stocks by their target (janet_20: the 20-day return, ranked, then neutralized).',
    'Pearson correlation of sign(g)·|g|^1.5 with sign(t)·|t|^1.5, g the gaussianized rank of the predictions, t the centred target (corr20v2)',
  ),
  mmc: term(
    'MMC',
    'Meta model contribution: what the predictions say of the target beyond the meta model.',
    "(p − m·(p'm)/(m'm))'t / n, p and m the gaussianized ranks of model and meta model, t the centred target in classes 0…4 (mmc@2024)",
  ),
  fnc: term(
    'FNC',
    'Feature-neutral CORR: what is left once everything the features explain linearly is taken out.',
    'CORR of the gaussianized ranks minus their least-squares fit on [features of the medium set, 1] (fnc@tools-0.6)',
  ),
  tc: term(
    'TC',
    'True Contribution: how much the return of the optimized portfolio changes per unit of weight that the model gains in the meta model. This kind is paid.',
    "(g − M)'·∇M(r'w): the exact derivative through the optimizer, from zero holdings, mean of 100 draws that each drop half of the stakes (tc-gradient)",
  ),
  tcLeaveOneOut: term(
    'TC leave-one-out',
    'The portfolio is optimized with the model at 1 % of the meta model and without it; no holdings, no costs, no turnover limit.',
    "(r'w₊ − r'w₋) / 0.01, w₊ from 0.99·M₋ + 0.01·g, w₋ from M₋ (tc-leave-one-out-zero)",
  ),
  tcLeaveOneOutHeld: term(
    'TC leave-one-out, held',
    'The same as leave-one-out, but traded from the portfolio that the fund held, with its costs and turnover limit.',
    "(r'w₊ − r'w₋) / 0.01 from the holdings before the rebalance (tc-leave-one-out-held)",
  ),
  corrNomi: term(
    'CORR nomi',
    'CORR against the target nomi_20, which is neutralized before ranking. Shown for comparison, not paid.',
    'corr20v2 with the target nomi_20',
  ),
  alpha: term(
    'ALPHA',
    'What the signal alone would have earned: a portfolio of the stocks submitted, neutral to market, sectors, country and styles, held against the 20-day return (raw_20, ranked).',
    'Σ w·(t − mean t) / n; w = v∘(s − fit of s on the neutralizers, weighed by v), s = sign(g)·|g|^1.5, v = 1 / specific volatility (alpha@robata-1; for a complete file the public alpha)',
  ),
  mpc: term(
    'MPC',
    'Meta portfolio contribution: how much the stake-weighted portfolio of all signals gains by more of this one. The stakes’ mean of it is 0.',
    "w'(t − v·(v't)/(v'v)) / |v| / 50, v the stakes' mean of all w, centred (mpc@robata-1)",
  ),
  corrFilled: term(
    'CORR, neutral',
    'How well what enters the meta model orders the stocks by their target: the signal neutralized among the stocks submitted; those left out stand in the middle.',
    'Pearson correlation of the average rank with janet_20 (signals-corr@robata-1)',
  ),
  coveredCorr: term(
    'CORR, covered part',
    'The same among the stocks submitted alone: a signal that is good on one sector shows it here, however small the sector.',
    'Pearson correlation of the rank of the neutral signal with janet_20 over the stocks submitted (covered-corr@robata-1)',
  ),
  corrSignals: term(
    'CORR 2022',
    'The Signals score of 2022: what was left out is filled with ½ before neutralizing, so that a file of few stocks is scored on the neutralizers and not on its stocks.',
    'Pearson correlation of janet_20 with the rank of x − F·pinv(F)·x, x the normal score of the rank (signals-corr@2022)',
  ),
  fncV4: term(
    'FNCv4',
    'What is left of a signal once the neutralizers and the medium features are taken out, against the target.',
    'corr20v2 of the gaussianized ranks minus their least-squares fit on [neutralizers, medium features, 1] (fnc-v4@tools-0.6)',
  ),
  ic: term(
    'IC',
    'Information coefficient: rank correlation of the signal as it was submitted with the raw return.',
    'Spearman correlation with raw_20, ½ for what was left out (ic@tools-0.6)',
  ),
  ric: term(
    'RIC',
    'Residual information coefficient: the same with the return that no factor explains.',
    'Spearman correlation with janet_20, ½ for what was left out (ic@tools-0.6)',
  ),
  mmcSignals: term(
    'MMC of Signals',
    'What a signal says of the target beyond the Signals meta model.',
    "(p − m·(p'm)/(m'm))'t / n, p and m the gaussianized ranks of what entered the meta model and of the Signals meta model, t the centred janet_20 in classes 0…4 (mmc@2024)",
  ),
} as const;

/** Figures of models, rounds and money. */
const FIGURES = {
  rank: term('Rank', 'Place by mean TC over the rounds shown; models without a resolved round come last.'),
  rounds: term('Rounds', 'Resolved rounds that the means of this row are taken over.'),
  standardError: term(
    '± standard error',
    'How uncertain a mean is: rounds overlap (each is scored for 20 days), so neighbouring scores move together and this is allowed for.',
    '√((γ₀ + 2·Σ(1 − l/(L + 1))·γ_l) / n), γ_l the autocovariance at lag l, L = 4 weekly rounds (Newey and West 1987)',
  ),
  sharpe: term(
    'CORR Sharpe',
    'How steady CORR is from round to round, not annualized.',
    'mean / standard deviation of CORR over resolved rounds',
  ),
  metaModelCorrelation: term(
    'CWMM',
    'Correlation with the meta model: how similar the predictions are to what everybody submits together.',
    'Pearson correlation of the gaussianized ranks, raised to the signed power 1.5, with the meta model, at the close',
  ),
  stake: term('Stake', 'Tokens that the model has staked now. They weigh it in the meta model and can burn.'),
  atRisk: term('At risk', "The model's stake at the close of the round: what its payout is a share of."),
  payout: term(
    'Payout',
    'Tokens paid (+) or burned (−) when rounds resolved.',
    'at risk × clip(payout factor × (CORR + scale·TC), ±5 %): the policy robata-1, whose scale brings TC to the size of CORR',
  ),
  payoutFactor: term(
    'Payout factor',
    'Scales all payouts and burns of a round down when much is staked.',
    'min(1, threshold / total at risk)',
  ),
  return: term(
    'Return',
    'What a stake left in from the first resolved round has grown to.',
    'Π(1 + payout / at risk) − 1 over resolved rounds',
  ),
  metaModel: term(
    'Meta model',
    'All predictions together: what the optimizer turns into the portfolio.',
    'M = Σ sᵤ·gᵤ / Σ sᵤ, s stakes, g gaussianized ranks',
  ),
} as const;

/** The optimizer's report. */
const OPTIMIZER = {
  gross: term('Gross', 'How much is invested, long and short together, as a share of the fund.', 'Σ|w|'),
  net: term('Net', 'Long minus short, as a share of the fund. Near zero: the fund does not bet on the market.', 'Σw'),
  turnover: term(
    'Turnover',
    'How much was bought and sold at the rebalance, as a share of the fund. Sales of what left the universe stand outside the limit.',
    'Σ|w − h|, h what was held',
  ),
  predictedVolatility: term(
    'Predicted volatility',
    'Per year, from the risk model of the round.',
    "√(w'(XFX' + D)w · 252 / 20)",
  ),
  exposureBreach: term(
    'Worst breach',
    'How far the worst exposure lies beyond its limit at the rebalance; 0 where every limit holds.',
  ),
  bindingLimits: term('Binding limits', 'Limits that the portfolio touches: it would earn more if they were wider.'),
  residuals: term(
    'Residuals',
    'The proof that this is the best portfolio, computed afresh from the problem: how far limits, optimality and the value of the dual problem are missed. A solved problem has all three at 1e−9 or below.',
  ),
  commitment: term(
    'Commitment',
    'A fingerprint, published at the close, of all that was then known. At resolution the salt is opened and anybody can check that nothing was changed.',
    'SHA-256 of salt, stock ids, hashes of the submissions, configuration and portfolio problem',
  ),
} as const;

/** The fund. */
const FUND = {
  nav: term(
    'NAV',
    'Net asset value in USD after trading costs: cash plus positions, shorts negative.',
    'cash + Σ positions',
  ),
  annualReturn: term('Return per year', 'Compounded, after trading costs.', '(NAV end / NAV start)^(252 / days) − 1'),
  annualVolatility: term(
    'Volatility per year',
    'Standard deviation of daily returns (divisor days − 1).',
    'std(NAVₜ / NAVₜ₋₁ − 1) · √252',
  ),
  maxDrawdown: term(
    'Largest drawdown',
    'The largest fall from an earlier peak.',
    'max over t of 1 − NAVₜ / max(NAV up to t)',
  ),
  meanTurnover: term('Mean turnover', 'Per rebalance, as a share of the fund.', 'mean of Σ|w − h|'),
  maxExposureBreach: term(
    'Worst breach',
    'The largest breach of an exposure limit at any rebalance; 0 where all were kept.',
  ),
  staked: term('Staked', 'Tokens staked by all models together.'),
  paid: term('Paid', 'Tokens paid to models in resolved rounds.'),
  burned: term('Burned', 'Tokens of models destroyed in resolved rounds.'),
} as const;

export const TERM_GROUPS = {
  Scores: SCORES,
  'Models and money': FIGURES,
  'Optimizer and proof': OPTIMIZER,
  Fund: FUND,
};
export const TERMS = { ...SCORES, ...FIGURES, ...OPTIMIZER, ...FUND };
export type TermKey = keyof typeof TERMS;

export const isTerm = (key: string): key is TermKey => Object.hasOwn(TERMS, key);

/** The term of a score column. One that this page does not know is named by its key and definition. */
export function scoreTerm(key: string, definitionId = '', target: string | null = null): Term {
  if (isTerm(key)) return TERMS[key];
  return term(key, target === null ? definitionId : `${definitionId} on ${target}`);
}
