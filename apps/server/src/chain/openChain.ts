import { setTimeout } from 'node:timers/promises';
import { modelKey } from '@robata/contracts';
import { configurationReader, DomainError, type SharedLedger, type Storage } from '@robata/tournament';
import {
  addressLinks,
  type AddressLinks,
  type ChainGuardian,
  chainGuardian,
  chainDocument,
  clipProblem,
  type ChainResume,
  chainResume,
  type ChainSettler,
  chainSettler,
  heldByAccount,
  type OwnedModel,
  putChainDocument,
  readChain,
  reconcile,
  type Reconciliation,
  type VaultChain,
  vaultClaims,
  vaultWatcher,
} from '@robata/tournament/chain';
import { privateKeyToAccount } from 'viem/accounts';
import type { ChainSettings } from './chainSettings.ts';
import { isSignedBy } from './isSignedBy.ts';
import { linkText } from './linkText.ts';
import { viemSender } from './viemSender.ts';
import { type RpcSource, viemVault } from './viemVault.ts';
import { type WalletSignIn, walletSignIn } from './walletSignIn.ts';

export interface OpenChainInput {
  readonly settings: Omit<ChainSettings, 'rpc'> & { readonly rpc: RpcSource };
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly backend: 'pglite' | 'postgres';
  readonly owned: () => Promise<readonly OwnedModel[]>;
  /** Where people reach the server, as `https://robata.example.org`. */
  readonly siteUrl: () => string;
  /** That where it is configured: without it nobody signs in with a wallet, for its text could be of any site. */
  readonly publicUrl?: string | null;
  /** Signs the texts with which wallets sign in. */
  readonly secret?: string;
  readonly now: () => Date;
}

/** A tournament's vault: what is read of it, and what is sent. */
export interface OpenedChain {
  readonly chain: VaultChain;
  readonly settings: Pick<ChainSettings, 'confirmations' | 'settlesByItself' | 'pausesByItself'>;
  readonly links: AddressLinks;
  readonly signIn: WalletSignIn | null;
  readonly settler: ChainSettler;
  readonly guardian: ChainGuardian;
  readonly resume: ChainResume;
  readonly canSettle: boolean;
  readonly canPause: boolean;
  readonly claims: ReturnType<typeof vaultClaims>;
  readonly owned: () => Promise<readonly OwnedModel[]>;
  /** The vault's names of models. */
  readonly keysOf: (models: readonly OwnedModel[]) => readonly `0x${string}`[];
  reconcile(): Promise<Reconciliation | null>;
  /** Reads on, follows what was sent, announces rounds, settles where that is wanted, and reconciles once a day. Rejects where the node does not answer. */
  tick(): Promise<void>;
  /** Why the last tick could not be done. */
  problem(): string | null;
}

/** A chain of a machine of its own: nothing of worth is on it. */
const LOCAL_CHAIN = 31_337;
const DAY_MS = 86_400_000;
/** Between two comparisons while vault and ledger differ. */
const AGAIN_MS = 600_000;
/** Before blocks that changed while they were read are read again. */
const PAUSE_MS = 500;

/**
 * Connects a tournament with its vault, for good: the first time writes it down. From then on a node that does not answer keeps nothing else from beginning:
 * the ticks fail until it does. Throws where it cannot be, with the remedy.
 */
export async function openChain(input: OpenChainInput): Promise<OpenedChain> {
  const { settings, storage, ledger, owned, publicUrl = null, secret, now } = input;
  const { rpc, vault, confirmations, settlerKey } = settings;
  const written = await chainDocument(storage, 'chain/vault');
  const known = written?.vault === vault && written.token !== undefined ? { ...written, token: written.token } : null;
  const chain = await viemVault({ rpc, vault, known });
  if (input.backend !== 'postgres' && !settings.isTest && chain.identity.chainId !== LOCAL_CHAIN) {
    throw new Error('Money on chain needs a database that survives a power failure: set DATABASE_URL to a PostgreSQL.');
  }
  await bind({ storage, ledger, chain, owned });
  const senderOf = (key: ChainSettings['settlerKey']) =>
    key === null ? null : viemSender({ rpc, vault, account: privateKeyToAccount(key) });
  const [sender, pauser] = [senderOf(settlerKey), senderOf(settings.guardianKey)];
  const { stuckBlocks, priceMax, settlesByItself: raisesByItself, pausesByItself } = settings;
  const fees = { stuckBlocks, priceMax, raisesByItself };
  const watcher = vaultWatcher({ storage, ledger, chain, owned, confirmations, fromBlock: settings.fromBlock, now });
  const settler = chainSettler({ storage, ledger, chain, settler: sender, owned, confirmations, fees, now });
  const guardian = chainGuardian({ storage, chain, guardian: pauser, pausesByItself, confirmations, fees, now });
  const reconciled = async (): Promise<Reconciliation | null> => {
    const result = await reconcile({ storage, ledger, chain, owned, now, again: () => watcher.step() });
    await guardian.answer();
    await watchClip();
    return result;
  };
  let toldOfClip: string | null = null;
  /** At the first tick and with each comparison, for the vault's owner may change its clip: rounds that would go beyond it are told of once. */
  const watchClip = async (): Promise<void> => {
    await keepClip(storage, await chain.clip());
    const sentence = (await clipProblem(storage, configurationReader(storage))) ?? '';
    if (sentence !== '' && sentence !== toldOfClip) {
      const common = {
        rule: 'chain_clip',
        severity: 'error',
        rows: 1,
        day: null,
        security: null,
        round: null,
      } as const;
      await storage.transaction((writer) => writer.addIncidents([{ ...common, message: sentence }]));
    }
    toldOfClip = sentence;
  };
  let problem: string | null = null;

  /** Daily, and sooner while they differ: what was corrected lets settlements go on. */
  const isDue = async (): Promise<boolean> => {
    const last = await chainDocument(storage, 'chain/reconciliation');
    if (last === null) return true;
    return now().getTime() - Date.parse(last.at) >= (last.agrees ? DAY_MS : AGAIN_MS);
  };
  const settleNext = async (): Promise<void> => {
    const due = await settler.due();
    const prepared = due === null ? null : await settler.prepare(due.round);
    if (due !== null && prepared !== null && prepared.plan.faults.length === 0) await settler.send(due.round);
  };
  const tickOnce = async (): Promise<void> => {
    if ((await readChain({ watcher, pause: () => setTimeout(PAUSE_MS) })) !== 'caught_up') return;
    await settler.keepLeaves();
    if (toldOfClip === null) await watchClip();
    if (await isDue()) await reconciled();
    // A node that refuses one transaction keeps nothing else from being done.
    const followed: PromiseSettledResult<unknown>[] = await Promise.allSettled([settler.follow(), guardian.follow()]);
    if (sender !== null) {
      // An announcement goes before anything else: a round that the vault is not told of has to be cancelled.
      followed.push(...(await Promise.allSettled([settler.announce()])));
      followed.push(...(await Promise.allSettled([settler.free()])));
      if (settings.settlesByItself) followed.push(...(await Promise.allSettled([settleNext()])));
    }
    for (const each of followed) if (each.status === 'rejected') throw each.reason;
  };

  return {
    chain,
    settings,
    settler,
    guardian,
    resume: chainResume({ storage, ledger, chain, owned, confirmations }),
    canSettle: sender !== null,
    canPause: pauser !== null,
    owned,
    keysOf: (models) => models.map(({ model }) => modelKey(String(model))),
    links: addressLinks({ storage, textOf: linkText(chain.identity, input.siteUrl), verify: isSignedBy, now }),
    signIn:
      publicUrl === null || secret === undefined
        ? null
        : walletSignIn({ storage, identity: chain.identity, publicUrl, secret, now }),
    claims: vaultClaims(storage, chain),
    reconcile: reconciled,
    async tick() {
      try {
        await tickOnce();
        problem = null;
      } catch (error) {
        problem = error instanceof DomainError ? error.sentence : ((error as Error).message.split('\n')[0] ?? null);
        throw error;
      }
    },
    problem: () => problem,
  };
}

/** A tournament has one vault for good, and begins with it empty: points of before are no tokens. */
async function bind({
  storage,
  ledger,
  chain,
  owned,
}: Pick<OpenChainInput, 'storage' | 'ledger' | 'owned'> & { readonly chain: VaultChain }): Promise<void> {
  const { chainId, vault } = chain.identity;
  const { token } = chain;
  const known = await chainDocument(storage, 'chain/vault');
  if (known !== null) {
    if (known.chainId === chainId && known.vault === vault) {
      if (known.token === undefined) {
        await storage.transaction((writer) => putChainDocument(writer, 'chain/vault', { ...known, token }));
      }
      return;
    }
    throw new Error(
      `The stakes of this tournament are in the vault ${known.vault} of chain ${known.chainId}, and ROBATA_CHAIN_VAULT is ${vault} of chain ${chainId}: set that of the tournament.`,
    );
  }
  const journal = await ledger.journal();
  const people = new Set((await owned()).map(({ account }) => account));
  const holders = [...heldByAccount(journal)].filter(([account, units]) => people.has(account) && units > 0n);
  if (holders.length > 0) {
    throw new Error(
      `${holders.length} accounts hold points of the ledger, which are no tokens of a vault: have them taken out before stakes go on chain, or begin another tournament.`,
    );
  }
  const clip = await chain.clip();
  const kept = { chainId, vault, token, afterSequence: journal.head.sequence, clip };
  await storage.transaction(async (writer) => {
    await putChainDocument(writer, 'chain/vault', kept);
    // Nothing is on chain yet: with another configuration it can be.
    const sentence = await clipProblem(writer, configurationReader(writer));
    if (sentence !== null) throw new Error(sentence);
  });
}

async function keepClip(storage: Storage, clip: bigint): Promise<void> {
  const known = await chainDocument(storage, 'chain/vault');
  if (known === null || known.clip === clip) return;
  await storage.transaction((writer) => putChainDocument(writer, 'chain/vault', { ...known, clip }));
}
