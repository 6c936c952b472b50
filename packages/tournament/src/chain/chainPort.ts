/** Bytes as JSON-RPC writes them. */
export type Hex = `0x${string}`;

export interface ChainBlock {
  readonly number: number;
  readonly hash: Hex;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The block and the place in it of something that the vault told. */
export interface EventPlace {
  readonly block: number;
  /** Of that block, in seconds since 1970. */
  readonly time: number;
  readonly transaction: Hex;
  /** Within the block. */
  readonly logIndex: number;
  /**
   * Among all that the vault tells in that transaction, 0 the first: the same in whatever block it comes, which the log index is not. Missing: kept by
   * a version that knew the log index alone.
   */
  readonly index?: number;
}

/** One account's stake on one model, as the vault names it. */
export interface VaultPosition {
  readonly address: Hex;
  /** `modelKey` of the ledger's model. */
  readonly key: Hex;
}

/** Amounts in units of 1e-18; what this build has no use for (parameters, changes, pauses) is not read. */
export type VaultEvent = EventPlace &
  (
    | ({ readonly kind: 'deposited' | 'release_requested' | 'restaked'; readonly amount: bigint } & VaultPosition)
    | ({ readonly kind: 'withdrawn'; readonly released: bigint; readonly available: bigint } & VaultPosition)
    | ({
        readonly kind: 'exited';
        readonly active: bigint;
        readonly pending: bigint;
        readonly available: bigint;
      } & VaultPosition)
    | ({ readonly kind: 'compounding_set'; readonly compounds: boolean } & VaultPosition)
    | ({
        readonly kind: 'claimed';
        readonly round: number;
        readonly payout: bigint;
        readonly burn: bigint;
        readonly compounded: boolean;
        /** What of the burn came out of the active part, by the events before it; missing: as the chain tells it, without that. */
        readonly fromActive?: bigint;
      } & VaultPosition)
    | { readonly kind: 'funded'; readonly amount: bigint }
    | { readonly kind: 'treasury_withdrawn'; readonly amount: bigint }
    | {
        readonly kind: 'round_announced';
        readonly round: number;
        readonly closesAt: number;
        readonly settleBy: number;
        readonly clip: bigint;
      }
    | { readonly kind: 'rounds_dropped'; readonly from: number }
    | {
        readonly kind: 'settled';
        readonly round: number;
        readonly root: Hex;
        readonly payout: bigint;
        readonly burn: bigint;
        readonly finalAt: number;
        readonly planHash: Hex;
      }
    | { readonly kind: 'struck'; readonly round: number; readonly root: Hex; readonly disputed: boolean }
  );

export type PositionEvent = Extract<VaultEvent, VaultPosition>;

export interface VaultStake {
  readonly active: bigint;
  readonly pending: bigint;
  readonly available: bigint;
  /** What `withdraw` would pay at that block. */
  readonly withdrawable: bigint;
  /** Cumulative, as in the leaves. */
  readonly paid: bigint;
  readonly burned: bigint;
  readonly compounds: boolean;
  /** Whether `claim` has to come before due releases are paid. */
  readonly unproved: boolean;
}

export interface VaultTotals {
  /** Active, pending and available of everybody. */
  readonly staked: bigint;
  readonly treasury: bigint;
  /** Declared by settlements and not taken up. */
  readonly reservedPayout: bigint;
  readonly reservedBurn: bigint;
  readonly burnedHeld: bigint;
  /** What the token says that the vault holds. */
  readonly held: bigint;
  /** When the newest settlement is final, in seconds; of none the vault's birth. */
  readonly finalAt: number;
  /** Until when its guardian has paused it, in seconds; past or 0: it is not paused. */
  readonly pausedUntil: number;
}

/** What the vault takes claims of, at its newest block. */
export interface VaultRoots {
  readonly head: ChainBlock;
  /** Null: no settlement is final yet. */
  readonly final: VaultRoot | null;
  /** The one within its challenge delay; null where there is none. */
  readonly pending: (VaultRoot & { readonly finalAt: number }) | null;
}

export interface VaultRoot {
  readonly round: number;
  readonly root: Hex;
}

/** The vault as one tournament reads it. Implemented over JSON-RPC; every method may fail, and is asked again by the next tick. */
export interface VaultChain {
  readonly identity: { readonly chainId: number; readonly vault: Hex };
  readonly token: Hex;
  /** The newest block. */
  head(): Promise<ChainBlock>;
  /** Null where the chain has not come that far. */
  block(number: number): Promise<ChainBlock | null>;
  /** Of blocks `from` to `to`, both included, in the order in which they happened. */
  events(from: number, to: number): Promise<readonly VaultEvent[]>;
  /** In the order of the positions, as they stood at the end of a block. */
  stakes(positions: readonly VaultPosition[], block: number): Promise<readonly VaultStake[]>;
  /** What a round counts of each position. */
  atRisk(positions: readonly VaultPosition[], round: number, block: number): Promise<readonly bigint[]>;
  totals(block: number): Promise<VaultTotals>;
  /** Of rounds that are announced from now on, in parts of 1e12. */
  clip(): Promise<bigint>;
  roots(): Promise<VaultRoots>;
}

/** A call of the vault, ready to be sent: by its settler, or (pause, unpause) by its guardian. */
export type VaultCall =
  | { readonly kind: 'pause' | 'unpause' }
  | { readonly kind: 'announce'; readonly closes: readonly number[] }
  /** Of nothing to itself, no call of the vault: it takes the nonce of what is not wanted any more. */
  | { readonly kind: 'free' }
  | {
      readonly kind: 'settle';
      readonly round: number;
      readonly root: Hex;
      readonly payout: bigint;
      readonly burn: bigint;
      readonly planHash: Hex;
    };

export interface GasEstimate {
  readonly gas: bigint;
  /** Units of 1e-18 of the chain's own coin, for each gas; the most that the transaction offers. */
  readonly price: bigint;
}

/** One transaction with its fee. */
export interface SignedOffer {
  readonly hash: Hex;
  /** The whole transaction, to be sent again as it is. */
  readonly raw: Hex;
  /** The most that it pays for each gas, in units of 1e-18 of the chain's coin; missing: of before fees were raised. */
  readonly price?: bigint;
}

export interface SignedCall extends SignedOffer {
  readonly nonce: number;
}

export interface SentReceipt {
  readonly block: number;
  readonly isReverted: boolean;
  readonly gasUsed: bigint;
  readonly price: bigint;
}

/** Who settles or guards, with its key. */
export interface VaultSender {
  readonly address: Hex;
  /** Throws a sentence where the vault would refuse the call. */
  estimate(call: VaultCall): Promise<GasEstimate>;
  /** Signs and sends nothing. */
  sign(call: VaultCall, estimate: GasEstimate, nonce: number): Promise<SignedCall>;
  /**
   * The same call with the same nonce at a fee that nodes take in its place, and that is not below what the chain asks now; null where that is above
   * `priceMax`. Signs and sends nothing. A block takes one of the two at most.
   */
  raise(offer: SignedOffer, priceMax: bigint): Promise<SignedOffer | null>;
  /**
   * Another call with the nonce of an offer, at a fee that nodes take in its place; null where that is above `priceMax`. Signs and sends nothing. A block
   * takes one of the two at most.
   */
  replace(call: VaultCall, estimate: GasEstimate, offer: SignedOffer, priceMax: bigint): Promise<SignedCall | null>;
  /** Sends, or sends again: the same bytes are the same transaction. */
  broadcast(offer: SignedOffer): Promise<void>;
  /** Null while no block has it. */
  receipt(hash: Hex): Promise<SentReceipt | null>;
  /** Its next nonce: by the newest block, by what the node has besides, or by a block. Those below it are taken. */
  nonce(at: 'latest' | 'pending' | number): Promise<number>;
}
