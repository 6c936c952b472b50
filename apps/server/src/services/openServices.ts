import {
  accountCommands,
  accountService,
  type AccountService,
  type DataFolder,
  ensureOperator,
  markSharedFolder,
  moneyCommands,
  openPeople,
  type OperatorCommands,
  type PayoutBook,
  payoutBook,
  type People,
  recordedAt,
  releasePolicyOf,
  releaseTerms,
  robata1,
  runningCommands,
  sessionSecret,
  sharedLedger,
  stakeService,
  type StakeService,
  type TreasuryPage,
  treasuryPage,
} from '@robata/tournament';
import { openWork, type Work, type WorkInput } from './openWork.ts';
import { ticker } from './ticker.ts';

export interface ServicesInput extends WorkInput {
  /** Whether the tournament's own models have no names yet. Default: never. */
  readonly isSettingUp?: () => Promise<boolean>;
}

/** Everything that people and programs can ask of a tournament, over one data folder. */
export interface TournamentServices extends Work {
  readonly place: DataFolder;
  readonly folder: string;
  readonly accounts: AccountService;
  readonly people: People;
  readonly commands: OperatorCommands;
  readonly secret: string;
  readonly stakes: StakeService;
  readonly payouts: PayoutBook;
  readonly treasury: () => Promise<TreasuryPage>;
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
  const { isSettingUp } = input;
  const accounts = accountService({ db, now, ...(isSettingUp === undefined ? {} : { isSettingUp }) });
  await ensureOperator(folder, accounts);
  const people = await openPeople({ db, accounts, secret, publicUrl: configuredUrl });
  await markSharedFolder(folder, storage);
  const work = await openWork(input, true);
  const ledger = sharedLedger(storage);
  const stakes = stakeService(ledger, {
    recordedAt: recordedAt(db),
    beforeChange: () => work.rounds.fixStakes(),
    terms: () => releaseTerms(storage, releasePolicyOf(robata1)),
  });
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
      ...moneyCommands({ storage, ledger, accounts, stakes }),
      ...runningCommands({ reader: storage, accounts, decisions: work.rounds.engine, jobs: work.jobs }),
    },
    secret,
    stakes,
    payouts: payoutBook({ reader: storage, ledger }),
    treasury: async () => treasuryPage(await ledger.journal()),
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
