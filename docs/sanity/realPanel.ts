import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { buildPanel, importLabels, importPrices, type MarketPanel } from '@robata/market';

/** The panel that finance-defaults was measured on, or null where this machine does not have it. */
export async function realPanel(): Promise<MarketPanel | null> {
  const shared = process.env.ROBATA_SHARED ?? join(import.meta.dirname, '../../../shared');
  const prices = join(shared, 'data/us_daily_2021_2026.parquet');
  if (!existsSync(prices)) return null;
  const labels = await importLabels(join(shared, 'data/us_labels.csv.gz'));
  return buildPanel(await importPrices(prices), { labels }).panel;
}
