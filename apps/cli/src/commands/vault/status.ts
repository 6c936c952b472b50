import type { OwnChainModel } from '@robata/client';
import { stakingVaultAbi } from '@robata/contracts';
import { balanceOf } from '@robata/contracts/calls';
import { type Hex, numberToHex, pad, parseEventLogs, type RpcLog } from 'viem';
import type { VaultOptions } from '../vault.ts';
import { type NodeSide, nodeSide, type ServerSide, serverSide, walletOf } from './session.ts';
import { jsonOfStatus, textOfStatus } from './textOfStatus.ts';
import { amountOf, unitsSaid } from './tokenAmount.ts';

/** Nodes give logs of so many blocks at once; what is older than ten times as many is not looked for. */
const LOG_BLOCKS = 1_000;
const LOG_SPANS = 10;

/** What a stake is at the last confirmed block; units of 1e-18. */
export interface ModelStatus {
  readonly model: string;
  readonly active: bigint;
  readonly pending: bigint;
  readonly available: bigint;
  readonly unclaimedPayout: bigint;
  readonly unclaimedBurn: bigint;
  /** active + pending + available + unclaimedPayout − unclaimedBurn. */
  readonly value: bigint;
  /** What `withdraw` would pay now. */
  readonly withdrawable: bigint;
  readonly payoutsBecome: 'stake' | 'available';
}

/** An event of the vault that is not confirmed yet. */
export interface OnItsWay {
  readonly event: string;
  readonly model: string | null;
  readonly amount: bigint | null;
  readonly block: number;
  readonly confirmations: number;
  readonly transaction: string;
}

/** What the participant's own node says of the same. */
export interface Checked {
  readonly block: number;
  /** Of the linked address; of the stake token. */
  readonly balance: bigint;
  readonly symbol: string;
  /** Transactions of the address that no block has yet. */
  readonly unmined: number;
  readonly onItsWay: readonly OnItsWay[];
  /** What newer blocks change of the value: a claim moves it only from one place to another. */
  readonly change: bigint;
  /** Sentences: what the node says otherwise than the server. */
  readonly differences: readonly string[];
  readonly cautions: readonly string[];
}

export interface VaultStatus {
  readonly there: ServerSide;
  /** Of `--wallet`; null where none is given. */
  readonly wallet: string | null;
  readonly models: readonly ModelStatus[];
  readonly value: bigint;
  readonly ledger: bigint;
  /** Null where no node is named, or no address linked. */
  readonly checked: Checked | null;
}

/** Shows what the account has in the vault, that it adds up, and how far what was sent has come. Exit code 1 where something differs. */
export async function runStatus(given: VaultOptions): Promise<number> {
  const wallet = walletOf(given);
  const there = await serverSide(given);
  const { own } = there;
  const models = own.models.map(statusOf);
  const hasNode = (given.rpc ?? (process.env['ROBATA_WALLET_RPC'] || undefined)) !== undefined;
  const at = hasNode ? await nodeSide(given, there) : null;
  const checked = at === null || own.address === null ? null : await checkedAt(there, at, own.address as Hex);
  const value = models.reduce((sum, model) => sum + model.value, 0n);
  const ledger = unitsSaid(own.ledger);
  const status = { there, wallet: wallet?.address.toLowerCase() ?? null, models, value, ledger, checked };
  console.log(given.json ? JSON.stringify(jsonOfStatus(status)) : textOfStatus(status));
  // What the ledger waits with is a difference that is explained.
  const agrees = value === ledger || own.waiting.length > 0;
  return agrees && (checked?.differences.length ?? 0) === 0 ? 0 : 1;
}

function statusOf({ name, confirmed, latest, unclaimedPayout, unclaimedBurn }: OwnChainModel): ModelStatus {
  const figures = {
    active: unitsSaid(confirmed.active),
    pending: unitsSaid(confirmed.pending),
    available: unitsSaid(confirmed.available),
    unclaimedPayout: unitsSaid(unclaimedPayout),
    unclaimedBurn: unitsSaid(unclaimedBurn),
  };
  const held = figures.active + figures.pending + figures.available;
  return {
    model: name,
    ...figures,
    value: held + figures.unclaimedPayout - figures.unclaimedBurn,
    withdrawable: unitsSaid(latest.withdrawable),
    payoutsBecome: latest.compounds ? 'stake' : 'available',
  };
}

async function checkedAt({ own, chain }: ServerSide, at: NodeSide, address: Hex): Promise<Checked> {
  const head = Number(at.head.number ?? 0n);
  const confirmed = Math.min(own.block ?? head, head);
  const count = async (block: 'latest' | 'pending'): Promise<number> =>
    Number(await at.node.request({ method: 'eth_getTransactionCount', params: [address, block] }));
  const [balance, mined, sent, stakes, onItsWay] = await Promise.all([
    balanceOf(at.node, at.token.address, address),
    count('latest'),
    count('pending'),
    Promise.all(own.models.map((model) => stakeBothTimes(at, address, model, { confirmed, head }))),
    eventsSince(at, address, own.models, { from: confirmed + 1, head }),
  ]);
  return {
    block: head,
    balance,
    symbol: at.token.symbol,
    unmined: Math.max(0, sent - mined),
    onItsWay,
    change: stakes.reduce((sum, { change }) => sum + change, 0n),
    differences: stakes.flatMap(({ difference }) => difference ?? []),
    cautions: [
      ...at.cautions,
      ...stakes.flatMap(({ caution }) => caution ?? []),
      ...chain.halts.map((it) => it.sentence),
    ],
  };
}

/** A stake at the block that the server counts and at the newest one, beside what the server says of the first. */
async function stakeBothTimes(
  at: NodeSide,
  address: Hex,
  { name, key, confirmed: said }: OwnChainModel,
  blocks: { readonly confirmed: number; readonly head: number },
) {
  const read = (block: number) =>
    at.view.readContract({
      address: at.vault,
      abi: stakingVaultAbi,
      functionName: 'stakeOf',
      args: [address, key as Hex],
      blockNumber: BigInt(block),
    });
  const latest = await read(blocks.head);
  // A node forgets what was so long ago that the server has to have stood still.
  const then = await read(blocks.confirmed).catch(() => null);
  if (then === null) {
    return {
      change: 0n,
      caution: `your node no longer knows ${name} at block ${blocks.confirmed}: it is not checked.`,
    };
  }
  const held = ({ active, pending, available }: typeof latest): bigint => active + pending + available;
  const change = held(latest) - held(then) - (latest.paid - then.paid) + (latest.burned - then.burned);
  const differs = (['active', 'pending', 'available'] as const).filter((part) => then[part] !== unitsSaid(said[part]));
  if (differs.length === 0) return { change };
  const parts = differs.map(
    (part) => `${part} is ${amountOf(then[part])} at your node and ${said[part]} as the server says`,
  );
  return { change, difference: `${name} at block ${blocks.confirmed}: ${parts.join('; ')}.` };
}

/** What the vault did for an address in blocks that do not count yet, oldest first. */
async function eventsSince(
  at: NodeSide,
  address: Hex,
  models: readonly OwnChainModel[],
  { from, head }: { readonly from: number; readonly head: number },
): Promise<OnItsWay[]> {
  const found: OnItsWay[] = [];
  let next = Math.max(from, head - LOG_SPANS * LOG_BLOCKS + 1);
  for (; next <= head; next += LOG_BLOCKS) {
    const last = Math.min(head, next + LOG_BLOCKS - 1);
    const range = { fromBlock: numberToHex(next), toBlock: numberToHex(last) };
    const params = [{ address: at.vault, topics: [null, pad(address)], ...range }];
    const logs = (await at.node.request({ method: 'eth_getLogs', params })) as RpcLog[];
    for (const { eventName, args, blockNumber, transactionHash } of parseEventLogs({ abi: stakingVaultAbi, logs })) {
      const of = args as { readonly model?: Hex } & Readonly<Record<string, unknown>>;
      if (of.model === undefined) continue;
      const key = of.model.toLowerCase();
      const block = Number(blockNumber);
      found.push({
        event: eventName,
        model: models.find((model) => model.key.toLowerCase() === key)?.name ?? null,
        amount: amountIn(of),
        block,
        confirmations: head - block,
        transaction: transactionHash as string,
      });
    }
  }
  return found;
}

/** What an event moved, in all; null of one that moves nothing. */
function amountIn(args: Readonly<Record<string, unknown>>): bigint | null {
  const parts = ['amount', 'payout', 'released', 'active', 'pending', 'available'].flatMap((name) =>
    typeof args[name] === 'bigint' ? [args[name]] : [],
  );
  const burn = typeof args['burn'] === 'bigint' ? args['burn'] : 0n;
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0n) - burn;
}
