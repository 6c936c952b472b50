import type { StockReports } from './stockReports.ts';
import type { StockWindow } from './stockWindow.ts';

/** What a panel must hold for a feature to exist. Prices are always there. */
export type FeatureNeed = 'volume' | 'shares' | 'sector' | 'industry' | 'fundamentals' | 'shortInterest';

/** What a recipe may ask: the stock's trailing year of prices, and its reports known by the era's day. */
export interface StockView {
  readonly window: StockWindow;
  readonly reports: StockReports;
}

/** How one raw feature is made. The published name is obfuscated; this is the recipe behind it. */
export interface FeatureRecipe {
  readonly name: string;
  readonly family: string;
  /** One sentence. Day −1 is the era's own day, day −252 a year before. */
  readonly formula: string;
  readonly needs: readonly FeatureNeed[];
  /** One of the twenty of the set `small`. */
  readonly isSmall: boolean;
  /** False where the value is equal within a sector, so that there is nothing to compare. */
  readonly hasSectorRelative: boolean;
  /** NaN where it cannot be told. */
  value(stock: StockView): number;
}
