/** What the addresses of pages may hold behind the question mark. What is not understood is left out, never an error. */
export type Search = Readonly<Record<string, unknown>>;

export interface LeaderboardSearch {
  readonly by?: 'accounts';
  readonly rounds?: 'all';
  readonly sort?: string;
  readonly filter?: string;
  /** Keys of columns with commas between them. */
  readonly columns?: string;
}

export interface SignInSearch {
  /** A page of this server, to go on to. */
  readonly to?: string;
}

export interface ResetSearch {
  readonly token?: string;
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

const text = (value: unknown, longest = 100): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, longest) || undefined : undefined;

const given = <T extends object>(search: T): T =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;

export const leaderboardSearch = (search: Search): LeaderboardSearch =>
  given({
    by: search['by'] === 'accounts' ? ('accounts' as const) : undefined,
    rounds: search['rounds'] === 'all' ? ('all' as const) : undefined,
    sort: text(search['sort']),
    filter: text(search['filter']),
    columns: text(search['columns'], 300),
  }) as LeaderboardSearch;

export const scoreSearch = (search: Search): ScoreSearch => given({ score: text(search['score']) }) as ScoreSearch;

export const roundSearch = (search: Search): RoundSearch =>
  given({ score: text(search['score']), sort: text(search['sort']) }) as RoundSearch;

/** Only a page of this server is gone on to: an address of another one could pass itself off as ours. */
export function signInSearch(search: Search): SignInSearch {
  const to = text(search['to'], 300);
  return to !== undefined && /^\/(?![/\\])/.test(to) ? { to } : {};
}

export const resetSearch = (search: Search): ResetSearch => given({ token: text(search['token'], 500) }) as ResetSearch;

export function roundsSearch(search: Search): RoundsSearch {
  const before = Number(search['before']);
  return Number.isInteger(before) && before > 0 ? { before } : {};
}
