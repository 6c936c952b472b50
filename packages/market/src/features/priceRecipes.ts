import type { FeatureNeed, FeatureRecipe } from './recipe.ts';
import type { ReturnWindow, StockWindow } from './stockWindow.ts';
import type { WindowStatistics } from './windowStatistics.ts';

/** The members of the set `small`: one or two per family. */
const SMALL = new Set([
  'momentum_252_21',
  'momentum_63_5',
  'residual_momentum_252_21',
  'reversal_5',
  'reversal_21',
  'seasonality_252_231',
  'volatility_63',
  'idiosyncratic_63',
  'beta_252',
  'skew_252',
  'coskew_252',
  'max_21',
  'turnover_126',
  'amihud_63',
  'high_252',
  'average_ratio_1_63',
  'positive_days_252',
  'size',
  'issuance_126',
  'industry_momentum_126',
]);

type Ask = (window: StockWindow) => number;

function recipe(name: string, family: string, formula: string, ask: Ask, needs: FeatureNeed[] = []): FeatureRecipe {
  return {
    name,
    family,
    formula,
    needs,
    isSmall: SMALL.has(name),
    hasSectorRelative: !needs.includes('sector'),
    value: (stock) => ask(stock.window),
  };
}

const between = (window: number, skip: number) => `days −${window} to −${skip + 1}`;

const momentum = (window: number, skip: number) =>
  recipe(`momentum_${window}_${skip}`, 'momentum', `Sum of the log returns of ${between(window, skip)}.`, (w) =>
    w.returnSum(window, skip),
  );

const residualMomentum = (window: number, skip: number) =>
  recipe(
    `residual_momentum_${window}_${skip}`,
    'residual momentum',
    `Sum of the log returns of ${between(window, skip)} less market and sector by their coefficients of 252 days.`,
    (w) => w.residualSum(window, skip),
  );

const reversal = (window: number) =>
  recipe(
    `reversal_${window}`,
    'reversal',
    `Minus the sum of the log returns of the last ${window} days.`,
    (w) => -w.returnSum(window),
  );

const residualReversal = (window: number) =>
  recipe(
    `residual_reversal_${window}`,
    'reversal',
    `Minus the sum of the log returns of the last ${window} days less market and sector.`,
    (w) => -w.residualSum(window),
  );

const seasonality = (window: number, skip: number) =>
  recipe(
    `seasonality_${window}_${skip}`,
    'seasonality',
    `Sum of the log returns of ${between(window, skip)}: the weeks that follow this date, a year ago.`,
    (w) => w.returnSum(window, skip),
  );

/** A statistic of the daily returns over one window. */
const statistic = (
  stem: string,
  family: string,
  sentence: string,
  of: (statistics: WindowStatistics) => number,
  windows: readonly ReturnWindow[],
) =>
  windows.map((window) =>
    recipe(`${stem}_${window}`, family, `${sentence} over ${window} days.`, (w) => of(w.over(window))),
  );

const volatilityRatio = (short: ReturnWindow, long: ReturnWindow) =>
  recipe(
    `volatility_ratio_${short}_${long}`,
    'volatility',
    `Log of the volatility of ${short} days over that of ${long}.`,
    (w) => logRatio(w.over(short).volatility, w.over(long).volatility),
  );

function logRatio(a: number, b: number): number {
  return a > 0 && b > 0 ? Math.log(a / b) : Number.NaN;
}

const RETURN_RECIPES: readonly FeatureRecipe[] = [
  momentum(63, 5),
  momentum(126, 5),
  momentum(126, 21),
  momentum(189, 21),
  momentum(252, 5),
  momentum(252, 21),
  momentum(252, 126),
  residualMomentum(63, 5),
  residualMomentum(126, 21),
  residualMomentum(189, 21),
  residualMomentum(252, 5),
  residualMomentum(252, 21),
  residualMomentum(252, 126),
  recipe(
    'scaled_residual_momentum_252_21',
    'residual momentum',
    'residual_momentum_252_21 over the idiosyncratic volatility of 252 days.',
    (w) => w.residualSum(252, 21) / w.over(252).idiosyncraticVolatility,
  ),
  reversal(1),
  reversal(5),
  reversal(10),
  reversal(21),
  residualReversal(5),
  residualReversal(21),
  seasonality(252, 231),
  seasonality(252, 241),
];

const RISK_RECIPES: readonly FeatureRecipe[] = [
  ...statistic('volatility', 'volatility', 'Sd of the daily log returns', (s) => s.volatility, [21, 63, 126, 252]),
  volatilityRatio(21, 126),
  volatilityRatio(63, 252),
  ...statistic(
    'idiosyncratic',
    'idiosyncratic volatility',
    'Sd of the residuals of the daily log returns on market and sector',
    (s) => s.idiosyncraticVolatility,
    [21, 63, 126, 252],
  ),
  ...statistic(
    'downside',
    'downside volatility',
    'Root mean square of the negative daily log returns',
    (s) => s.downsideVolatility,
    [63, 252],
  ),
  ...statistic(
    'downside_share',
    'downside volatility',
    'Share of the negative returns in the sum of squares',
    (s) => s.downsideShare,
    [252],
  ),
  ...statistic('beta', 'beta', 'Slope of the daily log returns on the market', (s) => s.beta, [63, 126, 252]),
  ...statistic('downside_beta', 'beta', 'Beta over the days on which the market fell,', (s) => s.downsideBeta, [252]),
  recipe(
    'beta_change_63_252',
    'beta',
    'Beta of 63 days less beta of 252 days.',
    (w) => w.over(63).beta - w.over(252).beta,
  ),
  ...statistic('r_squared', 'R²', 'R² of the regression on market and sector', (s) => s.rSquared, [63, 252]),
  ...statistic('skew', 'skew', 'Skewness of the daily log returns', (s) => s.skewness, [63, 126, 252]),
  ...statistic(
    'coskew',
    'coskew',
    'Coskewness of the market residual with the market',
    (s) => s.coskewness,
    [126, 252],
  ),
  ...statistic('kurtosis', 'kurtosis', 'Kurtosis of the daily log returns', (s) => s.kurtosis, [126, 252]),
  ...statistic('max', 'max and min', 'Largest daily log return', (s) => s.largest, [21, 63]),
  ...statistic('min', 'max and min', 'Smallest daily log return', (s) => s.smallest, [21, 63]),
  recipe('max_five_21', 'max and min', 'Mean of the five largest daily log returns of 21 days.', (w) =>
    w.meanOfFive(1),
  ),
  recipe('min_five_21', 'max and min', 'Mean of the five smallest daily log returns of 21 days.', (w) =>
    w.meanOfFive(-1),
  ),
];

const turnover = (window: number) =>
  recipe(
    `turnover_${window}`,
    'turnover',
    `Log of the mean daily volume over shares outstanding, ${window} days.`,
    (w) => w.turnover(window),
    ['volume', 'shares'],
  );

const volumeChange = (short: number, long: number) =>
  recipe(
    `volume_change_${short}_${long}`,
    'turnover',
    `Log of the mean dollar volume of ${short} days over that of ${long}.`,
    (w) => w.dollarVolume(short) - w.dollarVolume(long),
    ['volume'],
  );

const illiquidity = (window: number) =>
  recipe(
    `amihud_${window}`,
    'illiquidity',
    `Log of the mean of absolute log return over dollar volume, ${window} days.`,
    (w) => w.illiquidity(window),
    ['volume'],
  );

const dollarVolume = (window: number) =>
  recipe(
    `dollar_volume_${window}`,
    'dollar volume',
    `Log of the mean dollar volume of ${window} days.`,
    (w) => w.dollarVolume(window),
    ['volume'],
  );

const TRADING_RECIPES: readonly FeatureRecipe[] = [
  turnover(21),
  turnover(63),
  turnover(126),
  turnover(252),
  volumeChange(5, 63),
  volumeChange(21, 252),
  recipe(
    'volume_dispersion_63',
    'turnover',
    'Sd over mean of the daily dollar volume of 63 days.',
    (w) => w.volumeDispersion(63),
    ['volume'],
  ),
  dollarVolume(21),
  dollarVolume(63),
  dollarVolume(252),
  illiquidity(21),
  illiquidity(63),
  illiquidity(252),
  ...statistic('zero_days', 'zero-return days', 'Share of days without a price change', (s) => s.zeroShare, [63, 252]),
  recipe(
    'volume_return_correlation_63',
    'volume-price correlation',
    'Correlation of log return and log dollar volume over 63 days.',
    (w) => w.volumeCorrelation(63, 'return'),
    ['volume'],
  ),
  recipe(
    'volume_move_correlation_63',
    'volume-price correlation',
    'Correlation of absolute log return and log dollar volume over 63 days.',
    (w) => w.volumeCorrelation(63, 'absoluteReturn'),
    ['volume'],
  ),
];

const high = (window: number) =>
  recipe(`high_${window}`, 'distance to high', `Log of the price over its highest close of ${window} days.`, (w) =>
    w.toHigh(window),
  );

const low = (window: number) =>
  recipe(`low_${window}`, 'distance to low', `Log of the price over its lowest close of ${window} days.`, (w) =>
    w.toLow(window),
  );

const averageRatio = (short: number, long: number) =>
  recipe(
    `average_ratio_${short}_${long}`,
    'moving average',
    `Log of the ${short === 1 ? 'price' : `mean price of ${short} days`} over the mean price of ${long} days.`,
    (w) => w.averageRatio(short, long),
  );

const relativeStrength = (window: number) =>
  recipe(
    `relative_strength_${window}`,
    'relative strength index',
    `Sum of the gains over the sum of gains and losses, log returns of ${window} days.`,
    (w) => w.relativeStrength(window),
  );

const trendFit = (window: number) =>
  recipe(
    `trend_fit_${window}`,
    'trend fit',
    `Signed square of the correlation of log price and time over ${window} days.`,
    (w) => w.trendFit(window),
  );

const PATH_RECIPES: readonly FeatureRecipe[] = [
  high(63),
  high(252),
  low(63),
  low(252),
  recipe('days_since_high_252', 'distance to high', 'Days since the highest close of 252 days.', (w) =>
    w.daysSinceHigh(252),
  ),
  recipe('days_since_low_252', 'distance to low', 'Days since the lowest close of 252 days.', (w) =>
    w.daysSinceLow(252),
  ),
  averageRatio(1, 21),
  averageRatio(1, 63),
  averageRatio(1, 252),
  averageRatio(21, 126),
  relativeStrength(14),
  relativeStrength(63),
  trendFit(63),
  trendFit(252),
  ...statistic('positive_days', 'positive days', 'Share of days with a gain', (s) => s.positiveShare, [63, 126, 252]),
  recipe('drawdown_252', 'drawdown', 'Log of the deepest fall from an earlier high within 252 days.', (w) =>
    w.drawdown(252),
  ),
];

const issuance = (window: number) =>
  recipe(
    `issuance_${window}`,
    'issuance',
    `Log change over ${window} days of split-adjusted shares outstanding, medians of five days.`,
    (w) => w.issuance(window),
    ['shares'],
  );

const industryMomentum = (window: number, skip: number) =>
  recipe(
    skip === 0 ? `industry_momentum_${window}` : `industry_momentum_${window}_${skip}`,
    'industry momentum',
    `Log return of the industry's √size-weighted index, ${between(window, skip)}.`,
    (w) => w.groupSum('industries', window, skip),
    ['industry'],
  );

const industryLead = (window: number) =>
  recipe(
    `industry_lead_${window}`,
    'industry lead-lag',
    `Log return of the industry's index less the stock's own, last ${window} days.`,
    (w) => w.groupSum('industries', window) - w.returnSum(window),
    ['industry'],
  );

const COMPANY_RECIPES: readonly FeatureRecipe[] = [
  recipe('price', 'price', 'Log of the last close as traded.', (w) => w.price()),
  recipe('size', 'size', 'Log of the market value.', (w) => w.size(), ['shares']),
  issuance(63),
  issuance(126),
  issuance(252),
  industryMomentum(21, 0),
  industryMomentum(126, 0),
  industryMomentum(252, 21),
  recipe(
    'sector_momentum_126',
    'sector momentum',
    "Log return of the sector's √size-weighted index, last 126 days.",
    (w) => w.groupSum('sectors', 126),
    ['sector'],
  ),
  industryLead(5),
  industryLead(21),
];

/** The 101 raw price and volume features, in order of family. */
export const PRICE_RECIPES: readonly FeatureRecipe[] = [
  ...RETURN_RECIPES,
  ...RISK_RECIPES,
  ...TRADING_RECIPES,
  ...PATH_RECIPES,
  ...COMPANY_RECIPES,
];
