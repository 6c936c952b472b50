import type { DeliveryComparison, GeneratedMarket, Incident, MarketPanel } from '@robata/market';

/** Where a season's prices come from. */
export interface MarketSource {
  readonly title: string;
  readonly description: string;
  /** Sentences that the pages must show. */
  readonly notices: readonly string[];
  readonly incidents: readonly Incident[];
  /** A generated market never ends. */
  readonly isEndless: boolean;
  /** The day (an index) from which on days come one by one while the tournament is live. Absent: all there is, is there. */
  readonly liveFrom?: number;
  /**
   * The panel with at least `days` trading days, or with all there are. Panels given earlier stay valid for their own days, unless there is a
   * restatement between. @param today the day (an index) that is played next: what comes live shows no more than is known on it
   */
  panelWith(days: number, today?: number): MarketPanel;
  /** What is known from this day on says otherwise of days that were played. Default: nothing ever does. */
  restatement?(used: MarketPanel, today: number): Restatement | null;
  /** What is held back when a day (an index) is played: securities that are not gone, though they show no price. Default: nothing. */
  heldBack?(today: number): readonly { readonly security: string }[];
  /** The trading day to come after one, where days come as they are delivered; null where nobody knows. */
  dayAfter?(day: string): string | null;
  /** What was found in the rows of a day that comes live. Default: nothing. */
  found?(today: number): readonly Incident[];
}

/** Days that were played are not what they were. */
export interface Restatement {
  /** The same for the same restatement whenever it is met again. */
  readonly id: string;
  readonly comparison: DeliveryComparison;
  /** Ids of securities whose rows were held back as possible splits. */
  readonly held: ReadonlySet<string>;
  /** Those of them that are shown because an operator knows that the move is real. */
  readonly known: ReadonlySet<string>;
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
