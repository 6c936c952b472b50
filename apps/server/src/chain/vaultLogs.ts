import { type Address, type parseEventLogs, type PublicClient, RpcRequestError } from 'viem';

export type RawLogs = Parameters<typeof parseEventLogs>[0]['logs'];

/** Nodes give logs of so many blocks at once, or fewer: then the span is halved. */
const LOG_BLOCKS = 1_000;
/** So few blocks are asked for by their hashes. */
const FEW_BLOCKS = 8;
const BLOCKS_AT_ONCE = 8;
/** No node is further behind the newest block that its neighbour knows. */
const NEW_BLOCKS = 256;

/** Whether a span is short enough that its blocks are read one by one: `vaultLogs` of it are whole. */
export const isFew = (from: number, to: number): boolean => to - from < FEW_BLOCKS;

/**
 * The vault's logs of some blocks. A node that is behind answers a range that it has not with none of them; a block that is named by its hash it refuses:
 * so are the newest read, as they come. What is read of a range has to be proved by other means.
 */
export const vaultLogs = (client: PublicClient, address: Address, from: number, to: number): Promise<RawLogs> =>
  isFew(from, to) ? logsByHash(client, address, from, to) : logsOfRange(client, address, from, to);

/**
 * The same of many blocks, where no state of the vault can prove them: the newest are read one by one; older ones, which no node is behind, have to be the
 * same twice, with the last of them as it is by its hash. Throws where they are not.
 */
export async function vaultLogsTwice(
  client: PublicClient,
  address: Address,
  { from, to, logs }: { readonly from: number; readonly to: number; readonly logs: RawLogs },
): Promise<RawLogs> {
  const head = Number(await client.getBlockNumber());
  if (head < to) throw new Error(`the node is at block ${head} and gave logs up to block ${to}: they are read again.`);
  const newest = Math.max(from, head - NEW_BLOCKS + 1);
  const recent = newest > to ? [] : await logsByHash(client, address, newest, to);
  if (newest === from) return recent;
  const old = Math.min(newest - 1, to);
  const [again, last] = [
    await logsOfRange(client, address, from, old),
    await logsByHash(client, address, old, old),
  ] as const;
  const first = logs.filter(({ blockNumber }) => Number(blockNumber) <= old);
  const ofLast = again.filter(({ blockNumber }) => Number(blockNumber) === old);
  if (placesOf(first) !== placesOf(again) || placesOf(ofLast) !== placesOf(last)) {
    throw new Error(
      `the node gave other logs of blocks ${from} to ${old} when it was asked again: they are read again.`,
    );
  }
  return [...again, ...recent];
}

const placesOf = (logs: RawLogs): string =>
  logs
    .map(({ blockHash, transactionHash, logIndex }) => `${blockHash} ${transactionHash} ${Number(logIndex)}`)
    .sort()
    .join(',');

async function logsByHash(client: PublicClient, address: Address, from: number, to: number): Promise<RawLogs> {
  const found: RawLogs = [];
  const ofBlock = async (number: number): Promise<RawLogs> => {
    const { hash } = await client.getBlock({ blockNumber: BigInt(number) });
    return client.getLogs({ address, blockHash: hash });
  };
  for (let next = from; next <= to; next += BLOCKS_AT_ONCE) {
    const numbers = Array.from({ length: Math.min(BLOCKS_AT_ONCE, to - next + 1) }, (_, at) => next + at);
    found.push(...(await Promise.all(numbers.map(ofBlock))).flat());
  }
  return found;
}

/** Where a node gives no logs of so many blocks at once it is asked for half as many. */
async function logsOfRange(client: PublicClient, address: Address, from: number, to: number): Promise<RawLogs> {
  const found: RawLogs = [];
  let span = LOG_BLOCKS;
  for (let next = from; next <= to; ) {
    const last = Math.min(next + span - 1, to);
    try {
      found.push(...(await client.getLogs({ address, fromBlock: BigInt(next), toBlock: BigInt(last) })));
    } catch (error) {
      if (span === 1 || !isTooMuch(error)) throw error;
      span = Math.floor(span / 2);
      continue;
    }
    next = last + 1;
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
