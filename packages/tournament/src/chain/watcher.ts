import { modelKey } from '@robata/contracts';
import type { IncidentRecord } from '../records.ts';
import type { LedgerBook } from '../rounds/ledgerBook.ts';
import type { SharedLedger } from '../rounds/sharedLedger.ts';
import type { Storage, StorageReader, StorageWriter } from '../storage/storage.ts';
import { applyEvent, type OwnerOf, placeKey, splitAll } from './applyEvent.ts';
import {
  type ChainCursor,
  type ChainHalt,
  chainDocument,
  chainList,
  putChainDocument,
  putReadStep,
  type ReadStep,
  type VaultRound,
  type VaultSettlement,
  type WaitingEvent,
} from './chainDocuments.ts';
import type { ChainBlock, Hex, VaultChain, VaultEvent, VaultPosition } from './chainPort.ts';
import { withBlock } from './trail.ts';
import { emptied, isFilled, logOf, positionBook, sumsOfEvents, withLost } from './positionSums.ts';
import { wakeResolutions } from './wakeResolutions.ts';

/** Any model that an account may stake on: its number and the account's id. */
export interface OwnedModel {
  readonly model: number;
  readonly account: string;
}

export interface WatcherInput {
  readonly storage: Storage;
  readonly ledger: SharedLedger;
  readonly chain: VaultChain;
  /** All models that accounts own. */
  readonly owned: () => Promise<readonly OwnedModel[]>;
  /** A block counts once so many are on top of it. */
  readonly confirmations: number;
  /** The first block to read: that of the vault's deployment, or earlier. */
  readonly fromBlock: number;
  readonly now: () => Date;
}

export interface Watcher {
  /**
   * Reads on, as far as the chain is confirmed and the next close of a round lets it. Rejects where the node does not answer: nothing has changed then,
   * and the next call goes on. `halted`: the chain differs from what was read; nothing is read until it agrees again.
   */
  step(): Promise<WatchOutcome>;
}

export type WatchOutcome =
  | { readonly status: 'read'; readonly cursor: ChainCursor; readonly isCaughtUp: boolean }
  /** The chain or the rounds changed while it was read: nothing was kept, and it is to be read again. */
  | { readonly status: 'disturbed'; readonly cursor: ChainCursor; readonly isCaughtUp: false }
  | { readonly status: 'halted'; readonly sentence: string };

/** What events wait for: links and models that are not there, or the ledger. */
interface WaitsFor {
  readonly owner: boolean;
  readonly ledger: boolean;
}

const waitsForOwner = ({ reason }: WaitingEvent): boolean => reason === 'not_linked' || reason === 'unknown_model';

const waitsFor = (waiting: readonly WaitingEvent[]): WaitsFor => {
  return { owner: waiting.some(waitsForOwner), ledger: !waiting.every(waitsForOwner) };
};

/** With what all that waits was tried last. */
interface Tried {
  /** Links, models, and whether a close holds everything up. */
  readonly owners: string;
  /** Of the ledger. */
  readonly sequence: number;
}

interface Retry {
  readonly owned: readonly OwnedModel[];
  readonly tried: Tried;
  /** Everything is tried again, and not only what waits for the ledger. */
  readonly isOfOwners: boolean;
}

/** Blocks of one transaction at most. */
const BLOCKS_AT_ONCE = 2_000;

/** Brings the vault's events into the ledger, each once, in one transaction with how far the chain is read. */
export function vaultWatcher(input: WatcherInput): Watcher {
  const { storage, ledger, chain, confirmations, now } = input;
  const { identity } = chain;
  const keys = new Map<number, Hex>();

  const ownersBy = async (reader: Pick<StorageReader, 'document'>, owned: readonly OwnedModel[]): Promise<OwnerOf> => {
    const models = new Map(owned.map((each) => [keyOf(keys, each.model), each]));
    const accounts = new Map(
      (await chainList(reader, 'chain/links')).map(({ address, account }) => [address, account]),
    );
    return ({ address, key }) => {
      const account = accounts.get(lower(address));
      const owned = models.get(lower(key));
      if (account === undefined) {
        return { reason: 'not_linked', sentence: `No account has linked ${address}: its owner signs in and links it.` };
      }
      if (owned === undefined) {
        return {
          reason: 'unknown_model',
          sentence: `No model has the key ${key}: it was staked on by mistake, or is of another tournament.`,
        };
      }
      if (owned.account !== account) {
        return {
          reason: 'model_of_another',
          sentence: `Model ${owned.model} is not of the account that linked ${address}: its owner releases the stake.`,
        };
      }
      return { account, model: String(owned.model) };
    };
  };

  /** The earliest close of a round that still has no snapshot, in seconds; what is past already holds nothing up. */
  const nextClose = async (reader: Pick<StorageReader, 'rounds'>, after: number): Promise<number> =>
    (await reader.rounds())
      .filter(({ state }) => state === 'open')
      .map(({ closesAt }) => Math.ceil(Date.parse(closesAt) / 1000))
      .filter((close) => close > after)
      .reduce((least, close) => Math.min(least, close), Number.POSITIVE_INFINITY);

  /** Whether a round whose close is read still has no snapshot. */
  const closesNow = async (reader: Pick<StorageReader, 'rounds' | 'document'>): Promise<boolean> => {
    const until = (await chainDocument(reader, 'chain/cursor'))?.completeUntil ?? 0;
    return (await reader.rounds()).some(
      ({ state, closesAt }) => state === 'open' && Date.parse(closesAt) <= until * 1000,
    );
  };

  const blockAt = async (number: number): Promise<ChainBlock> => {
    const block = await chain.block(number);
    if (block === null) throw new Error(`the chain has no block ${number}: its node is behind`);
    return block;
  };

  /** How far to read now, and until when nothing is missing then. */
  const target = async (cursor: ChainCursor, confirmed: number, close: number): Promise<ChainCursor | null> => {
    const last = await blockAt(Math.min(confirmed, cursor.block + BLOCKS_AT_ONCE));
    if (last.time < close) return cursorAt(last, Math.max(last.time, cursor.completeUntil));
    let low: ChainBlock = { number: cursor.block, hash: cursor.hash, time: cursor.time };
    let high = last;
    while (high.number - low.number > 1) {
      const middle = await blockAt(Math.floor((low.number + high.number) / 2));
      if (middle.time < close) low = middle;
      else high = middle;
    }
    return cursorAt(low, high.time);
  };

  const start = async (): Promise<ChainCursor> => {
    const block = await blockAt(Math.max(0, input.fromBlock - 1));
    return cursorAt(block, block.time);
  };

  /** What this process knows of the documents, as long as no other one has read on: a step that finds nothing new reads none of the long ones. */
  interface Known {
    /** Of the cursor that it is known of. */
    readonly hash: Hex;
    /** Whether there are no sums to fill. */
    readonly isFilled: boolean;
    readonly waits: WaitsFor;
  }
  let known: Known | null = null;
  let tried: Tried | null = null;
  const knownAt = (cursor: ChainCursor): Known => {
    if (known?.hash !== cursor.hash) {
      known = { hash: cursor.hash, isFilled: false, waits: { owner: true, ledger: true } };
      tried = null;
    }
    return known;
  };
  /**
   * However much waits (anybody may deposit for addresses that nobody links), it costs nothing until something changes of which it may hang: null
   * before. Asked before a transaction begins: a database of one connection answers nobody else meanwhile.
   */
  const retry = async (cursor: ChainCursor): Promise<Retry | null> => {
    const { waits } = knownAt(cursor);
    if (!waits.owner && !waits.ledger) return null;
    const owned = await input.owned();
    const links = await chainList(storage, 'chain/links');
    const { sequence } = (await ledger.journal()).head;
    const owners = JSON.stringify([links, owned, await closesNow(storage)]);
    const isOfOwners = owners !== tried?.owners;
    const isOfLedger = waits.ledger && sequence !== tried?.sequence;
    return isOfOwners || isOfLedger ? { owned, tried: { owners, sequence }, isOfOwners } : null;
  };
  /** What was posted may let others follow: only what changed nothing is not tried again. */
  const retried = async (due: Retry): Promise<void> => {
    const { sequence } = (await ledger.journal()).head;
    tried = sequence === due.tried.sequence ? due.tried : { ...due.tried, sequence: -1 };
  };
  const retryWaiting = async (cursor: ChainCursor): Promise<void> => {
    const due = await retry(cursor);
    if (due === null) return;
    const waits = await ledger.transact((book, writer) => apply(book, writer, [], due.owned, due));
    known = { ...knownAt(cursor), waits };
    await retried(due);
  };

  async function read(cursor: ChainCursor, to: ChainCursor): Promise<boolean> {
    const events = to.block === cursor.block ? [] : await chain.events(cursor.block + 1, to.block);
    // A chain that changed while it was read is read again.
    if ((await blockAt(to.block)).hash !== to.hash) return false;
    const due = await retry(cursor);
    const { waits, isFilled } = knownAt(cursor);
    const owned = due?.owned ?? (events.length === 0 ? null : await input.owned());
    const after = await ledger.transact(async (book, writer): Promise<WaitsFor | null> => {
      const kept = await chainDocument(writer, 'chain/cursor');
      if (kept !== null && kept.hash !== cursor.hash) return null;
      if ((await nextClose(writer, cursor.time)) <= to.time) return null;
      const dropped = await droppedBy(writer, events);
      const after = owned === null ? waits : await apply(book, writer, events, owned, due);
      if (events.some(({ kind }) => kind === 'funded')) await wakeResolutions(writer, now());
      await keepTrail(writer, cursor, to, { events, dropped });
      await putChainDocument(writer, 'chain/cursor', to);
      return after;
    });
    if (after === null) return false;
    known = { hash: to.hash, isFilled, waits: after };
    if (due !== null) await retried(due);
    return true;
  }

  /** New events after those that wait: a release finds the deposit before it. Of those only what `due` says is tried again. Gives what waits then. */
  async function apply(
    book: LedgerBook,
    writer: StorageWriter,
    events: readonly VaultEvent[],
    owned: readonly OwnedModel[],
    due: Retry | null,
  ): Promise<WaitsFor> {
    const before = await chainList(writer, 'chain/waiting');
    // Whoever links an address after a close does not choose in hindsight what its snapshot counts.
    const isHeld = due === null || (await closesNow(writer));
    if ((before.length === 0 || isHeld) && events.length === 0) return waitsFor(before);
    const ownerOf = await ownersBy(writer, owned);
    const waiting: WaitingEvent[] = [];
    const vault = await chainDocument(writer, 'chain/vault');
    const read = (await chainDocument(writer, 'chain/cursor'))?.block ?? 0;
    const sums = positionBook(
      await chainList(writer, 'chain/sums'),
      vault?.afterSequence ?? 0,
      before.map(({ event }) => event),
      read < ((await chainDocument(writer, 'chain/ahead')) ?? 0),
    );
    const known = new Set(before.map(({ event }) => placeKey(event)));
    const keepWaiting = (kept: WaitingEvent): void => {
      sums.waits(kept.event, true);
      waiting.push(kept);
    };
    for (const each of before) {
      const isTried = !isHeld && (due?.isOfOwners === true || !waitsForOwner(each));
      if (isTried) sums.waits(each.event, false);
      const kept = isTried ? applyEvent(book, identity, each.event, ownerOf, sums) : each;
      if (kept !== null) keepWaiting(kept);
    }
    for (const event of events.filter((each) => !known.has(placeKey(each)))) {
      const kept = applyEvent(book, identity, sums.told(event), ownerOf, sums);
      if (kept !== null) keepWaiting(kept);
    }
    const isSame = ({ reason, sentence }: WaitingEvent, at: number): boolean =>
      reason === before[at]?.reason && sentence === before[at]?.sentence;
    if (waiting.length !== before.length || !waiting.every(isSame))
      await putChainDocument(writer, 'chain/waiting', waiting);
    const changed = sums.changed();
    if (changed !== null) await putChainDocument(writer, 'chain/sums', changed);
    const positions = await chainList(writer, 'chain/positions');
    await keepPositions(writer, events);
    await keepRounds(writer, events);
    await keepSettlements(writer, events, positions);
    await keepTaken(writer, events);
    await writer.addIncidents(
      incidentsOf(
        waiting.filter(({ event }) => !known.has(placeKey(event))),
        events,
      ),
    );
    return waitsFor(waiting);
  }

  /**
   * From all events so far: where sums were kept by a version that knew less of them, or the chain went another way. Then stakes that are not what the
   * vault has are put right.
   */
  async function fillSums({ block }: ChainCursor): Promise<void> {
    if (isFilled(await chainDocument(storage, 'chain/sums'))) return;
    if (block < ((await chainDocument(storage, 'chain/ahead')) ?? 0)) return;
    const events = await chain.events(Math.min(input.fromBlock, block), block);
    const owned = await input.owned();
    await ledger.transact(async (book, writer) => {
      const kept = await chainDocument(writer, 'chain/sums');
      const at = await chainDocument(writer, 'chain/cursor');
      if (isFilled(kept) || (at !== null && at.block !== block)) return;
      const before = await chainList(writer, 'chain/waiting');
      const waits = new Set(before.map(({ event }) => logOf(event)));
      const { sums, said } = sumsOfEvents(events, (event) => !waits.has(logOf(event)));
      const waiting = before.map((each) => ({ ...each, event: said.get(logOf(each.event)) ?? each.event }));
      const filled = withLost(sums, kept ?? []);
      await putChainDocument(writer, 'chain/waiting', waiting);
      await putChainDocument(writer, 'chain/sums', filled);
      const vault = await chainDocument(writer, 'chain/vault');
      const ownerOf = await ownersBy(writer, owned);
      const waited = waiting.map(({ event }) => event);
      splitAll(book, identity, block, filled, positionBook(filled, vault?.afterSequence ?? 0, waited), ownerOf);
    });
  }

  /** Whether nothing is to be filled, nor will be as long as this process reads on. */
  const isAllFilled = async ({ block }: ChainCursor): Promise<boolean> =>
    block >= ((await chainDocument(storage, 'chain/ahead')) ?? 0) &&
    isFilled(await chainDocument(storage, 'chain/sums'));

  /** Of a ledger whose cursor is gone: it has what is read now. */
  const readAnew = (confirmed: number): Promise<void> =>
    storage.transaction(async (writer) => {
      const sums = await chainList(writer, 'chain/sums');
      if (sums.length === 0 || (await chainDocument(writer, 'chain/cursor')) !== null) return;
      await putChainDocument(writer, 'chain/ahead', confirmed);
      await putChainDocument(writer, 'chain/sums', emptied(sums));
    });

  /** Of a tournament that was read by a version that did not keep it. */
  async function fillTaken({ block }: ChainCursor): Promise<void> {
    if ((await chainDocument(storage, 'chain/taken')) !== null) return;
    const events = await chain.events(Math.min(input.fromBlock, block), block);
    await storage.transaction(async (writer) => {
      const at = await chainDocument(writer, 'chain/cursor');
      if ((await chainDocument(writer, 'chain/taken')) === null && (at === null || at.block === block))
        await putChainDocument(writer, 'chain/taken', takenIn(events));
    });
  }

  return {
    async step() {
      const halts = await chainList(storage, 'chain/halts');
      const kept = await chainDocument(storage, 'chain/cursor');
      const cursor = kept ?? (await start());
      const atCursor = await chain.block(cursor.block);
      const halted = halts.find(({ kind }) => kind === 'reorganization');
      if (atCursor?.hash !== cursor.hash) {
        if (halted !== undefined) return { status: 'halted', sentence: halted.sentence };
        // A node that is behind, or was replaced by one that still synchronizes, is no reorganization.
        if (atCursor === null) throw new Error(`the chain has no block ${cursor.block} any more: its node is behind`);
        const sentence = `block ${cursor.block} of the chain is ${atCursor.hash} and was ${cursor.hash} when it had ${confirmations} confirmations. Compare with another node; if the chain really changed, robata chain resume shows what is gone, and goes on with --send.`;
        await raiseHalt(storage, { kind: 'reorganization', since: now().toISOString(), sentence });
        return { status: 'halted', sentence };
      }
      if (halted !== undefined) await clearHalt(storage, 'reorganization');
      if (!knownAt(cursor).isFilled) {
        await fillSums(cursor);
        await fillTaken(cursor);
        known = { ...knownAt(cursor), isFilled: kept !== null && (await isAllFilled(cursor)) };
      }
      const confirmed = (await chain.head()).number - confirmations;
      if (kept === null) await readAnew(confirmed);
      const close = await nextClose(storage, cursor.time);
      const to = confirmed < cursor.block ? null : await target(cursor, confirmed, close);
      const isSame = to === null || (to.block === cursor.block && to.completeUntil === cursor.completeUntil);
      if (to === null || (isSame && kept !== null)) {
        await retryWaiting(cursor);
        return { status: 'read', cursor, isCaughtUp: true };
      }
      return (await read(cursor, to))
        ? { status: 'read', cursor: to, isCaughtUp: false }
        : { status: 'disturbed', cursor, isCaughtUp: false };
    },
  };
}

const cursorAt = ({ number, hash, time }: ChainBlock, completeUntil: number): ChainCursor => {
  return { block: number, hash, time, completeUntil };
};

const lower = (hex: Hex): Hex => hex.toLowerCase() as Hex;

/** The vault's key of a model; kept, for it is a hash. */
function keyOf(known: Map<number, Hex>, model: number): Hex {
  const key = known.get(model) ?? modelKey(String(model));
  known.set(model, key);
  return key;
}

async function keepPositions(writer: StorageWriter, events: readonly VaultEvent[]): Promise<void> {
  const deposits = events.filter((event) => event.kind === 'deposited');
  if (deposits.length === 0) return;
  const known = await chainList(writer, 'chain/positions');
  const all = new Map<string, VaultPosition>(known.map((each) => [`${each.address} ${each.key}`, each]));
  for (const event of deposits) {
    if (!('address' in event)) continue;
    const position = { address: lower(event.address), key: lower(event.key) };
    all.set(`${position.address} ${position.key}`, position);
  }
  if (all.size > known.length) await putChainDocument(writer, 'chain/positions', [...all.values()]);
}

/** Rounds of the vault that are known, and that these events drop. */
async function droppedBy(writer: StorageWriter, events: readonly VaultEvent[]): Promise<VaultRound[]> {
  const from = events.flatMap((event) => (event.kind === 'rounds_dropped' ? [event.from] : []));
  if (from.length === 0) return [];
  return (await chainList(writer, 'chain/rounds')).filter(({ round }) => round >= Math.min(...from));
}

async function keepTrail(writer: StorageWriter, from: ChainCursor, to: ChainCursor, step: ReadStep): Promise<void> {
  if (from.block === to.block) return;
  const known = await chainList(writer, 'chain/trail');
  const before = known.length > 0 ? known : [{ block: from.block, hash: from.hash, time: from.time, steps: [] }];
  const steps = step.events.length > 0 ? [to.block] : [];
  const { trail, forgotten } = withBlock(before, { block: to.block, hash: to.hash, time: to.time, steps });
  if (steps.length > 0) await putReadStep(writer, to.block, step);
  for (const block of forgotten) await putReadStep(writer, block, null);
  await putChainDocument(writer, 'chain/trail', trail);
}

async function keepRounds(writer: StorageWriter, events: readonly VaultEvent[]): Promise<void> {
  const told = events.filter(({ kind }) => kind === 'round_announced' || kind === 'rounds_dropped');
  if (told.length === 0) return;
  let rounds: VaultRound[] = [...(await chainList(writer, 'chain/rounds'))];
  for (const event of told) {
    if (event.kind === 'round_announced') {
      const { round, closesAt, settleBy, clip } = event;
      rounds = [...rounds.filter((each) => each.round !== round), { round, closesAt, settleBy, clip }];
    } else if (event.kind === 'rounds_dropped') rounds = rounds.filter(({ round }) => round < event.from);
  }
  await putChainDocument(writer, 'chain/rounds', rounds);
}

async function keepTaken(writer: StorageWriter, events: readonly VaultEvent[]): Promise<void> {
  const units = takenIn(events);
  if (units === 0n) return;
  await putChainDocument(writer, 'chain/taken', ((await chainDocument(writer, 'chain/taken')) ?? 0n) + units);
}

/** Out of the treasury by its owner. */
export const takenIn = (events: readonly VaultEvent[]): bigint =>
  events.reduce((sum, event) => (event.kind === 'treasury_withdrawn' ? sum + event.amount : sum), 0n);

async function keepSettlements(
  writer: StorageWriter,
  events: readonly VaultEvent[],
  before: readonly VaultPosition[],
): Promise<void> {
  if (!events.some(({ kind }) => kind === 'settled' || kind === 'struck')) return;
  const settlements: VaultSettlement[] = [...(await chainList(writer, 'chain/settlements'))];
  const places = new Set(before.map(({ address, key }) => `${address} ${key}`));
  for (const event of events) {
    if (event.kind === 'deposited') places.add(`${lower(event.address)} ${lower(event.key)}`);
    else if (event.kind === 'settled') {
      const { round, root, payout, burn, planHash, block, transaction, finalAt } = event;
      if (!settlements.some((each) => each.transaction === transaction))
        settlements.push({
          round,
          root,
          payout,
          burn,
          planHash,
          block,
          transaction,
          finalAt,
          state: 'settled',
          positions: places.size,
        });
    } else if (event.kind === 'struck') {
      const at = settlements.findLastIndex(({ round, state }) => round === event.round && state === 'settled');
      if (at >= 0) settlements[at] = { ...(settlements[at] as VaultSettlement), state: 'struck' };
    }
  }
  await putChainDocument(writer, 'chain/settlements', settlements);
}

function incidentsOf(waiting: readonly WaitingEvent[], events: readonly VaultEvent[]): IncidentRecord[] {
  const incident = (
    rule: string,
    severity: IncidentRecord['severity'],
    rows: number,
    message: string,
  ): IncidentRecord => {
    return { rule, severity, rows, day: null, security: null, round: null, message };
  };
  const found: IncidentRecord[] = [];
  const [first] = waiting;
  if (first !== undefined) {
    const others = waiting.length === 1 ? '' : ` And ${waiting.length - 1} more.`;
    const message = `The vault's ${first.event.kind} of block ${first.event.block} waits to be posted. ${first.sentence}${others}`;
    found.push(incident('chain_event_waits', 'warning', waiting.length, message));
  }
  for (const event of events) {
    if (event.kind === 'exited') {
      found.push(
        incident(
          'chain_exit',
          'warning',
          1,
          `${event.address} left the vault without the delay, because no settlement became final in time: settle the rounds that wait.`,
        ),
      );
    }
    if (event.kind === 'struck') {
      found.push(
        incident(
          'chain_settlement_struck',
          'error',
          1,
          `The settlement of the vault's round ${event.round} was struck out ${event.disputed ? 'by a proof that a stake was taken or paid more than the clip' : 'by the guardian'}: see why before you settle it again.`,
        ),
      );
    }
    if (event.kind === 'treasury_withdrawn') {
      found.push(
        incident(
          'chain_treasury_withdrawn',
          'warning',
          1,
          `The owner took ${event.amount} units out of the vault's treasury, which the ledger does not know: see that payouts are covered.`,
        ),
      );
    }
  }
  return found;
}

/** Stops settlements (and of a reorganization all reading) until it is cleared; told once. */
export async function raiseHalt(storage: Storage, halt: ChainHalt): Promise<void> {
  await storage.transaction(async (writer) => {
    const others = (await chainList(writer, 'chain/halts')).filter(({ kind }) => kind !== halt.kind);
    await putChainDocument(writer, 'chain/halts', [...others, halt]);
    await writer.addIncidents([
      {
        rule: `chain_${halt.kind}`,
        severity: 'error',
        rows: 1,
        day: null,
        security: null,
        round: null,
        message: `Nothing is settled on chain: ${halt.sentence}`,
      },
    ]);
  });
}

export async function clearHalt(storage: Storage, kind: ChainHalt['kind']): Promise<void> {
  await storage.transaction(async (writer) => {
    const halts = await chainList(writer, 'chain/halts');
    await putChainDocument(
      writer,
      'chain/halts',
      halts.filter((halt) => halt.kind !== kind),
    );
  });
}
