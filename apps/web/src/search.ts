/** What the addresses of pages may hold behind the question mark. What is not understood is left out, never an error. */
export type Search = Readonly<Record<string, unknown>>;

export interface LeaderboardSearch {
  /** Default: the models of classic. */
  readonly by?: 'signals' | 'accounts';
  readonly rounds?: 'all';
  readonly sort?: string;
  readonly filter?: string;
  /** Keys of columns with commas between them. */
  readonly columns?: string;
  /** Names of models that are chosen to be compared, with commas between them. */
  readonly compare?: string;
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
  /** Whose True Contribution is explained, and from where its portfolios start. */
  readonly model?: string;
  readonly start?: 'zero' | 'held';
}

export interface VerifySearch {
  readonly model?: string;
}

export interface DataSearch {
  readonly version?: string;
  /** In what the files are read. */
  readonly read?: string;
  readonly set?: string;
  readonly filter?: string;
}

export interface MetaModelSearch {
  /** Default: round by round. */
  readonly view?: 'sum';
  /** Default: models. */
  readonly by?: 'accounts';
}

export interface RoundsSearch {
  readonly before?: number;
}

const text = (value: unknown, longest = 100): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, longest) || undefined : undefined;

const given = <T extends object>(search: T): T =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as T;

export const metaModelSearch = (search: Search): MetaModelSearch =>
  given({
    view: search['view'] === 'sum' ? ('sum' as const) : undefined,
    by: search['by'] === 'accounts' ? ('accounts' as const) : undefined,
  }) as MetaModelSearch;

export const verifySearch = (search: Search): VerifySearch => given({ model: text(search['model']) });

export const leaderboardSearch = (search: Search): LeaderboardSearch =>
  given({
    by: (['signals', 'accounts'] as const).find((by) => by === search['by']),
    rounds: search['rounds'] === 'all' ? ('all' as const) : undefined,
    sort: text(search['sort']),
    filter: text(search['filter']),
    columns: text(search['columns'], 300),
    compare: text(search['compare'], 200),
  }) as LeaderboardSearch;

export interface CompareSearch extends ScoreSearch {
  /** Names with commas between them. */
  readonly models?: string;
  readonly view?: 'rounds';
}

export const compareSearch = (search: Search): CompareSearch =>
  given({
    models: text(search['models'], 200),
    score: text(search['score']),
    view: search['view'] === 'rounds' ? ('rounds' as const) : undefined,
  }) as CompareSearch;

export const scoreSearch = (search: Search): ScoreSearch => given({ score: text(search['score']) }) as ScoreSearch;

export const roundSearch = (search: Search): RoundSearch =>
  given({
    score: text(search['score']),
    sort: text(search['sort']),
    model: text(search['model']),
    start: search['start'] === 'held' ? ('held' as const) : undefined,
  }) as RoundSearch;

/** Only a page of this server is gone on to: an address of another one could pass itself off as ours. */
export function signInSearch(search: Search): SignInSearch {
  const to = text(search['to'], 300);
  return to !== undefined && /^\/(?![/\\])/.test(to) ? { to } : {};
}

export const resetSearch = (search: Search): ResetSearch => given({ token: text(search['token'], 500) }) as ResetSearch;

export const dataSearch = (search: Search): DataSearch =>
  given({
    version: text(search['version']),
    read: text(search['read']),
    set: text(search['set']),
    filter: text(search['filter']),
  }) as DataSearch;

export function roundsSearch(search: Search): RoundsSearch {
  const before = Number(search['before']);
  return Number.isInteger(before) && before > 0 ? { before } : {};
}

const STAKE_CHANGES = ['increase', 'decrease', 'drain', 'move'] as const;
export type StakeChangeKind = (typeof STAKE_CHANGES)[number];

export interface StakeSearch {
  /** What the form is for; default: increase. */
  readonly change?: StakeChangeKind;
}

export function stakeSearch(search: Search): StakeSearch {
  const change = STAKE_CHANGES.find((kind) => kind === search['change']);
  return change === undefined ? {} : { change };
}

/** What one can do with a stake in the vault. */
export const VAULT_ACTS = ['deposit', 'release', 'claim', 'withdraw', 'restake', 'compounding', 'exit'] as const;
export type VaultActKind = (typeof VAULT_ACTS)[number];

export interface VaultSearch {
  /** Name of one's own model. Default: the first. */
  readonly model?: string;
  /** Default: deposit. */
  readonly act?: VaultActKind;
}

export function vaultSearch(search: Search): VaultSearch {
  const { model } = search;
  const act = VAULT_ACTS.find((kind) => kind === search['act']);
  return { ...(typeof model === 'string' && { model }), ...(act !== undefined && { act }) };
}

export interface SubmitSearch {
  /** Name of a model: only its submissions are listed. */
  readonly model?: string;
}

export interface SymbolsSearch {
  /** What is looked up, and the day on which it is meant. */
  readonly symbol?: string;
  readonly date?: string;
}

export function symbolsSearch(search: Search): SymbolsSearch {
  const date = text(search['date'], 10);
  return given({
    symbol: text(search['symbol'], 40),
    date: date !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : undefined,
  }) as SymbolsSearch;
}

export const submitSearch = (search: Search): SubmitSearch => given({ model: text(search['model']) }) as SubmitSearch;

export interface DiagnosticsSearch {
  /** The score that is shown era by era. */
  readonly score?: string;
  /** Percent of neutralization: 0, 10 … 100. */
  readonly neutral?: number;
}

export function diagnosticsSearch(search: Search): DiagnosticsSearch {
  const neutral = Number(search['neutral'] ?? Number.NaN);
  return given({
    score: text(search['score']),
    neutral: neutral >= 0 && neutral <= 100 && neutral % 10 === 0 ? neutral : undefined,
  }) as DiagnosticsSearch;
}
