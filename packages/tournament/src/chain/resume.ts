import { accountParts, type Amount, formatAmount } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { LedgerBook } from '../rounds/ledgerBook.ts';
import { ledgerRoundIds } from '../rounds/ledgerRound.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import type { Storage, StorageReader, StorageWriter } from '../storage/storage.ts';
import { placeKey } from './applyEvent.ts';
import {
  chainDocument,
  chainList,
  putChainDocument,
  putReadStep,
  type ReadStep,
  readStepOf,
  type TrailBlock,
} from './chainDocuments.ts';
import type { ChainBlock, VaultChain, VaultEvent } from './chainPort.ts';
import { matchedPositions } from './ledgerOfVault.ts';
import { closeSeconds } from './settlementPlan.ts';
import { entriesOf, type GoneEntry, type KeptEntry, undoEntries } from './undoEvents.ts';
import { positionBook } from './positionSums.ts';
import { type OwnedModel, takenIn } from './watcher.ts';

export interface ResumeInput {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly chain: VaultChain;
  readonly owned: () => Promise<readonly OwnedModel[]>;
  readonly confirmations: number;
}

/** A round whose snapshot was taken on the branch that is gone, and counts more of a model than the vault does now. */
export interface SnapshotDifference {
  readonly number: number;
  readonly model: string;
  readonly atRisk: bigint;
  readonly vault: bigint;
}

/** What became of what was read since the last block that the chain still has. Shown before anything is done. */
export interface Branch {
  readonly common: TrailBlock;
  /** Up to where the chain was read, and up to where it is confirmed now. */
  readonly read: number;
  readonly confirmed: number;
  /** Events that are there as before, in whatever block: the ledger has them. */
  readonly same: number;
  /** That the vault told on this branch only: they are read then. */
  readonly added: number;
  /** Of those that are not there, or say something else. */
  readonly gone: readonly VaultEvent[];
  /** Those of the gone that are in blocks without their confirmations: it is worth while to wait for them. */
  readonly coming: readonly VaultEvent[];
  /** What is taken back in the ledger. */
  readonly entries: readonly GoneEntry[];
  /** What cannot be. */
  readonly kept: readonly KeptEntry[];
  readonly snapshots: readonly SnapshotDifference[];
  /** Why it cannot go on now; with any of them nothing is done. */
  readonly faults: readonly string[];
}

/** Goes on after a reorganization below the confirmations. */
export interface ChainResume {
  /** Null where the chain is as it was read. Throws where no block is known that it still has. */
  plan(): Promise<Branch | null>;
  /**
   * Takes back in the ledger what is gone and reads on from the last common block: all of it in one transaction, or nothing. Throws with the reason where the
   * plan has a fault, or nothing is to be done.
   */
  resume(actor: string): Promise<Branch>;
}

export function chainResume({ storage, ledger, chain, owned, confirmations }: ResumeInput): ChainResume {
  /** The newest block of the trail that the chain still has, and all that was read after it. */
  const lastCommon = async (): Promise<{ common: TrailBlock; after: TrailBlock[] } | null> => {
    const trail = await chainList(storage, 'chain/trail');
    const cursor = await chainDocument(storage, 'chain/cursor');
    if (cursor === null || (await chain.block(cursor.block))?.hash === cursor.hash) return null;
    const at = await lastIndex<TrailBlock>(trail, async ({ block, hash }) => (await chain.block(block))?.hash === hash);
    const common = trail[at];
    if (common !== undefined) return { common, after: trail.slice(at + 1) };
    throw new DomainError(
      'no_common_block',
      `The chain has none of the ${trail.length} blocks that are kept (the first is ${trail[0]?.block ?? 'none'}): it is another chain, or went back further than can be undone.`,
      { remedy: 'See that ROBATA_CHAIN_RPC is the right node; else restore a backup of before and read from there.' },
    );
  };

  const stepsOf = async (reader: Pick<StorageReader, 'document'>, after: readonly TrailBlock[]): Promise<ReadStep[]> =>
    Promise.all(
      after.flatMap(({ steps }) => steps).map(async (block) => (await readStepOf(reader, block)) ?? missing(block)),
    );

  async function branch(): Promise<{ shown: Branch; after: TrailBlock[]; steps: ReadStep[] } | null> {
    const found = await lastCommon();
    if (found === null) return null;
    const { common, after } = found;
    const head = await chain.head();
    const confirmed = Math.max(common.block, head.number - confirmations);
    const steps = await stepsOf(storage, after);
    const before = steps.flatMap(({ events }) => events);
    const now = byPlace(await chain.events(common.block + 1, confirmed));
    const later = confirmed < head.number ? byPlace(await chain.events(confirmed + 1, head.number)) : new Map();
    const gone = before.filter((event) => !isSame(event, now.get(placeKey(event))));
    const coming = gone.filter((event) => isSame(event, later.get(placeKey(event))));
    const book = new LedgerBook(await ledger.journal());
    const entries = entriesOf(book, chain.identity, gone);
    const kept = undoEntries(book, entries, reasonOf(common));
    const known = new Set(before.map(placeKey));
    const shown: Branch = {
      common,
      read: after.at(-1)?.block ?? common.block,
      confirmed,
      same: before.length - gone.length,
      added: [...now.keys()].filter((key) => !known.has(key)).length,
      gone,
      coming,
      entries,
      kept,
      snapshots: await snapshotsBeyond(common, confirmed, lostRounds(before, [...now.values()])),
      faults: [...comingFaults(coming, head, confirmations), ...kept.map(keptFault)],
    };
    return { shown, after, steps };
  }

  /** Rounds that were closed on the other branch and count what the vault does not count now. */
  async function snapshotsBeyond(
    common: TrailBlock,
    block: number,
    lost: ReadonlySet<number>,
  ): Promise<SnapshotDifference[]> {
    const { activeRounds } = await ledger.journal();
    const matched = matchedPositions(
      await chainList(storage, 'chain/positions'),
      await chainList(storage, 'chain/links'),
      await owned(),
    );
    const vaultRounds = await chainList(storage, 'chain/rounds');
    const found: SnapshotDifference[] = [];
    for (const record of await storage.rounds()) {
      if (record.state !== 'closed' && record.state !== 'scoring') continue;
      const close = closeSeconds(record);
      const round = vaultRounds.find(({ closesAt }) => closesAt === close);
      if (round === undefined || close <= common.time) continue;
      const ids = ledgerRoundIds(record);
      const counted = new Map(
        activeRounds.filter((each) => ids.includes(each.round)).flatMap((each) => [...each.atRisk]),
      );
      const vault = lost.has(close) ? [] : await chain.atRisk(matched, round.round, block);
      matched.forEach(({ model }, at) => {
        const atRisk = counted.get(model) ?? 0n;
        if (atRisk > (vault[at] ?? 0n)) found.push({ number: record.number, model, atRisk, vault: vault[at] ?? 0n });
      });
    }
    return found;
  }

  return {
    plan: async () => (await branch())?.shown ?? null,
    async resume(actor) {
      const found = await branch();
      if (found === null) {
        throw new DomainError('nothing_gone', 'The chain is as it was read: there is nothing to go on from.');
      }
      const { shown, after, steps } = found;
      if (shown.faults.length > 0) throw new DomainError('cannot_resume', shown.faults.join(' '));
      await ledger.transact(async (book, writer) => {
        const cursor = await chainDocument(writer, 'chain/cursor');
        if (cursor?.hash !== after.at(-1)?.hash) throw new Error('the chain was read meanwhile: ask again');
        const entries = entriesOf(book, chain.identity, shown.gone);
        const kept = undoEntries(book, entries, reasonOf(shown.common));
        if (kept.length > 0) throw new DomainError('cannot_resume', kept.map(keptFault).join(' '));
        await goBack(writer, shown, after, steps, actor);
      });
      return shown;
    },
  };
}

/** The documents as they were at the common block: what comes after it is read anew. */
async function goBack(
  writer: StorageWriter,
  { common, gone, entries, read, confirmed, snapshots }: Branch,
  after: readonly TrailBlock[],
  steps: readonly ReadStep[],
  actor: string,
): Promise<void> {
  const { block, hash, time } = common;
  await putChainDocument(writer, 'chain/cursor', { block, hash, time, completeUntil: time });
  const trail = await chainList(writer, 'chain/trail');
  await putChainDocument(
    writer,
    'chain/trail',
    trail.filter((each) => each.block <= block),
  );
  for (const step of after.flatMap((each) => each.steps)) await putReadStep(writer, step, null);
  const waiting = await chainList(writer, 'chain/waiting');
  await putChainDocument(
    writer,
    'chain/waiting',
    waiting.filter(({ event }) => event.block <= block),
  );
  await roundsBack(writer, steps);
  await putChainDocument(writer, 'chain/ahead', confirmed);
  await sumsBack(writer, steps, entries);
  const taken = takenIn(steps.flatMap(({ events }) => events));
  if (taken > 0n)
    await putChainDocument(writer, 'chain/taken', ((await chainDocument(writer, 'chain/taken')) ?? taken) - taken);
  await sentBack(writer, block);
  await writer.putDocument('chain/reconciliation', null);
  const halts = await chainList(writer, 'chain/halts');
  await putChainDocument(
    writer,
    'chain/halts',
    halts.filter(({ kind }) => kind !== 'reorganization'),
  );
  const message = `${actor} went on from block ${block} of the chain, which went another way after it (it had been read to ${read}): ${gone.length} events of the vault are gone, and ${entries.length} entries of the ledger were taken back.${snapshotSentence(snapshots)}`;
  await writer.addIncidents([
    { rule: 'chain_resumed', severity: 'warning', rows: gone.length, day: null, security: null, round: null, message },
  ]);
}

/** Rounds and settlements of the vault, newest event first. */
async function roundsBack(writer: StorageWriter, steps: readonly ReadStep[]): Promise<void> {
  let rounds = [...(await chainList(writer, 'chain/rounds'))];
  let settlements = [...(await chainList(writer, 'chain/settlements'))];
  for (const { events, dropped } of steps.toReversed()) {
    for (const event of events.toReversed()) {
      if (event.kind === 'round_announced') rounds = rounds.filter(({ round }) => round !== event.round);
      if (event.kind === 'rounds_dropped') rounds = [...rounds, ...dropped.filter(({ round }) => round >= event.from)];
      if (event.kind === 'settled') {
        settlements = settlements.filter(({ transaction }) => transaction !== event.transaction);
      }
      if (event.kind === 'struck') {
        settlements = settlements.map((each) =>
          each.round === event.round && each.root === event.root ? { ...each, state: 'settled' } : each,
        );
      }
    }
  }
  await putChainDocument(
    writer,
    'chain/rounds',
    rounds.sort((a, b) => a.round - b.round),
  );
  await putChainDocument(writer, 'chain/settlements', settlements);
}

/** What claims took since then is read again; what was lost and found by entries that were taken back is not any more. */
async function sumsBack(
  writer: StorageWriter,
  steps: readonly ReadStep[],
  entries: readonly GoneEntry[],
): Promise<void> {
  const vault = await chainDocument(writer, 'chain/vault');
  const sums = positionBook(await chainList(writer, 'chain/sums'), vault?.afterSequence ?? 0);
  for (const event of steps.flatMap(({ events }) => events)) sums.untold(event);
  for (const { event, entry } of entries) {
    if (!('address' in event) || !('amount' in entry.command)) continue;
    const part = entry.idempotencyKey.split(':').at(-1) ?? '';
    sums.posted(event, [{ part, command: { ...entry.command, amount: -entry.command.amount as Amount } }]);
  }
  const changed = sums.changed();
  if (changed !== null) await putChainDocument(writer, 'chain/sums', changed);
}

/** What was sent and confirmed since then is under way again: the same bytes, so that nothing is ever sent twice. */
async function sentBack(writer: StorageWriter, block: number): Promise<void> {
  const gas = await chainList(writer, 'chain/gas');
  const undone = new Set(gas.filter((row) => row.block > block).map(({ id }) => id));
  if (undone.size === 0) return;
  const outbox = await chainList(writer, 'chain/outbox');
  await putChainDocument(
    writer,
    'chain/outbox',
    outbox.map((each) => (undone.has(each.id) ? { ...each, state: 'sent' as const } : each)),
  );
  await putChainDocument(
    writer,
    'chain/gas',
    gas.filter(({ id }) => !undone.has(id)),
  );
}

const missing = (block: number): never => {
  throw new Error(`what was read up to block ${block} is not kept`);
};
const byPlace = (events: readonly VaultEvent[]): Map<string, VaultEvent> =>
  new Map(events.map((event) => [placeKey(event), event]));

/** Closes that the vault was told of on the other branch only: on this one it counts nothing for them. */
function lostRounds(before: readonly VaultEvent[], now: readonly VaultEvent[]): ReadonlySet<number> {
  const closesIn = (events: readonly VaultEvent[]): number[] =>
    events.flatMap((event) => (event.kind === 'round_announced' ? [event.closesAt] : []));
  const there = new Set(closesIn(now));
  return new Set(closesIn(before).filter((close) => !there.has(close)));
}

/** Whether it says the same, in whatever block. */
function isSame(a: VaultEvent, b: VaultEvent | undefined): boolean {
  return b !== undefined && saidBy(a) === saidBy(b);
}

/** `finalAt` counts from the time of the block. */
const OF_ITS_BLOCK = new Set(['block', 'time', 'logIndex', 'index', 'finalAt']);

function saidBy(event: VaultEvent): string {
  return JSON.stringify(event, (key, value: unknown) =>
    OF_ITS_BLOCK.has(key) ? undefined : typeof value === 'bigint' ? String(value) : value,
  );
}

async function lastIndex<T>(list: readonly T[], holds: (each: T) => Promise<boolean>): Promise<number> {
  for (let at = list.length - 1; at >= 0; at -= 1) if (await holds(list[at] as T)) return at;
  return -1;
}

const reasonOf = ({ block }: TrailBlock): string =>
  `the chain went another way after block ${block}, and this is not on it`;

function comingFaults(coming: readonly VaultEvent[], head: ChainBlock, confirmations: number): string[] {
  const last = coming.at(-1);
  if (last === undefined) return [];
  const blocks = Math.max(1, confirmations);
  return [
    `${coming.length} of the events have come again in blocks up to ${head.number} that have not their confirmations: ask again once ${blocks} more blocks are there.`,
  ];
}

function keptFault({ event, entry, sentence }: KeptEntry): string {
  const from = entry.lines.find(({ amount }) => amount > 0n);
  const whose =
    from === undefined ? '' : ` in ${accountParts(from.account).kind} ${accountParts(from.account).owner}`.trimEnd();
  const amount = formatAmount((from?.amount ?? 0n) as Amount);
  return `Entry ${entry.sequence} (${event.kind} of ${event.transaction}: ${amount}${whose}) cannot be taken back, for its money has moved on: ${sentence}`;
}

const snapshotSentence = (snapshots: readonly SnapshotDifference[]): string => {
  const rounds = [...new Set(snapshots.map(({ number }) => number))];
  return rounds.length === 0
    ? ''
    : ` The snapshots of ${rounds.length === 1 ? `round ${rounds[0]}` : `rounds ${rounds.join(', ')}`} count more than the vault does now: cancel them (robata admin round cancel), for the vault would refuse their settlement.`;
};
