import { type AccountService, type DataFolder, sharedLedger } from '@robata/tournament';
import { type ChainService, chainService } from './chainService.ts';
import type { ChainSettings } from './chainSettings.ts';
import { openChain } from './openChain.ts';

export interface ChainOfInput {
  readonly settings: ChainSettings;
  readonly storage: DataFolder['storage'];
  readonly backend: 'pglite' | 'postgres';
  readonly accounts: Pick<AccountService, 'recordAct'>;
  readonly configuredUrl: string | null;
  readonly now: () => Date;
}

/** The vault of a tournament that is served. */
export async function openChainOf({
  settings,
  storage,
  backend,
  accounts,
  configuredUrl,
  now,
}: ChainOfInput): Promise<ChainService> {
  const ledger = sharedLedger(storage);
  const owned = () => storage.db.selectFrom('model_slot').select(['model', 'account']).execute();
  const domain = (): string => (configuredUrl === null ? 'This Robata server' : new URL(configuredUrl).host);
  const publicUrl = configuredUrl;
  const opened = await openChain({ settings, storage, ledger, backend, owned, domain, publicUrl, now });
  return chainService({ opened, storage, ledger, accounts });
}
