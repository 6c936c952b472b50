import {
  payoutPolicies,
  type AccountService,
  type DatasetService,
  type DiagnosticsService,
  type JobQueue,
  type RoundRecord,
  type StakeService,
  type StorageReader,
  type SubmissionService,
  type UploadService,
  type WebhookService,
} from '@robata/tournament';
import { cachedFor } from '../cachedFor.ts';
import type { FundVisibility } from '../fund/fundAccess.ts';
import { type Boards, boardOf } from './board.ts';
import { type PublicBooks, publicBooks } from '../publicBooks.ts';
import type { Policies } from './payoutShares.ts';
import { type Percentile, percentiles } from './percentiles.ts';
import type { TournamentName } from './tournaments.ts';

export type AccountsPort = Pick<
  AccountService,
  'hasTwoFactor' | 'listKeys' | 'listModels' | 'requireModel' | 'describeModel' | 'findModel' | 'publicModelIds'
>;
export type StakesPort = Pick<
  StakeService,
  'increase' | 'decrease' | 'choosePayoutMode' | 'available' | 'figures' | 'walletMovements' | 'statement'
>;
export type SubmissionsPort = Pick<SubmissionService, 'create' | 'submissions' | 'submission' | 'downloadAuth'> &
  Pick<UploadService, 'uploadAuth'>;

/** The rooms behind the graph. A null one is not there on this server: its operations refuse with a sentence that says so. */
export interface Rooms {
  readonly reader: StorageReader;
  readonly accounts: AccountsPort | null;
  readonly submissions: SubmissionsPort | null;
  readonly stakes: StakesPort | null;
  readonly datasets: Pick<DatasetService, 'datasetFiles' | 'datasetUrl' | 'deprecations'> | null;
  readonly diagnostics: Pick<DiagnosticsService, 'create' | 'diagnostics'> | null;
  readonly webhooks: Pick<WebhookService, 'set' | 'get' | 'trigger'> | null;
  readonly jobs: Pick<JobQueue, 'list'> | null;
  /** The numbers of the models that take part in Signals. */
  readonly signalsModels: () => Promise<readonly number[]>;
  /** Who sees the fund. Default: everybody. */
  readonly fundVisibility?: FundVisibility;
  readonly now: () => Date;
}

/** The rooms, and what is kept of the public record between requests. */
export interface Services extends Rooms, Boards {
  readonly books: PublicBooks;
  /** What rounds pay, by the version of their configuration; up to ten seconds old. */
  readonly policies: (tournament: TournamentName) => Promise<Policies>;
  readonly percentileIn: (round: RoundRecord) => Promise<Percentile>;
}

const POLICIES = { freshMs: 10_000, usableMs: 60_000 };

/** Where no accounts are there, the numbers of models stand for their public ids. `books`: what the server has of them already. */
export function servicesOf(rooms: Rooms, books: PublicBooks = publicBooks(rooms.reader)): Services {
  const { reader, accounts, signalsModels } = rooms;
  const publicIds = async () => (await accounts?.publicModelIds()) ?? new Map<number, string>();
  const policies = cachedFor(POLICIES, (tournament: TournamentName) => payoutPolicies(reader, tournament));
  return {
    ...rooms,
    books,
    policies: (tournament) => policies(tournament),
    ...boardOf({ reader, books, publicIds, signalsModels }),
    percentileIn: percentiles(reader),
  };
}
