import { decodeErrorResult, decodeFunctionResult, encodeFunctionData, type Hex, parseSignature } from 'viem';
import { stakingVaultAbi } from '../stakingVaultAbi.ts';
import { revertData } from './refusals.ts';
import { tokenAbi } from './tokenAbi.ts';

export { tokenAbi };

/** What answers JSON-RPC: a wallet in a browser (EIP-1193), or a node. */
export interface RpcProvider {
  request(call: { readonly method: string; readonly params?: readonly unknown[] }): Promise<unknown>;
}

/** A leaf with its proof, as the vault takes it; amounts are cumulative units of 1e-18. */
export interface Leaf {
  readonly payout: bigint;
  readonly burn: bigint;
  readonly proof: readonly Hex[];
}

export interface Permit {
  readonly deadline: bigint;
  readonly signature: Hex;
}

/** What a participant asks of the vault; `key` is the vault's name of the model, amounts are units of 1e-18. */
export type VaultAct =
  | { readonly kind: 'deposit'; readonly key: Hex; readonly amount: bigint; readonly permit: Permit | null }
  | { readonly kind: 'release' | 'restake'; readonly key: Hex; readonly amount: bigint }
  | { readonly kind: 'withdraw' | 'exit'; readonly key: Hex }
  | {
      readonly kind: 'claim';
      readonly account: Hex;
      readonly key: Hex;
      readonly leaf: Leaf;
      /** In the same transaction. */
      readonly withdraws: boolean;
    }
  | { readonly kind: 'compounding'; readonly key: Hex; readonly compounds: boolean };

/** The data of the vault's call. */
export function vaultCallData(act: VaultAct): Hex {
  const abi = stakingVaultAbi;
  switch (act.kind) {
    case 'deposit': {
      const { key, amount, permit } = act;
      if (permit === null) return encodeFunctionData({ abi, functionName: 'deposit', args: [key, amount] });
      const { r, s, v, yParity } = parseSignature(permit.signature);
      return encodeFunctionData({
        abi,
        functionName: 'depositWithPermit',
        args: [key, amount, permit.deadline, Number(v ?? BigInt(27 + yParity)), r, s],
      });
    }
    case 'release':
      return encodeFunctionData({ abi, functionName: 'release', args: [act.key, act.amount] });
    case 'restake':
      return encodeFunctionData({ abi, functionName: 'restake', args: [act.key, act.amount] });
    case 'withdraw':
      return encodeFunctionData({ abi, functionName: 'withdraw', args: [act.key] });
    case 'exit':
      return encodeFunctionData({ abi, functionName: 'exit', args: [act.key] });
    case 'claim': {
      const claim = encodeFunctionData({ abi, functionName: 'claim', args: [act.account, act.key, act.leaf] });
      if (!act.withdraws) return claim;
      const calls = [claim, vaultCallData({ kind: 'withdraw', key: act.key })];
      return encodeFunctionData({ abi, functionName: 'multicall', args: [calls] });
    }
    case 'compounding':
      return encodeFunctionData({ abi, functionName: 'setCompounding', args: [act.key, act.compounds] });
  }
}

export const approveData = (vault: Hex, amount: bigint): Hex =>
  encodeFunctionData({ abi: tokenAbi, functionName: 'approve', args: [vault, amount] });

/** Asks a contract without sending anything. */
type Call = (to: Hex, data: Hex) => Promise<Hex>;

/** What `owner` has of a token, and what of it the vault may take. */
export async function tokenOf(call: Call, token: Hex, owner: Hex, vault: Hex) {
  const [balance, allowance] = await Promise.all([
    call(token, encodeFunctionData({ abi: tokenAbi, functionName: 'balanceOf', args: [owner] })),
    call(token, encodeFunctionData({ abi: tokenAbi, functionName: 'allowance', args: [owner, vault] })),
  ]);
  return {
    balance: decodeFunctionResult({ abi: tokenAbi, functionName: 'balanceOf', data: balance }),
    allowance: decodeFunctionResult({ abi: tokenAbi, functionName: 'allowance', data: allowance }),
  };
}

/**
 * What a wallet signs (eth_signTypedData_v4) to let the vault take `amount` until `deadline`; null where the token knows no permits
 * (EIP-2612), does not tell of its domain (EIP-5267), or tells of another contract or chain.
 */
export async function permitToSign(
  call: Call,
  asked: {
    readonly token: Hex;
    readonly owner: Hex;
    readonly vault: Hex;
    readonly amount: bigint;
    readonly deadline: bigint;
    /** Default: not looked at. */
    readonly chainId?: number;
  },
): Promise<object | null> {
  const { token, owner, vault, amount, deadline } = asked;
  try {
    const [domain, nonces] = await Promise.all([
      call(token, encodeFunctionData({ abi: tokenAbi, functionName: 'eip712Domain' })),
      call(token, encodeFunctionData({ abi: tokenAbi, functionName: 'nonces', args: [owner] })),
    ]);
    const [, name, version, chainId, verifyingContract] = decodeFunctionResult({
      abi: tokenAbi,
      functionName: 'eip712Domain',
      data: domain,
    });
    // What it would let the vault take is this token on this chain, or it is not signed.
    const isOther = asked.chainId !== undefined && Number(chainId) !== asked.chainId;
    if (isOther || verifyingContract.toLowerCase() !== token.toLowerCase()) return null;
    const nonce = decodeFunctionResult({ abi: tokenAbi, functionName: 'nonces', data: nonces });
    return {
      domain: { name, version, chainId: Number(chainId), verifyingContract },
      types: {
        EIP712Domain: [
          { name: 'name', type: 'string' },
          { name: 'version', type: 'string' },
          { name: 'chainId', type: 'uint256' },
          { name: 'verifyingContract', type: 'address' },
        ],
        Permit: [
          { name: 'owner', type: 'address' },
          { name: 'spender', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'nonce', type: 'uint256' },
          { name: 'deadline', type: 'uint256' },
        ],
      },
      primaryType: 'Permit',
      message: {
        owner,
        spender: vault,
        value: String(amount),
        nonce: String(nonce),
        deadline: String(deadline),
      },
    };
  } catch {
    return null;
  }
}

/** What an address has of a token. */
export async function balanceOf(provider: RpcProvider, token: Hex, of: Hex): Promise<bigint> {
  const asked = encodeFunctionData({ abi: tokenAbi, functionName: 'balanceOf', args: [of] });
  const data = (await provider.request({ method: 'eth_call', params: [{ to: token, data: asked }, 'latest'] })) as Hex;
  return decodeFunctionResult({ abi: tokenAbi, functionName: 'balanceOf', data });
}

/** The least that the vault takes at once, in units of 1e-18: its owner may have changed it since. */
export async function leastDepositOf(call: Call, vault: Hex): Promise<bigint> {
  const data = await call(vault, encodeFunctionData({ abi: stakingVaultAbi, functionName: 'parameters' }));
  return decodeFunctionResult({ abi: stakingVaultAbi, functionName: 'parameters', data })[LEAST_DEPOSIT];
}

/** Its place among the parameters. */
const LEAST_DEPOSIT = 7;

/** What a stake has been paid and has burned since it began, at the newest block that the provider knows. */
export async function takenUp(provider: RpcProvider, vault: Hex, account: Hex, key: Hex) {
  const asked = encodeFunctionData({ abi: stakingVaultAbi, functionName: 'stakeOf', args: [account, key] });
  const data = (await provider.request({ method: 'eth_call', params: [{ to: vault, data: asked }, 'latest'] })) as Hex;
  const { paid, burned } = decodeFunctionResult({ abi: stakingVaultAbi, functionName: 'stakeOf', data });
  return { paid, burned };
}

/**
 * Whether the vault lets a stake leave at once: the operator has been silent for as long as its terms say. Asked by trying the exit without sending it.
 * Rejects where the provider does not answer.
 */
export async function isExitOpen(provider: RpcProvider, vault: Hex, account: Hex, key: Hex): Promise<boolean> {
  const data = vaultCallData({ kind: 'exit', key });
  try {
    await provider.request({ method: 'eth_call', params: [{ from: account, to: vault, data }, 'latest'] });
    return true;
  } catch (error) {
    const refused = revertData(error);
    if (refused !== null && errorName(refused) !== null) return false;
    throw error;
  }
}

/** The name of the error that a call reverted with; null where it is none of the vault's or the token's. */
export function errorName(data: Hex): string | null {
  try {
    return decodeErrorResult({ abi: [...stakingVaultAbi, ...tokenAbi], data }).errorName;
  } catch {
    return null;
  }
}
