import { type AccountService, type DataFolder, sharedLedger } from '@robata/tournament';
import { type ChainService, chainService } from './chainService.ts';
import type { ChainSettings } from './chainSettings.ts';
import { openChain } from './openChain.ts';

export interface ChainOfInput {
  readonly settings: ChainSettings;
  readonly storage: DataFolder['storage'];
  readonly backend: 'pglite' | 'postgres';
  readonly accounts: Pick<AccountService, 'recordAct' | 'find'>;
  readonly configuredUrl: string | null;
  /** Where the server can be reached as far as it knows. */
  readonly publicUrl: () => string;
  /** That of the sessions. */
  readonly secret: string;
  readonly now: () => Date;
}

/** The vault of a tournament that is served. */
export async function openChainOf({
  settings,
  storage,
  backend,
  accounts,
  configuredUrl,
  publicUrl,
  secret,
  now,
}: ChainOfInput): Promise<ChainService> {
  const ledger = sharedLedger(storage);
  const owned = () => storage.db.selectFrom('model_slot').select(['model', 'account']).execute();
  const siteUrl = (): string => configuredUrl ?? publicUrl();
  const common = { settings, storage, ledger, backend, owned, secret, now };
  const opened = await openChain({ ...common, siteUrl, publicUrl: configuredUrl });
  return chainService({ opened, storage, ledger, accounts });
}
