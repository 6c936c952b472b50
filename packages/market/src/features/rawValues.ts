import { type Matrix, matrix } from '@robata/kernels';
import type { Universe } from '../era.ts';
import type { MarketPanel } from '../panel.ts';
import type { DailySeries } from './dailySeries.ts';
import type { FeatureRecipe } from './recipe.ts';
import { type ReportIndex, StockReports } from './stockReports.ts';
import { StockWindow } from './stockWindow.ts';

/**
 * The raw value of every recipe for every member on the universe's day; n × recipes, NaN where it cannot be told.
 * `series` must have taken in the day. Reads nothing after it.
 */
export function rawValues(
  panel: MarketPanel,
  series: DailySeries,
  index: ReportIndex,
  recipes: readonly FeatureRecipe[],
  { day, members, size }: Universe,
): Matrix {
  const n = members.length;
  const values = matrix(n, recipes.length);
  const stock = { window: new StockWindow(panel, series, day), reports: new StockReports(panel, index, day) };
  const hasReports = recipes.some(({ needs }) => needs.includes('fundamentals') || needs.includes('shortInterest'));
  for (let i = 0; i < n; i++) {
    stock.window.load(members[i], size[i]);
    if (hasReports) stock.reports.load(members[i]);
    for (let j = 0; j < recipes.length; j++) values.data[j * n + i] = recipes[j].value(stock);
  }
  return values;
}
