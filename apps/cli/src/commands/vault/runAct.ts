import type { Stage } from '@robata/contracts/participant';
import type { PrivateKeyAccount } from 'viem/accounts';
import { textTable } from '../../textTable.ts';
import { UsageError } from '../../usageError.ts';
import type { ActName, VaultOptions } from '../vault.ts';
import { planned, type VaultPlan } from './acts.ts';
import { assertCanAsk, isAgreed } from './ask.ts';
import { type Followed, follow, stageText, untilInBlock, whyReverted } from './follow.ts';
import {
  linkedAddress,
  type NodeSide,
  nodeSide,
  ownModelNamed,
  type ServerSide,
  serverSide,
  walletOf,
} from './session.ts';
import { amountOf } from './tokenAmount.ts';
import {
  type Cost,
  printed,
  type SentByUs,
  signedAndSent,
  transactionsFor,
  triedOut,
  type Unsigned,
} from './transactions.ts';

/** Until it is counted: confirmations take minutes. */
const WAIT_SECONDS = 900;

/** Plans an act, shows it, has it agreed to, signs, sends and follows it; with --print it only shows what another signer is to sign. */
export async function runAct(act: ActName, word: string | undefined, given: VaultOptions): Promise<number> {
  const wallet = given.print ? null : walletOf(given);
  if (wallet === null && !given.print) {
    throw new UsageError(
      `robata vault ${act}: name the file with your wallet's key, --wallet FILE (or ROBATA_WALLET), or have another wallet sign: --print.`,
    );
  }
  if (wallet !== null) assertCanAsk(given, act);
  const there = await serverSide(given);
  const address = linkedAddress(there, wallet);
  const model = await ownModelNamed(there, given.model, `vault ${act}`);
  const at = await nodeSide(given, there);
  const plan = await planned(act, { there, at, address, model }, { word, withdraws: given.withdraw });
  const transactions = await transactionsFor(plan.act, plan.says, { at, address, wallet });
  const [first, ...rest] = transactions as readonly [Unsigned, ...Unsigned[]];
  const cost = await triedOut(at, first);
  const review = textOfReview(plan, { there, at, first, rest, cost });
  if (wallet === null) {
    const shown = transactions.map((each) => printed(each, at.chainId));
    console.log(given.json ? JSON.stringify({ says: plan.says, transactions: shown }) : textOfPrinted(review, shown));
    return 0;
  }
  if (!given.json) console.log(review);
  if (!given.yes) {
    if (given.json) console.error(review);
    if (!(await isAgreed(`${plan.says}?`))) {
      console.error('Nothing was sent.');
      return 1;
    }
  }
  const say = (text: string): void => (given.json ? undefined : console.log(text));
  const done = await sentAndFollowed({
    there,
    at,
    wallet,
    transactions,
    cost,
    seconds: given.wait ?? WAIT_SECONDS,
    say,
  });
  if (given.json) {
    const { says, amount } = plan;
    const figures = amount === null ? {} : { amount: amountOf(amount) };
    const where = { chainId: at.chainId, vault: at.vault, address };
    console.log(JSON.stringify({ act, says, model: model.name, ...figures, ...where, ...done }));
  }
  return isWhatWasWaitedFor(done.state, given.wait) ? 0 : 1;
}

const isWhatWasWaitedFor = (state: Stage['kind'], wait: number | undefined): boolean =>
  state === 'counted' || (wait === 0 && (state === 'sent' || state === 'confirming' || state === 'confirmed'));

interface Sending {
  readonly there: ServerSide;
  readonly at: NodeSide;
  readonly wallet: PrivateKeyAccount;
  readonly transactions: readonly Unsigned[];
  /** Of the first. */
  readonly cost: Cost;
  readonly seconds: number;
  readonly say: (text: string) => void;
}

/** One after the other: an approval has to be in a block before what needs it. */
async function sentAndFollowed({ there, at, wallet, transactions, cost, seconds, say }: Sending) {
  let approval: SentByUs | null = null;
  for (const [place, unsigned] of transactions.entries()) {
    const own = place === 0 ? cost : await triedOut(at, unsigned);
    if (place > 0) say(`${unsigned.says}: ${costText(own)}`);
    const sent = await signedAndSent(at, wallet, unsigned, own);
    say(`Sent as ${sent.hash}.`);
    if (unsigned.what === 'approval') {
      await untilInBlock(sent, unsigned, { at, seconds: Math.max(seconds, WAIT_SECONDS) });
      approval = sent;
      continue;
    }
    const followed = await follow(sent, unsigned, {
      at,
      there,
      seconds,
      tell: (stage, block) => say(`  ${stageText(stage, block)}`),
    });
    return { approval: approval?.hash ?? null, transaction: sent.hash, ...(await endOf(followed, unsigned, at, say)) };
  }
  throw new Error('an act is at least one transaction');
}

async function endOf({ stage, block }: Followed, unsigned: Unsigned, at: NodeSide, say: (text: string) => void) {
  const reason =
    stage.kind === 'failed' && block !== null
      ? await whyReverted(at, unsigned, block)
      : stage.kind === 'waiting'
        ? stage.sentence
        : null;
  if (stage.kind === 'failed' && reason !== null) say(reason);
  if (stage.kind === 'sent' || stage.kind === 'confirming' || stage.kind === 'confirmed') {
    say('It goes on by itself: robata vault status shows how far it has come.');
  }
  return { block, state: stage.kind, reason };
}

interface Reviewed {
  readonly there: ServerSide;
  readonly at: NodeSide;
  readonly first: Unsigned;
  readonly rest: readonly Unsigned[];
  readonly cost: Cost;
}

/** What will happen, before it does. */
function textOfReview({ says, lines }: VaultPlan, { there: { chain }, at, first, rest, cost }: Reviewed): string {
  const approval = rest.length > 0 ? [['first', `${first.says}, in a transaction of its own`]] : [];
  const cautions = [
    ...at.cautions,
    ...chain.halts.map(({ sentence }) => sentence),
    ...(chain.problem === null ? [] : [`the server could not read the chain when it tried last: ${chain.problem}`]),
  ];
  const rows = [
    ...approval,
    ...lines.map(([name, text]) => [name, text]),
    ['vault', `${at.vault} on chain ${at.chainId}, checked at your node (block ${at.head.number})`],
    [rest.length > 0 ? 'gas of the first' : 'gas', costText(cost)],
    ...cautions.map((text) => ['caution', text]),
  ];
  return [says, textTable(rows.map(([name = '', text = '']) => [`  ${name}`, text]))].join('\n');
}

const costText = ({ gas, price }: Cost): string =>
  `at most ${gas} at ${amountOf(price * 10n ** 9n)} gwei: ${amountOf(gas * price)} of the chain's own coin`;

function textOfPrinted(review: string, transactions: readonly ReturnType<typeof printed>[]): string {
  const each = transactions.map((unsigned, place) =>
    [
      `Transaction ${place + 1} of ${transactions.length}: ${unsigned.says}`,
      ...Object.entries(unsigned)
        .filter(([name]) => name !== 'says')
        .map(([name, value]) => `  ${name.padEnd(8)}${value}`),
    ].join('\n'),
  );
  const order = transactions.length > 1 ? ['', 'Send the second once a block has the first.'] : [];
  return [review, ...each.flatMap((text) => ['', text]), ...order].join('\n');
}
