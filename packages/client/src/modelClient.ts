import type {
  Comparison,
  LeaderboardRow,
  ModelAnalysisPage,
  ModelPage,
  ModelSignalsPage,
  ModelStanding,
  Reputations,
  SignalsGates,
  SignalsPage,
  TournamentName,
  ValidationAgainstLive,
} from '@robata/tournament';
import type { CallOptions, Connection } from './connection.ts';
import { orNull } from './orNull.ts';
import type { LeaderboardReturns } from './pages.ts';

export interface LeaderboardQuery {
  /** Means over the last so many resolved rounds; null for all. */
  readonly lastRounds: number | null;
  /** Default: the models of both. */
  readonly tournament?: TournamentName;
}

export interface ComparisonQuery {
  /** Names, 1 to 5. */
  readonly models: readonly string[];
  /** Key of a score column. */
  readonly score: string;
}

/** Boards, models, and models side by side. */
export interface ModelClient {
  /** The same array as long as the server says that nothing changed: what is megabytes then is not sent again. */
  leaderboard(query: LeaderboardQuery, options?: CallOptions): Promise<readonly LeaderboardRow[]>;
  /** Of the models on the leaderboard. */
  leaderboardReturns(options?: CallOptions): Promise<LeaderboardReturns>;
  /** Of the models of a tournament; default classic. */
  reputations(tournament?: TournamentName, options?: CallOptions): Promise<Reputations>;
  /** Null for a name that nobody has. */
  model(name: string, options?: CallOptions): Promise<ModelPage | null>;
  /** Where it stands among all models, round by round. Null as `model`. */
  modelStanding(name: string, options?: CallOptions): Promise<ModelStanding | null>;
  /** What the newest analyses say of it. Null as `model`. */
  modelAnalysis(name: string, options?: CallOptions): Promise<ModelAnalysisPage | null>;
  /** How much of a Signals model was known already: its own report for its owner alone. Null as `model`. */
  modelSignals(name: string, options?: CallOptions): Promise<ModelSignalsPage | null>;
  /** What signals are made neutral to, and how much of all together was known already. */
  signals(options?: CallOptions): Promise<SignalsPage>;
  /** How much each signal changed, and whether it keeps to the gates. */
  signalsGates(options?: CallOptions): Promise<SignalsGates>;
  comparison(query: ComparisonQuery, options?: CallOptions): Promise<Comparison>;
  validationAgainstLive(options?: CallOptions): Promise<ValidationAgainstLive>;
}

export function modelClient({ ask, askUnlessSame }: Connection): ModelClient {
  const ofModel = (name: string, rest = ''): string => `/api/models/${encodeURIComponent(name)}${rest}`;
  return {
    leaderboard: ({ lastRounds, tournament }, options) =>
      askUnlessSame('/api/leaderboard', { ...options, query: { lastRounds, tournament } }),
    leaderboardReturns: (options) => ask('/api/leaderboard/returns', options),
    reputations: (tournament, options) => ask('/api/leaderboard/reputations', { ...options, query: { tournament } }),
    model: (name, options) => orNull(ask(ofModel(name), options)),
    modelStanding: (name, options) => orNull(ask(ofModel(name, '/standing'), options)),
    modelAnalysis: (name, options) => orNull(ask(ofModel(name, '/analysis'), options)),
    modelSignals: (name, options) => orNull(ask(ofModel(name, '/signals'), options)),
    signals: (options) => ask('/api/signals', options),
    signalsGates: (options) => ask('/api/signals/gates', options),
    comparison: ({ models, score }, options) =>
      ask('/api/comparison', { ...options, query: { models: models.join(','), score } }),
    validationAgainstLive: (options) => ask('/api/validation-against-live', options),
  };
}
