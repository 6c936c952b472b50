import type {
  ComingDays,
  ContributionExplanation,
  ModelNews,
  RoundCalendar,
  RoundFan,
  ScorePath,
  TournamentNews,
} from '@robata/tournament';
import type { CallOptions, Connection } from './connection.ts';
import { orNull } from './orNull.ts';

/** What happened last, with what the fund's products hold together. */
export interface News extends TournamentNews {
  /** Assets under management, an exact decimal; null or missing where no product is open, or the fund is not for the caller. */
  readonly aum?: { readonly amount: string; readonly currency: string } | null;
}

export interface RoundReceipts {
  readonly root: string;
  readonly size: number;
  readonly models: readonly string[];
}

/** What everybody may see of rounds beside their pages. */
export interface RoundsClient {
  /** What happened last in the tournament. */
  news(options?: CallOptions): Promise<News>;
  /** The same of some models, at most 20; names that nobody has are left out. */
  modelNews(models: readonly string[], options?: CallOptions): Promise<readonly ModelNews[]>;
  /** The coming weeks of the market, 1…26. */
  calendar(weeks: number, options?: CallOptions): Promise<ComingDays>;
  /** A round's days with holidays and incidents; null for a round that is not there. */
  roundCalendar(round: number, options?: CallOptions): Promise<RoundCalendar | null>;
  /** How a round's scores spread, day by day; null for a round that is not there. */
  roundFan(round: number, options?: CallOptions): Promise<RoundFan | null>;
  /** Scores of some models day by day, at most 20. */
  scorePaths(round: number, models: readonly string[], options?: CallOptions): Promise<readonly ScorePath[]>;
  /** Leave-one-out TC of a model in a resolved round, computed anew from the kit. */
  contribution(
    round: number,
    model: string,
    start: 'zero' | 'held',
    options?: CallOptions,
  ): Promise<ContributionExplanation>;
  /** Who has a receipt of a resolved round, by the names of its close, and the root of all; null where there are none. */
  receipts(round: number, options?: CallOptions): Promise<RoundReceipts | null>;
  /** The text that a resolved round's commitment is the SHA-256 of; null where it was not kept. */
  committed(round: number, options?: CallOptions): Promise<string | null>;
  /** Where it can be downloaded. */
  committedUrl(round: number): string;
}

export function roundsClient({ origin, ask, askText }: Pick<Connection, 'origin' | 'ask' | 'askText'>): RoundsClient {
  const committedPath = (round: number): string => `/api/rounds/${round}/committed`;
  return {
    news: (options) => ask('/api/news', options),
    modelNews: (models, options) => ask('/api/news/models', { ...options, query: { models: models.join(',') } }),
    calendar: (weeks, options) => ask('/api/calendar', { ...options, query: { weeks } }),
    roundCalendar: (round, options) => orNull(ask(`/api/rounds/${round}/calendar`, options)),
    roundFan: (round, options) => orNull(ask(`/api/rounds/${round}/fan`, options)),
    scorePaths: (round, models, options) =>
      ask(`/api/rounds/${round}/paths`, { ...options, query: { models: models.join(',') } }),
    contribution: (round, model, start, options) =>
      ask(`/api/rounds/${round}/contributions/${encodeURIComponent(model)}`, { ...options, query: { start } }),
    receipts: (round, options) => orNull(ask(`/api/rounds/${round}/receipts`, options)),
    committed: (round, options) => orNull(askText(committedPath(round), options)),
    committedUrl: (round) => `${origin}${committedPath(round)}`,
  };
}
