/** A style of the risk model: the raw value of the first recipe that can be told (a shorter window while history is short). */
export interface Style {
  /** Exposure name: `style:` and a word. */
  readonly name: string;
  readonly recipes: readonly string[];
  readonly orthogonalTo?: readonly string[];
}

/** The seven styles of the base model (finance-defaults §3). Size is the universe's own figure, so that it needs no shares. */
export const BASE_STYLES: readonly Style[] = [
  { name: 'style:beta', recipes: ['beta_252', 'beta_126'] },
  { name: 'style:size', recipes: ['universe_size'] },
  { name: 'style:momentum', recipes: ['momentum_252_21', 'momentum_126_21'] },
  { name: 'style:volatility', recipes: ['idiosyncratic_63'], orthogonalTo: ['style:beta', 'style:size'] },
  {
    name: 'style:liquidity',
    recipes: ['turnover_63'],
    orthogonalTo: ['style:beta', 'style:size', 'style:volatility'],
  },
  { name: 'style:reversal', recipes: ['reversal_21'] },
  { name: 'style:issuance', recipes: ['issuance_126'] },
];

/**
 * Twenty more, from the feature families in which models bet; those measured to hurt most when the model lacked them come first
 * (residual and industry momentum, max, coskew, R², moving average). The first eight are also neutralizers of `alan` and `george`.
 */
export const FURTHER_STYLES: readonly Style[] = [
  { name: 'style:residual_momentum', recipes: ['residual_momentum_252_21', 'residual_momentum_126_21'] },
  { name: 'style:industry_momentum', recipes: ['industry_momentum_126'] },
  { name: 'style:max', recipes: ['max_21'] },
  { name: 'style:coskew', recipes: ['coskew_252', 'coskew_126'] },
  { name: 'style:r_squared', recipes: ['r_squared_252', 'r_squared_63'] },
  { name: 'style:moving_average', recipes: ['average_ratio_1_63'] },
  { name: 'style:positive_days', recipes: ['positive_days_252', 'positive_days_126'] },
  { name: 'style:high', recipes: ['high_252', 'high_63'] },
  { name: 'style:skew', recipes: ['skew_252', 'skew_126'] },
  { name: 'style:kurtosis', recipes: ['kurtosis_252', 'kurtosis_126'] },
  { name: 'style:seasonality', recipes: ['seasonality_252_231'] },
  { name: 'style:short_reversal', recipes: ['reversal_5'] },
  { name: 'style:half_year_momentum', recipes: ['momentum_126_21'] },
  { name: 'style:volatility_ratio', recipes: ['volatility_ratio_21_126'] },
  { name: 'style:beta_change', recipes: ['beta_change_63_252'] },
  { name: 'style:volume_change', recipes: ['volume_change_21_252'] },
  { name: 'style:illiquidity', recipes: ['amihud_63'] },
  { name: 'style:price', recipes: ['price'] },
  { name: 'style:volume_correlation', recipes: ['volume_return_correlation_63'] },
  { name: 'style:trend_fit', recipes: ['trend_fit_252', 'trend_fit_63'] },
];
