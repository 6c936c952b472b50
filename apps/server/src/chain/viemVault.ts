import { stakingVaultAbi } from '@robata/contracts';
import type { ChainBlock, VaultChain, VaultEvent, VaultPosition, VaultStake } from '@robata/tournament/chain';
import {
  type Address,
  BaseError,
  createPublicClient,
  custom,
  decodeFunctionResult,
  encodeFunctionData,
  type EIP1193RequestFn,
  erc20Abi,
  type Hex,
  numberToHex,
  parseEventLogs,
  type PublicClient,
  type Transport,
} from 'viem';
import { quietTransport } from './quietTransport.ts';
import {
  beforeBurns,
  burnedPositions,
  countersAfter,
  countersAt,
  differenceOf,
  NO_VAULT,
  placeOf,
} from './vaultCounters.ts';
import { isFew, type RawLogs, vaultLogs, vaultLogsTwice } from './vaultLogs.ts';

/** A JSON-RPC address, or what answers JSON-RPC in this process. */
export type RpcSource = string | { readonly request: EIP1193RequestFn | ((call: never) => Promise<unknown>) };

export interface ViemVaultInput {
  readonly rpc: RpcSource;
  readonly vault: Address;
  /** What was written down of it before: then a node that does not answer now is not waited for. */
  readonly known?: KnownVault | null;
}

export interface KnownVault {
  readonly chainId: number;
  readonly token: Hex;
}

const FIRST_ANSWER_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 20_000;
const RETRIES = 4;
const RETRY_AFTER_MS = 250;
/** Times of so many blocks are kept. */
const KEPT_TIMES = 1_000;
const CALLS_AT_ONCE = 100;

export const transportOf = (rpc: RpcSource): Transport =>
  typeof rpc === 'string'
    ? quietTransport(rpc, { timeout: ANSWER_WITHIN_MS, retryCount: RETRIES, retryDelay: RETRY_AFTER_MS })
    : custom(rpc as Parameters<typeof custom>[0], { retryCount: 0 });

const hastyTransportOf = (rpc: RpcSource): Transport =>
  typeof rpc === 'string' ? quietTransport(rpc, { timeout: FIRST_ANSWER_WITHIN_MS, retryCount: 0 }) : transportOf(rpc);

/** What a node says of the vault. Rejects with viem's BaseError where it does not answer, and with an Error where it knows of no vault there. */
async function vaultAt(client: PublicClient, vault: Address): Promise<KnownVault> {
  const chainId = await client.getChainId();
  if (((await client.getCode({ address: vault })) ?? '0x') === '0x') {
    throw new Error(
      `there is no contract at ${vault} on chain ${chainId}: set ROBATA_CHAIN_VAULT to the vault's address.`,
    );
  }
  const token = await client.readContract({ address: vault, abi: stakingVaultAbi, functionName: 'token' });
  return { chainId, token: token.toLowerCase() as Hex };
}

/**
 * The staking vault over JSON-RPC. Rejects where the node knows of no vault there, or does not answer after some retries; of a vault that is known it is
 * there all the same, and its calls reject until a node answers that is of the same chain.
 */
export async function viemVault({ rpc, vault, known = null }: ViemVaultInput): Promise<VaultChain> {
  const client = createPublicClient({ transport: transportOf(rpc), cacheTime: 0 });
  const first = createPublicClient({ transport: known === null ? transportOf(rpc) : hastyTransportOf(rpc) });
  const found = await vaultAt(first, vault).catch((error: unknown) => {
    if (known !== null && error instanceof BaseError) return null;
    throw error;
  });
  const said = found ?? known;
  if (said === null) throw new Error('a vault is known or found');
  const reading = readVault(client, vault, said);
  return found === null ? onceFound(reading, () => vaultAt(client, vault)) : reading;
}

/** Every call waits until the vault was found where it is said to be. */
function onceFound(reading: VaultChain, find: () => Promise<KnownVault>): VaultChain {
  let isFound = false;
  const sure = async (): Promise<void> => {
    if (isFound) return;
    const [{ chainId }, wanted] = [await find(), reading.identity.chainId];
    if (chainId !== wanted)
      throw new Error(
        `the node is of chain ${chainId} and the vault of chain ${wanted}: set ROBATA_CHAIN_RPC to a node of that chain.`,
      );
    isFound = true;
  };
  const later =
    <A extends unknown[], T>(call: (...asked: A) => Promise<T>) =>
    async (...asked: A): Promise<T> => {
      await sure();
      return call(...asked);
    };
  const { head, block, events, stakes, atRisk, totals, clip, roots } = reading;
  return {
    ...reading,
    head: later(head),
    block: later(block),
    events: later(events),
    stakes: later(stakes),
    atRisk: later(atRisk),
    totals: later(totals),
    clip: later(clip),
    roots: later(roots),
  };
}

function readVault(client: PublicClient, vault: Address, { chainId, token }: KnownVault): VaultChain {
  const contract = { address: vault, abi: stakingVaultAbi } as const;
  const times = new Map<Hex, number>();

  const blockOf = async (blockNumber?: bigint): Promise<ChainBlock | null> => {
    const block = await client.request({
      method: 'eth_getBlockByNumber',
      params: [blockNumber === undefined ? 'latest' : numberToHex(blockNumber), false],
    });
    if (block === null || block.hash === null || block.number === null) return null;
    return { number: Number(block.number), hash: block.hash, time: Number(block.timestamp) };
  };
  /** By hash: a block of that number may be another by now. */
  const timeOf = async (blockHash: Hex): Promise<number> => {
    const known = times.get(blockHash);
    if (known !== undefined) return known;
    const block = await client.request({ method: 'eth_getBlockByHash', params: [blockHash, false] });
    if (block === null)
      throw new Error(`the chain has no block ${blockHash} any more: it changed, or its node is behind`);
    const time = Number(block.timestamp);
    times.set(blockHash, time);
    if (times.size > KEPT_TIMES) times.delete(times.keys().next().value as Hex);
    return time;
  };

  const head = async (): Promise<ChainBlock> => {
    const block = await blockOf();
    if (block === null) throw new Error('the chain has no newest block: ask another node');
    return block;
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

  const stakesAt = async (positions: readonly VaultPosition[], block: number): Promise<VaultStake[]> => {
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
  };

  const eventsIn = async (raw: RawLogs): Promise<VaultEvent[]> => {
    const places = placesInTransactions(raw);
    const events: VaultEvent[] = [];
    for (const log of parseEventLogs({ abi: stakingVaultAbi, logs: raw })) {
      const told = toldBy(log);
      if (told === null) continue;
      const { transactionHash: transaction, logIndex, blockNumber, blockHash } = log;
      if (transaction === null || logIndex === null || blockNumber === null || blockHash === null)
        throw new Error('a log has no place');
      const index = places.get(`${transaction}:${logIndex}`) as number;
      const place = { block: Number(blockNumber), time: await timeOf(blockHash), transaction, logIndex, index };
      events.push({ ...place, ...told } as VaultEvent);
    }
    return events.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex);
  };
  /**
   * Whether the vault's own figures changed by these events from before the first block to after the last; null where the node keeps no state of
   * them. Throws where they did not: something was not given.
   */
  const addUp = async (from: number, to: number, events: readonly VaultEvent[]): Promise<true | null> => {
    let before = await countersAt(client, vault, from - 1);
    let start = from;
    // A burn takes what is being released first: a release that is not told would show neither before nor after it.
    for (const end of isFew(from, to) ? [to] : [...beforeBurns(events), to]) {
      if (end < start) continue;
      const after = await countersAt(client, vault, end);
      if (before === null || after === null || after === 'no_vault') return null;
      const told = events.filter(({ block }) => block >= start && block <= end);
      const burned = before === 'no_vault' ? [] : burnedPositions(told);
      const stakes = burned.length === 0 ? [] : await stakesAt(burned, start - 1);
      const pending = new Map(burned.map((each, at) => [placeOf(each), stakes[at]?.pending]));
      const counted = countersAfter(
        before === 'no_vault' ? NO_VAULT : before,
        told,
        (position) => pending.get(placeOf(position)) ?? 0n,
      );
      const difference = differenceOf(counted, after);
      if (difference !== null && before === 'no_vault') return null;
      if (difference !== null) {
        throw new Error(
          `the logs of blocks ${start} to ${end} that the node gave do not add up to what the vault says (${difference}): it is behind, and they are read again.`,
        );
      }
      [before, start] = [after, end + 1];
    }
    return true;
  };

  return {
    identity: { chainId, vault: vault.toLowerCase() as Hex },
    token,
    head,
    block: (number) => blockOf(BigInt(number)),
    async events(from, to) {
      const logs = await vaultLogs(client, vault, from, to);
      const events = await eventsIn(logs);
      const isProved = (await addUp(from, to, events)) !== null || isFew(from, to);
      return isProved ? events : eventsIn(await vaultLogsTwice(client, vault, { from, to, logs }));
    },
    stakes: stakesAt,
    async atRisk(positions: readonly VaultPosition[], round, block) {
      const calls = positions.map(({ address, key }) =>
        encodeFunctionData({ abi: stakingVaultAbi, functionName: 'atRisk', args: [address, key, round] }),
      );
      return (await many(calls, block)).map((data) =>
        decodeFunctionResult({ abi: stakingVaultAbi, functionName: 'atRisk', data }),
      );
    },
    async clip() {
      const [clip] = await client.readContract({ ...contract, functionName: 'parameters' });
      return BigInt(clip);
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
      return {
        staked,
        treasury,
        reservedPayout,
        reservedBurn,
        burnedHeld,
        held,
        finalAt: clock[1],
        pausedUntil: clock[3],
      };
    },
    async roots() {
      const newest = await head();
      const calls = (['settlements', 'clock'] as const).map((functionName) =>
        encodeFunctionData({ abi: stakingVaultAbi, functionName }),
      );
      const [settlements = '0x', clock = '0x'] = await many(calls, newest.number);
      const abi = stakingVaultAbi;
      const [settled, pending] = decodeFunctionResult({ abi, functionName: 'settlements', data: settlements });
      const [, finalAt] = decodeFunctionResult({ abi, functionName: 'clock', data: clock });
      return {
        head: newest,
        final: settled.round === 0 ? null : { round: settled.round, root: settled.root },
        pending: pending.round === 0 ? null : { round: pending.round, root: pending.root, finalAt },
      };
    },
  };
}

/** Of each log how many of the vault's come before it in its transaction: all are there, for a transaction is in one block. */
function placesInTransactions(logs: RawLogs): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [transaction, own] of Map.groupBy(logs, ({ transactionHash }) => transactionHash)) {
    const indices = own.map(({ logIndex }) => Number(logIndex)).sort((a, b) => a - b);
    indices.forEach((logIndex, place) => places.set(`${transaction}:${logIndex}`, place));
  }
  return places;
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
