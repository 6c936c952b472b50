export { alphaFromMetaModel, gaussianizedPredictions, metaModelOf, standardized } from './alpha.ts';
export { type Contribution, type Contributions, contributionsToJson } from './contribution/contribution.ts';
export {
  type ContributionGradient,
  contributionGradient,
  directionOfRound,
} from './contribution/contributionGradient.ts';
export { type ContributionKit, kitFault } from './contribution/contributionKit.ts';
export {
  DEFAULT_DRAWS,
  contributionDirection,
  type GradientDraw,
  type GradientOptions,
  gradient,
  type PreparedGradient,
  prepareGradient,
  scoreGradient,
} from './contribution/gradient.ts';
export { kitToJson } from './contribution/kitToJson.ts';
export {
  type LeaveOneOutOptions,
  type LeaveOneOutPortfolios,
  leaveOneOut,
  type PreparedLeaveOneOut,
  prepareLeaveOneOut,
  scoreLeaveOneOut,
} from './contribution/leaveOneOut.ts';
export { parseKit } from './contribution/parseKit.ts';
export type { Start } from './contribution/roundSignals.ts';
export { type Random, seededRandom } from './contribution/seededRandom.ts';
export type { KitAbout, KitHeader, KitPredictions } from './kitFile/kitMembers.ts';
export { type PackedKit, type PackingTools, packedKitBytes, packKit } from './kitFile/packKit.ts';
export { chunksOf, isKitFile, type KitFile, KitFileError, readKitFile } from './kitFile/readKitFile.ts';
export { type PreparedPortfolio, preparePortfolio, solveNear } from './optimizer/preparedPortfolio.ts';
export { problemFault } from './optimizer/problemFault.ts';
export { parseProblem } from './optimizer/parseProblem.ts';
export { problemToJson } from './optimizer/problemToJson.ts';
export { solutionToJson } from './optimizer/solutionToJson.ts';
export type { PortfolioLimits, PortfolioProblem } from './optimizer/problem.ts';
export type { PortfolioSolution, Rung, SolutionStatus } from './optimizer/solution.ts';
export {
  ALPHA_FACTOR,
  type AlphaFactorHistory,
  type AlphaFactorSettings,
  alphaDirection,
  alphaFactorVariance,
  appendAlphaFactor,
  defaultAlphaFactorSettings,
  emptyAlphaFactorHistory,
  observeAlphaFactor,
  pureAlphaReturn,
} from './risk/alphaFactor.ts';
export { biasStatistic } from './risk/biasStatistic.ts';
export {
  type ExposureInput,
  type Exposures,
  exposureMatrix,
  type FactorKind,
  factorKind,
  type StyleInput,
} from './risk/exposureMatrix.ts';
export { type FactorFit, type FactorReturnsInput, factorReturns, type TooFewReturns } from './risk/factorReturns.ts';
export {
  factorPortfolio,
  optimizedPortfolio,
  randomLongShortPortfolio,
  stylePortfolio,
} from './risk/probePortfolios.ts';
export { predictedVolatility, type RiskModel } from './risk/riskModel.ts';
export {
  type CrossSection,
  type DayFit,
  defaultRiskModelSettings,
  type RiskModelEstimate,
  RiskModelEstimator,
  type RiskModelSettings,
} from './risk/riskModelEstimator.ts';
export { orthogonalizeStyle, standardizeStyle, winsorize } from './risk/styleExposure.ts';
export { type OptimizeOptions, optimize } from './optimizer/optimize.ts';
export { leastTurnover, type LeastTurnover, type Optimize } from './rebalance/leastTurnover.ts';
export { type LimitBreach, limitBreaches } from './rebalance/limitBreaches.ts';
export {
  defaultOptimizerSettings,
  exposureLimit,
  type OptimizerSettings,
  positionLimit,
  type RebalanceSchedule,
  turnoverLimit,
} from './rebalance/optimizerSettings.ts';
export { type Rebalance, rebalance } from './rebalance/rebalance.ts';
export { type ForcedTrade, type RebalanceInput, type RebalancePlan, rebalancePlan } from './rebalance/rebalancePlan.ts';
export { tradedWeight, tradingCost } from './rebalance/tradingCost.ts';
