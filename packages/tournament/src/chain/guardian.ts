import { DomainError } from '../domainError.ts';
import type { Storage } from '../storage/storage.ts';
import { type ChainHalt, chainList, putChainDocument, type SentCall } from './chainDocuments.ts';
import type { GasEstimate, VaultCall, VaultChain, VaultSender } from './chainPort.ts';
import { type FeeRules, outbox, refused } from './outbox.ts';

export interface GuardianInput {
  readonly storage: Storage;
  readonly chain: Pick<VaultChain, 'head'>;
  /** Null: the key is somewhere else, as it should be. */
  readonly guardian: VaultSender | null;
  /** Whether a difference of vault and ledger pauses the vault unasked. */
  readonly pausesByItself: boolean;
  readonly confirmations: number;
  readonly fees: FeeRules;
  readonly now: () => Date;
}

export type Guarding = Extract<VaultCall['kind'], 'pause' | 'unpause'>;

export interface ChainGuardian {
  /** What it would cost now. Throws where the vault would refuse it, or nobody here has the key. */
  estimate(kind: Guarding): Promise<GasEstimate>;
  /** Pauses the vault, or ends that. Throws as `estimate`. */
  send(kind: Guarding): Promise<SentCall>;
  /** Pauses the vault for a halt where that is wanted: once for each, and what the vault refuses is told once. Null where nothing was sent. */
  answer(): Promise<SentCall | null>;
  follow(): Promise<readonly SentCall[]>;
}

/** Stops what a server cannot: deposits, claims and withdrawals are the contract's, and only its guardian pauses them, for two weeks at most. */
export function chainGuardian(input: GuardianInput): ChainGuardian {
  const { storage, chain, guardian, pausesByItself, confirmations, now } = input;
  // A pause is worth its fee at once.
  const fees = { ...input.fees, raisesByItself: true };
  const calls =
    guardian === null
      ? null
      : outbox({ storage, chain, sender: guardian, kinds: ['pause', 'unpause'], confirmations, fees, now });
  const held = (): NonNullable<typeof calls> => {
    if (calls !== null) return calls;
    throw refused(
      'nobody here has the key of the guardian: set ROBATA_CHAIN_GUARDIAN_KEY_FILE, or pause with its wallet.',
    );
  };
  const estimate = async (kind: Guarding): Promise<GasEstimate> => {
    held();
    return (guardian as VaultSender).estimate({ kind });
  };
  const send = async (kind: Guarding, why: string): Promise<SentCall> =>
    held().send(`${kind}/${why}`, { kind }, await estimate(kind));

  /** Kept on the halt, so that it is told once. */
  const tellRefused = (halt: ChainHalt, sentence: string): Promise<void> =>
    storage.transaction(async (writer) => {
      const halts = await chainList(writer, 'chain/halts');
      const marked = halts.map((each) => (each.kind === halt.kind ? { ...each, isAnswered: true } : each));
      await putChainDocument(writer, 'chain/halts', marked);
      const message = `The vault was not paused by itself: ${sentence} See robata chain status, then robata chain pause --send.`;
      await writer.addIncidents([
        { rule: 'chain_not_paused', severity: 'error', rows: 1, day: null, security: null, round: null, message },
      ]);
    });

  return {
    estimate,
    send: (kind) => send(kind, 'asked'),
    async answer() {
      if (calls === null || !pausesByItself) return null;
      const halt = (await chainList(storage, 'chain/halts')).find(({ kind }) => kind === 'difference');
      if (halt === undefined || halt.isAnswered === true) return null;
      const sent = (await chainList(storage, 'chain/outbox')).find(({ id }) => id.startsWith(`pause/${halt.since}/`));
      if (sent !== undefined) return null;
      try {
        return await send('pause', halt.since);
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        await tellRefused(halt, error.sentence);
        return null;
      }
    },
    follow: async () => (calls === null ? [] : calls.follow(() => true)),
  };
}
