import type { Overview, RoundPage, RoundSummary, TreasuryPage } from '@robata/tournament';
import { type AccountClient, accountClient } from './accountClient.ts';
import { type AnalysisClient, analysisClient } from './analysisClient.ts';
import { type ChainClient, chainClient } from './chain.ts';
import { type ConfigurationClient, configurationClient } from './configurationClient.ts';
import { type DataClient, dataClient } from './dataClient.ts';
import { type CallOptions, type ClientOptions, connectionTo } from './connection.ts';
import { type FundClient, fundClient } from './fundClient.ts';
import { type DiagnosticsClient, diagnosticsClient } from './diagnosticsClient.ts';
import type { FundPage, IncidentPage, Visitor } from './pages.ts';
import { type ModelClient, modelClient } from './modelClient.ts';
import { type OperatorClient, operatorClient } from './operatorClient.ts';
import { orNull } from './orNull.ts';
import { type ParticipantClient, participantClient } from './participantClient.ts';
import { type PeopleClient, peopleClient } from './peopleClient.ts';
import { type RoundsClient, roundsClient } from './rounds.ts';
import { type SymbolsClient, symbolsClient } from './symbolsClient.ts';

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
  roundStatementUrl(number: number, part?: 'classic' | 'signals'): string;
  /** Where the contribution kit of a round can be downloaded. */
  kitUrl(number: number, format?: 'json' | 'npz'): string;
}

export interface RobataClient
  extends PublicClient,
    AnalysisClient,
    ChainClient,
    DataClient,
    FundClient,
    DiagnosticsClient,
    ModelClient,
    ParticipantClient,
    RoundsClient,
    SymbolsClient {
  /** The account of the key, or of the browser's session. */
  readonly account: AccountClient;
  /** The rules of the tournament. */
  readonly configuration: ConfigurationClient;
  /** People who sign in with a browser. */
  readonly people: PeopleClient;
  /** Whoever runs the tournament. */
  readonly operator: OperatorClient;
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
  return {
    visitor: (options) => ask('/api/visitor', options),
    overview: (options) => ask('/api/overview', options),
    rounds: ({ limit, before } = {}, options) => ask('/api/rounds', { ...options, query: { limit, before } }),
    round: (number, options) => orNull(ask(`/api/rounds/${number}`, options)),
    fund: (options) => ask('/api/fund', options),
    incidents: (options) => ask('/api/incidents', options),
    treasury: (options) => ask('/api/treasury', options),
    payoutProof: (round, model, options) => askText(proofOf(round, model), options),
    payoutProofUrl: (round, model) => `${origin}${proofOf(round, model)}`,
    roundStatementUrl: (number, part) =>
      `${origin}/api/rounds/${number}/statement.csv${part === 'signals' ? '?tournament=signals' : ''}`,
    kitUrl: (number, format) => `${origin}/api/rounds/${number}/kit${format === undefined ? '' : `?format=${format}`}`,
    ...analysisClient(connection),
    ...chainClient(connection),
    ...dataClient(connection),
    configuration: configurationClient(connection),
    ...fundClient(connection),
    ...diagnosticsClient(connection),
    ...modelClient(connection),
    ...roundsClient(connection),
    ...symbolsClient(connection),
    ...participantClient(connection),
    account: accountClient(connection),
    people: peopleClient(connection),
    operator: operatorClient(connection),
  };
}
