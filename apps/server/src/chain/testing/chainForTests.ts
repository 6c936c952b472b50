import type { TestVault } from '@robata/contracts/testing';
import {
  memoryStorage,
  type ModelRecord,
  type RoundRecord,
  sharedLedger,
  type SharedLedger,
  type Storage,
} from '@robata/tournament';
import {
  type ChainResume,
  chainResume,
  type OwnedModel,
  putChainDocument,
  reconcile,
  type VaultChain,
  vaultWatcher,
  type Watcher,
} from '@robata/tournament/chain';
import { viemVault } from '../viemVault.ts';

export const CONFIRMATIONS = 2;

export interface TestChain {
  readonly on: TestVault;
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly chain: VaultChain;
  readonly owned: OwnedModel[];
  /** As a process that begins anew on the same storage. */
  readonly watcher: () => Watcher;
  /** Confirms what was sent, and reads until there is nothing to read. */
  readonly readOn: (watcher?: Watcher) => Promise<void>;
  readonly link: (account: string, address: string) => Promise<void>;
  readonly resume: ChainResume;
  readonly reconciled: () => ReturnType<typeof reconcile>;
  readonly openRound: (number: number, closesAt: number) => Promise<RoundRecord>;
}

/** A real vault on a local chain, watched over JSON-RPC by the code of the server; the ledger is in memory where no other storage is given. */
export async function testChain(
  on: TestVault,
  owned: OwnedModel[] = [],
  storage: Storage = memoryStorage(),
): Promise<TestChain> {
  const ledger = sharedLedger(storage);
  const chain = await viemVault({ rpc: on.chain.provider as never, vault: on.vault });
  const { vault, chainId } = chain.identity;
  await storage.transaction((writer) => putChainDocument(writer, 'chain/vault', { vault, chainId, afterSequence: 0 }));
  await storage.transaction((writer) => writer.putModels(owned.map(modelOf)));
  const now = (): Date => new Date('2026-01-06T00:00:00Z');
  const watcher = (): Watcher =>
    vaultWatcher({ storage, ledger, chain, owned: async () => owned, confirmations: CONFIRMATIONS, fromBlock: 0, now });
  const first = watcher();
  return {
    on,
    storage,
    ledger,
    chain,
    owned,
    watcher,
    async readOn(reading = first) {
      await on.chain.mine(CONFIRMATIONS);
      for (;;) {
        const outcome = await reading.step();
        if (outcome.status === 'halted' || outcome.isCaughtUp) return;
      }
    },
    async link(account, address) {
      await storage.transaction(async (writer) => {
        const links = ((await writer.document('chain/links')) ?? []) as {
          account: string;
          address: string;
          linkedAt: string;
        }[];
        await writer.putDocument('chain/links', [
          ...links,
          { account, address: address.toLowerCase(), linkedAt: now().toISOString() },
        ]);
      });
    },
    reconciled: () => reconcile({ storage, ledger, chain, owned: async () => owned, now, again: () => first.step() }),
    resume: chainResume({ storage, ledger, chain, owned: async () => owned, confirmations: CONFIRMATIONS }),
    async openRound(number, closesAt) {
      const record: RoundRecord = {
        number,
        tournament: 'classic',
        era: `era ${number}`,
        eraDay: '2026-01-05',
        state: 'open',
        opensAt: '2026-01-05T00:00:00Z',
        closesAt: new Date(closesAt * 1000).toISOString().replace('.000Z', 'Z'),
        scoredDays: 0,
        horizonDays: 1,
        configVersion: 1,
        columns: [],
        stocks: 5,
        commitment: null,
        salt: null,
        optimizer: null,
        payoutFactor: null,
        planHash: null,
        reason: null,
      };
      await storage.transaction((writer) => writer.putRound(record));
      return record;
    },
  };
}

const modelOf = ({ model, account }: OwnedModel): ModelRecord => {
  return { id: model, name: `model ${model}`, account, kind: 'participant', description: '', marked: false };
};
