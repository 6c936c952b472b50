import type {
  AccountService,
  DatasetService,
  DiagnosticsService,
  JobQueue,
  RoundRecord,
  StakeService,
  StorageReader,
  SubmissionService,
  UploadService,
  WebhookService,
} from '@robata/tournament';
import { type Boards, boardOf } from './board.ts';
import { type PublicBooks, publicBooks } from '../publicBooks.ts';
import { type Percentile, percentiles } from './percentiles.ts';

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
  readonly datasets: Pick<DatasetService, 'datasetFiles' | 'datasetUrl'> | null;
  readonly diagnostics: Pick<DiagnosticsService, 'create' | 'diagnostics'> | null;
  readonly webhooks: Pick<WebhookService, 'set' | 'get' | 'trigger'> | null;
  readonly jobs: Pick<JobQueue, 'list'> | null;
  /** The numbers of the models that take part in Signals. */
  readonly signalsModels: () => Promise<readonly number[]>;
  readonly now: () => Date;
}

/** The rooms, and what is kept of the public record between requests. */
export interface Services extends Rooms, Boards {
  readonly books: PublicBooks;
  readonly percentileIn: (round: RoundRecord) => Promise<Percentile>;
}

/** Where no accounts are there, the numbers of models stand for their public ids. `books`: what the server has of them already. */
export function servicesOf(rooms: Rooms, books: PublicBooks = publicBooks(rooms.reader)): Services {
  const { reader, accounts, signalsModels } = rooms;
  const publicIds = async () => (await accounts?.publicModelIds()) ?? new Map<number, string>();
  return {
    ...rooms,
    books,
    ...boardOf({ reader, books, publicIds, signalsModels }),
    percentileIn: percentiles(reader),
  };
}
