import {
  accountCommands,
  accountService,
  type AccountService,
  type DataFolder,
  ensureOperator,
  moneyCommands,
  openPeople,
  operatorDecisions,
  type OperatorCommands,
  type OperatorKey,
  type People,
  recordedAt,
  releasePolicyOf,
  robata1,
  roundCommands,
  sessionSecret,
  sharedLedger,
  stakeService,
  type StakeService,
} from '@robata/tournament';

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
  const stakes = stakeService(ledger, { recordedAt: recordedAt(db) });
  const releasePolicy = async () => releasePolicyOf(robata1);
  const decisions = operatorDecisions({ storage, ledger, releasePolicy });
  return {
    accounts,
    people,
    stakes,
    commands: {
      ...accountCommands({ accounts, people, stakes }),
      ...moneyCommands({ storage, ledger, accounts, stakes }),
      ...roundCommands({ reader: storage, accounts, decisions }),
    },
    secret,
    operator,
  };
}
