/** What the addresses of pages may hold behind the question mark. What is not understood is left out, never an error. */
export type Search = Readonly<Record<string, unknown>>;

export interface LeaderboardSearch {
  readonly rounds?: 'all';
  readonly sort?: string;
  readonly filter?: string;
}

export interface ScoreSearch {
  readonly score?: string;
}

export interface RoundSearch extends ScoreSearch {
  readonly sort?: string;
}

export interface RoundsSearch {
  readonly before?: number;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 100) || undefined : undefined;

const given = <T extends object>(search: T): T =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;

export const leaderboardSearch = (search: Search): LeaderboardSearch =>
  given({
    rounds: search['rounds'] === 'all' ? ('all' as const) : undefined,
    sort: text(search['sort']),
    filter: text(search['filter']),
  }) as LeaderboardSearch;

export const scoreSearch = (search: Search): ScoreSearch => given({ score: text(search['score']) }) as ScoreSearch;

export const roundSearch = (search: Search): RoundSearch =>
  given({ score: text(search['score']), sort: text(search['sort']) }) as RoundSearch;

export function roundsSearch(search: Search): RoundsSearch {
  const before = Number(search['before']);
  return Number.isInteger(before) && before > 0 ? { before } : {};
}
