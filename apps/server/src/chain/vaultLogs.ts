import { stakingVaultAbi } from '@robata/contracts';
import type { VaultEvent } from '@robata/tournament/chain';
import {
  type Address,
  ContractFunctionZeroDataError,
  BaseError,
  type parseEventLogs,
  type PublicClient,
  RpcRequestError,
} from 'viem';

export type RawLogs = Parameters<typeof parseEventLogs>[0]['logs'];

/** Nodes give logs of so many blocks at once, or fewer: then the span is halved. */
const LOG_BLOCKS = 1_000;
/** So few blocks are asked for by their hashes. */
const FEW_BLOCKS = 8;

/**
 * The vault's logs of some blocks. A node that is behind answers a range that it has not with none of them; a block that is named by its hash it refuses:
 * so are the newest read, as they come.
 */
export async function vaultLogs(client: PublicClient, address: Address, from: number, to: number): Promise<RawLogs> {
  if (to - from >= FEW_BLOCKS) return logsOfRange(client, address, BigInt(from), BigInt(to));
  const found: RawLogs = [];
  for (let number = from; number <= to; number += 1) {
    const { hash } = await client.getBlock({ blockNumber: BigInt(number) });
    found.push(...(await client.getLogs({ address, blockHash: hash })));
  }
  return found;
}

/** Where a node gives no logs of so many blocks at once it is asked for half as many. */
async function logsOfRange(client: PublicClient, address: Address, from: bigint, to: bigint): Promise<RawLogs> {
  const found: RawLogs = [];
  let span = BigInt(LOG_BLOCKS);
  for (let next = from; next <= to; ) {
    const last = next + span - 1n < to ? next + span - 1n : to;
    try {
      found.push(...(await client.getLogs({ address, fromBlock: next, toBlock: last })));
    } catch (error) {
      if (span === 1n || !isTooMuch(error)) throw error;
      span /= 2n;
      continue;
    }
    next = last + 1n;
  }
  return found;
}

/** Providers say it in words of their own, with codes that they use for other things, too. */
function isTooMuch(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RpcRequestError) return true;
    if (/block range|too many|more than|limit|response size/i.test(cause.message)) return true;
  }
  return false;
}

interface ReadSpan {
  readonly from: number;
  readonly to: number;
  readonly events: readonly VaultEvent[];
}

/** What the vault holds for its participants changed by what was read, to the last unit: else something was not given. Throws then. */
export async function assertWhole(client: PublicClient, vault: Address, { from, to, events }: ReadSpan): Promise<void> {
  const [before, after] = [await stakedAt(client, vault, from - 1), await stakedAt(client, vault, to)];
  if (before === null || after === null) return;
  const told = events.reduce((sum, event) => sum + stakedBy(event), 0n);
  if (after - before === told) return;
  throw new Error(
    `the logs of blocks ${from} to ${to} that the node gave do not add up to what the vault holds (${after - before} and ${told} units): it is behind, and they are read again.`,
  );
}

/** Null where the node keeps no state of so old a block, or there was no vault in it: logs are all that there is then. */
async function stakedAt(client: PublicClient, vault: Address, block: number): Promise<bigint | null> {
  try {
    const [staked] = await client.readContract({
      address: vault,
      abi: stakingVaultAbi,
      functionName: 'funds',
      blockNumber: BigInt(Math.max(0, block)),
    });
    return staked;
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    if (error.walk((each) => each instanceof ContractFunctionZeroDataError) !== null) return null;
    if (/missing trie node|state .*(not|un)\s?available|pruned|archive|historical state/i.test(error.message))
      return null;
    throw error;
  }
}

function stakedBy(event: VaultEvent): bigint {
  switch (event.kind) {
    case 'deposited':
      return event.amount;
    case 'withdrawn':
      return -event.released - event.available;
    case 'exited':
      return -event.active - event.pending - event.available;
    case 'claimed':
      return event.payout - event.burn;
    default:
      return 0n;
  }
}
