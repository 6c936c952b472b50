import { exposuresOf, timesExposures } from './exposureProducts.ts';
import { farkasRay } from './farkas.ts';
import type { ScaledProblem } from './scaledProblem.ts';
import { stockStates, stockStep } from './stockStep.ts';

/** Multiplications spent at most: small problems, where this is needed, get the most steps. */
const MOST_WORK = 1e7;

/**
 * A proof of infeasibility (see `farkasRay`) where the interior point gets stuck, as it does with fewer free stocks than limits; null
 * where none is found. Prices of broken limits are raised by what they are broken, step by step: they settle where weights can meet all
 * limits; where none can, they grow without end in the direction of the least violation, which is a proof. The last raise points there
 * sooner than the prices themselves.
 */
export function ascendToRay(problem: ScaledProblem): Float64Array | null {
  const { stocks, order, upper, lower, layout } = problem;
  const states = stockStates(stocks);
  const prices = new Float64Array(order);
  const charge = new Float64Array(stocks);
  const values = new Float64Array(order);
  const raised = new Float64Array(order);
  const length = safeStep(problem);
  const mostSteps = MOST_WORK / (stocks * order);
  for (let step = 1; step <= mostSteps; step++) {
    const [gross, turnover] = prices;
    prices[0] = 0;
    prices[1] = 0;
    timesExposures(layout, prices, charge);
    for (let i = 0; i < stocks; i++) charge[i] = -charge[i];
    stockStep(problem, charge, { gross, turnover }, states);
    exposuresOf(layout, states.weights, values);
    values[0] = states.gross;
    values[1] = states.traded;
    prices[0] = gross;
    prices[1] = turnover;
    for (let k = 0; k < order; k++) {
      const aim = prices[k] / length + values[k];
      const met = k < 2 ? Math.min(aim, upper[k]) : Math.min(Math.max(aim, lower[k]), upper[k]);
      const price = length * (aim - met);
      raised[k] = price - prices[k];
      prices[k] = price;
    }
    const isPowerOfTwo = (step & (step - 1)) === 0;
    const ray = isPowerOfTwo ? (farkasRay(problem, prices) ?? farkasRay(problem, raised)) : null;
    if (ray !== null) return ray;
  }
  return null;
}

/** One over a bound on the dual's curvature, Σ(1 + 1 + ‖xᵢ‖²)/qᵢ. */
function safeStep({ stocks, order, curvature, layout }: ScaledProblem): number {
  const unit = new Float64Array(order);
  const column = new Float64Array(stocks);
  let curve = 0;
  for (let i = 0; i < stocks; i++) curve += 2 / curvature[i];
  for (let k = 2; k < order; k++) {
    unit.fill(0);
    unit[k] = 1;
    timesExposures(layout, unit, column);
    for (let i = 0; i < stocks; i++) curve += (column[i] * column[i]) / curvature[i];
  }
  return 1 / curve;
}
