import {
  accountCommands,
  accountService,
  type AccountService,
  type DataFolder,
  ensureOperator,
  markSharedFolder,
  openPeople,
  type OperatorCommands,
  type People,
  recordedAt,
  runningCommands,
  sessionSecret,
  sharedLedger,
  stakeService,
  type StakeService,
} from '@robata/tournament';
import { openWork, type Work, type WorkInput } from './openWork.ts';
import { ticker } from './ticker.ts';

export type ServicesInput = WorkInput;

/** Everything that people and programs can ask of a tournament, over one data folder. */
export interface TournamentServices extends Work {
  readonly place: DataFolder;
  readonly folder: string;
  readonly accounts: AccountService;
  readonly people: People;
  readonly commands: OperatorCommands;
  readonly secret: string;
  readonly stakes: StakeService;
  readonly signalsModels: () => Promise<readonly number[]>;
  readonly now: () => Date;
  /** The ticker first, then the jobs. */
  stop(): Promise<void>;
}

const ROUNDS_SECONDS = 1;
const NEWS_SECONDS = 10;
const MAIL_SECONDS = 60;

/** Opens the services of a data folder; the first time makes the operator and its key (`operator.json`, for its owner alone). */
export async function openServices(input: ServicesInput): Promise<TournamentServices> {
  const { place, folder, configuredUrl, now, onFault } = input;
  const { storage } = place;
  const { db } = storage;
  const secret = sessionSecret(folder);
  const accounts = accountService({ db, now });
  await ensureOperator(folder, accounts);
  const people = await openPeople({ db, accounts, secret, publicUrl: configuredUrl });
  const stakes = stakeService(sharedLedger(storage), recordedAt(db));
  await markSharedFolder(folder, storage);
  const work = await openWork(input, true);
  const { news } = work;
  const tickers = [
    ticker(NEWS_SECONDS, async () => [await news.resolved(), await news.incidents()], onFault),
    ticker(ROUNDS_SECONDS, () => work.rounds.engine.tick(), onFault),
    ticker(MAIL_SECONDS, () => work.mail.enqueueDue(work.jobs), onFault),
  ];

  return {
    ...work,
    place,
    folder,
    accounts,
    people,
    commands: {
      ...accountCommands({ accounts, people, stakes }),
      ...runningCommands({ reader: storage, accounts, jobs: work.jobs }),
    },
    secret,
    stakes,
    signalsModels: async () => {
      const rows = await db.selectFrom('model_slot').select('model').where('tournament', '=', 'signals').execute();
      return rows.map(({ model }) => model);
    },
    now,
    async stop() {
      await Promise.all(tickers.map((each) => each.stop()));
      await work.jobs.stop();
      await work.rounds.stop();
    },
  };
}
