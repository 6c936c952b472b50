import type { LeaderboardRow, ModelPage, Overview, RoundPage, RoundSummary } from '@robata/tournament';

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

export interface RobataClient {
  overview(): Promise<Overview>;
  leaderboard(query: LeaderboardQuery): Promise<readonly LeaderboardRow[]>;
  /** Null for a name that nobody has. */
  model(name: string): Promise<ModelPage | null>;
  rounds(): Promise<readonly RoundSummary[]>;
  round(number: number): Promise<RoundPage | null>;
  /** Where the contribution kit of a round can be downloaded. */
  kitUrl(number: number): string;
}

export interface ClientOptions {
  /** Address of the server without a slash at the end; '' in a page that the server itself served. */
  readonly origin?: string;
  readonly fetch?: typeof globalThis.fetch;
}

/** A typed client of a Robata server, for the web app and the command line. */
export function robataClient({
  origin = '',
  fetch = globalThis.fetch.bind(globalThis),
}: ClientOptions = {}): RobataClient {
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${origin}${path}`, { headers: { accept: 'application/json' } });
    if (response.ok) return (await response.json()) as T;
    const body = (await response.json().catch(() => null)) as { message?: string } | null;
    throw new ServerAnswerError(response.status, body?.message ?? `the server answered ${response.status}`);
  };
  const getOrNull = <T>(path: string): Promise<T | null> =>
    get<T>(path).catch((error: unknown) => {
      if (error instanceof ServerAnswerError && error.status === 404) return null;
      throw error;
    });
  return {
    overview: () => get('/api/overview'),
    leaderboard: ({ lastRounds }) => get(`/api/leaderboard${lastRounds === null ? '' : `?lastRounds=${lastRounds}`}`),
    model: (name) => getOrNull(`/api/models/${encodeURIComponent(name)}`),
    rounds: () => get('/api/rounds'),
    round: (number) => getOrNull(`/api/rounds/${number}`),
    kitUrl: (number) => `${origin}/api/rounds/${number}/kit`,
  };
}
