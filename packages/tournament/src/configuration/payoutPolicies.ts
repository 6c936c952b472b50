import type { PayoutPolicy } from '@robata/ledger';
import type { StorageReader } from '../storage/storage.ts';
import { configurationReader } from './configurationReader.ts';

/** What each version of the configuration pays the models of a tournament: by `RoundRecord.configVersion`. */
export async function payoutPolicies(
  reader: Pick<StorageReader, 'document' | 'rounds'>,
  tournament: 'classic' | 'signals' = 'classic',
): Promise<ReadonlyMap<number, PayoutPolicy>> {
  const configs = await configurationReader(reader).configs();
  return new Map(
    configs.flatMap(({ version, payoutPolicy, signals }): (readonly [number, PayoutPolicy])[] => {
      const policy = tournament === 'classic' ? payoutPolicy : signals?.payoutPolicy;
      return policy === undefined ? [] : [[version, policy]];
    }),
  );
}
