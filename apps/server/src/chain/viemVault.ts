import { stakingVaultAbi } from '@robata/contracts';
import type { ChainBlock, VaultChain, VaultEvent, VaultPosition, VaultStake } from '@robata/tournament/chain';
import {
  type Address,
  createPublicClient,
  custom,
  decodeFunctionResult,
  encodeFunctionData,
  type EIP1193RequestFn,
  erc20Abi,
  type Hex,
  http,
  numberToHex,
  parseEventLogs,
  type PublicClient,
  RpcRequestError,
  type Transport,
} from 'viem';

/** A JSON-RPC address, or what answers JSON-RPC in this process. */
export type RpcSource = string | { readonly request: EIP1193RequestFn | ((call: never) => Promise<unknown>) };

export interface ViemVaultInput {
  readonly rpc: RpcSource;
  readonly vault: Address;
}

const ANSWER_WITHIN_MS = 20_000;
const RETRIES = 4;
const RETRY_AFTER_MS = 250;
/** Nodes give logs of so many blocks at once, or fewer: then the span is halved. */
const LOG_BLOCKS = 1_000;
const CALLS_AT_ONCE = 100;

export const transportOf = (rpc: RpcSource): Transport =>
  typeof rpc === 'string'
    ? http(rpc, { timeout: ANSWER_WITHIN_MS, retryCount: RETRIES, retryDelay: RETRY_AFTER_MS })
    : custom(rpc as Parameters<typeof custom>[0], { retryCount: 0 });

/** The staking vault over JSON-RPC. Rejects where the node does not answer after some retries, or knows of no vault there. */
export async function viemVault({ rpc, vault }: ViemVaultInput): Promise<VaultChain> {
  const client = createPublicClient({ transport: transportOf(rpc), cacheTime: 0 });
  const chainId = await client.getChainId();
  if (((await client.getCode({ address: vault })) ?? '0x') === '0x') {
    throw new Error(
      `there is no contract at ${vault} on chain ${chainId}: set ROBATA_CHAIN_VAULT to the vault's address.`,
    );
  }
  const contract = { address: vault, abi: stakingVaultAbi } as const;
  const token = await client.readContract({ ...contract, functionName: 'token' });
  const times = new Map<bigint, number>();

  const blockOf = async (blockNumber?: bigint): Promise<ChainBlock | null> => {
    const block = await client.request({
      method: 'eth_getBlockByNumber',
      params: [blockNumber === undefined ? 'latest' : numberToHex(blockNumber), false],
    });
    if (block === null || block.hash === null || block.number === null) return null;
    return { number: Number(block.number), hash: block.hash, time: Number(block.timestamp) };
  };
  const timeOf = async (blockNumber: bigint): Promise<number> => {
    const known = times.get(blockNumber);
    if (known !== undefined) return known;
    const block = await blockOf(blockNumber);
    if (block === null) throw new Error(`the chain has no block ${blockNumber}: its node is behind`);
    times.set(blockNumber, block.time);
    if (times.size > LOG_BLOCKS) times.delete(times.keys().next().value as bigint);
    return block.time;
  };

  /** Views of the vault by its own `multicall`, some at once, as they stood at the end of a block. */
  const many = async (calls: readonly Hex[], block: number): Promise<Hex[]> => {
    const answers: Hex[] = [];
    for (let from = 0; from < calls.length; from += CALLS_AT_ONCE) {
      const { result } = await client.simulateContract({
        ...contract,
        functionName: 'multicall',
        args: [calls.slice(from, from + CALLS_AT_ONCE)],
        blockNumber: BigInt(block),
      });
      answers.push(...result);
    }
    return answers;
  };

  return {
    identity: { chainId, vault: vault.toLowerCase() as Hex },
    token: token.toLowerCase() as Hex,
    async head() {
      const block = await blockOf();
      if (block === null) throw new Error('the chain has no newest block: ask another node');
      return block;
    },
    block: (number) => blockOf(BigInt(number)),
    async events(from, to) {
      const logs = parseEventLogs({
        abi: stakingVaultAbi,
        logs: await logsOf(client, vault, BigInt(from), BigInt(to)),
      });
      const events: VaultEvent[] = [];
      for (const log of logs) {
        const told = toldBy(log);
        if (told === null) continue;
        const { transactionHash: transaction, logIndex, blockNumber } = log;
        if (transaction === null || logIndex === null || blockNumber === null) throw new Error('a log has no place');
        const place = { block: Number(blockNumber), time: await timeOf(blockNumber), transaction, logIndex };
        events.push({ ...place, ...told } as VaultEvent);
      }
      return events.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex);
    },
    async stakes(positions, block) {
      const calls = positions.map(({ address, key }) =>
        encodeFunctionData({ abi: stakingVaultAbi, functionName: 'stakeOf', args: [address, key] }),
      );
      return (await many(calls, block)).map((data): VaultStake => {
        const { active, pending, available, withdrawable, paid, burned, compounds, unproved } = decodeFunctionResult({
          abi: stakingVaultAbi,
          functionName: 'stakeOf',
          data,
        });
        return { active, pending, available, withdrawable, paid, burned, compounds, unproved };
      });
    },
    async atRisk(positions: readonly VaultPosition[], round, block) {
      const calls = positions.map(({ address, key }) =>
        encodeFunctionData({ abi: stakingVaultAbi, functionName: 'atRisk', args: [address, key, round] }),
      );
      return (await many(calls, block)).map((data) =>
        decodeFunctionResult({ abi: stakingVaultAbi, functionName: 'atRisk', data }),
      );
    },
    async totals(block) {
      const at = { blockNumber: BigInt(block) };
      const [[staked, treasury], [reservedPayout, reservedBurn], burnedHeld, clock, held] = await Promise.all([
        client.readContract({ ...contract, ...at, functionName: 'funds' }),
        client.readContract({ ...contract, ...at, functionName: 'reserves' }),
        client.readContract({ ...contract, ...at, functionName: 'burnedHeld' }),
        client.readContract({ ...contract, ...at, functionName: 'clock' }),
        client.readContract({ address: token, abi: erc20Abi, ...at, functionName: 'balanceOf', args: [vault] }),
      ]);
      return { staked, treasury, reservedPayout, reservedBurn, burnedHeld, held, finalAt: clock[1] };
    },
  };
}

type RawLogs = Parameters<typeof parseEventLogs>[0]['logs'];

/** Where a node gives no logs of so many blocks at once it is asked for half as many. */
async function logsOf(client: PublicClient, address: Address, from: bigint, to: bigint): Promise<RawLogs> {
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

type ParsedLog = ReturnType<typeof parseEventLogs<typeof stakingVaultAbi, true>>[number];

/** What an event says in the port's words; null where nothing is made of it. */
function toldBy(log: ParsedLog): object | null {
  const position = ({ account, model }: { readonly account: Address; readonly model: Hex }): VaultPosition => {
    return { address: account.toLowerCase() as Hex, key: model.toLowerCase() as Hex };
  };
  switch (log.eventName) {
    case 'Deposited':
      return { kind: 'deposited', ...position(log.args), amount: log.args.amount };
    case 'ReleaseRequested':
      return { kind: 'release_requested', ...position(log.args), amount: log.args.amount };
    case 'Restaked':
      return { kind: 'restaked', ...position(log.args), amount: log.args.amount };
    case 'Withdrawn': {
      const { released, available } = log.args;
      return { kind: 'withdrawn', ...position(log.args), released, available };
    }
    case 'Exited': {
      const { active, pending, available } = log.args;
      return { kind: 'exited', ...position(log.args), active, pending, available };
    }
    case 'CompoundingSet':
      return { kind: 'compounding_set', ...position(log.args), compounds: log.args.compounds };
    case 'Claimed': {
      const { round, payout, burn, compounded } = log.args;
      return { kind: 'claimed', ...position(log.args), round: Number(round), payout, burn, compounded };
    }
    case 'Funded':
      return { kind: 'funded', amount: log.args.amount };
    case 'TreasuryWithdrawn':
      return { kind: 'treasury_withdrawn', amount: log.args.amount };
    case 'RoundAnnounced': {
      const { round, closesAt, settleBy, clip } = log.args;
      return {
        kind: 'round_announced',
        round: Number(round),
        closesAt: Number(closesAt),
        settleBy: Number(settleBy),
        clip,
      };
    }
    case 'RoundsDropped':
      return { kind: 'rounds_dropped', from: Number(log.args.from) };
    case 'Settled': {
      const { round, root, payout, burn, finalAt, planHash } = log.args;
      return { kind: 'settled', round: Number(round), root, payout, burn, finalAt: Number(finalAt), planHash };
    }
    case 'Struck':
      return { kind: 'struck', round: Number(log.args.round), root: log.args.root, disputed: log.args.disputed };
    default:
      return null;
  }
}
