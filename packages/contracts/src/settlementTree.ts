import { type Address, concat, encodeAbiParameters, type Hex, isAddressEqual, keccak256, toBytes } from 'viem';

/** A stake's cumulative amounts, in units of 1e-18: one leaf of a settlement's tree. */
export interface SettlementRow {
  readonly account: Address;
  /** `modelKey` of the ledger's model id. */
  readonly model: Hex;
  readonly payout: bigint;
  /** Positive. */
  readonly burn: bigint;
}

/** The vault for which a tree is built: a leaf proves nothing anywhere else. */
export interface VaultIdentity {
  readonly chainId: number | bigint;
  readonly vault: Address;
}

/** A row with its proof: what `claim` and `dispute` take. */
export interface SettlementLeaf {
  readonly payout: bigint;
  readonly burn: bigint;
  readonly proof: readonly Hex[];
}

export interface SettlementTree {
  readonly root: Hex;
  readonly rows: readonly SettlementRow[];
  /** The leaf of a stake with its proof; undefined where the tree has none. */
  readonly leaf: (account: Address, model: Hex) => SettlementLeaf | undefined;
}

/** The contract's name of a ledger's model: keccak256 of the id's UTF-8. */
export const modelKey = (model: string): Hex => keccak256(toBytes(model));

const LEAF = [
  { type: 'uint256' },
  { type: 'address' },
  { type: 'address' },
  { type: 'bytes32' },
  { type: 'uint128' },
  { type: 'uint128' },
] as const;

/** keccak256(keccak256(abi.encode(chain id, vault, account, model, payout, burn))): as `leafOf` of the contract. Throws where an amount is no uint128. */
export const settlementLeafHash = ({ chainId, vault }: VaultIdentity, row: SettlementRow): Hex =>
  keccak256(
    keccak256(encodeAbiParameters(LEAF, [BigInt(chainId), vault, row.account, row.model, row.payout, row.burn])),
  );

/**
 * The tree of a settlement: leaves in the order of their hashes, pairs hashed in order of their values (as OpenZeppelin's MerkleProof
 * wants), the last of an odd number goes up alone. The same rows give the same root in any order. Throws RangeError on no rows, or on two
 * of the same account and model.
 */
export function settlementTree(identity: VaultIdentity, rows: readonly SettlementRow[]): SettlementTree {
  if (rows.length === 0) throw new RangeError('a settlement needs at least one row');
  const hashed = rows
    .map((row) => ({ row, hash: settlementLeafHash(identity, row) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const places = new Map(hashed.map(({ row }, place) => [stakeKey(row.account, row.model), place]));
  if (places.size !== rows.length) throw new RangeError('two rows are of the same account and model');

  const levels: Hex[][] = [hashed.map(({ hash }) => hash)];
  for (let level = levels[0] as Hex[]; level.length > 1; levels.push(level)) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) =>
      joined(level[2 * i] as Hex, level[2 * i + 1]),
    );
  }
  const root = (levels.at(-1) as Hex[])[0] as Hex;
  const leaf = (account: Address, model: Hex): SettlementLeaf | undefined => {
    const place = places.get(stakeKey(account, model));
    if (place === undefined) return undefined;
    const { payout, burn } = (hashed[place] as { row: SettlementRow }).row;
    const proof = levels.flatMap((level, height) => level[(place >> height) ^ 1] ?? []);
    return { payout, burn, proof };
  };
  return { root, rows: hashed.map(({ row }) => row), leaf };
}

/** Whether a leaf is in the tree of this root, as the contract sees it. */
export const verifySettlementLeaf = (
  identity: VaultIdentity,
  root: Hex,
  stake: { readonly account: Address; readonly model: Hex },
  leaf: SettlementLeaf,
): boolean => leaf.proof.reduce(joined, settlementLeafHash(identity, { ...stake, ...leaf })) === root;

const joined = (a: Hex, b: Hex | undefined): Hex =>
  b === undefined ? a : keccak256(a.toLowerCase() < b.toLowerCase() ? concat([a, b]) : concat([b, a]));

const stakeKey = (account: Address, model: Hex): string => `${account.toLowerCase()} ${model.toLowerCase()}`;

/** One round's payouts by the ledger's model ids, as the rows of its payout plan: positive is paid, negative is burned. */
export interface RoundPayout {
  readonly model: string;
  readonly payout: bigint;
}

export interface NextSettlement {
  readonly rows: readonly SettlementRow[];
  /** What this round adds: the arguments of `settle`. */
  readonly payout: bigint;
  readonly burn: bigint;
}

/**
 * The rows after a round: those of the settlement before with the payout plan's added, and a row of zeros for each new stake, which every
 * stake that the round counted needs in order to be paid out without waiting. Throws RangeError where a model of the plan has no owner, or
 * has another than before.
 */
export function nextSettlement(
  before: readonly SettlementRow[],
  plan: readonly RoundPayout[],
  ownerOf: (model: string) => Address | undefined,
): NextSettlement {
  const rows = new Map(before.map((row) => [row.model, row]));
  let paid = 0n;
  let burned = 0n;
  for (const { model, payout } of plan) {
    const key = modelKey(model);
    const account = ownerOf(model);
    if (account === undefined) throw new RangeError(`no account owns ${model}`);
    const known = rows.get(key) ?? { account, model: key, payout: 0n, burn: 0n };
    if (!isAddressEqual(known.account, account)) throw new RangeError(`${model} had another owner before`);
    const [gain, loss] = payout > 0n ? [payout, 0n] : [0n, -payout];
    rows.set(key, { ...known, payout: known.payout + gain, burn: known.burn + loss });
    paid += gain;
    burned += loss;
  }
  return { rows: [...rows.values()], payout: paid, burn: burned };
}
