import { stakingVaultAbi } from '@robata/contracts';
import type { Hex, PositionEvent, VaultEvent, VaultPosition } from '@robata/tournament/chain';
import {
  type Address,
  BaseError,
  ContractFunctionZeroDataError,
  decodeFunctionResult,
  encodeFunctionData,
  LimitExceededRpcError,
  type PublicClient,
  RpcError,
  RpcRequestError,
} from 'viem';

/** What the vault counts of itself at the end of a block: each of its events that the ledger follows changes one of these. */
export interface VaultCounters {
  /** What is its participants', and what of it is stake. */
  readonly staked: bigint;
  readonly active: bigint;
  /** Treasury and what settlements have reserved of it. */
  readonly payable: bigint;
  /** Rounds that are announced. */
  readonly announced: number;
  /** The newest last, and those before it that are known. */
  readonly settlements: readonly Settled[];
}

interface Settled {
  readonly round: number;
  readonly root: Hex;
  /** The round settled before; 0: none. */
  readonly previous: number;
}

export const NO_VAULT: VaultCounters = { staked: 0n, active: 0n, payable: 0n, announced: 0, settlements: [] };

/** `totalAtRisk` of it is what is stake now. */
const NO_ROUND_YET = 2 ** 32 - 1;
/** A node that refuses the state of so old a block keeps it no more, in whatever words it says so. */
const OLD_BLOCKS = 64;
const GONE = /missing trie node|state .*(not|un)\s?available|no state available|prun|archive|historical state/i;

/** `no_vault`: nothing was deployed there then, as the node has it; null: it keeps no state of that block. Rejects where it does not answer. */
export async function countersAt(
  client: PublicClient,
  vault: Address,
  block: number,
): Promise<VaultCounters | 'no_vault' | null> {
  const abi = stakingVaultAbi;
  const names = ['funds', 'reserves', 'roundCounts', 'settlements'] as const;
  const calls = names.map((functionName) => encodeFunctionData({ abi, functionName }));
  calls.push(encodeFunctionData({ abi, functionName: 'totalAtRisk', args: [NO_ROUND_YET] }));
  try {
    const at = { address: vault, abi, blockNumber: BigInt(Math.max(0, block)) };
    const { result } = await client.simulateContract({ ...at, functionName: 'multicall', args: [calls] });
    const [funds, reserves, rounds, settled, total] = result as readonly [Hex, Hex, Hex, Hex, Hex];
    const [staked, treasury] = decodeFunctionResult({ abi, functionName: 'funds', data: funds });
    const [reserved] = decodeFunctionResult({ abi, functionName: 'reserves', data: reserves });
    const [announced] = decodeFunctionResult({ abi, functionName: 'roundCounts', data: rounds });
    const [final, pending] = decodeFunctionResult({ abi, functionName: 'settlements', data: settled });
    const [active] = decodeFunctionResult({ abi, functionName: 'totalAtRisk', data: total });
    const settlements = [final, pending].filter(({ round }) => round > 0);
    return { staked, active, payable: treasury + reserved, announced, settlements };
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    if (error.walk((each) => each instanceof ContractFunctionZeroDataError) !== null) return 'no_vault';
    if (await isStateGone(client, error, block)) return null;
    throw error;
  }
}

async function isStateGone(client: PublicClient, error: BaseError, block: number): Promise<boolean> {
  if (error.walk((each) => each instanceof LimitExceededRpcError) !== null) return false;
  if (GONE.test(error.message)) return true;
  const isRefused = error.walk((each) => each instanceof RpcError || each instanceof RpcRequestError) !== null;
  return isRefused && Number(await client.getBlockNumber()) - block >= OLD_BLOCKS;
}

const isBurn = (event: VaultEvent): event is Extract<VaultEvent, { kind: 'claimed' }> =>
  event.kind === 'claimed' && event.burn > 0n;

/** The blocks before those in which burns were taken up, in their order. */
export const beforeBurns = (events: readonly VaultEvent[]): readonly number[] =>
  [...new Set(events.filter(isBurn).map(({ block }) => block - 1))].sort((a, b) => a - b);

/** Whose burns were taken up: how much of them came out of the stake hangs on what was pending before. */
export function burnedPositions(events: readonly VaultEvent[]): readonly VaultPosition[] {
  return [
    ...new Map(events.filter(isBurn).map(({ address, key }) => [`${address} ${key}`, { address, key }])).values(),
  ];
}

/** What they are after all of these events, in their order. `pendingBefore` is asked of `burnedPositions` alone. */
export function countersAfter(
  before: VaultCounters,
  events: readonly VaultEvent[],
  pendingBefore: (position: VaultPosition) => bigint,
): VaultCounters {
  let { staked, active, payable, announced } = before;
  const settlements = [...before.settlements];
  const pendings = new Map(burnedPositions(events).map((each) => [placeOf(each), pendingBefore(each)]));
  const pend = (event: PositionEvent, change: bigint): void => {
    const known = pendings.get(placeOf(event));
    if (known !== undefined) pendings.set(placeOf(event), known + change);
  };
  for (const event of events) {
    switch (event.kind) {
      case 'deposited':
        staked += event.amount;
        active += event.amount;
        break;
      case 'release_requested':
        active -= event.amount;
        pend(event, event.amount);
        break;
      case 'restaked':
        active += event.amount;
        break;
      case 'withdrawn':
        staked -= event.released + event.available;
        pend(event, -event.released);
        break;
      case 'exited':
        staked -= event.active + event.pending + event.available;
        active -= event.active;
        pend(event, -event.pending);
        break;
      case 'claimed': {
        const { payout, burn, compounded } = event;
        const pending = pendings.get(placeOf(event)) ?? 0n;
        const released = pending < burn ? pending : burn;
        pend(event, -released);
        staked += payout - burn;
        active += (compounded ? payout : 0n) - (burn - released);
        payable -= payout;
        break;
      }
      case 'funded':
        payable += event.amount;
        break;
      case 'treasury_withdrawn':
        payable -= event.amount;
        break;
      case 'round_announced':
        announced += 1;
        break;
      case 'rounds_dropped':
        announced = event.from - 1;
        break;
      case 'settled':
        settlements.push({ round: event.round, root: event.root, previous: settlements.at(-1)?.round ?? 0 });
        break;
      case 'struck':
        settlements.pop();
        break;
      case 'compounding_set':
        break;
    }
  }
  return { staked, active, payable, announced, settlements };
}

export const placeOf = ({ address, key }: VaultPosition): string => `${address} ${key}`;

const named = (settled: Settled | undefined): string =>
  settled === undefined ? 'none' : `of round ${settled.round} after ${settled.previous} with root ${settled.root}`;

/** In which of their figures two states differ, in words; null: in none. */
export function differenceOf(told: VaultCounters, found: VaultCounters): string | null {
  const figures = (each: VaultCounters) => ({
    'held for participants': each.staked,
    staked: each.active,
    'held for payouts': each.payable,
    'rounds announced': each.announced,
    'the newest settlement': named(each.settlements.at(-1)),
  });
  const [own, other] = [figures(told), figures(found)];
  const names = (Object.keys(own) as (keyof typeof own)[]).filter((name) => own[name] !== other[name]);
  return names.length === 0 ? null : names.map((name) => `${name} ${other[name]} and not ${own[name]}`).join('; ');
}
