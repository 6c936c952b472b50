import type { ParticipantCatalogue } from './participant.ts';

/** A participant that submits one feature. */
export interface FactorRecipe {
  readonly name: string;
  /** Recipe name of the feature. */
  readonly feature: string;
  /** 1: long its high bins, −1: long its low ones, learned: as its past correlation with the target suggests. */
  readonly direction: 1 | -1 | 'learned';
}

/** Long what rose over the last year, the last month left out. */
export const MOMENTUM: FactorRecipe = { name: 'momentum', feature: 'momentum_252_21', direction: 1 };

/** Long what fell over the last month; the feature itself is minus the return. */
export const REVERSAL: FactorRecipe = { name: 'reversal', feature: 'reversal_21', direction: 1 };

/** Long the cheap, by the latest reports. */
export const VALUE: FactorRecipe = { name: 'value', feature: 'earnings_yield', direction: 1 };

/** The better known ones first (evidence: finance-defaults §2 and §5). */
export const FACTORS: readonly FactorRecipe[] = [
  { name: 'positive_days', feature: 'positive_days_252', direction: 1 },
  { name: 'low_issuance', feature: 'issuance_126', direction: -1 },
  { name: 'low_volatility', feature: 'idiosyncratic_63', direction: -1 },
  { name: 'near_high', feature: 'high_252', direction: 1 },
  { name: 'low_beta', feature: 'beta_252', direction: -1 },
  { name: 'negative_skew', feature: 'skew_252', direction: -1 },
  { name: 'seasonality', feature: 'seasonality_252_231', direction: 1 },
  { name: 'low_turnover', feature: 'turnover_126', direction: -1 },
  { name: 'profitability', feature: 'return_on_assets', direction: 1 },
  { name: 'low_short_interest', feature: 'short_interest', direction: -1 },
  { name: 'low_maximum', feature: 'max_21', direction: -1 },
  { name: 'size', feature: 'size', direction: 1 },
  { name: 'residual_momentum', feature: 'residual_momentum_252_21', direction: 1 },
  { name: 'illiquidity', feature: 'amihud_63', direction: 1 },
];

/** The column of a feature, or -1 where the panel could not make it (no volume, no shares, no reports). */
export function columnOf(catalogue: ParticipantCatalogue, feature: string): number {
  return catalogue.features.findIndex(({ name }) => name === feature);
}
