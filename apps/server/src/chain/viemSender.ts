import { stakingVaultAbi } from '@robata/contracts';
import { DomainError } from '@robata/tournament';
import { type GasFees, raisedFees, type SignedOffer, type VaultCall, type VaultSender } from '@robata/tournament/chain';
import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  encodeFunctionData,
  type Hex,
  keccak256,
  parseTransaction,
} from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { type RpcSource, transportOf } from './viemVault.ts';

export interface ViemSenderInput {
  readonly rpc: RpcSource;
  readonly vault: Address;
  /** With the key of the settler or the guardian, in this process. */
  readonly account: PrivateKeyAccount;
}

/** A quarter beside the estimate: other stakes may change between it and the block. */
const GAS_MARGIN = 4n;

/** Signs and sends transactions to the vault over JSON-RPC (EIP-1559). It asks its node nothing before something is sent. */
export function viemSender({ rpc, vault, account }: ViemSenderInput): VaultSender {
  const client = createPublicClient({ transport: transportOf(rpc), cacheTime: 0 });

  const signed = async (
    {
      to,
      nonce,
      data,
      gas,
    }: { readonly to: Address; readonly nonce: number; readonly data: Hex; readonly gas: bigint },
    { price, tip }: GasFees,
  ): Promise<SignedOffer> => {
    const chainId = await client.getChainId();
    const fees = { maxFeePerGas: price, maxPriorityFeePerGas: tip };
    const raw = await account.signTransaction({ type: 'eip1559', chainId, nonce, to, data, gas, ...fees });
    return { raw, hash: keccak256(raw), price };
  };

  /** That nodes take in the place of an offer; null above `priceMax`. */
  const feesAbove = async (raw: Hex, priceMax: bigint): Promise<GasFees | null> => {
    const { maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = parseTransaction(raw);
    const asked = await client.estimateFeesPerGas();
    return raisedFees(
      { price: maxFeePerGas, tip: maxPriorityFeePerGas },
      { price: asked.maxFeePerGas, tip: asked.maxPriorityFeePerGas },
      priceMax,
    );
  };

  const own = account.address;
  const messageOf = (call: VaultCall): { readonly to: Address; readonly data: Hex } => {
    if (call.kind === 'free') return { to: own, data: '0x' };
    const wanted = { abi: stakingVaultAbi, ...functionOf(call) };
    return { to: vault, data: encodeFunctionData(wanted as Parameters<typeof encodeFunctionData>[0]) };
  };

  return {
    address: own.toLowerCase() as Hex,
    async estimate(call) {
      const { maxFeePerGas } = await client.estimateFeesPerGas();
      if (call.kind === 'free')
        return { gas: await client.estimateGas({ account, to: own, value: 0n }), price: maxFeePerGas };
      const wanted = { address: vault, abi: stakingVaultAbi, account, ...functionOf(call) };
      const gas = await client
        .estimateContractGas(wanted as Parameters<typeof client.estimateContractGas>[0])
        .catch((cause: unknown) => {
          throw new DomainError('vault_refuses', `The vault would refuse to ${call.kind}: ${refusalOf(cause)}`, {
            cause,
          });
        });
      return { gas: gas + gas / GAS_MARGIN, price: maxFeePerGas };
    },
    async sign(call, { gas, price }, nonce) {
      const { maxPriorityFeePerGas } = await client.estimateFeesPerGas();
      const tip = maxPriorityFeePerGas < price ? maxPriorityFeePerGas : price;
      return { nonce, ...(await signed({ nonce, gas, ...messageOf(call) }, { price, tip })) };
    },
    async raise({ raw }, priceMax) {
      const { to, nonce = 0, data = '0x', gas = 0n } = parseTransaction(raw);
      const fees = await feesAbove(raw, priceMax);
      return fees && signed({ to: to ?? vault, nonce, data, gas }, fees);
    },
    async replace(call, { gas }, { raw }, priceMax) {
      const { nonce = 0 } = parseTransaction(raw);
      const fees = await feesAbove(raw, priceMax);
      return fees && { nonce, ...(await signed({ nonce, gas, ...messageOf(call) }, fees)) };
    },
    async broadcast({ hash, raw }) {
      await client.sendRawTransaction({ serializedTransaction: raw }).catch((cause: unknown) => {
        if (isKnown(cause)) return;
        const why = cause instanceof BaseError ? (cause.details ?? cause.shortMessage) : String(cause);
        throw new DomainError('node_refuses', `The node did not take the transaction ${hash}: ${why}`, {
          remedy: `See that ${account.address} has enough of the chain's coin; it is sent again by itself.`,
          cause,
        });
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
    nonce: (at) =>
      client.getTransactionCount({
        address: account.address,
        ...(typeof at === 'number' ? { blockNumber: BigInt(at) } : { blockTag: at }),
      }),
  };
}

function functionOf(call: Exclude<VaultCall, { kind: 'free' }>): {
  readonly functionName: 'announceRounds' | 'settle' | 'pause' | 'unpause';
  readonly args: readonly unknown[];
} {
  switch (call.kind) {
    case 'pause':
    case 'unpause':
      return { functionName: call.kind, args: [] };
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
