import type { LeaderboardRow, ModelPage, Overview, RoundPage, RoundSummary } from '@robata/tournament';
import type { FundPage, IncidentPage } from './pages.ts';

/** What the server answered when it did not answer with data. */
export class ServerAnswerError extends Error {
  override readonly name = 'ServerAnswerError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface LeaderboardQuery {
  /** Means over the last so many resolved rounds; null for all. */
  readonly lastRounds: number | null;
}

export interface RoundsQuery {
  /** At most so many, 1…10,000; default 10,000. */
  readonly limit?: number;
  /** Only rounds with a smaller number. */
  readonly before?: number;
}

export interface RobataClient {
  overview(): Promise<Overview>;
  leaderboard(query: LeaderboardQuery): Promise<readonly LeaderboardRow[]>;
  /** Null for a name that nobody has. */
  model(name: string): Promise<ModelPage | null>;
  /** Newest first. */
  rounds(query?: RoundsQuery): Promise<readonly RoundSummary[]>;
  /** Null for a round that is not there. */
  round(number: number): Promise<RoundPage | null>;
  fund(): Promise<FundPage>;
  incidents(): Promise<IncidentPage>;
  /** Where the contribution kit of a round can be downloaded. */
  kitUrl(number: number): string;
}

export interface ClientOptions {
  /** Address of the server without a slash at the end; '' in a page that the server itself served. */
  readonly origin?: string;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A typed client of a Robata server. Methods reject with `ServerAnswerError` (the server's status
 * and sentence) or, where no server answers, with what `fetch` throws.
 *
 * @example
 * const robata = robataClient({ origin: 'http://localhost:8080' });
 * const best = (await robata.leaderboard({ lastRounds: 20 }))[0];
 */
export function robataClient({
  origin = '',
  fetch = globalThis.fetch.bind(globalThis),
}: ClientOptions = {}): RobataClient {
  const get = async <T>(path: string, query: Readonly<Record<string, number | null | undefined>> = {}): Promise<T> => {
    const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
    const search = given.map(([key, value]) => `${key}=${value}`).join('&');
    const address = `${origin}${path}${search === '' ? '' : `?${search}`}`;
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    if (response.ok) return (await response.json()) as T;
    const body = (await response.json().catch(() => null)) as { message?: string } | null;
    throw new ServerAnswerError(response.status, body?.message ?? `The server answered ${response.status}.`);
  };
  const getOrNull = <T>(path: string): Promise<T | null> =>
    get<T>(path).catch((error: unknown) => {
      if (error instanceof ServerAnswerError && error.status === 404) return null;
      throw error;
    });
  return {
    overview: () => get('/api/overview'),
    leaderboard: ({ lastRounds }) => get('/api/leaderboard', { lastRounds }),
    model: (name) => getOrNull(`/api/models/${encodeURIComponent(name)}`),
    rounds: ({ limit, before } = {}) => get('/api/rounds', { limit, before }),
    round: (number) => getOrNull(`/api/rounds/${number}`),
    fund: () => get('/api/fund'),
    incidents: () => get('/api/incidents'),
    kitUrl: (number) => `${origin}/api/rounds/${number}/kit`,
  };
}
