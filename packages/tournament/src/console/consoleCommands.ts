import type { Kysely } from 'kysely';
import type { AccountService } from '../accounts/accountService.ts';
import { fieldsOf } from '../accounts/fields.ts';
import type { OperatorCommands } from '../accounts/operatorCommands.ts';
import { feedCommands } from '../datasets/feedCommands.ts';
import type { StakeService } from '../stakes/stakeService.ts';
import type { Approval } from '../rounds/engine/step.ts';
import type { Database } from '../storage/schema.ts';
import type { Storage } from '../storage/storage.ts';
import { accountDetail } from './accountDetail.ts';
import { deskView } from './deskView.ts';
import { incidentCommands } from './incidentCommands.ts';
import { roundsUnderWay } from './roundsUnderWay.ts';

export interface ConsoleCommandsInput {
  readonly storage: Storage;
  readonly db: Kysely<Database>;
  readonly accounts: AccountService;
  readonly stakes: StakeService;
  /** Whether payout plans wait for an operator. */
  readonly approval: Approval;
  readonly now: () => Date;
}

/** What the operator's console reads and does beyond what `robata admin` had before it: all of it on the database, whoever serves it. */
export function consoleCommands(input: ConsoleCommandsInput): OperatorCommands {
  const { storage, db, accounts, stakes, approval } = input;
  return {
    ...incidentCommands(input),
    ...feedCommands(input),
    desk: () => deskView({ db, storage, stakes, approval }),
    'round steps': async () => ({ rounds: await roundsUnderWay(storage, db) }),
    'account show': async (body) => {
      const account = await accounts.require({ username: fieldsOf(body).text('username') });
      return accountDetail({ db, accounts, stakes }, account);
    },
  };
}
