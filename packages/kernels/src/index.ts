export { type Matrix, column, fromColumns, matrix } from './matrix.ts';
export { type BinMatrix, binCombination, binCrossProduct, binGram, binMatrix } from './binMatrix.ts';
export { type BinLeastSquares, binLeastSquares } from './binLeastSquares.ts';
export { averageRank } from './averageRank.ts';
export { exponential } from './exponential.ts';
export { gaussianizedRank } from './gaussianizedRank.ts';
export { logarithm } from './logarithm.ts';
export { normalDistribution } from './normalDistribution.ts';
export { normalQuantile } from './normalQuantile.ts';
export { normalQuantiles } from './normalQuantiles.ts';
export { ordinalRank } from './ordinalRank.ts';
export { tieKeptRank } from './tieKeptRank.ts';
export { type RankScale, rankTable } from './rankTable.ts';
export {
  type ColumnStep,
  gaussianizedRankColumns,
  transformColumns,
  unitDeviationColumns,
} from './transformColumns.ts';
export { type StableOrder, stableOrder } from './stableOrder.ts';
export { type LeastSquaresOptions, leastSquaresBasis } from './leastSquaresBasis.ts';
export { leastSquaresResidual } from './leastSquaresResidual.ts';
export { singularBasis } from './singularBasis.ts';
export { cholesky, choleskyInverse, choleskySolve, lowerInverse } from './cholesky.ts';
export { matrixVector, transposedMatrixVector } from './matrixVector.ts';
export { crossProduct, multiply } from './multiply.ts';
export {
  solveLower,
  solveLowerColumns,
  solveLowerTransposed,
  solveLowerTransposedColumns,
} from './triangularSolve.ts';
export { gram, weightedCrossProduct } from './weightedCrossProduct.ts';
export { mean } from './mean.ts';
export { isConstant } from './isConstant.ts';
export { standardDeviation } from './standardDeviation.ts';
export { dotProduct } from './dotProduct.ts';
export { unitDeviations } from './unitDeviations.ts';
export { pearsonCorrelation } from './pearsonCorrelation.ts';
export { signedPower } from './signedPower.ts';
export { quantile } from './quantile.ts';
export { type NearColumns, nearestColumns } from './nearestColumns.ts';
export { columnRange } from './columnRange.ts';
export { type Workspace, paddedBytes, workspace } from './workspace.ts';
