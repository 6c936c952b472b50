import { choleskySolve, type Matrix, matrix } from '@robata/kernels';
import { newtonState } from './newtonState.ts';
import { factorSystem, refreshGram } from './newtonStep.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import { GROSS_SLOPE, TURNOVER_SLOPE } from './stockStep.ts';

/**
 * How the optimal weights answer to a small change of alpha, as long as no stock meets a kink and no limit starts or stops
 * to act: Δw = D(Δα − NΔ(prices)), (N'DN + B)Δ(prices) = N'DΔα, the matrix of the last Newton step.
 */
export interface Linearization {
  /** The stocks at no kink or bound, the only ones that answer, and their codes. */
  readonly free: Int32Array;
  readonly codes: Uint8Array;
  readonly factor: Matrix;
  /** 1 for prices that answer at all. */
  readonly isMoving: Uint8Array;
}

/** The linearization at the certified solution where the problem's Newton stands. */
export function linearize(problem: ScaledProblem): Linearization {
  const state = newtonState(problem);
  refreshGram(problem, state);
  factorSystem(problem, state, 0);
  const { hasRisk, layout } = problem;
  const { codes } = state.now;
  const free: number[] = [];
  for (let i = 0; i < problem.stocks; i++) if (codes[i] !== 0) free.push(i);
  return {
    free: Int32Array.from(free),
    codes: Uint8Array.from(free, (i) => codes[i]),
    factor: matrix(layout.stride, layout.stride, state.system.slice()),
    isMoving: hasRisk.map((risky, k) => (risky === 1 || state.point.side[k] !== 0 ? 1 : 0)),
  };
}

/**
 * ∂(r'w)/∂α for a return r, in the problem's units, of the free stocks (that of all others is 0): one adjoint solve,
 * (N'DN + B)φ = N'Dr, then D(r − Nφ).
 */
export function alphaGradient(
  { curvature, layout, order, units }: ScaledProblem,
  { free, codes, factor, isMoving }: Linearization,
  returns: Float64Array,
): Float64Array {
  const { byStock, byLimit, zeros, changes } = layout.scratch;
  const { kernels } = layout.workspace;
  byStock.fill(0);
  byLimit.fill(0);
  for (let at = 0; at < free.length; at++) {
    const weighted = returns[free[at]] / curvature[free[at]];
    byStock[free[at]] = weighted;
    byLimit[0] += GROSS_SLOPE[codes[at]] * weighted;
    byLimit[1] += TURNOVER_SLOPE[codes[at]] * weighted;
  }
  kernels.addExposures(layout.address, byStock.byteOffset, zeros.byteOffset, byLimit.byteOffset, changes.byteOffset);
  for (let k = 0; k < order; k++) if (isMoving[k] === 0) byLimit[k] = 0;
  choleskySolve(factor, byLimit);
  kernels.timesExposures(layout.address, byLimit.byteOffset, byStock.byteOffset);
  const unit = units.weight / units.alpha;
  const gradient = new Float64Array(free.length);
  for (let at = 0; at < free.length; at++) {
    const i = free[at];
    const charge = byStock[i] + GROSS_SLOPE[codes[at]] * byLimit[0] + TURNOVER_SLOPE[codes[at]] * byLimit[1];
    gradient[at] = ((returns[i] - charge) / curvature[i]) * unit;
  }
  return gradient;
}
