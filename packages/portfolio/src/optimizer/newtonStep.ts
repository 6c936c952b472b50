import { isEquality } from './dualPoint.ts';
import { addListToGram } from './exposureProducts.ts';
import type { NewtonState } from './newtonState.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import { GROSS_SLOPE, TURNOVER_SLOPE } from './stockStep.ts';

/** A pivot below this part of its diagonal entry is dropped: its price does not move. */
const DROPPED_PIVOT = 1e-14;

/** Brings N'DN up to the present codes: by the stocks whose code changed or, where that is more to do, formed anew. */
export function refreshGram(problem: ScaledProblem, state: NewtonState): void {
  const { layout, stocks } = problem;
  const { codes } = state.now;
  const { gramCodes, changed, gram } = state;
  const { kernels } = layout.workspace;
  const changes = kernels.changedCodes(layout.padded, codes.byteOffset, gramCodes.byteOffset, changed.byteOffset);
  if (changes === 0) return;
  let left = 0;
  let joined = 0;
  for (let at = 0; at < changes; at++) {
    if (gramCodes[changed[at]] !== 0) left += 1;
    if (codes[changed[at]] !== 0) joined += 1;
  }
  state.gramStocks += joined - left;
  let count = 0;
  if (joined + left < state.gramStocks) {
    for (let at = 0; at < changes; at++) {
      const i = changed[at];
      if (gramCodes[i] !== 0) count = listStock(problem, count, i, gramCodes[i], -1);
      if (codes[i] !== 0) count = listStock(problem, count, i, codes[i], 1);
    }
  } else {
    gram.fill(0);
    for (let i = 0; i < stocks; i++) if (codes[i] !== 0) count = listStock(problem, count, i, codes[i], 1);
  }
  addListToGram(layout, count, gram);
  gramCodes.set(codes);
}

/** Writes a stock with the slopes of a code into the list of `addListToGram`; returns the next place. */
function listStock(
  { layout, curvature }: ScaledProblem,
  at: number,
  stock: number,
  code: number,
  sign: number,
): number {
  const { list, listStocks } = layout.scratch;
  listStocks[8 * at] = stock;
  list[4 * at + 1] = sign / curvature[stock];
  list[4 * at + 2] = GROSS_SLOPE[code];
  list[4 * at + 3] = TURNOVER_SLOPE[code];
  return at + 1;
}

/** B: the inverse of Q on the exposures with risk that are at no bound, zero elsewhere. */
function refreshRiskInverse(problem: ScaledProblem, state: NewtonState): Float64Array | null {
  if (!problem.anyRisk) return null;
  const { order, hasRisk, layout } = problem;
  const { side } = state.point;
  const known = state.riskInverse;
  if (known !== null) {
    let k = 0;
    while (k < order && known.isInside[k] === (side[k] === 0 ? hasRisk[k] : 0)) k += 1;
    if (k === order) return known.inverse;
  }
  const isInside = new Uint8Array(order);
  const members: number[] = [];
  const { risk } = state.loaded;
  const { stride } = layout;
  let most = 0;
  for (let k = 0; k < order; k++) {
    if (side[k] !== 0 || hasRisk[k] === 0) continue;
    isInside[k] = 1;
    members.push(k);
    most = Math.max(most, risk[k * stride + k]);
  }
  const { block, inverse, scratch } = state.small;
  const size = Math.ceil(members.length / 4) * 4;
  block.fill(0, 0, size * size);
  for (let a = 0; a < size; a++) block[a * size + a] = 1;
  for (let a = 0; a < members.length; a++) {
    const column = members[a] * stride;
    for (let b = 0; b < members.length; b++) block[a * size + b] = risk[column + members[b]];
    block[a * size + a] += 1e-10 * most;
  }
  const { kernels } = layout.workspace;
  kernels.cholesky(block.byteOffset, size, DROPPED_PIVOT);
  kernels.invertFactored(block.byteOffset, size, inverse.byteOffset, scratch.byteOffset);
  const own = state.ownRiskInverse;
  own.fill(0);
  for (let a = 0; a < members.length; a++) {
    const column = members[a] * stride;
    for (let b = 0; b < members.length; b++) own[column + members[b]] = inverse[a * size + b];
  }
  state.riskInverse = { inverse: own, isInside };
  return own;
}

/**
 * Factors N'DN + B for the present pieces into `state.system` and returns B.
 * Limits that do not act, and exposures without risk at no bound, keep their price: their row is a unit row.
 */
export function factorSystem(problem: ScaledProblem, state: NewtonState, damping: number): Float64Array | null {
  const { order, hasRisk, layout } = problem;
  const { stride } = layout;
  const { gram, system, point } = state;
  const inverse = refreshRiskInverse(problem, state);
  let most = 0;
  for (let k = 0; k < order; k++) most = Math.max(most, gram[k * stride + k]);
  const { kernels } = layout.workspace;
  kernels.newtonSystem(gram.byteOffset, inverse?.byteOffset ?? 0, system.byteOffset, stride);
  const ridge = (1e-13 + damping) * most;
  for (let k = 0; k < stride; k++) {
    if (k < order && (point.side[k] !== 0 || hasRisk[k] === 1)) system[k * stride + k] += ridge;
    else unitRow(system, stride, k);
  }
  kernels.cholesky(system.byteOffset, stride, DROPPED_PIVOT);
  return inverse;
}

function unitRow(system: Float64Array, stride: number, k: number): void {
  for (let j = 0; j < k; j++) system[j * stride + k] = 0;
  system.fill(0, k * stride + k, (k + 1) * stride);
  system[k * stride + k] = 1;
}

export const activeBound = ({ lower, upper }: ScaledProblem, side: number, k: number): number =>
  side > 0 ? upper[k] : lower[k];

/** The Newton step in all prices. A gross or turnover price of 0 that wants to fall leaves the active limits first. */
export function direction(problem: ScaledProblem, state: NewtonState, damping: number): void {
  const { side, price } = state.point;
  solveStep(problem, state, state.system, factorSystem(problem, state, damping));
  for (let k = 0; k < 2; k++) {
    if (side[k] !== 0 && price[k] === 0 && state.step.price[k] < 0) {
      side[k] = 0;
      state.residual[k] = 0;
      solveStep(problem, state, state.system, factorSystem(problem, state, damping));
    }
  }
}

/** Solves for the step in all prices, for the right side in `state.residual`, with a factored system and its B. */
export function solveStep(
  problem: ScaledProblem,
  state: NewtonState,
  system: Float64Array,
  inverse: Float64Array | null,
): void {
  const { order, hasRisk, anyRisk, layout } = problem;
  const { stride } = layout;
  const { kernels } = layout.workspace;
  const { point, residual, step, loaded } = state;
  const { side, riskAt } = point;
  const { delta, scratch } = step;
  const times = (a: Float64Array, x: Float64Array, out: Float64Array): void =>
    kernels.matrixTimesVector(a.byteOffset, stride, x.byteOffset, out.byteOffset);

  let isMoving = false;
  for (let k = 0; k < order; k++) {
    step.riskAt[k] = k >= 2 && side[k] !== 0 ? activeBound(problem, side[k], k) - riskAt[k] : 0;
    if (step.riskAt[k] !== 0) isMoving = true;
    delta[k] = side[k] !== 0 || hasRisk[k] === 1 ? residual[k] : 0;
  }
  if (anyRisk && inverse !== null && isMoving) {
    times(loaded.risk, step.riskAt, step.riskPrice);
    times(inverse, step.riskPrice, scratch);
    for (let k = 2; k < order; k++) delta[k] += scratch[k];
  } else step.riskPrice.fill(0);

  kernels.solveFactored(system.byteOffset, stride, delta.byteOffset);

  if (inverse !== null) {
    for (let k = 0; k < order; k++) step.theta[k] = delta[k] - step.riskPrice[k];
    times(inverse, step.theta, scratch);
  }
  for (let k = 2; k < order; k++) {
    if (side[k] !== 0) continue;
    step.riskAt[k] = hasRisk[k] === 1 ? scratch[k] : residual[k] - gramRowTimes(state.gram, stride, delta, k);
  }
  if (anyRisk) times(loaded.risk, step.riskAt, step.riskPrice);
  for (let k = 0; k < order; k++) {
    step.price[k] = side[k] !== 0 ? delta[k] - step.riskPrice[k] : 0;
    step.theta[k] = k < 2 ? 0 : step.price[k] + step.riskPrice[k];
  }
}

/** Row k of a symmetric matrix given by its upper triangle, times a vector. */
function gramRowTimes(gram: Float64Array, stride: number, vector: Float64Array, k: number): number {
  let sum = 0;
  for (let j = 0; j < stride; j++) sum += (j < k ? gram[k * stride + j] : gram[j * stride + k]) * vector[j];
  return sum;
}

/** Adds a step of the given length to the prices. True where a price changed its sign and left: `step.theta` holds those. */
export function movePrices(problem: ScaledProblem, { point, step }: NewtonState, length: number): boolean {
  const { price, riskAt, side } = point;
  let crossed = false;
  for (let k = 0; k < problem.order; k++) {
    price[k] += length * step.price[k];
    riskAt[k] += length * step.riskAt[k];
    step.theta[k] = 0;
    if (k < 2) {
      price[k] = Math.max(0, price[k]);
    } else if (side[k] !== 0 && price[k] * side[k] < 0 && !isEquality(problem, k)) {
      step.theta[k] = price[k];
      price[k] = 0;
      side[k] = 0;
      crossed = true;
    }
  }
  return crossed;
}
