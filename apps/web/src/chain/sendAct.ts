import type { Permit, VaultAct } from '@robata/contracts/calls';
import { refusalSentence, revertData } from '@robata/contracts/participant';
import { amountOf } from '../wallet/amounts.ts';
import type { Eip1193 } from './eip1193.ts';
import { walletSentence } from './refusals.ts';

type Hex = `0x${string}`;

/** From where to where. */
export interface Sender {
  readonly provider: Eip1193;
  /** The vault's network. */
  readonly chainId: number;
  readonly address: Hex;
  readonly vault: Hex;
  readonly token: Hex;
}

/** What the wallet is asked to confirm now. */
export type AskedOfWallet = 'permit' | 'approval' | 'transaction';

export interface SendWatch {
  readonly onAsked: (what: AskedOfWallet) => void;
  /** Told at once of each transaction that the wallet has sent. */
  readonly onSent: (hash: string, what: 'approval' | 'transaction') => void;
  /** Where the approval waits for its block. */
  readonly onApproving: () => void;
}

/**
 * Has the wallet send an act. It is tried first without being sent, so that what the vault would refuse is said before the wallet opens.
 * A deposit takes a permit where the token knows them, else an approval first. Throws a sentence; what was sent was told of by then.
 */
export async function sendAct(sender: Sender, act: VaultAct, watch: SendWatch): Promise<void> {
  // With what encodes calls: nobody else loads it.
  const calls = await import('@robata/contracts/calls');
  const { provider, chainId, address, vault, token } = sender;
  /** A person can change the network at any time, also while the wallet shows the permit. */
  const assertThere = async (): Promise<void> => {
    if (Number(await provider.request({ method: 'eth_chainId' })) === chainId) return;
    throw new Error(`The wallet is on another network now: switch it back to chain ${chainId}. Nothing was sent.`);
  };
  const call = async (to: Hex, data: Hex): Promise<Hex> =>
    (await provider.request({ method: 'eth_call', params: [{ from: address, to, data }, 'latest'] })) as Hex;
  const send = async (to: Hex, data: Hex, what: 'approval' | 'transaction'): Promise<string> => {
    await call(to, data);
    await assertThere();
    watch.onAsked(what);
    const hash = (await provider.request({
      method: 'eth_sendTransaction',
      // Wallets that know the field refuse to send it elsewhere.
      params: [{ from: address, to, data, chainId: `0x${chainId.toString(16)}` }],
    })) as string;
    watch.onSent(hash, what);
    return hash;
  };

  const prepared = async (): Promise<VaultAct> => {
    if (act.kind !== 'deposit') return act;
    const [least, { balance, allowance }] = await Promise.all([
      calls.leastDepositOf(call, vault),
      calls.tokenOf(call, token, address, vault),
    ]);
    if (act.amount < least) {
      throw new Error(`${refusalSentence('TooLittle')} The least is ${amountOf(least)}.`);
    }
    if (balance < act.amount) throw new Error(refusalSentence('ERC20InsufficientBalance'));
    if (allowance >= act.amount) return act;
    const deadline = BigInt(Math.floor(Date.now() / 1000) + PERMIT_SECONDS);
    const asked = { token, owner: address, vault, amount: act.amount, deadline, chainId };
    const permit = await permitOf(await calls.permitToSign(call, asked), deadline);
    if (permit !== null) return { ...act, permit };
    const hash = await send(token, calls.approveData(vault, act.amount), 'approval');
    watch.onApproving();
    await inBlock(provider, hash);
    return act;
  };
  const permitOf = async (typed: object | null, deadline: bigint): Promise<Permit | null> => {
    if (typed === null) return null;
    watch.onAsked('permit');
    try {
      const params = [address, JSON.stringify(typed)];
      return { deadline, signature: (await provider.request({ method: 'eth_signTypedData_v4', params })) as Hex };
    } catch (error) {
      // A wallet that cannot sign such texts can still approve.
      if ([4200, -32_601].includes((error as { code?: number }).code ?? 0)) return null;
      throw error;
    }
  };

  try {
    await assertThere();
    await send(vault, calls.vaultCallData(await prepared()), 'transaction');
  } catch (error) {
    const data = revertData(error);
    const name = data === null ? null : calls.errorName(data);
    const sentence = name === null ? walletSentence(error) : refusalSentence(name);
    if (sentence !== null) throw new Error(sentence, { cause: error });
    throw error instanceof Error ? error : new Error(`The wallet failed: ${messageOf(error)}`, { cause: error });
  }
}

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

/** A permit holds for so long: time enough to confirm the transaction, too short to be found later. */
const PERMIT_SECONDS = 3_600;
const LOOK_MS = 1_000;
const LOOKS = 600;

async function inBlock(provider: Eip1193, hash: string): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    const receipt = await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] });
    if (receipt !== null) return;
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
  throw new Error('The approval is in no block yet: deposit again once it is, no second one is needed.');
}
