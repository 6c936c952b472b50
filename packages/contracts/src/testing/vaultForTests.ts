import { type Address, decodeErrorResult, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem';
import {
  modelKey,
  type SettlementRow,
  type SettlementTree,
  settlementTree,
  stakingVaultAbi,
  VAULT_PARAMETERS,
  type VaultParameters,
} from '../index.ts';
import { type LocalChain, localChain, type Receipt } from './localChain.ts';
import { testTokenAbi } from './testTokenAbi.ts';

export const HOUR = 3_600;
export const DAY = 24 * HOUR;
/** Whole tokens in units of 1e-18. */
export const tokens = (amount: number): bigint => BigInt(Math.round(amount * 1e6)) * 10n ** 12n;

export interface Settling {
  readonly round: number;
  readonly rows: readonly SettlementRow[];
  readonly payout?: bigint;
  readonly burn?: bigint;
  readonly from?: Address;
}

export interface TestVaultOptions {
  readonly parameters?: VaultParameters;
  /** Deploys another token than `TestToken`. */
  readonly token?: (chain: LocalChain) => Promise<Address>;
  /** Another bytecode than the committed one, as planted bugs have. */
  readonly bytecode?: Hex | undefined;
}

type Eight = readonly [Address, Address, Address, Address, Address, Address, Address, Address];

export type TestVault = Awaited<ReturnType<typeof testVault>>;

/** A vault on a chain of its own with its roles and three participants, who have 1,000,000 tokens each and have allowed the vault to take them. */
export async function testVault(options: TestVaultOptions = {}) {
  const { parameters = VAULT_PARAMETERS.weekly } = options;
  const chain = await localChain();
  const [deployer, owner, settler, guardian, alice, bob, carol, stranger] = chain.accounts as Eight;
  const roles = { owner, settler, guardian };
  const token = await (options.token?.(chain) ?? chain.deployToken());
  const vault = await chain.deployVault({ token, ...roles, parameters, bytecode: options.bytecode });
  const deployedAt = await chain.now();
  const identity = { chainId: chain.chainId, vault };

  const send = async (from: Address, functionName: string, ...args: unknown[]): Promise<Receipt> =>
    chain.send(from, vault, encodeFunctionData({ abi: stakingVaultAbi, functionName, args } as never));
  const read = async <T>(functionName: string, ...args: unknown[]): Promise<T> => {
    const call = { to: vault, data: encodeFunctionData({ abi: stakingVaultAbi, functionName, args } as never) };
    const data = await chain.request<Hex>('eth_call', [call, 'latest']);
    return decodeFunctionResult({ abi: stakingVaultAbi, functionName, data } as never) as T;
  };
  const onToken = (from: Address, functionName: string, ...args: unknown[]): Promise<Receipt> =>
    chain.send(from, token, encodeFunctionData({ abi: testTokenAbi, functionName, args } as never));
  const balanceOf = async (account: Address): Promise<bigint> => {
    const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'balanceOf', args: [account] });
    return BigInt(await chain.request<Hex>('eth_call', [{ to: token, data }, 'latest']));
  };
  for (const account of [alice, bob, carol, owner]) {
    await onToken(account, 'mint', account, tokens(1_000_000));
    await onToken(account, 'approve', vault, 2n ** 256n - 1n);
  }

  const treeOf = (rows: readonly SettlementRow[]): SettlementTree => settlementTree(identity, rows);
  return {
    chain,
    vault,
    token,
    identity,
    deployer,
    ...roles,
    alice,
    bob,
    carol,
    stranger,
    parameters,
    deployedAt,
    send,
    read,
    onToken,
    balanceOf,
    stakeOf: (account: Address, model: string) => read<StakeView>('stakeOf', account, modelKey(model)),
    treeOf,
    row: (account: Address, model: string, payout: bigint, burn: bigint): SettlementRow => ({
      account,
      model: modelKey(model),
      payout,
      burn,
    }),
    deposit: (account: Address, model: string, amount: bigint) => send(account, 'deposit', modelKey(model), amount),
    release: (account: Address, model: string, amount: bigint) => send(account, 'release', modelKey(model), amount),
    withdraw: (account: Address, model: string) => send(account, 'withdraw', modelKey(model)),
    /** Announces a round that closes after so many seconds, and gives its number. */
    announce: async (after = HOUR + 60): Promise<number> => {
      await send(roles.settler, 'announceRounds', [(await chain.now()) + after]);
      return (await read<readonly [number, number]>('roundCounts'))[0];
    },
    /** Announces a round and waits until it has closed. */
    closeRound: async (): Promise<number> => {
      const after = Math.max(parameters.spacing, HOUR) + 60;
      await send(roles.settler, 'announceRounds', [(await chain.now()) + after]);
      await chain.advance(after);
      return (await read<readonly [number, number]>('roundCounts'))[0];
    },
    settle: async ({
      round,
      rows,
      payout = 0n,
      burn = 0n,
      from = roles.settler,
    }: Settling): Promise<SettlementTree> => {
      const tree = treeOf(rows);
      await send(from, 'settle', round, tree.root, payout, burn, `0x${'ab'.repeat(32)}`);
      return tree;
    },
    waitUntilFinal: () => chain.advance(parameters.challengeDelay),
    claim: (tree: SettlementTree, account: Address, model: string, from = account) =>
      send(
        from,
        'claim',
        account,
        modelKey(model),
        tree.leaf(account, modelKey(model)) ?? { payout: 0n, burn: 0n, proof: [] },
      ),
    /** What the vault holds beyond what it owes. */
    surplus: async (): Promise<bigint> => (await balanceOf(vault)) - (await read<bigint>('liabilities')),
  };
}

export interface StakeView {
  readonly active: bigint;
  readonly pending: bigint;
  readonly available: bigint;
  readonly withdrawable: bigint;
  readonly synced: number;
  readonly paid: bigint;
  readonly burned: bigint;
  readonly compounds: boolean;
  readonly unproved: boolean;
}

/** The name of the vault's error that a call is refused with, its argument in brackets; anything else is thrown on. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (cause) {
    const { data } = cause as { data?: Hex };
    if (typeof data !== 'string') throw cause;
    const { errorName, args } = decodeErrorResult({ abi: ERRORS, data });
    return args === undefined || args.length === 0 ? errorName : `${errorName}(${args.join(', ')})`;
  }
  return 'done';
}

/** Those of the vault and those that OpenZeppelin throws through it. */
const ERRORS = [...stakingVaultAbi, ...testTokenAbi] as const;

/**
 * One vault for all tests of a file: each finds it as `prepare` left it, whatever those before did. Call `close` after the last.
 */
export function sharedVault(
  options: TestVaultOptions = {},
  prepare: (vault: TestVault) => Promise<void> = async () => {},
) {
  let opened: Promise<{ vault: TestVault; state: Hex }> | undefined;
  const open = async () => {
    const vault = await testVault(options);
    await prepare(vault);
    return { vault, state: await vault.chain.snapshot() };
  };
  return {
    fresh: async (): Promise<TestVault> => {
      opened ??= open();
      const { vault, state } = await opened;
      await vault.chain.revert(state);
      opened = vault.chain.snapshot().then((again) => ({ vault, state: again }));
      return vault;
    },
    close: async (): Promise<void> => (await opened)?.vault.chain.close(),
  };
}
