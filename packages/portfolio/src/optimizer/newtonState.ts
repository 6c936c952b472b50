import type { Workspace } from '@robata/kernels';
import type { DualPoint } from './dualPoint.ts';
import type { ExposureLayout } from './exposureLayout.ts';
import type { ScaledProblem } from './scaledProblem.ts';

/**
 * Where Newton's method stands, in the memory of the problem's layout. There is one state per layout: `newtonState` claims it for
 * a problem, and whatever else was being solved over the same exposures is gone from it.
 *
 * All arrays by limit have the layout's `stride`, all arrays by stock are `padded`.
 */
export interface NewtonState {
  /** The problem whose arrays are loaded. */
  problem: ScaledProblem;
  readonly point: DualPoint;
  readonly alpha: Float64Array;
  /** The stocks' answer to the point, and their answer to the step being tried. */
  now: StockAnswer;
  trial: StockAnswer;
  /** Values of the limits: Σ|w|, Σ|w − h|, X'w. */
  readonly y: Float64Array;
  /** N'DN in its upper triangle, and the codes for which it was formed. */
  readonly gram: Float64Array;
  readonly gramCodes: Uint8Array;
  /** How many stocks it is made of. */
  gramStocks: number;
  /** B, with the pattern of sides for which it was formed. */
  riskInverse: RiskInverse | null;
  readonly ownRiskInverse: Float64Array;
  /** N'DN + B, factored. */
  readonly system: Float64Array;
  /** Right side of the next step: value − bound of active limits, value − ζ of the others. */
  readonly residual: Float64Array;
  readonly step: Step;
  /** X times the step's θ. */
  readonly e: Float64Array;
  /** Sums that the kernels leave. */
  readonly sums: Float64Array;
  readonly changed: Int32Array;
  readonly small: { readonly block: Float64Array; readonly inverse: Float64Array; readonly scratch: Float64Array };
  readonly loaded: LoadedProblem;
  readonly base: LoadedBase;
}

export interface StockAnswer {
  /** α − X(ν + Qζ), what a unit of each stock earns after the prices of its exposures. */
  readonly p: Float64Array;
  readonly weights: Float64Array;
  readonly codes: Uint8Array;
  gross: number;
  traded: number;
}

/** The Newton step in all prices. */
export interface Step {
  readonly delta: Float64Array;
  readonly price: Float64Array;
  readonly riskAt: Float64Array;
  /** Q times the step of ζ. */
  readonly riskPrice: Float64Array;
  readonly theta: Float64Array;
  readonly scratch: Float64Array;
}

export interface RiskInverse {
  readonly inverse: Float64Array;
  readonly isInside: Uint8Array;
}

/** The problem's own arrays, and where the kernels find them. */
interface LoadedProblem {
  readonly address: number;
  readonly curvature: Float64Array;
  readonly cost: Float64Array;
  readonly holdings: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly risk: Float64Array;
}

/** The solution from which others start: what of it is kept in the memory while it is in use. */
interface LoadedBase {
  /** Whose it is. */
  of: object | null;
  readonly gram: Float64Array;
  readonly gramCodes: Uint8Array;
  readonly riskInverse: Float64Array;
  /** N'DN + B, factored. */
  readonly system: Float64Array;
  readonly weights: Float64Array;
  /** X'w. */
  readonly y: Float64Array;
}

const states = new WeakMap<ExposureLayout, NewtonState>();

/** The layout's state, claimed for a problem. */
export function newtonState(problem: ScaledProblem): NewtonState {
  let state = states.get(problem.layout);
  if (state?.problem === problem) return state;
  state ??= emptyState(problem);
  states.set(problem.layout, state);
  load(problem, state);
  return state;
}

function emptyState(problem: ScaledProblem): NewtonState {
  const { padded, stride, order, workspace } = problem.layout;
  const byStock = (): Float64Array => workspace.float64(padded);
  const byLimit = (): Float64Array => workspace.float64(stride);
  const square = (): Float64Array => workspace.float64(stride * stride);
  const answer = (): StockAnswer => ({
    p: byStock(),
    weights: byStock(),
    codes: workspace.uint8(padded),
    gross: 0,
    traded: 0,
  });
  return {
    problem,
    point: { price: byLimit(), riskAt: byLimit(), side: new Int8Array(order) },
    alpha: byStock(),
    now: answer(),
    trial: answer(),
    y: byLimit(),
    gram: square(),
    gramCodes: workspace.uint8(padded),
    gramStocks: 0,
    riskInverse: null,
    ownRiskInverse: square(),
    system: square(),
    residual: byLimit(),
    step: {
      delta: byLimit(),
      price: byLimit(),
      riskAt: byLimit(),
      riskPrice: byLimit(),
      theta: byLimit(),
      scratch: byLimit(),
    },
    e: byStock(),
    sums: workspace.float64(8),
    changed: workspace.int32(padded),
    small: { block: square(), inverse: square(), scratch: workspace.float64(stride * (stride + 1)) },
    loaded: loadedProblem(workspace, padded, stride),
    base: {
      of: null,
      gram: square(),
      gramCodes: workspace.uint8(padded),
      riskInverse: square(),
      system: square(),
      weights: byStock(),
      y: byLimit(),
    },
  };
}

function loadedProblem(workspace: Workspace, padded: number, stride: number): LoadedProblem {
  const [curvature, cost, holdings, low, high] = Array.from({ length: 5 }, () => workspace.float64(padded));
  const words = workspace.int32(6);
  words.set([padded, ...[curvature, cost, holdings, low, high].map(({ byteOffset }) => byteOffset)]);
  const risk = workspace.float64(stride * stride);
  return { address: words.byteOffset, curvature, cost, holdings, low, high, risk };
}

function load(problem: ScaledProblem, state: NewtonState): void {
  const { loaded } = state;
  const { stocks, order } = problem;
  state.problem = problem;
  state.base.of = null;
  state.riskInverse = null;
  loaded.curvature.set(problem.curvature);
  loaded.curvature.fill(1, stocks);
  loaded.cost.set(problem.cost);
  loaded.holdings.set(problem.holdings);
  loaded.low.set(problem.low);
  loaded.high.set(problem.high);
  const { stride } = problem.layout;
  for (let k = 0; k < order; k++) loaded.risk.set(problem.risk.data.subarray(k * order, (k + 1) * order), k * stride);
}

/** The stocks' answer at p = from − t·charge and the point's prices of gross and turnover, into `answer`. */
export function respond(
  state: NewtonState,
  from: Float64Array,
  charge: Float64Array,
  t: number,
  before: Float64Array,
  answer: StockAnswer,
  gross = state.point.price[0],
  turnover = state.point.price[1],
): void {
  const { problem, loaded, sums } = state;
  problem.layout.workspace.kernels.stockStep(
    loaded.address,
    from.byteOffset,
    charge.byteOffset,
    t,
    gross,
    turnover,
    problem.upper[0] < Infinity ? 3 : 0,
    problem.upper[1] < Infinity ? 1 : 0,
    before.byteOffset,
    answer.p.byteOffset,
    answer.weights.byteOffset,
    answer.codes.byteOffset,
    sums.byteOffset,
  );
  answer.gross = sums[0];
  answer.traded = sums[1];
}

/** Brings the limits' values from the weights `before` to the present ones: only the stocks that moved count. */
export function measure(state: NewtonState, before: Float64Array): void {
  const { y, now, problem } = state;
  const { workspace, address, scratch } = problem.layout;
  workspace.kernels.addExposures(
    address,
    now.weights.byteOffset,
    before.byteOffset,
    y.byteOffset,
    scratch.changes.byteOffset,
  );
  y[0] = now.gross;
  y[1] = now.traded;
}
