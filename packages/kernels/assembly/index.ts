// The kernels' WebAssembly module, in AssemblyScript: `npm run build:kernels` makes src/wasm/kernels.wasm of it.
// Plain SIMD only (relaxed SIMD may round differently from one processor to another). Addresses are byte offsets into
// the imported memory, which the caller lays out (src/workspace.ts); nothing is allocated here.
export { binCombination, binCrossProduct, binGram, binGramScratchBytes } from './bins';
export { power15, unitDeviations } from './columns';
export { addExposures, timesExposures } from './exposures';
export { addGram, changedCodes, gramScratchBytes } from './gram';
export { invertFactored, matrixTimesVector, newtonSystem, solveFactored } from './newtonSystem';
export { normalQuantiles } from './normal';
export { spreadRanks, stableOrder, stableOrderScratchBytes } from './order';
export { product, productScratchBytes } from './product';
export { shortCrossProduct } from './shorts';
export { blendSignals, listDifferences, scaleSignal, squaredDeviations } from './signals';
export { stockResiduals, stockStep } from './stockStep';
export { cholesky, solveLower, solveLowerTransposed, weightedCrossProduct } from './triangular';
