import { defaultOptimizerSettings, type OptimizerSettings, type RebalanceSchedule } from '@robata/portfolio';

/** What an account may not hold, or not much of; it prevails over the settings' own limits. */
export interface Restrictions {
  /** Never held. */
  readonly excluded: readonly number[];
  /** The largest |weight| of single securities, as a share of NAV. */
  readonly caps: readonly { readonly security: number; readonly largest: number }[];
  /** Bounds of exposures by their name in the risk model, instead of those by kind; for long-only books against the index. */
  readonly exposures: readonly { readonly name: string; readonly lower: number; readonly upper: number }[];
}

export const noRestrictions: Restrictions = Object.freeze({ excluded: [], caps: [], exposures: [] });

/** An index fund or future that is held beside the alpha book, as a security of its own. */
export interface Overlay {
  readonly security: number;
  /** Share of NAV, 1 for the whole index. */
  readonly weight: number;
  /** It is traded back to `weight` when it has drifted further than this. */
  readonly band: number;
  readonly linearCost: number;
}

interface Common {
  readonly title: string;
  /** Limits and prices of the optimized book; weights are shares of NAV. */
  readonly settings: OptimizerSettings;
  readonly schedule: RebalanceSchedule;
  readonly restrictions: Restrictions;
}

/**
 * What a product may do with the one meta model. The optimizer sees the same kind of problem for all of them: `long_only` optimizes weights
 * *against the index* (so gross is twice the active share, risk is tracking error, and no total weight is below 0), `portable_alpha` the
 * market-neutral book beside an index overlay, `managed_account` one of the others under a client's own restrictions.
 */
export type Mandate =
  | (Common & { readonly product: 'market_neutral' | 'higher_risk' })
  /** `invested`: the share of NAV in stocks, the rest stays in cash for costs and redemptions. */
  | (Common & { readonly product: 'long_only'; readonly invested: number })
  | (Common & { readonly product: 'portable_alpha'; readonly overlay: Overlay })
  | (Common & { readonly product: 'managed_account'; readonly like: PooledMandate });

export type PooledMandate = Exclude<Mandate, { readonly product: 'managed_account' }>;
export type Product = Mandate['product'];

/** The pooled product that a mandate follows. */
export const pooled = (mandate: Mandate): PooledMandate =>
  mandate.product === 'managed_account' ? mandate.like : mandate;

type Options = Partial<Common>;

const common = (title: string, settings: Partial<OptimizerSettings>, options: Options): Common => ({
  title: options.title ?? title,
  settings: options.settings ?? { ...defaultOptimizerSettings, ...settings },
  schedule: options.schedule ?? 'weekly',
  restrictions: options.restrictions ?? noRestrictions,
});

/** The meta model, neutral to market, sectors, countries and styles: the optimizer's defaults. */
export const marketNeutral = (options: Options = {}): PooledMandate => ({
  product: 'market_neutral',
  ...common('Market neutral', {}, options),
});

/**
 * More risk for more return: `leverage` times the gross, positions and turnover, the limits of exposures widened, and a risk aversion
 * `leverage` times smaller, so that the levered weights are as good to the optimizer as the unlevered ones were.
 */
export function higherRisk(leverage = 3, options: Options = {}): PooledMandate {
  const base = defaultOptimizerSettings;
  const settings: Partial<OptimizerSettings> = {
    gross: leverage * base.gross,
    position: leverage * base.position,
    positionTimesEqualWeight: leverage * base.positionTimesEqualWeight,
    turnoverPerWeek: base.turnoverPerWeek === null ? null : leverage * base.turnoverPerWeek,
    riskAversionPerStock: base.riskAversionPerStock / leverage,
    riskAversionPerStockWithAlphaFactor: base.riskAversionPerStockWithAlphaFactor / leverage,
    net: 0.05,
    market: 0.05,
    sector: 0.1,
    country: 0.1,
    beta: 0.1,
    style: 0.3,
  };
  return { product: 'higher_risk', ...common(`Higher risk and return, ${leverage} times gross`, settings, options) };
}

/** Stocks only, near an index: an active share of up to .3, sectors within 2 % and styles within .1 of the index. */
export const longOnly = (options: Options & { readonly invested?: number } = {}): PooledMandate => ({
  product: 'long_only',
  invested: options.invested ?? 0.98,
  ...common('Long only', { gross: 0.6, sector: 0.02, style: 0.1 }, options),
});

/** The whole index by an overlay, and the market-neutral book on top of it. */
export const portableAlpha = (
  overlay: Partial<Overlay> & Pick<Overlay, 'security'>,
  options: Options = {},
): PooledMandate => ({
  product: 'portable_alpha',
  overlay: { weight: 1, band: 0.01, linearCost: 0.0001, ...overlay },
  ...common('Portable alpha', {}, options),
});

/** A separately managed account: a pooled product under the client's own limits (in `options.settings`), exclusions and caps. */
export const managedAccount = (
  like: PooledMandate,
  restrictions: Partial<Restrictions>,
  options: Options = {},
): Mandate => ({
  product: 'managed_account',
  like,
  title: options.title ?? `Managed account: ${like.title}`,
  settings: options.settings ?? like.settings,
  schedule: options.schedule ?? like.schedule,
  restrictions: joined(like.restrictions, { ...noRestrictions, ...restrictions }),
});

/** Both together; where both speak of one security or exposure, the second. */
function joined(first: Restrictions, second: Restrictions): Restrictions {
  const caps = new Map([...first.caps, ...second.caps].map((cap) => [cap.security, cap]));
  const exposures = new Map([...first.exposures, ...second.exposures].map((bound) => [bound.name, bound]));
  return {
    excluded: [...new Set([...first.excluded, ...second.excluded])].sort((a, b) => a - b),
    caps: [...caps.values()],
    exposures: [...exposures.values()],
  };
}
