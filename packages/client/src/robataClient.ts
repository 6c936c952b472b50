import type { LeaderboardRow, ModelPage, Overview, RoundPage, RoundSummary, TreasuryPage } from '@robata/tournament';
import { type AccountClient, accountClient } from './accountClient.ts';
import { type CallOptions, type ClientOptions, connectionTo } from './connection.ts';
import { ServerAnswerError } from './errors.ts';
import type { FundPage, IncidentPage, LeaderboardReturns, Visitor } from './pages.ts';
import { type ParticipantClient, participantClient } from './participantClient.ts';
import { type PeopleClient, peopleClient } from './peopleClient.ts';

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

/** What everybody may see. */
export interface PublicClient {
  /** Who asks, and what there is for them: a stranger is answered as well. */
  visitor(options?: CallOptions): Promise<Visitor>;
  overview(options?: CallOptions): Promise<Overview>;
  leaderboard(query: LeaderboardQuery, options?: CallOptions): Promise<readonly LeaderboardRow[]>;
  /** Of the models on the leaderboard. */
  leaderboardReturns(options?: CallOptions): Promise<LeaderboardReturns>;
  /** Null for a name that nobody has. */
  model(name: string, options?: CallOptions): Promise<ModelPage | null>;
  /** Newest first. */
  rounds(query?: RoundsQuery, options?: CallOptions): Promise<readonly RoundSummary[]>;
  /** Null for a round that is not there. */
  round(number: number, options?: CallOptions): Promise<RoundPage | null>;
  fund(options?: CallOptions): Promise<FundPage>;
  incidents(options?: CallOptions): Promise<IncidentPage>;
  /** What payouts come out of, for how many rounds it lasts, and who holds the stakes. */
  treasury(options?: CallOptions): Promise<TreasuryPage>;
  /** The proof of a model's payout in a resolved round, as `robata verify payout` reads it; by the model's name. */
  payoutProof(round: number, model: string, options?: CallOptions): Promise<string>;
  /** Where the proof can be downloaded. */
  payoutProofUrl(round: number, model: string): string;
  /** Where what a resolved round paid can be downloaded as CSV. */
  roundStatementUrl(number: number): string;
  /** Where the contribution kit of a round can be downloaded. */
  kitUrl(number: number): string;
}

export interface RobataClient extends PublicClient, ParticipantClient {
  /** The account of the key, or of the browser's session. */
  readonly account: AccountClient;
  /** People who sign in with a browser. */
  readonly people: PeopleClient;
}

/**
 * A typed client of a Robata server, for Node and browsers. Methods reject with `ServerAnswerError` (code, sentence, remedy), where no server
 * answers with what `fetch` throws, and with the signal's reason where they are called off. What may be repeated is: reads, uploads, and
 * money, which carries an idempotency key.
 *
 * @example
 * const robata = robataClient({ origin: 'http://localhost:8080', key: process.env.ROBATA_KEY });
 * const round = await robata.waitForRound();
 * const [model] = await robata.account.models();
 * const submission = await robata.submit({ modelId: model.id, file: new Blob([csv]), filename: 'predictions.csv' });
 */
export function robataClient(options: ClientOptions = {}): RobataClient {
  const connection = connectionTo(options);
  const { origin, ask, askText } = connection;
  const proofOf = (round: number, model: string): string =>
    `/api/rounds/${round}/payouts/${encodeURIComponent(model)}/proof`;
  const orNull = <T>(answer: Promise<T>): Promise<T | null> =>
    answer.catch((error: unknown) => {
      if (error instanceof ServerAnswerError && error.status === 404) return null;
      throw error;
    });
  return {
    visitor: (options) => ask('/api/visitor', options),
    overview: (options) => ask('/api/overview', options),
    leaderboard: ({ lastRounds }, options) => ask('/api/leaderboard', { ...options, query: { lastRounds } }),
    leaderboardReturns: (options) => ask('/api/leaderboard/returns', options),
    model: (name, options) => orNull(ask(`/api/models/${encodeURIComponent(name)}`, options)),
    rounds: ({ limit, before } = {}, options) => ask('/api/rounds', { ...options, query: { limit, before } }),
    round: (number, options) => orNull(ask(`/api/rounds/${number}`, options)),
    fund: (options) => ask('/api/fund', options),
    incidents: (options) => ask('/api/incidents', options),
    treasury: (options) => ask('/api/treasury', options),
    payoutProof: (round, model, options) => askText(proofOf(round, model), options),
    payoutProofUrl: (round, model) => `${origin}${proofOf(round, model)}`,
    roundStatementUrl: (number) => `${origin}/api/rounds/${number}/statement.csv`,
    kitUrl: (number) => `${origin}/api/rounds/${number}/kit`,
    ...participantClient(connection),
    account: accountClient(connection),
    people: peopleClient(connection),
  };
}
