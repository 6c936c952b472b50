import { BURN_SINK, stakingVaultAbi, stakingVaultBytecode, VAULT_PARAMETERS } from '@robata/contracts';
import { type Address, createPublicClient, createWalletClient, encodeDeployData, type Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { keyIn } from './keyFile.ts';
import { type RpcSource, transportOf } from './viemVault.ts';

export interface VaultDeployment {
  readonly rpc: RpcSource;
  /** Holds the key that pays, for its owner alone; it gets no role by it. */
  readonly keyFile: string;
  readonly token: string;
  /** Three different addresses. */
  readonly owner: string;
  readonly settler: string;
  readonly guardian: string;
  readonly schedule: keyof typeof VAULT_PARAMETERS;
  readonly burnSink?: string;
  /** Days before a change that the owner announced takes effect, 2…60. Default 7. */
  readonly changeDelayDays?: number;
  /** In units of 1e-18. Default: one token. */
  readonly leastDeposit?: bigint;
  /** False only says what it would cost. */
  readonly sends: boolean;
}

export interface DeployedVault {
  readonly chainId: number;
  readonly deployer: string;
  readonly gas: bigint;
  /** The most that it costs, in units of 1e-18 of the chain's coin; once it is sent, what it cost. */
  readonly fee: bigint;
  /** Null where nothing was sent. */
  readonly vault: string | null;
  readonly block: number | null;
  readonly transaction: string | null;
}

const DAY_SECONDS = 86_400;

/** Puts a new vault on chain, or says what that would cost. Throws with the reason where the chain refuses it. */
export async function deployVault(wanted: VaultDeployment): Promise<DeployedVault> {
  const key = keyIn(wanted.keyFile);
  if (key === null) throw new Error('name the file with the key that pays: --key-file FILE.');
  const account = privateKeyToAccount(key);
  const transport = transportOf(wanted.rpc);
  const client = createPublicClient({ transport });
  const { owner, settler, guardian, changeDelayDays = 7 } = wanted;
  const parameters = VAULT_PARAMETERS[wanted.schedule];
  const data = encodeDeployData({
    abi: stakingVaultAbi,
    bytecode: stakingVaultBytecode,
    args: [
      wanted.token as Address,
      (wanted.burnSink ?? BURN_SINK) as Address,
      owner as Address,
      settler as Address,
      guardian as Address,
      changeDelayDays * DAY_SECONDS,
      { ...parameters, leastDeposit: wanted.leastDeposit ?? parameters.leastDeposit },
    ],
  });
  const [chainId, gas, { maxFeePerGas }] = await Promise.all([
    client.getChainId(),
    client.estimateGas({ account, data }),
    client.estimateFeesPerGas(),
  ]);
  const estimated = { chainId, deployer: account.address, gas, fee: gas * maxFeePerGas };
  if (!wanted.sends) return { ...estimated, vault: null, block: null, transaction: null };
  const transaction: Hex = await createWalletClient({ account, transport }).sendTransaction({ chain: null, data, gas });
  const receipt = await client.waitForTransactionReceipt({ hash: transaction, timeout: 600_000 });
  if (receipt.status !== 'success' || receipt.contractAddress == null) {
    throw new Error(`the deployment ${transaction} was refused by the chain.`);
  }
  const { gasUsed, effectiveGasPrice, blockNumber, contractAddress } = receipt;
  return {
    ...estimated,
    gas: gasUsed,
    fee: gasUsed * effectiveGasPrice,
    vault: contractAddress.toLowerCase(),
    block: Number(blockNumber),
    transaction,
  };
}
