import type { CallOptions, Connection } from './connection.ts';

/** What a server says of its vault. Times are ISO, amounts decimal texts of tokens; what a wallet sends (leaves) is in units of 1e-18. */
export type ChainPage = { readonly isOn: false } | ChainState;

export interface ChainState {
  readonly isOn: true;
  readonly chainId: number;
  readonly vault: string;
  readonly token: string;
  readonly confirmations: number;
  /** Up to where events count; null before anything was read. */
  readonly confirmed: { readonly block: number; readonly time: string } | null;
  /** The newest block; null where the node does not answer. */
  readonly head: { readonly block: number; readonly time: string } | null;
  /** Why nothing is settled now. */
  readonly halts: readonly {
    readonly kind: 'reorganization' | 'difference';
    readonly since: string;
    readonly sentence: string;
  }[];
  /** Why the chain could not be read when it was tried last. */
  readonly problem: string | null;
  /** Events of the vault that the ledger cannot take yet. */
  readonly waiting: number;
  /** Whether this server holds the settler's key. */
  readonly settles: boolean;
  /** Whether people may sign in with the wallet of an address that they have linked. */
  readonly signsIn: boolean;
  /** Rounds announced to the vault that have not closed; `number`: the tournament's. */
  readonly rounds: readonly {
    readonly round: number;
    readonly number: number | null;
    readonly closesAt: string;
    readonly settleBy: string;
  }[];
  readonly reconciliation: ChainReconciliation | null;
}

export interface ChainReconciliation {
  readonly block: number;
  readonly at: string;
  readonly agrees: boolean;
  readonly accounts: number;
  /** In the vault, of everybody. */
  readonly staked: string;
  /** Of addresses that no account has linked. */
  readonly unmatched: string;
  readonly surplus: string;
  /** vault − undeclared + taken − ledger = difference; null of a comparison that an older version kept. */
  readonly treasury: {
    readonly vault: string;
    /** Paid by rounds that have resolved, and in no settlement yet. */
    readonly undeclared: string;
    /** By the vault's owner. */
    readonly taken: string;
    readonly ledger: string;
    readonly difference: string;
  } | null;
  /** Resolved and in no root, although the root of its round is there or can be sent no more; null where it is not known. */
  readonly owed: { readonly payout: string; readonly burn: string; readonly stakes: number } | null;
}

/** The chain as operators see it. */
export interface ChainDesk extends ChainState {
  /** Whether vault and ledger differences pause the vault by themselves, and whether this server holds the guardian's key. */
  readonly pausesByItself: boolean;
  readonly canPause: boolean;
  /** Until when the vault is paused; null: it is not. */
  readonly pausedUntil: string | null;
  /** Of the last comparison: those that differ first, the first 200. */
  readonly accounts: readonly ChainDeskAccount[];
  /** What is owed beyond all roots, by stake; the largest first, at most 200. */
  readonly owed: readonly ChainDeskOwed[];
  /** What is under way: its offer, since how many blocks, and the most that it pays for each gas in units of 1e-18. */
  readonly underWay: {
    readonly id: string;
    readonly transaction: string;
    readonly blocks: number;
    readonly offers: number;
    readonly price: string | null;
    readonly isStuck: boolean;
  } | null;
}

/** vault + unclaimedPayout − unclaimedBurn − cutBurn + lost + leaving − ledger = difference. */
export interface ChainDeskAccount {
  readonly account: string;
  /** Null where the account is gone. */
  readonly username: string | null;
  readonly address: string;
  readonly vault: string;
  readonly unclaimedPayout: string;
  readonly unclaimedBurn: string;
  /** What claims could not take of burns, and never will. */
  readonly cutBurn: string;
  /** Of burns that no claim has taken: what the ledger has given back, because its owner had left with it. */
  readonly lost: string;
  readonly leaving: string;
  readonly ledger: string;
  readonly difference: string;
  readonly drifts: readonly ChainDrift[];
}

/** A model whose stake in the ledger is not between `least` and `most`, which is what the vault has active less burns that no claim has taken. */
export interface ChainDrift {
  readonly model: string;
  readonly active: string;
  readonly stake: string;
  readonly least: string;
  readonly most: string;
  /** Below 0: rounds count so much too little. */
  readonly drift: string;
}

export interface ChainDeskOwed {
  readonly account: string;
  /** The ledger's number of it. */
  readonly model: string;
  readonly payout: string;
  readonly burn: string;
}

export interface ChainSettlement {
  /** Of the vault, and of the tournament. */
  readonly round: number;
  readonly number: number | null;
  readonly root: string;
  readonly planHash: string;
  readonly payout: string;
  readonly burn: string;
  readonly transaction: string;
  readonly block: number;
  readonly finalAt: string;
  readonly state: 'settled' | 'struck';
}

/** What a transaction of the settler cost: gas, its price and the fee in the chain's own coin. */
export interface ChainGasRow {
  readonly id: string;
  /** The one that counts. */
  readonly transaction: string;
  /** Where its fee was raised: which of the offers that is, 1 the first, and how many there were. */
  readonly offer?: number;
  readonly offers?: number;
  readonly block: number;
  readonly at: string;
  readonly gasUsed: string;
  readonly price: string;
  readonly fee: string;
}

/** A stake's leaf with its proof: `claim(account, key, { payout, burn, proof })`; amounts are cumulative units of 1e-18. */
export interface ChainClaim {
  readonly account: string;
  readonly key: string;
  readonly payout: string;
  readonly burn: string;
  readonly proof: readonly string[];
}

export interface ChainClaims {
  /** The settlement that the vault takes claims of. */
  readonly final: ChainSettlement | null;
  /** The one within its challenge delay. */
  readonly pending: ChainSettlement | null;
  readonly claims: readonly ChainClaim[];
  readonly coming: readonly ChainClaim[];
}

/** A stake as the vault has it. */
export interface ChainStake {
  readonly active: string;
  readonly pending: string;
  readonly available: string;
  /** What `withdraw` would pay at that block. */
  readonly withdrawable: string;
  readonly compounds: boolean;
  /** Whether a claim has to come before due releases are paid. */
  readonly unproved: boolean;
}

export interface OwnChainModel {
  readonly modelId: string;
  readonly name: string;
  /** The vault's name of the model: the argument of deposit, release, withdraw, … */
  readonly key: string;
  /** At the last confirmed block, and at the newest: what differs is on its way. */
  readonly confirmed: ChainStake;
  readonly latest: ChainStake;
  /** Resolved and not claimed; value = active + pending + available + unclaimedPayout − unclaimedBurn, all confirmed. */
  readonly unclaimedPayout: string;
  readonly unclaimedBurn: string;
  readonly value: string;
}

export interface OwnChain {
  /** Null: no address is linked. */
  readonly address: string | null;
  readonly linkedAt: string | null;
  /** Whether its wallet signs in to the account. */
  readonly signsIn: boolean;
  /** Whether the vault has had stakes of it: then it stays, and no other address takes its place. */
  readonly isUsed: boolean;
  /** The last confirmed block: up to where the figures count. Null where no address is linked, or nothing was read. */
  readonly block: number | null;
  readonly models: readonly OwnChainModel[];
  /** Σ value of the models, and what the ledger has of the account: the same, but for events that wait. */
  readonly value: string;
  readonly ledger: string;
  /** Events of this address that the ledger cannot take yet, and why. */
  readonly waiting: readonly {
    readonly kind: string;
    readonly block: number;
    readonly transaction: string;
    readonly sentence: string;
  }[];
}

/** What a wallet signs (personal_sign) to show whose it is. */
export interface ChainChallenge {
  readonly text: string;
  readonly nonce: string;
  readonly expiresAt: string;
}

export interface ChainClient {
  chain(options?: CallOptions): Promise<ChainPage>;
  chainSettlements(options?: CallOptions): Promise<{
    readonly settlements: readonly ChainSettlement[];
    readonly gas: readonly ChainGasRow[];
  }>;
  /** The proofs of an address. */
  chainClaims(address: string, options?: CallOptions): Promise<ChainClaims>;
  /** Of the account that asks. */
  ownChain(options?: CallOptions): Promise<OwnChain>;
  chainChallenge(address: string, options?: CallOptions): Promise<ChainChallenge>;
  linkAddress(
    signed: { readonly nonce: string; readonly signature: string },
    options?: CallOptions,
  ): Promise<{ readonly address: string; readonly linkedAt: string }>;
  /** Whether the linked wallet signs in: asked in a session, and yes with the account's password. */
  letWalletSignIn(
    asked: { readonly signsIn: true; readonly password: string } | { readonly signsIn: false },
    options?: CallOptions,
  ): Promise<{ readonly signsIn: boolean }>;
  /** What the wallet of a linked address signs to sign in, for `people.signInWithWallet`. */
  signInChallenge(address: string, options?: CallOptions): Promise<ChainChallenge>;
}

export const chainClient = ({ ask }: Connection): ChainClient => ({
  chain: (options) => ask('/api/chain', options),
  chainSettlements: (options) => ask('/api/chain/settlements', options),
  chainClaims: (address, options = {}) => ask('/api/chain/claims', { ...options, query: { account: address } }),
  ownChain: (options) => ask('/api/account/chain', options),
  chainChallenge: (address, options = {}) =>
    ask('/api/account/chain/challenge', { ...options, method: 'POST', body: { address } }),
  signInChallenge: (address, options = {}) =>
    ask('/api/chain/sign-in/challenge', { ...options, method: 'POST', body: { address } }),
  linkAddress: (signed, options = {}) => ask('/api/account/chain/link', { ...options, method: 'POST', body: signed }),
  letWalletSignIn: (asked, options = {}) =>
    ask('/api/account/chain/sign-in', { ...options, method: 'POST', body: asked }),
});
