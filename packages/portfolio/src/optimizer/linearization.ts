import { choleskySolve, type Matrix, matrix } from '@robata/kernels';
import { exposuresOf, timesExposures } from './exposureLayout.ts';
import { factorSystem, type NewtonState, refreshGram } from './newton.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import { GROSS_SLOPE, TURNOVER_SLOPE } from './stockStep.ts';

/**
 * How the optimal weights answer to a small change of alpha, as long as no stock meets a kink and no limit starts or stops
 * to act: Δw = D(Δα − NΔ(prices)), (N'DN + B)Δ(prices) = N'DΔα, the matrix of the last Newton step.
 */
export interface Linearization {
  readonly codes: Uint8Array;
  readonly factor: Matrix;
  /** 1 for prices that answer at all. */
  readonly isMoving: Uint8Array;
}

/** The linearization at the certified solution where Newton stands. */
export function linearize(problem: ScaledProblem, state: NewtonState): Linearization {
  refreshGram(problem, state);
  factorSystem(problem, state, 0);
  const { order, hasRisk } = problem;
  return {
    codes: state.states.codes.slice(),
    factor: matrix(order, order, state.system.data.slice()),
    isMoving: hasRisk.map((risky, k) => (risky === 1 || state.point.side[k] !== 0 ? 1 : 0)),
  };
}

/**
 * ∂(r'w)/∂α for a return r, in the problem's units: one adjoint solve,
 * (N'DN + B)φ = N'Dr, then D(r − Nφ). Zero for stocks at a kink or bound.
 */
export function alphaGradient(
  problem: ScaledProblem,
  { codes, factor, isMoving }: Linearization,
  returns: Float64Array,
) {
  const { stocks, curvature, layout, order, units } = problem;
  const weighted = new Float64Array(stocks);
  let byGrossSlope = 0;
  let byTurnoverSlope = 0;
  for (let i = 0; i < stocks; i++) {
    const code = codes[i];
    if (code === 0) continue;
    weighted[i] = returns[i] / curvature[i];
    byGrossSlope += GROSS_SLOPE[code] * weighted[i];
    byTurnoverSlope += TURNOVER_SLOPE[code] * weighted[i];
  }
  const phi = exposuresOf(layout, weighted, new Float64Array(order));
  phi[0] = byGrossSlope;
  phi[1] = byTurnoverSlope;
  for (let k = 0; k < order; k++) if (isMoving[k] === 0) phi[k] = 0;
  choleskySolve(factor, phi);
  const [lambda, tau] = phi;
  phi[0] = 0;
  phi[1] = 0;
  const gradient = timesExposures(layout, phi, new Float64Array(stocks));
  const unit = units.weight / units.alpha;
  for (let i = 0; i < stocks; i++) {
    const charge = gradient[i] + GROSS_SLOPE[codes[i]] * lambda + TURNOVER_SLOPE[codes[i]] * tau;
    gradient[i] = codes[i] === 0 ? 0 : ((returns[i] - charge) / curvature[i]) * unit;
  }
  return gradient;
}
