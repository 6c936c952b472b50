export type NeutralizationOrder = 'before-rank' | 'after-rank';

/** How a target is made; published with the data, so that anyone with the returns can make it again. */
export interface TargetManifest {
  readonly name: string;
  /** Trading days of the return, from the close of era day + lag to that of era day + lag + horizon. */
  readonly horizonDays: number;
  readonly lagDays: number;
  /**
   * Exposure names (`style:beta`, `country:non-US`), or a group: `sector` (all dummies), `industry` (dummies of those with ten
   * names or more), `features:medium` (all raw feature bins, centred). What the data lack falls away. Empty: the mean alone.
   */
  readonly neutralizers: readonly string[];
  /** Share of the fit that is taken out, 0…1. */
  readonly proportion: number;
  /**
   * `before-rank`: the clipped return is neutralized, ranked and binned (a skewed residual leaves the ranks not quite neutral).
   * `after-rank`: the return is ranked and gaussianized first, then neutralized, ranked and binned.
   */
  readonly order: NeutralizationOrder;
  /** Shares of the values 0, ¼, ½, ¾, 1. */
  readonly bins: readonly number[];
  /** Return and neutralizers are divided by the stock's specific volatility. */
  readonly volatilityScaled: boolean;
}

export type TargetKind = 'raw' | 'nomi' | 'jerome' | 'janet' | 'ben' | 'alan' | 'paul' | 'george';

const TARGET_BINS = [0.05, 0.2, 0.5, 0.2, 0.05];
const LAG_DAYS = 2;

const NOMI = ['sector', 'style:beta'];
const JEROME = [...NOMI, 'country:non-US'];
const JANET = [...JEROME, 'style:size', 'style:momentum', 'style:volatility', 'style:liquidity', 'style:reversal'];
const ALAN = [
  ...JANET,
  'industry',
  'style:residual_momentum',
  'style:industry_momentum',
  'style:max',
  'style:coskew',
  'style:r_squared',
  'style:moving_average',
  'style:positive_days',
  'style:high',
];

const RECIPES: Readonly<Record<TargetKind, { neutralizers: readonly string[]; volatilityScaled?: boolean }>> = {
  raw: { neutralizers: [] },
  nomi: { neutralizers: NOMI },
  jerome: { neutralizers: JEROME },
  janet: { neutralizers: JANET },
  ben: { neutralizers: JANET, volatilityScaled: true },
  alan: { neutralizers: ALAN },
  paul: { neutralizers: [...JANET, 'features:medium'] },
  george: { neutralizers: [...ALAN, 'features:medium'], volatilityScaled: true },
};

export const TARGET_KINDS = Object.keys(RECIPES) as TargetKind[];

/** The order that a kind's plain name stands for: nomi and raw as the public tournament makes them, all others neutral in their ranks. */
const plainOrder = (kind: TargetKind): NeutralizationOrder =>
  kind === 'raw' || kind === 'nomi' ? 'before-rank' : 'after-rank';

/**
 * The manifest of a named target (recipes: finance-defaults §4). `janet_20` is after-rank, the default to pay; the order that is not
 * the kind's own goes by a longer name: `janet_20_before_rank`.
 * @example targetManifest('nomi', 60).name // 'nomi_60'
 */
export function targetManifest(kind: TargetKind, horizonDays: 20 | 60, order = plainOrder(kind)): TargetManifest {
  const { neutralizers, volatilityScaled = false } = RECIPES[kind];
  const suffix = order === plainOrder(kind) ? '' : `_${order.replace('-', '_')}`;
  return {
    name: `${kind}_${horizonDays}${suffix}`,
    horizonDays,
    lagDays: LAG_DAYS,
    neutralizers,
    proportion: 1,
    order,
    bins: TARGET_BINS,
    volatilityScaled,
  };
}

/** The target that is paid, named `target` in the release beside its own name. */
export const DEFAULT_TARGET = 'janet_20';

/** Every kind at both horizons in its plain order. */
export const ALL_TARGETS: readonly TargetManifest[] = TARGET_KINDS.flatMap((kind) => [
  targetManifest(kind, 20),
  targetManifest(kind, 60),
]);
