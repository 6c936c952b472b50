import { stakingVaultAbi } from '@robata/contracts';
import { DomainError } from '@robata/tournament';
import type { VaultCall, VaultSettler } from '@robata/tournament/chain';
import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  encodeFunctionData,
  type Hex,
  keccak256,
} from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { type RpcSource, transportOf } from './viemVault.ts';

export interface ViemSettlerInput {
  readonly rpc: RpcSource;
  readonly vault: Address;
  /** With the settler's key, in this process. */
  readonly account: PrivateKeyAccount;
}

/** A quarter beside the estimate: other stakes may change between it and the block. */
const GAS_MARGIN = 4n;

/** Signs and sends the settler's transactions over JSON-RPC (EIP-1559). */
export async function viemSettler({ rpc, vault, account }: ViemSettlerInput): Promise<VaultSettler> {
  const client = createPublicClient({ transport: transportOf(rpc), cacheTime: 0 });
  const chainId = await client.getChainId();
  return {
    address: account.address.toLowerCase() as Hex,
    async estimate(call) {
      const wanted = { address: vault, abi: stakingVaultAbi, account, ...functionOf(call) };
      const gas = await client
        .estimateContractGas(wanted as Parameters<typeof client.estimateContractGas>[0])
        .catch((cause: unknown) => {
          throw new DomainError('vault_refuses', `The vault would refuse to ${call.kind}: ${refusalOf(cause)}`, {
            cause,
          });
        });
      const { maxFeePerGas } = await client.estimateFeesPerGas();
      return { gas: gas + gas / GAS_MARGIN, price: maxFeePerGas };
    },
    async sign(call, { gas, price }) {
      const { maxPriorityFeePerGas } = await client.estimateFeesPerGas();
      const nonce = await client.getTransactionCount({ address: account.address, blockTag: 'pending' });
      const raw = await account.signTransaction({
        type: 'eip1559',
        chainId,
        nonce,
        to: vault,
        data: encodeFunctionData({ abi: stakingVaultAbi, ...functionOf(call) } as Parameters<
          typeof encodeFunctionData
        >[0]),
        gas,
        maxFeePerGas: price,
        maxPriorityFeePerGas: maxPriorityFeePerGas < price ? maxPriorityFeePerGas : price,
      });
      return { nonce, raw, hash: keccak256(raw) };
    },
    async broadcast({ raw }) {
      await client.sendRawTransaction({ serializedTransaction: raw }).catch((error: unknown) => {
        if (!isKnown(error)) throw error;
      });
    },
    async receipt(hash) {
      const receipt = await client.request({ method: 'eth_getTransactionReceipt', params: [hash] });
      if (receipt === null) return null;
      return {
        block: Number(receipt.blockNumber),
        isReverted: receipt.status !== '0x1',
        gasUsed: BigInt(receipt.gasUsed),
        price: BigInt(receipt.effectiveGasPrice),
      };
    },
    nonce: () => client.getTransactionCount({ address: account.address, blockTag: 'latest' }),
  };
}

function functionOf(call: VaultCall): {
  readonly functionName: 'announceRounds' | 'settle';
  readonly args: readonly unknown[];
} {
  switch (call.kind) {
    case 'announce':
      return { functionName: 'announceRounds', args: [call.closes] };
    case 'settle':
      return { functionName: 'settle', args: [call.round, call.root, call.payout, call.burn, call.planHash] };
  }
}

/** The node has it already, or a block has. */
const isKnown = (error: unknown): boolean =>
  error instanceof BaseError &&
  /already known|nonce too low|already imported|known transaction/i.test(`${error.details} ${error.message}`);

function refusalOf(error: unknown): string {
  const reverted =
    error instanceof BaseError ? error.walk((each) => each instanceof ContractFunctionRevertedError) : null;
  if (reverted instanceof ContractFunctionRevertedError && reverted.data !== undefined) {
    const { errorName, args = [] } = reverted.data;
    return `${errorName}${args.length === 0 ? '' : ` (${args.join(', ')})`}.`;
  }
  return error instanceof BaseError ? error.shortMessage : String(error);
}
