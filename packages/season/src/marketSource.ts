import type { GeneratedMarket, Incident, MarketPanel } from '@robata/market';

/** Where a season's prices come from. */
export interface MarketSource {
  readonly title: string;
  readonly description: string;
  /** Sentences that the pages must show. */
  readonly notices: readonly string[];
  readonly incidents: readonly Incident[];
  /** A generated market never ends. */
  readonly isEndless: boolean;
  /** The panel with at least `days` trading days, or with all there are. Panels given earlier stay valid for their own days. */
  panelWith(days: number): MarketPanel;
}

/** Recorded prices: all days are there. */
export function recordedMarket(
  panel: MarketPanel,
  about: { readonly title: string; readonly description: string; readonly notices: readonly string[] },
  incidents: readonly Incident[],
): MarketSource {
  return { ...about, incidents, isEndless: false, panelWith: () => panel };
}

/** How many days are generated at a time: the era builder takes in a grown panel at a cost that does not depend on it. */
const CHUNK_DAYS = 20;

/** A market that is made up as it goes, the same for the same seed whenever it is asked. */
export function endlessMarket(market: GeneratedMarket, description: string, plantedEdge: string): MarketSource {
  return {
    title: 'Robata demonstration',
    description,
    notices: [
      'This market is generated: no price in it was ever quoted.',
      plantedEdge,
      'One participant, marked as planted, is told a small part of the future: it shows that True Contribution measures information.',
    ],
    incidents: [],
    isEndless: true,
    panelWith(days) {
      if (market.panel.days.length < days) market.advance(days - market.panel.days.length + CHUNK_DAYS);
      return market.panel;
    },
  };
}
