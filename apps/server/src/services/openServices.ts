import {
  accountCommands,
  accountService,
  type ConfigurationBook,
  configurationBook,
  configurationCommands,
  consoleCommands,
  type AccountService,
  burnLimits,
  type DataFolder,
  ensureOperator,
  fundCommands,
  markSharedFolder,
  moneyCommands,
  presence,
  onChainStakes,
  openPeople,
  type OperatorCommands,
  type PayoutBook,
  type ProcessView,
  payoutBook,
  type People,
  recordedAt,
  refuseWithoutChain,
  releasePolicyOf,
  releaseTerms,
  runningCommands,
  sessionSecret,
  sharedLedger,
  stakeService,
  symbolCommands,
  type StakeService,
  type TreasuryPage,
  treasuryPage,
} from '@robata/tournament';
import { rehearsalCommands } from '../rehearsal/rehearsalCommands.ts';
import { rehearsals } from '../rehearsal/rehearsals.ts';
import type { ChainService } from '../chain/chainService.ts';
import type { ChainSettings } from '../chain/chainSettings.ts';
import { openWork, type Work, type WorkInput } from './openWork.ts';
import { ticker } from './ticker.ts';

export interface ServicesInput extends WorkInput {
  /** Whether the tournament's own models have no names yet. Default: never. */
  readonly isSettingUp?: () => Promise<boolean>;
  /** Where the stakes of accounts are, if they are on chain. Default: they are points of the ledger. */
  readonly chain?: ChainSettings | null;
  /** What plays a season in a process of its own, as a shell would begin: for rehearsals of a configuration. Default: nothing does. */
  readonly seasonProgram?: readonly string[];
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
  /** Null: stakes are points of the ledger. */
  readonly chain: ChainService | null;
  readonly configuration: ConfigurationBook;
  readonly payouts: PayoutBook;
  readonly treasury: () => Promise<TreasuryPage>;
  readonly signalsModels: () => Promise<readonly number[]>;
  /** Processes that work on the tournament. */
  readonly processes: () => Promise<readonly ProcessView[]>;
  /** When this one opened its services. */
  readonly startedAt: Date;
  readonly approval: 'automatic' | 'operator';
  readonly hasMail: boolean;
  readonly now: () => Date;
  /** The ticker first, then the jobs. */
  stop(): Promise<void>;
}

const ROUNDS_SECONDS = 1;
const NEWS_SECONDS = 10;
const MAIL_SECONDS = 60;
const HEARTBEAT_SECONDS = 15;
const CHAIN_SECONDS = 5;

/** Opens the services of a data folder; the first time makes the operator and its key (`operator.json`, for its owner alone). */
export async function openServices(input: ServicesInput): Promise<TournamentServices> {
  const { place, folder, configuredUrl, now, onFault } = input;
  const { storage } = place;
  const { db } = storage;
  const secret = sessionSecret(folder);
  const { isSettingUp } = input;
  const accounts = accountService({ db, now, ...(isSettingUp === undefined ? {} : { isSettingUp }) });
  await ensureOperator(folder, accounts);
  // Before anything runs: where it is not the tournament's own nothing is begun.
  const chain = await openChainService(input, accounts, secret);
  // Who sets a new password by a link of the operator's may have lost more than that.
  const onPasswordReset = async (account: string): Promise<void> => chain?.links.letSignIn({ account, signsIn: false });
  const people = await openPeople({ db, accounts, secret, publicUrl: configuredUrl, onPasswordReset });
  await markSharedFolder(folder, storage);
  const work = await openWork(input, true);
  const ledger = sharedLedger(storage);
  const configuration = configurationBook(storage);
  const program = input.seasonProgram ?? null;
  const rehearsed = rehearsals({ storage, configuration, program, now, onFault });
  const inLedger = stakeService(ledger, {
    recordedAt: recordedAt(db),
    beforeChange: () => work.rounds.fixStakes(),
    terms: async () => releaseTerms(storage, releasePolicyOf(await configuration.current())),
    limits: (journal) => burnLimits(journal, configuration),
  });
  const stakes = chain === null ? inLedger : onChainStakes(inLedger);
  const { news } = work;
  const present = presence(db, 'server', now);
  const tickers = [
    ticker(
      NEWS_SECONDS,
      async () => [await news.resolved(), await news.withdrawals(), await news.incidents()],
      onFault,
    ),
    ticker(ROUNDS_SECONDS, () => work.rounds.engine.tick(), onFault),
    ticker(MAIL_SECONDS, () => work.mail.enqueueDue(work.jobs), onFault),
    ticker(HEARTBEAT_SECONDS, () => present.beat(), onFault),
    ...(chain === null ? [] : [ticker(CHAIN_SECONDS, () => chain.tick(), onFault)]),
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
      ...configurationCommands({ configuration, accounts, now }),
      ...rehearsalCommands({ rehearsals: rehearsed, accounts }),
      ...symbolCommands({ symbols: work.symbols, accounts }),
      ...fundCommands({ storage, accounts, now }),
      ...consoleCommands({ storage, db, accounts, stakes, approval: input.approval ?? 'automatic', now }),
      ...runningCommands({ reader: storage, accounts, decisions: work.rounds.engine, jobs: work.jobs }),
      ...chain?.commands,
    },
    secret,
    stakes,
    chain,
    configuration,
    payouts: payoutBook({ reader: storage, ledger }),
    treasury: async () => treasuryPage(await ledger.journal(), (await configuration.current()).payoutPolicy),
    signalsModels: async () => {
      const rows = await db.selectFrom('model_slot').select('model').where('tournament', '=', 'signals').execute();
      return rows.map(({ model }) => model);
    },
    processes: () => present.list(),
    startedAt: now(),
    approval: input.approval ?? 'automatic',
    hasMail: (input.mailer ?? null) !== null,
    now,
    async stop() {
      await rehearsed.stop();
      await Promise.all(tickers.map((each) => each.stop()));
      await present.leave().catch(onFault);
      await work.jobs.stop();
      await work.rounds.stop();
    },
  };
}

/** What talks to a chain is loaded where there is one. Throws where the tournament's stakes are on chain and nobody says where. */
async function openChainService(
  { chain, place, configuredUrl, publicUrl, now }: ServicesInput,
  accounts: AccountService,
  secret: string,
): Promise<ChainService | null> {
  const { storage, backend } = place;
  if (chain == null) {
    await refuseWithoutChain(storage);
    return null;
  }
  const { openChainOf } = await import('../chain/openChainOf.ts');
  return openChainOf({ settings: chain, storage, backend, accounts, configuredUrl, publicUrl, secret, now });
}
