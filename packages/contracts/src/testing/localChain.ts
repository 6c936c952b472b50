import { fileURLToPath } from 'node:url';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { EthereumProvider } from 'hardhat/types/providers';
import { type Abi, type Address, encodeDeployData, type Hex, hexToNumber, numberToHex } from 'viem';
import testToken from '../../artifacts/testing/TestToken.json' with { type: 'json' };
import { stakingVaultAbi, stakingVaultBytecode, BURN_SINK, VAULT_PARAMETERS, type VaultParameters } from '../index.ts';
import { jsonRpcServer } from './jsonRpcServer.ts';
import { testTokenAbi } from './testTokenAbi.ts';

/** Hardhat wants a package to belong to, and finds none where it is started outside of one. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface LocalChainOptions {
  /** Of the genesis block. */
  readonly startsAt?: Date;
  readonly accounts?: number;
}

export interface Receipt {
  readonly transactionHash: Hex;
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly gasUsed: bigint;
  readonly contractAddress: Address | null;
}

export interface VaultOptions {
  readonly token: Address;
  readonly owner: Address;
  readonly settler: Address;
  readonly guardian: Address;
  readonly burnSink?: Address;
  /** Seconds. */
  readonly changeDelay?: number;
  readonly parameters?: VaultParameters;
  /** Another than the committed one, as planted bugs have. */
  readonly bytecode?: Hex | undefined;
}

/**
 * A local EVM in this process (Hardhat's EDR, chain id 31337). Each transaction is mined at once. What is sent through `send` and `deploy`
 * stands one second after the block before, and so does what `mine` makes; what comes through `provider` or `listen` is dated by the
 * machine's clock since then. The gas price is zero. `provider` is EIP-1193: viem's `custom(provider)` takes it. Close it when done.
 */
export interface LocalChain {
  readonly provider: EthereumProvider;
  readonly chainId: number;
  /** Unlocked, with 10,000 ether each. */
  readonly accounts: readonly Address[];
  readonly request: <T = unknown>(method: string, params?: readonly unknown[]) => Promise<T>;
  /** Sends and mines. Throws what the contract reverts with. */
  readonly send: (from: Address, to: Address, data: Hex) => Promise<Receipt>;
  readonly deploy: (from: Address, abi: Abi, bytecode: Hex, args?: readonly unknown[]) => Promise<Address>;
  readonly deployToken: () => Promise<Address>;
  readonly deployVault: (options: VaultOptions) => Promise<Address>;
  /** Seconds of the latest block. */
  readonly now: () => Promise<number>;
  /** Mines a block so many seconds after the latest one. */
  readonly advance: (seconds: number) => Promise<void>;
  readonly mine: (blocks: number) => Promise<void>;
  /** Gives the state a name; `revert` returns to it, which is also how a reorganization is played. */
  readonly snapshot: () => Promise<Hex>;
  readonly revert: (snapshot: Hex) => Promise<void>;
  /** Answers JSON-RPC over HTTP on this machine for other processes and browsers; gives the URL. */
  readonly listen: (port?: number) => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function localChain(options: LocalChainOptions = {}): Promise<LocalChain> {
  const { startsAt = new Date('2026-01-05T00:00:00Z'), accounts: count = 20 } = options;
  const network = {
    type: 'edr-simulated',
    initialDate: startsAt,
    accounts: { count },
    initialBaseFeePerGas: 0,
  } as const;
  const environment = await createHardhatRuntimeEnvironment({ networks: { local: network } }, {}, ROOT);
  const { provider } = await environment.network.create('local');
  const request = async <T>(method: string, params: readonly unknown[] = []): Promise<T> =>
    (await provider.request({ method, params })) as T;

  const now = async (): Promise<number> =>
    hexToNumber((await request<{ timestamp: Hex }>('eth_getBlockByNumber', ['latest', false])).timestamp);
  const transact = async (transaction: object): Promise<Receipt> => {
    await request('evm_setNextBlockTimestamp', [numberToHex((await now()) + 1)]);
    const hash = await request<Hex>('eth_sendTransaction', [
      { gas: numberToHex(16_000_000), gasPrice: '0x0', ...transaction },
    ]);
    const receipt = await request<Record<string, Hex>>('eth_getTransactionReceipt', [hash]);
    return {
      transactionHash: hash,
      blockNumber: BigInt(receipt.blockNumber as Hex),
      blockHash: receipt.blockHash as Hex,
      gasUsed: BigInt(receipt.gasUsed as Hex),
      contractAddress: (receipt.contractAddress ?? null) as Address | null,
    };
  };
  const deploy: LocalChain['deploy'] = async (from, abi, bytecode, args = []) => {
    const { contractAddress } = await transact({ from, data: encodeDeployData({ abi, bytecode, args }) });
    if (contractAddress === null) throw new Error('the deployment gave no address');
    return contractAddress;
  };
  const accounts = await request<Address[]>('eth_accounts');
  const servers: (() => Promise<void>)[] = [];
  const deployer = accounts[0] as Address;
  return {
    provider,
    chainId: 31_337,
    accounts,
    request,
    send: (from, to, data) => transact({ from, to, data }),
    deploy,
    deployToken: () => deploy(deployer, testTokenAbi as Abi, testToken.bytecode as Hex),
    deployVault: ({
      token,
      owner,
      settler,
      guardian,
      burnSink = BURN_SINK,
      changeDelay = 7 * 86_400,
      parameters = VAULT_PARAMETERS.weekly,
      bytecode = stakingVaultBytecode,
    }) =>
      deploy(deployer, stakingVaultAbi as Abi, bytecode, [
        token,
        burnSink,
        owner,
        settler,
        guardian,
        changeDelay,
        parameters,
      ]),
    now,
    advance: async (seconds) => {
      await request('evm_mine', [numberToHex((await now()) + seconds)]);
    },
    mine: async (blocks) => {
      // Else the first one is dated by the machine's clock, which a slow machine shows.
      await request('evm_setNextBlockTimestamp', [numberToHex((await now()) + 1)]);
      await request('hardhat_mine', [numberToHex(blocks), '0x1']);
    },
    snapshot: () => request<Hex>('evm_snapshot'),
    revert: async (snapshot) => {
      await request('evm_revert', [snapshot]);
    },
    listen: async (port) => {
      const { url, close } = await jsonRpcServer(provider, port);
      servers.push(close);
      return url;
    },
    close: async () => {
      await Promise.all(servers.map((close) => close()));
      await provider.close();
    },
  };
}
