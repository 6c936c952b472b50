import {
  type ForcedTrade,
  type PortfolioLimits,
  type RebalanceInput,
  type RebalancePlan,
  rebalancePlan,
} from '@robata/portfolio';
import { type Mandate, type Overlay, pooled, type Restrictions } from './mandate.ts';
import { mandateFault } from './mandateFault.ts';

/** What all products share on a day, and what this one holds. */
export type MandateInput = Omit<RebalanceInput, 'settings' | 'schedule'> & {
  /** Security → weight in the index, ≥ 0, adding up to 1, all in the universe; needed by long-only books. */
  readonly indexWeights?: ReadonlyMap<number, number>;
};

export interface MandatePlan {
  readonly status: 'planned';
  readonly mandate: Mandate;
  /** What the optimizer is asked: the weights of its problem are against `index` (total weights where that is empty). */
  readonly plan: RebalancePlan;
  /** Security → weight of the index in the book; empty unless long-only. */
  readonly index: ReadonlyMap<number, number>;
  /** The overlay's trade back to its weight; null without overlay or within its band. */
  readonly overlayTrade: ForcedTrade | null;
  /** The overlay's weight after that trade; null without overlay. */
  readonly overlay: { readonly security: number; readonly weight: number; readonly linearCost: number } | null;
}

export interface MandateRefusal {
  readonly status: 'refused';
  /** Why this mandate cannot be kept by any portfolio of these stocks. */
  readonly sentence: string;
}

/**
 * A mandate as a problem for the optimizer: `rebalancePlan` of packages/portfolio under the mandate's settings, its bounds then narrowed to
 * the restrictions. A book that is empty buys the index first, as a forced trade outside the turnover limit.
 * Refuses what no portfolio could keep; what only the solver can prove, `rebalanceMandate` says. Throws as `rebalancePlan`.
 */
export function mandatePlan(mandate: Mandate, input: MandateInput): MandatePlan | MandateRefusal {
  const fault = mandateFault(mandate, input);
  if (fault !== null) return { status: 'refused', sentence: fault };
  const { settings, schedule, restrictions } = mandate;
  const product = pooled(mandate);
  const overlay = product.product === 'portable_alpha' ? product.overlay : null;
  const isLongOnly = product.product === 'long_only';
  const index = isLongOnly ? scaled(input.indexWeights as ReadonlyMap<number, number>, product.invested) : new Map();
  const held = new Map([...input.holdings].filter(([security]) => security !== overlay?.security));
  const { indexWeights: _, ...shared } = input;
  const holdings = against(held, index);
  const plan = restricted(rebalancePlan({ ...shared, holdings, settings, schedule }), {
    restrictions,
    index,
    isLongOnly,
    holdings,
    isNew: held.size === 0,
  });
  return { status: 'planned', mandate, plan, index, ...overlayOf(overlay, input.holdings) };
}

const scaled = (weights: ReadonlyMap<number, number>, share: number): ReadonlyMap<number, number> =>
  new Map([...weights].map(([security, weight]) => [security, share * weight]));

/** Weights less those of the index. */
function against(weights: ReadonlyMap<number, number>, index: ReadonlyMap<number, number>): Map<number, number> {
  const securities = [...new Set([...weights.keys(), ...index.keys()])];
  return new Map(
    securities.map((security) => [security, (weights.get(security) ?? 0) - (index.get(security) ?? 0)] as const),
  );
}

interface Restricting {
  readonly restrictions: Restrictions;
  readonly index: ReadonlyMap<number, number>;
  readonly isLongOnly: boolean;
  /** Against the index, before any trade. */
  readonly holdings: ReadonlyMap<number, number>;
  readonly isNew: boolean;
}

/** The plan with its bounds narrowed, and with the trims that this takes. */
function restricted(plan: RebalancePlan, restricting: Restricting): RebalancePlan {
  const { problem, securities } = plan;
  const { holdings, isNew } = restricting;
  const bounds = positionBounds(plan, restricting);
  const start = Float64Array.from(securities, (security, i) => {
    const before = isNew ? 0 : (holdings.get(security) ?? 0);
    return Math.min(Math.max(before, bounds.positionLower[i]), bounds.positionUpper[i]);
  });
  const trims = Array.from(securities, (security, i) => ({
    security,
    from: holdings.get(security) ?? 0,
    to: start[i],
  }));
  return {
    ...plan,
    problem: {
      ...problem,
      holdings: start,
      limits: { ...problem.limits, ...bounds, ...exposureBounds(plan, restricting.restrictions) },
    },
    trims: trims.filter(({ from, to }) => from !== to).sort((a, b) => a.security - b.security),
  };
}

/** Of weights against the index: within the settings' limits where the restrictions on total weights leave that open. */
function positionBounds(
  { problem, securities }: RebalancePlan,
  { restrictions, index, isLongOnly }: Restricting,
): Pick<PortfolioLimits, 'positionLower' | 'positionUpper'> {
  const largest = new Map(restrictions.caps.map((cap) => [cap.security, cap.largest]));
  for (const security of restrictions.excluded) largest.set(security, 0);
  const positionLower = Float64Array.from(problem.limits.positionLower);
  const positionUpper = Float64Array.from(problem.limits.positionUpper);
  securities.forEach((security, i) => {
    const inIndex = index.get(security) ?? 0;
    const most = largest.get(security) ?? Number.POSITIVE_INFINITY;
    const highest = most - inIndex;
    const lowest = (isLongOnly ? 0 : -most) - inIndex;
    positionUpper[i] = Math.max(Math.min(positionUpper[i], highest), lowest);
    positionLower[i] = Math.min(Math.max(positionLower[i], lowest), positionUpper[i]);
  });
  return { positionLower, positionUpper };
}

function exposureBounds(
  { problem }: RebalancePlan,
  { exposures }: Restrictions,
): Pick<PortfolioLimits, 'exposureLower' | 'exposureUpper'> {
  const exposureLower = Float64Array.from(problem.limits.exposureLower);
  const exposureUpper = Float64Array.from(problem.limits.exposureUpper);
  for (const { name, lower, upper } of exposures) {
    const k = problem.exposureNames.indexOf(name);
    exposureLower[k] = lower;
    exposureUpper[k] = upper;
  }
  return { exposureLower, exposureUpper };
}

function overlayOf(
  overlay: Overlay | null,
  holdings: ReadonlyMap<number, number>,
): Pick<MandatePlan, 'overlay' | 'overlayTrade'> {
  if (overlay === null) return { overlay: null, overlayTrade: null };
  const { security, weight, band, linearCost } = overlay;
  const from = holdings.get(security) ?? 0;
  const isTraded = Math.abs(from - weight) > band;
  return {
    overlay: { security, weight: isTraded ? weight : from, linearCost },
    overlayTrade: isTraded ? { security, from, to: weight } : null,
  };
}
