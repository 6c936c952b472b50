import type { ChainClaims, OwnChainModel } from '@robata/client';
import { stakingVaultAbi, verifySettlementLeaf } from '@robata/contracts';
import { isExitOpen, type Leaf, tokenOf, type VaultAct } from '@robata/contracts/calls';
import { refusalSentence } from '@robata/contracts/participant';
import type { Hex } from 'viem';
import { UsageError } from '../../usageError.ts';
import type { ActName } from '../vault.ts';
import { answered, type NodeSide, type ServerSide } from './session.ts';
import { amountOf, unitsIn } from './tokenAmount.ts';
import { dayText, spanText } from './timeText.ts';

/** Who does something to which stake. */
export interface Staker {
  readonly there: ServerSide;
  readonly at: NodeSide;
  readonly address: Hex;
  readonly model: OwnChainModel;
}

/** What is going to be asked of the vault, and what comes of it: shown before anything is signed. */
export interface VaultPlan {
  readonly act: VaultAct;
  /** In words: `Deposit 60 RBT on alice_one`. */
  readonly says: string;
  /** Of a deposit, a release or a restake: units of 1e-18. */
  readonly amount: bigint | null;
  readonly lines: readonly (readonly [name: string, text: string])[];
}

/** Plans an act on what the participant's own node says. Throws UsageError or a sentence where it cannot be. */
export const planned = (
  act: ActName,
  staker: Staker,
  given: { readonly word: string | undefined; readonly withdraws: boolean },
): Promise<VaultPlan> => PLANS[act](staker, given.word, given.withdraws);

type Plan = (staker: Staker, word: string | undefined, withdraws: boolean) => Promise<VaultPlan>;

const PLANS: Readonly<Record<ActName, Plan>> = {
  async deposit({ there, at, address, model }, word) {
    const amount = amountIn('deposit', word);
    const { token, vault, terms } = at;
    if (amount < terms.leastDeposit) {
      throw new Error(`${refusalSentence('TooLittle')} The least is ${amountOf(terms.leastDeposit)} ${token.symbol}.`);
    }
    const call = async (to: Hex, data: Hex) => (await at.view.call({ account: address, to, data })).data as Hex;
    const { balance } = await tokenOf(call, token.address, address, vault);
    if (balance < amount) {
      throw new Error(
        `${refusalSentence('ERC20InsufficientBalance')} It has ${amountOf(balance)} ${token.symbol}, and ${amountOf(amount)} are to be deposited.`,
      );
    }
    return {
      act: { kind: 'deposit', key: keyOf(model), amount, permit: null },
      says: `Deposit ${amountOf(amount)} ${token.symbol} on ${model.name}`,
      amount,
      lines: [
        ['takes', `${amountOf(amount)} of the ${amountOf(balance)} ${token.symbol} of ${address}`],
        ['counts', await countsFrom(there, at, 'in a block before that it counts in')],
        ['can be lost', `${percent(terms.clip)} of what is at risk in a round, at most`],
        ['can leave', leaves(at)],
      ],
    };
  },

  async release({ there, at, address, model }, word) {
    const { active } = await stakeNow(at, address, model);
    const amount = atMost(amountIn('release', word, active), active, `${model.name} has`, at);
    return {
      act: { kind: 'release', key: keyOf(model), amount },
      says: `Release ${amountOf(amount)} ${at.token.symbol} from ${model.name}`,
      amount,
      lines: [
        ['takes', `${amountOf(amount)} of the ${amountOf(active)} ${at.token.symbol} that are staked`],
        ['counts', await countsFrom(there, at, 'released in a block before that it counts no more in')],
        ['can leave', leaves(at)],
        ['until then', 'rounds that counted it can burn it'],
      ],
    };
  },

  async restake({ there, at, address, model }, word) {
    const { available } = await stakeNow(at, address, model);
    const amount = atMost(amountIn('restake', word, available), available, `${model.name} has available`, at);
    return {
      act: { kind: 'restake', key: keyOf(model), amount },
      says: `Stake ${amountOf(amount)} ${at.token.symbol} again on ${model.name}`,
      amount,
      lines: [
        ['takes', `${amountOf(amount)} of the ${amountOf(available)} ${at.token.symbol} that are available`],
        ['counts', await countsFrom(there, at, 'in a block before that it counts in')],
        ['can leave', leaves(at)],
      ],
    };
  },

  async withdraw({ at, address, model }, word) {
    if (word !== undefined) {
      throw new UsageError(
        'robata vault withdraw: the vault pays all that is due of a model, so give no amount; release says how much is to leave.',
      );
    }
    const { withdrawable, available, pending, unproved } = await stakeNow(at, address, model);
    if (withdrawable === 0n) {
      const then = await nextRelease(at, address, model);
      throw new Error(
        pending === 0n
          ? `nothing of ${model.name} is due: release some of the stake, or claim what was paid.`
          : unproved
            ? `nothing of ${model.name} is due: what is released waits for a claim, because a burn may still be taken out of it. Run robata vault claim --model ${model.name} --withdraw.`
            : `nothing of ${model.name} is due yet: ${amountOf(pending)} ${at.token.symbol} leave once the rounds that counted them are final${then}.`,
      );
    }
    const released = withdrawable - available;
    return {
      act: { kind: 'withdraw', key: keyOf(model) },
      says: `Withdraw ${amountOf(withdrawable)} ${at.token.symbol} from ${model.name}`,
      amount: null,
      lines: [
        ['pays', `${amountOf(withdrawable)} ${at.token.symbol} to ${address}`],
        ['of it', `${amountOf(available)} were available, ${amountOf(released)} released`],
        ...(pending > released
          ? [['stays', `${amountOf(pending - released)} that are released and not due yet`] as const]
          : []),
      ],
    };
  },

  async claim({ there, at, address, model }, word, withdraws) {
    noWord('claim', word);
    const key = keyOf(model);
    const { server, origin } = there;
    const [[settled, pendingRoot], stake, given] = await Promise.all([
      at.view.readContract({ ...vaultOf(at), functionName: 'settlements' }),
      stakeNow(at, address, model),
      answered(origin, server.chainClaims(address)),
    ]);
    const leaf = provedLeaf(at, { account: address, model: key }, settled.root, given);
    if (leaf === null) throw new Error(whyNoLeaf(model.name, settled, pendingRoot.round > 0, given));
    const [payout, burn] = [leaf.payout - stake.paid, leaf.burn - stake.burned];
    if (payout <= 0n && burn <= 0n && !stake.unproved) {
      throw new Error(`all of ${model.name} that is final, up to round ${settled.round} of the vault, is claimed.`);
    }
    const becomes = stake.compounds ? 'stake' : 'available';
    const { symbol } = at.token;
    return {
      act: { kind: 'claim', account: address, key, leaf, withdraws },
      says: `Claim${withdraws ? ' and withdraw' : ''} ${model.name}, up to round ${settled.round} of the vault`,
      amount: null,
      lines: [
        ['proved', `against the root ${settled.root} in the vault itself`],
        ['pays', `${amountOf(payout)} ${symbol}, which become ${becomes}`],
        ...(burn > 0n ? [['burns', `${amountOf(burn)} ${symbol}, first of what is released`] as const] : []),
        ...(withdraws ? [['then', `all that is due is paid to ${address}, in the same transaction`] as const] : []),
      ],
    };
  },

  async payouts({ at, address, model }, word) {
    if (word !== 'stake' && word !== 'available') {
      throw new UsageError('robata vault payouts: say what they become: stake or available.');
    }
    const { compounds } = await stakeNow(at, address, model);
    if (compounds === (word === 'stake')) {
      throw new Error(`payouts of ${model.name} become ${word} already: there is nothing to send.`);
    }
    return {
      act: { kind: 'compounding', key: keyOf(model), compounds: word === 'stake' },
      says: `Let payouts of ${model.name} become ${word}`,
      amount: null,
      lines: [
        [
          'from now on',
          word === 'stake'
            ? 'what is claimed is staked, and counts from the next close on'
            : 'what is claimed can be withdrawn, or staked again',
        ],
      ],
    };
  },

  async exit({ at, address, model }, word) {
    noWord('exit', word);
    const { active, pending, available } = await stakeNow(at, address, model);
    const held = active + pending + available;
    if (held === 0n) throw new Error(`the vault holds nothing of ${model.name}: there is nothing to take out.`);
    if (!(await isExitOpen(at.node, at.vault, address, keyOf(model)))) {
      const days = Math.round(at.terms.silence / 86_400);
      throw new Error(`${refusalSentence('NotSilent')} The vault opens after ${days} days without a settlement.`);
    }
    return {
      act: { kind: 'exit', key: keyOf(model) },
      says: `Take all of ${model.name} out of the vault at once`,
      amount: null,
      lines: [
        ['pays', `${amountOf(held)} ${at.token.symbol} to ${address}`],
        ['leaves behind', 'payouts that are not claimed: claim them first'],
        ['counts', 'rounds that are open count the stake no more'],
      ],
    };
  },
};

/**
 * The leaf of a stake, of those that the server gave, that is in the vault's own final root; null where none is. Which settlement is final is the
 * vault's to say: a server may not have seen yet that one has become so.
 */
function provedLeaf(
  { chainId, vault }: NodeSide,
  stake: { readonly account: Hex; readonly model: Hex },
  root: Hex,
  { claims, coming }: ChainClaims,
): Leaf | null {
  const leaves = [...claims, ...coming]
    .filter(({ key }) => key === stake.model)
    .map(({ payout, burn, proof }) => {
      return { payout: BigInt(payout), burn: BigInt(burn), proof: proof as readonly Hex[] };
    });
  return leaves.find((leaf) => verifySettlementLeaf({ chainId, vault }, root, stake, leaf)) ?? null;
}

function whyNoLeaf(
  name: string,
  settled: { readonly round: number; readonly root: Hex },
  isPending: boolean,
  { final, pending, claims, coming }: ChainClaims,
): string {
  const none = `nothing of ${name} is in a settlement that is final yet`;
  if (settled.round === 0) {
    return isPending
      ? `${none}: the settlement that is pending has to be final.`
      : `${none}: a round has to resolve and be settled, and the vault’s challenge delay to pass.`;
  }
  const isKnown = [final, pending].some((each) => each?.root.toLowerCase() === settled.root.toLowerCase());
  if (!isKnown) {
    return `the server knows nothing yet of the settlement that is final in the vault (its round ${settled.round}): ask again in a minute. Nothing was sent.`;
  }
  return claims.length + coming.length === 0
    ? `${none}.`
    : `the proof that the server gave is not of the root that is final in the vault (${settled.root}): nothing was sent. Ask again in a minute; where it stays so, tell the operator. Nothing that is yours is lost by it.`;
}

const vaultOf = ({ vault }: NodeSide) => ({ address: vault, abi: stakingVaultAbi }) as const;
const keyOf = ({ key }: OwnChainModel): Hex => key as Hex;

/** A stake at the newest block of the participant's own node. */
const stakeNow = (at: NodeSide, address: Hex, { key }: OwnChainModel) =>
  at.view.readContract({ ...vaultOf(at), functionName: 'stakeOf', args: [address, key as Hex] });

/** `most`: what the word all stands for, where there is such. */
function amountIn(act: ActName, word: string | undefined, most?: bigint): bigint {
  if (word === undefined) {
    throw new UsageError(`robata vault ${act}: give the amount, as in robata vault ${act} 12.5 --model my_model.`);
  }
  return word === 'all' && most !== undefined && most > 0n ? most : unitsIn(`vault ${act}`, word);
}

function atMost(amount: bigint, most: bigint, has: string, { token }: NodeSide): bigint {
  if (amount <= most) return amount;
  throw new Error(`${refusalSentence('TooMuch')} ${has} ${amountOf(most)} ${token.symbol}.`);
}

function noWord(act: ActName, word: string | undefined): void {
  if (word === undefined) return;
  throw new UsageError(`robata vault ${act}: '${word.slice(0, 60)}' is one word too many.`);
}

const percent = (parts: bigint): string => `${Number(parts) / 1e10} %`;

/** As the vault has announced it; the tournament's number of the round is the server's to say. */
async function countsFrom({ chain }: ServerSide, at: NodeSide, before: string): Promise<string> {
  const [announced, closed] = await at.view.readContract({ ...vaultOf(at), functionName: 'roundCounts' });
  if (announced === closed) return 'from the next round on that is announced: none is now';
  const { closesAt } = await at.view.readContract({ ...vaultOf(at), functionName: 'roundOf', args: [closed + 1] });
  const number = chain.rounds.find(({ round }) => round === closed + 1)?.number ?? null;
  const name = number === null ? `round ${closed + 1} of the vault` : `round ${number}`;
  const left = closesAt - Number(at.head.timestamp);
  const close = `${name} closes at ${dayText(closesAt)}, in ${spanText(left)}`;
  return left < SOON_SECONDS
    ? `${close}: SOON; what comes into a block only after that is for the round after it`
    : `${close}: ${before} ${name}, else the one after`;
}

/** A block may take as long to be found in a busy hour. */
const SOON_SECONDS = 300;

const leaves = ({ terms }: NodeSide): string =>
  terms.releasesEarly
    ? `once released, when every round that counted it is final; after ${spanText(terms.releaseDelay)} at the latest`
    : `${spanText(terms.releaseDelay)} after it is released`;

/** Until when the first release waits, in words. */
async function nextRelease(at: NodeSide, address: Hex, model: OwnChainModel): Promise<string> {
  const open = await at.view.readContract({
    ...vaultOf(at),
    functionName: 'releasesOf',
    args: [address, keyOf(model)],
  });
  const first = open[0];
  return first === undefined ? '' : `, the first at ${dayText(first.due)} at the latest`;
}
