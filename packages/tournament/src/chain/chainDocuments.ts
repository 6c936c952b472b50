import type { StorageReader, StorageWriter } from '../storage/storage.ts';
import type { Hex, SignedCall, SignedOffer, VaultEvent, VaultPosition } from './chainPort.ts';

/**
 * What a tournament keeps of its vault: documents of its storage, written in the transaction of the ledger entries that go with them, so
 * that a restart goes on where the last transaction ended. None of them is there without a chain.
 */
export interface ChainDocuments {
  /** Which vault: with it, stakes of accounts change on chain and nowhere else. */
  readonly 'chain/vault': TournamentVault;
  readonly 'chain/cursor': ChainCursor;
  readonly 'chain/trail': readonly TrailBlock[];
  readonly 'chain/links': readonly AddressLink[];
  readonly 'chain/nonces': readonly LinkChallenge[];
  readonly 'chain/sign-ins': readonly UsedSignIn[];
  readonly 'chain/positions': readonly VaultPosition[];
  readonly 'chain/waiting': readonly WaitingEvent[];
  readonly 'chain/sums': readonly PositionSums[];
  /** After a resumption: up to this block the ledger has events that are read again. */
  readonly 'chain/ahead': number;
  readonly 'chain/rounds': readonly VaultRound[];
  readonly 'chain/settlements': readonly VaultSettlement[];
  /** Out of the vault's treasury by its owner, in units of 1e-18. */
  readonly 'chain/taken': bigint;
  readonly 'chain/outbox': readonly SentCall[];
  readonly 'chain/gas': readonly GasRow[];
  readonly 'chain/halts': readonly ChainHalt[];
  readonly 'chain/reconciliation': Reconciliation;
}

export interface TournamentVault {
  readonly chainId: number;
  /** Lower case. */
  readonly vault: Hex;
  /** The token of its stakes; missing: of before that was kept. */
  readonly token?: Hex;
  /** The ledger's last entry before the vault: what was resolved by then were points. */
  readonly afterSequence: number;
  /** What the vault lets a stake gain or lose in rounds that are announced from now on, in parts of 1e12; missing: it was not asked yet. */
  readonly clip?: bigint;
}

/** How far the chain is read. */
export interface ChainCursor {
  /** All events up to this block are applied or wait. */
  readonly block: number;
  readonly hash: Hex;
  readonly time: number;
  /** No event before this time is missing: that of the block, or of the next one where reading stopped at the close of a round. */
  readonly completeUntil: number;
}

/** A block that the cursor stood at: by them the last is found that a chain which went another way still has. */
export interface TrailBlock {
  readonly block: number;
  readonly hash: Hex;
  readonly time: number;
  /** The blocks at which reading stopped since the one before it on the trail, where there were events: `chain/read/BLOCK` each. */
  readonly steps: readonly number[];
}

/** What one step of reading found: `chain/read/BLOCK`, as long as the trail names it. */
export interface ReadStep {
  readonly events: readonly VaultEvent[];
  /** Rounds of the vault that were dropped in it. */
  readonly dropped: readonly VaultRound[];
}

export interface AddressLink {
  readonly account: string;
  /** Lower case. */
  readonly address: Hex;
  readonly linkedAt: string;
  /** Whether its wallet signs in: linking alone does not let it, its person does with the password. */
  readonly signsIn?: boolean;
}

/** A text that somebody was given to sign. */
export interface LinkChallenge {
  readonly nonce: string;
  readonly account: string;
  readonly username: string;
  readonly address: Hex;
  readonly issuedAt: string;
  readonly expiresAt: string;
}

/** A text with which the owner of an address has signed in. */
export interface UsedSignIn {
  readonly nonce: string;
  /** It serves nobody from then on, and need not be kept. */
  readonly expiresAt: string;
}

export type WaitingReason = 'not_linked' | 'unknown_model' | 'model_of_another' | 'ledger_short' | 'no_command';

/** An event that the ledger cannot take yet, and why. */
export interface WaitingEvent {
  readonly event: VaultEvent;
  readonly reason: WaitingReason;
  readonly sentence: string;
}

/** What has come about of a position, by its events. Units of 1e-18. */
export interface PositionSums extends VaultPosition {
  /** Deposits less withdrawals that the ledger has posted. */
  readonly brought: bigint;
  /** Taken up by claims. */
  readonly paid: bigint;
  readonly burned: bigint;
  /** Paid out although the ledger had burned it, for its owner left before the claim: the tournament bears it, until a later claim takes it. */
  readonly lost: bigint;
  /** What its events add up to in the vault, those that wait, too; missing: to be filled from all events. */
  readonly active?: bigint;
  readonly pending?: bigint;
}

export interface VaultRound {
  readonly round: number;
  /** Seconds. */
  readonly closesAt: number;
  readonly settleBy: number;
  /** Parts of 1e12. */
  readonly clip: bigint;
}

export interface VaultSettlement {
  /** Of the vault. */
  readonly round: number;
  readonly root: Hex;
  readonly payout: bigint;
  readonly burn: bigint;
  readonly planHash: Hex;
  readonly block: number;
  readonly transaction: Hex;
  /** Seconds; a root proves claims from then on. */
  readonly finalAt: number;
  readonly state: 'settled' | 'struck';
  /** How many of `chain/positions` (the first ones) were there by then; missing: of before that was kept. */
  readonly positions?: number;
}

/** The cumulative rows under a root, kept before it is sent: `chain/leaves/ROUND/ATTEMPT`. */
export interface KeptLeaves {
  readonly round: number;
  readonly root: Hex;
  readonly planHash: Hex;
  readonly payout: bigint;
  readonly burn: bigint;
  /** Ledger rounds that are in the rows, as classic/7. */
  readonly included: readonly string[];
  readonly rows: readonly KeptRow[];
}

export interface KeptRow {
  readonly account: Hex;
  readonly model: Hex;
  readonly payout: bigint;
  readonly burn: bigint;
}

/**
 * A transaction of the settler or the guardian, kept before it is sent: a restart sends these bytes. Where its fee was raised hash, raw and price are of
 * the newest offer, and once it has ended of the one that counts.
 */
export interface SentCall extends SignedCall {
  /** `settle/ROUND/ATTEMPT`, `announce/CLOSES/ATTEMPT`, `free/ROUND/ATTEMPT`, `pause/WHY/ATTEMPT` or `unpause/WHY/ATTEMPT`. */
  readonly id: string;
  readonly state: 'sent' | 'mined' | 'reverted' | 'replaced';
  /** Whose key signed it; missing: of before that was kept. */
  readonly from?: Hex;
  /** The chain's newest when it was offered last. */
  readonly block?: number;
  /** Whether somebody was told that no block takes it and its fee is not raised. */
  readonly isStuck?: boolean;
  /** The call that was offered with its nonce in its place: this one is not sent again, though a block may still take one of its offers. */
  readonly gaveWayTo?: string;
  /** Whether somebody was told that it could not give way. */
  readonly isInTheWay?: boolean;
  /** All offers in their order, where there was more than one: the same call with the same nonce, so that one of them counts at most. */
  readonly offers?: readonly SignedOffer[];
}

/** What a transaction cost. */
export interface GasRow {
  readonly id: string;
  /** The one that counts. */
  readonly transaction: Hex;
  /** Which of its offers that was, 1 the first, and of how many; missing: it was the only one. */
  readonly offer?: number;
  readonly offers?: number;
  readonly block: number;
  /** ISO. */
  readonly at: string;
  readonly gasUsed: bigint;
  /** In units of 1e-18 of the chain's coin. */
  readonly price: bigint;
  readonly fee: bigint;
}

/** Why nothing is settled: the chain went another way below what counted as confirmed, or vault and ledger differ. */
export interface ChainHalt {
  readonly kind: 'reorganization' | 'difference';
  readonly since: string;
  readonly sentence: string;
  /** Whether somebody was told that the vault could not be paused for it. */
  readonly isAnswered?: boolean;
}

/** Vault and ledger at one block. Amounts in units of 1e-18. */
export interface Reconciliation {
  readonly block: number;
  readonly at: string;
  readonly agrees: boolean;
  readonly rows: readonly ReconciledAccount[];
  /** `funds.staked`, and the positions that are known: what differs is in positions that nobody told of. */
  readonly staked: bigint;
  readonly positions: bigint;
  /** Of addresses that no account has linked, and of models that are not theirs. */
  readonly unmatched: bigint;
  /** What the token says that the vault holds beyond what it owes; below 0 the vault is short. */
  readonly surplus: bigint;
  /** Missing, as the next one: of a comparison that an older version kept. */
  readonly treasury?: ReconciledTreasury;
  /** By model; missing also where the leaves of the settlement that stands are not kept. */
  readonly owed?: readonly OwedAmount[];
  readonly waiting: number;
  readonly untold: readonly UntoldPosition[];
}

/** Amounts in units of 1e-18. */
export interface ReconciledTreasury {
  /** `funds.treasury`. */
  readonly vault: bigint;
  /** Paid by rounds that have resolved, and in no settlement. */
  readonly undeclared: bigint;
  /** By the vault's owner: the ledger does not know of it. */
  readonly taken: bigint;
  /** Since stakes are on chain, with what is set aside for rounds. Below 0: rounds paid points of before. */
  readonly ledger: bigint;
  /** vault − undeclared + taken − ledger. */
  readonly difference: bigint;
}

/** Of a stake: resolved, in no root, and its round's root is there or can be sent no more. */
export interface OwedAmount {
  readonly account: string;
  readonly model: string;
  readonly payout: bigint;
  readonly burn: bigint;
}

export interface ReconciledAccount {
  readonly account: string;
  /** Null of an account that has money in the ledger and has linked none. */
  readonly address: Hex | null;
  /** active + pending + available. */
  readonly vault: bigint;
  readonly unclaimedPayout: bigint;
  /** Resolved, and in no claim yet. */
  readonly unclaimedBurn: bigint;
  /** What claims could not take, because the vault had less of the stake or its limits let them take less: never taken any more. */
  readonly cutBurn: bigint;
  /** What the ledger has given back of both, because its owner had left with it. */
  readonly lost: bigint;
  /** Paid out by the vault, and at risk in the ledger still: posted once rounds have resolved. */
  readonly leaving: bigint;
  /** stake + pending + wallet. */
  readonly ledger: bigint;
  /** vault + unclaimedPayout − unclaimedBurn − cutBurn + lost + leaving − ledger. */
  readonly difference: bigint;
  readonly models: readonly ReconciledModel[];
}

/** The parts of one model's stake. `active` is what the vault's next round counts, `stake` what the ledger's does. */
export interface ReconciledModel {
  readonly model: string;
  readonly active: bigint;
  readonly pending: bigint;
  readonly stake: bigint;
  readonly pendingInLedger: bigint;
  /** Between these the stake is right: burns that no claim has taken yet are all that may lie between. */
  readonly least: bigint;
  readonly most: bigint;
  /** Below 0: the rounds count so much too little; above 0: too much. 0 where an event of it waits or is still to be summed up. */
  readonly drift: bigint;
}

/** A position whose events do not add up to what the vault has: one of them was not read. */
export interface UntoldPosition extends VaultPosition {
  readonly active: bigint;
  readonly pending: bigint;
  readonly activeOfEvents: bigint;
  readonly pendingOfEvents: bigint;
}

type Key = keyof ChainDocuments;

/** Null where nothing was kept. */
export async function chainDocument<K extends Key>(
  reader: Pick<StorageReader, 'document'>,
  key: K,
): Promise<ChainDocuments[K] | null> {
  return readKept(reader, key);
}

/** Of a list: empty where nothing was kept. */
export const chainList = async <K extends Key>(
  reader: Pick<StorageReader, 'document'>,
  key: K,
): Promise<ChainDocuments[K] & readonly unknown[]> =>
  ((await readKept(reader, key)) ?? []) as ChainDocuments[K] & readonly unknown[];

export const putChainDocument = <K extends Key>(
  writer: Pick<StorageWriter, 'putDocument'>,
  key: K,
  value: ChainDocuments[K],
): Promise<void> => putKept(writer, key, value);

const leavesKey = (round: number, root: Hex): string => `chain/leaves/${round}/${root}`;

export const putLeaves = (writer: Pick<StorageWriter, 'putDocument'>, leaves: KeptLeaves): Promise<void> =>
  putKept(writer, leavesKey(leaves.round, leaves.root), leaves);

/** Null where this tournament did not make that root. */
export const leavesOf = (
  reader: Pick<StorageReader, 'document'>,
  { round, root }: Pick<VaultSettlement, 'round' | 'root'>,
): Promise<KeptLeaves | null> => readKept(reader, leavesKey(round, root));

const stepKey = (block: number): string => `chain/read/${block}`;

export const putReadStep = (
  writer: Pick<StorageWriter, 'putDocument'>,
  block: number,
  step: ReadStep | null,
): Promise<void> => (step === null ? writer.putDocument(stepKey(block), null) : putKept(writer, stepKey(block), step));

export const readStepOf = (reader: Pick<StorageReader, 'document'>, block: number): Promise<ReadStep | null> =>
  readKept(reader, stepKey(block));

const UNITS = 'units';

const putKept = (writer: Pick<StorageWriter, 'putDocument'>, key: string, value: unknown): Promise<void> =>
  writer.putDocument(key, written(value));

async function readKept<T>(reader: Pick<StorageReader, 'document'>, key: string): Promise<T | null> {
  const kept = await reader.document(key);
  return kept === null ? null : (revived(kept) as T);
}

/** As JSON has it: amounts as objects, and without what is undefined. */
function written(value: unknown): unknown {
  if (typeof value === 'bigint') return { [UNITS]: String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(written);
  const fields: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(value)) if (each !== undefined) fields[key] = written(each);
  return fields;
}

function revived(kept: unknown): unknown {
  if (typeof kept !== 'object' || kept === null) return kept;
  if (Array.isArray(kept)) return kept.map(revived);
  if (UNITS in kept) return BigInt(kept[UNITS] as string);
  const fields: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(kept)) fields[key] = revived(each);
  return fields;
}
