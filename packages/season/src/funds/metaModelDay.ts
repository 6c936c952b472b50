import type { MetaModelDay } from '@robata/fund';
import type { MarketPanel } from '@robata/market';
import {
  ALPHA_FACTOR,
  appendAlphaFactor,
  emptyAlphaFactorHistory,
  pureAlphaReturn,
  type RiskModel,
} from '@robata/portfolio';
import { dailyReturns } from '../dailyReturns.ts';

/** What the meta model said beyond the factors of the risk model, stock by stock, as the products traded it. */
export interface TradedDirection {
  /** Traded at the close of this day: it earns from the next one on. */
  readonly tradingDay: string;
  readonly securities: Int32Array;
  /** With the alpha factor; null where α is a mixture of the factors and has no direction of its own. */
  readonly model: RiskModel | null;
  readonly exposureOf: ReadonlyMap<number, number>;
}

/** The direction of a round's α, where the tournament's own risk model leaves it out too. */
export function tradedDirection(
  tradingDay: string,
  securities: Int32Array,
  riskModel: RiskModel,
  alpha: Float64Array,
): TradedDirection {
  const hasIt = riskModel.factorNames.includes(ALPHA_FACTOR);
  const model = hasIt ? riskModel : appendAlphaFactor(riskModel, alpha, emptyAlphaFactorHistory);
  const at = model.factorNames.indexOf(ALPHA_FACTOR);
  if (at < 0) return { tradingDay, securities, model: null, exposureOf: new Map() };
  const direction = model.exposures.data.subarray(at * securities.length, (at + 1) * securities.length);
  const exposureOf = new Map(Array.from(securities, (security, i) => [security, direction[i] as number] as const));
  return { tradingDay, securities, model, exposureOf };
}

/** How the direction fared in a day: the return of its pure portfolio. Null without one. */
export function metaModelDay(traded: TradedDirection | null, panel: MarketPanel, day: number): MetaModelDay | null {
  if (traded === null || traded.model === null) return null;
  const pureReturn = pureAlphaReturn(traded.model, dailyReturns(panel, traded.securities, day));
  return pureReturn === null ? null : { exposureOf: traded.exposureOf, pureReturn };
}
