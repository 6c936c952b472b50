import {
  type ChainState,
  type OwnChain,
  type OwnChainModel,
  type RobataClient,
  robataClient,
  ServerAnswerError,
} from '@robata/client';
import { isStakingVaultCode, modelKey, stakingVaultAbi } from '@robata/contracts';
import { type RpcProvider, tokenAbi } from '@robata/contracts/calls';
import { type Block, createPublicClient, custom, type Hex, type PublicClient } from 'viem';
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { keyIn } from '@robata/server/keyFile';
import { UsageError } from '../../usageError.ts';
import { keyOf, serverOf } from '../submit/server.ts';
import type { VaultOptions } from '../vault.ts';
import { nodeOf, NodeSilent } from './nodeOf.ts';
import { plainError } from './plainError.ts';
import { TOKEN_PLACES } from './tokenAmount.ts';

/** The server with the key of one account. */
export interface ServerSide {
  /** As it is given on the command line. */
  readonly origin: string;
  readonly server: RobataClient;
  readonly chain: ChainState;
  readonly own: OwnChain;
}

/** The participant's own node, where the vault is what the server says that it is. */
export interface NodeSide {
  readonly node: RpcProvider;
  readonly view: PublicClient;
  readonly chainId: number;
  readonly vault: Hex;
  readonly token: { readonly address: Hex; readonly symbol: string };
  readonly head: Block;
  readonly terms: VaultTerms;
  /** What ought to be known and stops nothing. */
  readonly cautions: readonly string[];
}

/** Seconds, parts of 1e12, and units of 1e-18. */
export interface VaultTerms {
  readonly clip: bigint;
  readonly challengeDelay: number;
  readonly releaseDelay: number;
  readonly silence: number;
  readonly releasesEarly: boolean;
  readonly leastDeposit: bigint;
}

/** The key of `--wallet`, or of ROBATA_WALLET; null where neither is given. Throws where others may read the file. */
export function walletOf(given: Pick<VaultOptions, 'wallet'>, environment = process.env): PrivateKeyAccount | null {
  const key = keyIn(given.wallet ?? environment['ROBATA_WALLET'] ?? '');
  return key === null ? null : privateKeyToAccount(key);
}

/** Asks the server. Throws a sentence where it does not answer, knows no such key, or has no chain. */
export async function serverSide(given: Pick<VaultOptions, 'server' | 'key-file'>): Promise<ServerSide> {
  const origin = serverOf(given.server, process.env, 'vault');
  const server = robataClient({ origin, key: keyOf(given['key-file'], process.env, 'vault') });
  const chain = await answered(origin, server.chain());
  if (!chain.isOn) {
    throw new Error(
      `stakes of the tournament at ${origin} are points in its ledger, not on chain: change them on its wallet page.`,
    );
  }
  return { origin, server, chain, own: await answered(origin, server.ownChain()) };
}

/** The answer, or a sentence that a person understands. */
export async function answered<T>(origin: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof TypeError) {
      throw new Error(`the server at ${origin} does not answer: see whether it runs, and name it with --server.`, {
        cause,
      });
    }
    if (cause instanceof ServerAnswerError && cause.status === 401) {
      throw new Error(`the server at ${origin} knows no such key: make one on the page of your account.`, { cause });
    }
    throw cause;
  }
}

/**
 * Looks at the vault at the participant's own node: chain, code, token, and that it is the chain that the server reads. Throws a sentence for
 * whatever is not as the server says.
 */
export async function nodeSide(
  given: Pick<VaultOptions, 'rpc' | 'vault'>,
  { chain }: Pick<ServerSide, 'chain'>,
): Promise<NodeSide> {
  const url = given.rpc ?? (process.env['ROBATA_WALLET_RPC'] || undefined);
  if (url === undefined) {
    throw new UsageError(
      'robata vault: name your own node with --rpc URL (or ROBATA_WALLET_RPC): what the server says is checked there, and sent through it.',
    );
  }
  const pinned = given.vault?.toLowerCase();
  const vault = chain.vault.toLowerCase() as Hex;
  if (pinned !== undefined && pinned !== vault) {
    throw new Error(`the server says that the vault is ${vault}, and --vault is ${pinned}: nothing was sent.`);
  }
  const node = nodeOf(url);
  const view = createPublicClient({ transport: custom(node, { retryCount: 0 }), cacheTime: 0 });
  const chainId = await view.getChainId();
  if (chainId !== chain.chainId) {
    throw new Error(
      `your node is on chain ${chainId} and the vault is on chain ${chain.chainId}: name a node of that chain with --rpc.`,
    );
  }
  const code = (await view.getCode({ address: vault })) ?? '0x';
  if (code === '0x') {
    throw new Error(
      `your node knows of no contract at ${vault} on chain ${chainId}, where the server says that the vault is: nothing was sent. Ask the operator for its address.`,
    );
  }
  const cautions: string[] = [];
  if (!isStakingVaultCode(code)) {
    const differs = `the code at ${vault} is not that of the vault that comes with this Robata`;
    if (pinned === undefined) {
      throw new Error(
        `${differs}, so nothing says that it keeps its promises: nothing was sent. If you know that contract, name it with --vault ${vault}.`,
      );
    }
    cautions.push(`${differs}: you named it with --vault.`);
  }
  return { node, view, chainId, vault, ...(await ofVault(view, vault, chain)), cautions };
}

async function ofVault(view: PublicClient, vault: Hex, chain: ChainState) {
  const contract = { address: vault, abi: stakingVaultAbi } as const;
  const [token, terms, head] = await Promise.all([
    view.readContract({ ...contract, functionName: 'token' }),
    view.readContract({ ...contract, functionName: 'parameters' }),
    view.getBlock(),
  ]).catch((error: unknown) => {
    const cause = plainError(error);
    if (cause instanceof NodeSilent) throw cause;
    throw new Error(`what is at ${vault} does not answer as a vault does: nothing was sent.`, { cause });
  });
  if (token.toLowerCase() !== chain.token.toLowerCase()) {
    throw new Error(
      `the server says that the token is ${chain.token}, and the vault says ${token}: nothing was sent. Ask the operator.`,
    );
  }
  const [decimals, symbol] = await Promise.all([
    view.readContract({ address: token, abi: tokenAbi, functionName: 'decimals' }),
    view.readContract({ address: token, abi: tokenAbi, functionName: 'symbol' }).catch(() => 'tokens'),
  ]);
  if (decimals !== TOKEN_PLACES) {
    throw new Error(
      `the token ${token} has ${decimals} decimals, and a vault takes ${TOKEN_PLACES}: nothing was sent.`,
    );
  }
  await assertSameChain(view, head, chain);
  const [clip, , challengeDelay, releaseDelay, silence, , releasesEarly, leastDeposit] = terms;
  return {
    token: { address: token.toLowerCase() as Hex, symbol: symbol.replace(/[^\x21-\x7e]/g, '?').slice(0, 20) },
    head,
    terms: { clip: BigInt(clip), challengeDelay, releaseDelay, silence, releasesEarly, leastDeposit },
  };
}

/** The last block that the server counts is the same at this node: chains of one number are told apart by it. */
async function assertSameChain(view: PublicClient, head: Block, { confirmed }: ChainState): Promise<void> {
  if (confirmed === null) return;
  if (head.number !== null && head.number < BigInt(confirmed.block)) {
    throw new Error(
      `your node is at block ${head.number}, and the server counts up to block ${confirmed.block} already: wait until it has caught up, or name another with --rpc.`,
    );
  }
  const { timestamp } = await view.getBlock({ blockNumber: BigInt(confirmed.block) });
  if (Number(timestamp) * 1000 !== Date.parse(confirmed.time)) {
    throw new Error(
      `block ${confirmed.block} of your node is not the one that the server has read: they are on different chains, or one of them went another way. Nothing was sent.`,
    );
  }
}

/** The address that the account has linked, which the wallet has to be of, where there is one. Throws a sentence. */
export function linkedAddress({ own }: Pick<ServerSide, 'own'>, wallet: PrivateKeyAccount | null): Hex {
  if (own.address === null) {
    throw new Error(
      'your account has no address linked: run robata vault link first. What an address stakes before it is linked waits.',
    );
  }
  const address = own.address.toLowerCase() as Hex;
  if (wallet !== null && wallet.address.toLowerCase() !== address) {
    throw new Error(
      `the wallet is of ${wallet.address.toLowerCase()} and your account has linked ${address}: take the wallet of that one.`,
    );
  }
  return address;
}

/** The account's own model of this name, with the vault's name of it, which is checked. Throws UsageError or a sentence. */
export async function ownModelNamed(
  { origin, server, own }: ServerSide,
  name: string | undefined,
  command: string,
): Promise<OwnChainModel> {
  const known = own.models.map((model) => model.name).join(', ');
  const has = known === '' ? 'it has none yet' : `it has ${known}`;
  if (name === undefined) throw new UsageError(`robata ${command}: --model is missing: ${has}.`);
  const model = own.models.find((each) => each.name === name);
  if (model === undefined) {
    throw new UsageError(`robata ${command}: the account of this key has no model '${name}': ${has}.`);
  }
  const slot = (await answered(origin, server.account.models())).find(({ id }) => id === model.modelId);
  if (slot === undefined || modelKey(String(slot.number)) !== model.key) {
    throw new Error(
      `the server gives ${model.key} as the vault's name of ${name}, which is that of another model: nothing was sent.`,
    );
  }
  return model;
}
