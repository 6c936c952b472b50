import { formatAmount } from '@robata/ledger';
import type { Kysely } from 'kysely';
import type { Account } from '../accounts/accountRecords.ts';
import type { AccountService } from '../accounts/accountService.ts';
import type { StakeService } from '../stakes/stakeService.ts';
import type { Database } from '../storage/schema.ts';
import type { AccountDetail } from './types.ts';

export interface AccountDetailInput {
  readonly db: Kysely<Database>;
  readonly accounts: Pick<AccountService, 'listKeys' | 'listModels' | 'hasTwoFactor'>;
  readonly stakes: Pick<StakeService, 'available' | 'figures' | 'withdrawals'>;
}

/** All that operators may know of an account; of its keys never the secret. */
export async function accountDetail(
  { db, accounts, stakes }: AccountDetailInput,
  { id, ...account }: Account,
): Promise<AccountDetail> {
  const [keys, slots, hasTwoFactor] = [
    await accounts.listKeys(id),
    await accounts.listModels(id),
    await accounts.hasTwoFactor(id),
  ];
  const credential = await db
    .selectFrom('auth_credential')
    .select('id')
    .where('user_id', '=', id)
    .where('password', 'is not', null)
    .executeTakeFirst();
  const { count } = await db
    .selectFrom('auth_session')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('user_id', '=', id)
    .where('expires_at', '>', new Date())
    .executeTakeFirstOrThrow();
  const models = await Promise.all(
    slots.map(async ({ id: modelId, model, name, tournament, insertedAt }) => {
      const { stake } = await stakes.figures(model);
      return { modelId, number: model, name, tournament, insertedAt, stake: formatAmount(stake) };
    }),
  );
  return {
    accountId: id,
    ...account,
    hasPassword: credential !== undefined,
    hasTwoFactor,
    sessions: Number(count),
    keys: keys.map(({ account: _account, ...key }) => key),
    models,
    available: formatAmount(await stakes.available(id)),
    withdrawalsWaiting: (await stakes.withdrawals({ account: id, state: 'waiting' })).length,
  };
}
