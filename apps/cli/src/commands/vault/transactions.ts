import { approveData, errorName, permitToSign, tokenOf, type VaultAct, vaultCallData } from '@robata/contracts/calls';
import { refusalSentence, revertData } from '@robata/contracts/participant';
import { type Hex, keccak256, numberToHex } from 'viem';
import type { PrivateKeyAccount } from 'viem/accounts';
import { NodeRefusal, NodeSilent } from './nodeOf.ts';
import type { NodeSide } from './session.ts';
import { amountOf } from './tokenAmount.ts';

/** One transaction that nobody has signed. Nothing is ever paid along with it. */
export interface Unsigned {
  readonly says: string;
  readonly what: 'approval' | 'transaction';
  readonly from: Hex;
  readonly to: Hex;
  readonly data: Hex;
}

export interface Cost {
  readonly gas: bigint;
  /** Units of 1e-18 of the chain's coin for each gas, at most; `tip` of it at most goes to who finds the block. Null on a chain without tips. */
  readonly price: bigint;
  readonly tip: bigint | null;
}

export interface SentByUs {
  readonly hash: Hex;
  readonly nonce: number;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
}

/** A permit holds for so long: time enough to confirm the transaction, too short to be found later. */
const PERMIT_SECONDS = 3_600;

/**
 * What has to be sent for an act, in order: a deposit takes a permit that the wallet signs where the token knows them and there is a wallet, else
 * an approval goes first.
 */
export async function transactionsFor(
  act: VaultAct,
  says: string,
  { at, address, wallet }: { readonly at: NodeSide; readonly address: Hex; readonly wallet: PrivateKeyAccount | null },
): Promise<readonly Unsigned[]> {
  const { token, vault, chainId, head } = at;
  const acting = (ready: VaultAct): Unsigned => {
    return { says, what: 'transaction', from: address, to: vault, data: vaultCallData(ready) };
  };
  if (act.kind !== 'deposit') return [acting(act)];
  const call = async (to: Hex, data: Hex): Promise<Hex> =>
    (await at.node.request({ method: 'eth_call', params: [{ from: address, to, data }, 'latest'] })) as Hex;
  const { allowance } = await tokenOf(call, token.address, address, vault);
  if (allowance >= act.amount) return [acting(act)];
  if (wallet !== null) {
    const deadline = head.timestamp + BigInt(PERMIT_SECONDS);
    const asked = { token: token.address, owner: address, vault, amount: act.amount, deadline, chainId };
    const typed = await permitToSign(call, asked);
    if (typed !== null) {
      const signature = await wallet.signTypedData(typed as Parameters<PrivateKeyAccount['signTypedData']>[0]);
      return [acting({ ...act, permit: { deadline, signature } })];
    }
  }
  const approval: Unsigned = {
    says: `Approve the vault for ${amountOf(act.amount)} ${token.symbol}`,
    what: 'approval',
    from: address,
    to: token.address,
    data: approveData(vault, act.amount),
  };
  return [approval, acting(act)];
}

/** Tries it without sending it, and says what it costs. Throws the vault's refusal as a sentence. */
export async function triedOut({ node, view }: NodeSide, unsigned: Unsigned): Promise<Cost> {
  const { from, to, data } = unsigned;
  const asked = { from, to, data };
  try {
    await node.request({ method: 'eth_call', params: [asked, 'latest'] });
    const [gas, fees] = [
      BigInt((await node.request({ method: 'eth_estimateGas', params: [asked] })) as Hex),
      await feesNow({ node, view }),
    ];
    // What it uses can grow by what others do before its block.
    const cost = { gas: gas + gas / 4n, ...fees };
    const coins = await view.getBalance({ address: from });
    if (coins >= cost.gas * cost.price) return cost;
    throw new Error(
      `${from} has ${amountOf(coins)} of the chain's own coin, and the gas can cost ${amountOf(cost.gas * cost.price)}: send it some first.`,
    );
  } catch (error) {
    throw refused(error);
  }
}

async function feesNow({ node, view }: Pick<NodeSide, 'node' | 'view'>): Promise<Pick<Cost, 'price' | 'tip'>> {
  const { baseFeePerGas } = await view.getBlock();
  if (baseFeePerGas === null) return { price: await view.getGasPrice(), tip: null };
  const tip = BigInt((await node.request({ method: 'eth_maxPriorityFeePerGas' })) as Hex);
  // A base fee doubles in six full blocks at the soonest.
  return { price: 2n * baseFeePerGas + tip, tip };
}

/** Signs and sends. The hash is known before anybody else knows of it, and told of by an error, too. Throws a sentence. */
export async function signedAndSent(
  { node, chainId }: NodeSide,
  wallet: PrivateKeyAccount,
  unsigned: Unsigned,
  { gas, price, tip }: Cost,
): Promise<SentByUs> {
  const { from, to, data } = unsigned;
  const nonce = Number(await node.request({ method: 'eth_getTransactionCount', params: [from, 'pending'] }));
  const common = { chainId, nonce, to, data, gas, value: 0n };
  const raw = await wallet.signTransaction(
    tip === null
      ? { ...common, type: 'legacy', gasPrice: price }
      : { ...common, type: 'eip1559', maxFeePerGas: price, maxPriorityFeePerGas: tip },
  );
  const sent = { hash: keccak256(raw), nonce, sentAt: Date.now() };
  try {
    await node.request({ method: 'eth_sendRawTransaction', params: [raw] });
  } catch (error) {
    if (error instanceof NodeRefusal && /already known|known transaction/i.test(error.message)) return sent;
    if (error instanceof NodeSilent) {
      throw new Error(
        `${error.message} It was silent while ${sent.hash} was sent: that may be on its way. Look at robata vault status before you send it again.`,
        { cause: error },
      );
    }
    throw refused(error);
  }
  return sent;
}

/** The sentence of what the vault, the token or the node refused; anything else as it is. */
export function refused(error: unknown): unknown {
  const data = revertData(error);
  const name = data === null ? null : errorName(data);
  if (name !== null) return new Error(refusalSentence(name), { cause: error });
  const message = error instanceof NodeRefusal ? error.message : '';
  const known = NODE_REFUSALS.find(([pattern]) => pattern.test(message));
  return known === undefined ? error : new Error(`${known[1]} (${message.replace(/\.$/, '')})`, { cause: error });
}

const NODE_REFUSALS: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [/insufficient funds/i, "the address has too little of the chain's own coin to pay for gas: nothing was sent."],
  [
    /nonce too low|nonce.*too low|invalid nonce/i,
    'another transaction of this wallet came first: nothing was sent. Look at robata vault status, and try again.',
  ],
  [
    /underpriced/i,
    'another transaction of this wallet waits in its place and offers more: nothing was sent. Wait for that one, and try again.',
  ],
];

/** As `--print` shows it and other signers take it. */
export const printed = ({ says, from, to, data }: Unsigned, chainId: number) => ({
  says,
  chainId,
  from,
  to,
  value: numberToHex(0),
  data,
});
