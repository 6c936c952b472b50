import type { PayoutPolicy } from '@robata/ledger';
import type { StorageReader } from '../storage/storage.ts';
import { configurationReader } from './configurationReader.ts';

/** What each version of the configuration pays: by `RoundRecord.configVersion`. */
export async function payoutPolicies(
  reader: Pick<StorageReader, 'document' | 'rounds'>,
): Promise<ReadonlyMap<number, PayoutPolicy>> {
  const configs = await configurationReader(reader).configs();
  return new Map(configs.map(({ version, payoutPolicy }) => [version, payoutPolicy]));
}
