import { setTimeout } from 'node:timers/promises';
import { isOver, type SeenTransaction, type Stage, stageOf } from '@robata/contracts/participant';
import type { Hex } from 'viem';
import { NodeSilent } from './nodeOf.ts';
import type { NodeSide, ServerSide } from './session.ts';
import { refused, type SentByUs, type Unsigned } from './transactions.ts';

export interface Followed {
  readonly stage: Stage;
  /** Null while no block has it. */
  readonly block: number | null;
}

const LOOK_AFTER_MS = 250;
const LOOK_AT_MOST_AFTER_MS = 3_000;
/** A node that is silent for so many looks on end is gone. */
const SILENT_LOOKS = 20;

/**
 * Follows a transaction until the server's ledger has it, nothing more can come of it, or the time is over; tells of each stage once. A
 * block that the chain took back is seen as such: then it waits again. Where it is the participant's own node says; the server, how far it has read.
 */
export async function follow(
  sent: SentByUs,
  unsigned: Unsigned,
  {
    at,
    there,
    seconds,
    tell,
  }: {
    readonly at: NodeSide;
    readonly there: ServerSide;
    readonly seconds: number;
    readonly tell: (stage: Stage, block: number | null) => void;
  },
): Promise<Followed> {
  const until = Date.now() + seconds * 1000;
  let told = '';
  let silent = 0;
  let last: Followed = { stage: { kind: 'sent' }, block: null };
  for (let pause = LOOK_AFTER_MS; ; pause = Math.min(LOOK_AT_MOST_AFTER_MS, pause * 1.5)) {
    try {
      const [seen, head] = [await lookAt(at, sent, unsigned.from), Number(await at.view.getBlockNumber())];
      const stage = stageOf(sent, seen, { head, ...(await readBy(there)) }, Date.now());
      last = { stage, block: seen.block };
      silent = 0;
    } catch (error) {
      silent += 1;
      if (silent < SILENT_LOOKS && hasCause(error, NodeSilent)) continue;
      throw new Error(
        `${sent.hash} was sent, and your node could not be asked what became of it: robata vault status shows it.`,
        { cause: error },
      );
    }
    const key = JSON.stringify(last);
    if (key !== told) tell(last.stage, last.block);
    told = key;
    if (isOver(last.stage) || last.stage.kind === 'waiting' || Date.now() >= until) return last;
    await setTimeout(Math.min(pause, Math.max(0, until - Date.now())));
  }
}

/** Until a block has it; its confirmations are not waited for. Throws a sentence where none does in that time. */
export async function untilInBlock(
  sent: SentByUs,
  unsigned: Unsigned,
  { at, seconds }: { readonly at: NodeSide; readonly seconds: number },
): Promise<void> {
  const until = Date.now() + seconds * 1000;
  for (let pause = LOOK_AFTER_MS; Date.now() < until; pause = Math.min(LOOK_AT_MOST_AFTER_MS, pause * 1.5)) {
    const seen = await lookAt(at, sent, unsigned.from);
    if (seen.isReverted || seen.isReplaced === true) {
      const why = seen.isReverted ? 'was refused in its block' : 'was replaced by another';
      throw new Error(`${unsigned.says}: ${sent.hash} ${why}, so that nothing else was sent.`);
    }
    if (seen.block !== null) return;
    await setTimeout(pause);
  }
  throw new Error(`${unsigned.says}: no block has ${sent.hash} yet. Run the same again once one has it.`);
}

/** What the node knows of a transaction, and whether another one took its place. */
export async function lookAt(at: NodeSide, { hash, nonce }: SentByUs, from: Hex): Promise<SeenTransaction> {
  const receipt = async (): Promise<SeenTransaction | null> => {
    const found = (await at.node.request({ method: 'eth_getTransactionReceipt', params: [hash] })) as Receipt | null;
    return (
      found && { block: Number(found.blockNumber), isReverted: BigInt(found.status ?? '0x1') === 0n, isKnown: true }
    );
  };
  const found = await receipt();
  if (found !== null) return found;
  const isKnown = (await at.node.request({ method: 'eth_getTransactionByHash', params: [hash] })) !== null;
  const next = Number(await at.node.request({ method: 'eth_getTransactionCount', params: [from, 'latest'] }));
  if (next <= nonce) return { block: null, isReverted: false, isKnown };
  // A block may have come between the questions.
  return (await receipt()) ?? { block: null, isReverted: false, isKnown, isReplaced: true };
}

interface Receipt {
  readonly blockNumber: Hex;
  readonly status?: Hex;
}

/** How far the server has read; a server that does not answer now has read nothing more. */
async function readBy({ server, chain: { confirmations } }: ServerSide) {
  try {
    const { block, waiting } = await server.ownChain();
    return { readTo: block ?? 0, confirmations, waiting };
  } catch {
    return { readTo: 0, confirmations, waiting: [] };
  }
}

/** Why a transaction reverted, as far as trying it again at its own block says. */
export async function whyReverted(at: NodeSide, { from, to, data }: Unsigned, block: number): Promise<string> {
  try {
    await at.node.request({ method: 'eth_call', params: [{ from, to, data }, `0x${block.toString(16)}`] });
    return 'What it asked for was not possible in its block, and is now: try again.';
  } catch (error) {
    const sentence = refused(error);
    return sentence instanceof Error ? sentence.message : 'The vault did not say why.';
  }
}

function hasCause(error: unknown, kind: typeof NodeSilent): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof kind) return true;
  return false;
}

/** A stage in words. */
export function stageText(stage: Stage, block: number | null): string {
  const where = block === null ? '' : ` (block ${block})`;
  switch (stage.kind) {
    case 'sent':
      return 'sent: no block has it yet';
    case 'confirming':
      return `in block ${block}: ${stage.have} of ${stage.of} confirmations`;
    case 'confirmed':
      return `confirmed${where}: the ledger takes it next`;
    case 'counted':
      return `counted${where}: the ledger has it`;
    case 'waiting':
      return `confirmed${where}, and the ledger waits: ${stage.sentence}`;
    case 'failed':
      return `refused in its block${where}: nothing moved`;
    case 'forgotten':
      return 'dropped: your node knows it no more, and nothing moved; send it again';
    case 'replaced':
      return 'replaced: another transaction of this wallet took its place, and nothing of this one moved';
  }
}
