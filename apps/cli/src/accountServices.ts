import {
  accountCommands,
  accountService,
  configurationBook,
  configurationCommands,
  consoleCommands,
  type AccountService,
  burnLimits,
  chainDocument,
  type DataFolder,
  ensureOperator,
  fundCommands,
  moneyCommands,
  onChainStakes,
  openPeople,
  operatorDecisions,
  type OperatorCommands,
  type OperatorKey,
  type People,
  recordedAt,
  releasePolicyOf,
  releaseTerms,
  roundCommands,
  sessionSecret,
  sharedLedger,
  stakeService,
  symbolBook,
  symbolCommands,
  type StakeService,
} from '@robata/tournament/operators';

export interface OpenedAccounts {
  readonly accounts: AccountService;
  readonly people: People;
  readonly stakes: StakeService;
  readonly commands: OperatorCommands;
  readonly secret: string;
  /** The machine's own operator; its key lies in the folder. */
  readonly operator: OperatorKey;
}

/** The services of accounts over an opened data folder, for the server and for commands that found none. Makes the operator and its key at the first time. */
export async function openAccounts(
  place: DataFolder,
  folder: string,
  publicUrl: string | null = null,
): Promise<OpenedAccounts> {
  const { db } = place.storage;
  const secret = sessionSecret(folder);
  const accounts = accountService({ db, now: () => new Date() });
  const operator = await ensureOperator(folder, accounts);
  const people = await openPeople({ db, accounts, secret, publicUrl });
  const { storage } = place;
  const ledger = sharedLedger(storage);
  const configuration = configurationBook(storage);
  const inLedger = stakeService(ledger, {
    recordedAt: recordedAt(db),
    terms: async () => releaseTerms(storage, releasePolicyOf(await configuration.current())),
    limits: (journal) => burnLimits(journal, configuration),
  });
  // Of a tournament with a vault they change by what its server reads on chain, and nowhere else.
  const isOnChain = (await chainDocument(storage, 'chain/vault')) !== null;
  const stakes = isOnChain ? onChainStakes(inLedger) : inLedger;
  const releasePolicy = async ({ number }: { readonly number: number }) =>
    releasePolicyOf(await configuration.of(number));
  const decisions = operatorDecisions({ storage, ledger, releasePolicy });
  return {
    accounts,
    people,
    stakes,
    commands: {
      ...accountCommands({ accounts, people, stakes }),
      ...moneyCommands({ storage, ledger, accounts, stakes }),
      ...configurationCommands({ configuration, accounts, now: () => new Date() }),
      ...symbolCommands({ symbols: symbolBook(db, () => new Date()), accounts }),
      ...fundCommands({ storage, accounts, now: () => new Date() }),
      ...consoleCommands({
        storage,
        db,
        accounts,
        stakes,
        approval: process.env['ROBATA_APPROVE_PAYOUTS'] === '1' ? 'operator' : 'automatic',
        now: () => new Date(),
      }),
      ...roundCommands({ reader: storage, accounts, decisions }),
    },
    secret,
    operator,
  };
}
