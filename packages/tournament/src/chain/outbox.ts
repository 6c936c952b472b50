import { type Amount, formatAmount } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { IncidentRecord } from '../records.ts';
import type { Storage, StorageReader, StorageWriter } from '../storage/storage.ts';
import { chainList, type GasRow, putChainDocument, type SentCall } from './chainDocuments.ts';
import type { GasEstimate, SentReceipt, SignedOffer, VaultCall, VaultChain, VaultSender } from './chainPort.ts';

/** What becomes of a transaction that no block takes. */
export interface FeeRules {
  /** It is stuck after so many blocks without it, and so many again after each raise. */
  readonly stuckBlocks: number;
  /** Never more for each gas, in units of 1e-18 of the chain's coin. */
  readonly priceMax: bigint;
  /** Whether its fee is raised unasked. */
  readonly raisesByItself: boolean;
}

export interface OutboxInput {
  readonly storage: Storage;
  readonly chain: Pick<VaultChain, 'head'>;
  readonly sender: VaultSender;
  /** What it sends: how the ids of its calls begin. */
  readonly kinds: readonly VaultCall['kind'][];
  readonly confirmations: number;
  readonly fees: FeeRules;
  readonly now: () => Date;
}

/** A transaction under way, and what raising its fee would make of it. */
export interface RaisePlan {
  readonly sent: SentCall;
  /** Blocks since it was offered last. */
  readonly blocks: number;
  /** At most, for each gas; null where it is not known any more, and where no more may be offered. */
  readonly price: bigint | null;
  readonly next: bigint | null;
}

/** Transactions of one key: one at a time, each kept before it is sent, and followed until it has its confirmations. */
export interface Outbox {
  /** The one under way; null where there is none. */
  underWay(): Promise<SentCall | null>;
  /**
   * Sends a call. Asked again while one of the same subject is under way it gives that. Throws where another is, and what the node refuses:
   * kept it is all the same, and sent again by `follow`.
   */
  send(subject: string, call: VaultCall, estimate: GasEstimate, keep?: Keep): Promise<SentCall>;
  /**
   * Keeps what is confirmed and what it cost, sends again what no block has (where `sends` says so), and raises the fee of what is stuck where that is wanted.
   * Rejects with what the node refuses after all else is done.
   */
  follow(sends: (call: SentCall) => boolean): Promise<readonly SentCall[]>;
  /** Null where nothing is under way. */
  plan(priceMax?: bigint): Promise<RaisePlan | null>;
  /**
   * Offers another call with the nonce of one that no block has, which is not sent again from then on: a block takes one of the two at most. `given` is told
   * with it. Null where a block has it by now, or where no more may be offered: then `held` is told, once.
   */
  giveWay(
    sent: SentCall,
    to: { readonly subject: string; readonly call: VaultCall; readonly estimate: GasEstimate },
    told: GivenWay,
  ): Promise<SentCall | null>;
  /** Raises the fee of what is under way, stuck or not. Throws where there is nothing, or no more may be offered. */
  raise(priceMax?: bigint): Promise<SentCall>;
}

export interface GivenWay {
  readonly given: string;
  readonly held: string;
}

type Keep = (writer: StorageWriter) => Promise<void>;

/** A fee that is raised by an eighth grows a thousandfold in 59 raises. */
const OFFERS_MAX = 60;

export function outbox({ storage, chain, sender, kinds, confirmations, fees, now }: OutboxInput): Outbox {
  const isOfKind = ({ id }: SentCall): boolean => kinds.some((kind) => id.startsWith(`${kind}/`));
  const isOwn = ({ from }: SentCall): boolean => from === undefined || from === sender.address;
  /** Also those of a key that was in use before. */
  const sentCalls = async (reader: Pick<StorageReader, 'document'> = storage): Promise<SentCall[]> =>
    (await chainList(reader, 'chain/outbox')).filter(isOfKind);
  const underWay = async (): Promise<SentCall | null> => {
    const sent = (await sentCalls()).filter((each) => each.state === 'sent' && isOwn(each));
    return sent.find(({ gaveWayTo }) => gaveWayTo === undefined) ?? sent[0] ?? null;
  };
  const idOf = (subject: string, before: readonly SentCall[]): string =>
    `${subject}/${before.filter(({ id }) => id.startsWith(`${subject}/`)).length + 1}`;

  /** Puts another state of a call in the place of one that nobody has changed meanwhile. False where somebody has. */
  const change = (sent: SentCall, next: SentCall, keep: Keep = nothing): Promise<boolean> =>
    storage.transaction(async (writer) => {
      const all = await chainList(writer, 'chain/outbox');
      const known = all.find(({ id }) => id === sent.id);
      if (known?.state !== 'sent' || known.hash !== sent.hash || known.gaveWayTo !== sent.gaveWayTo) return false;
      await putChainDocument(
        writer,
        'chain/outbox',
        all.map((each) => (each === known ? next : each)),
      );
      await keep(writer);
      return true;
    });

  /** The offer that a block has, and what it says. */
  const included = async (sent: SentCall): Promise<{ offer: SignedOffer; receipt: SentReceipt } | null> => {
    for (const offer of offersOf(sent).toReversed()) {
      const receipt = await sender.receipt(offer.hash);
      if (receipt !== null) return { offer, receipt };
    }
    return null;
  };

  const ended = async (sent: SentCall, { offer, receipt }: { offer: SignedOffer; receipt: SentReceipt }) => {
    const next: SentCall = { ...sent, ...offer, state: receipt.isReverted ? 'reverted' : 'mined' };
    const cost = costOf(sent, offer, receipt, now());
    const isFirst = await change(sent, next, async (writer) => {
      await putChainDocument(writer, 'chain/gas', [...(await chainList(writer, 'chain/gas')), cost]);
      if (receipt.isReverted) await writer.addIncidents([failed(next, 'refused by the vault')]);
    });
    return isFirst ? next : null;
  };

  /** A null: nothing more can be offered. */
  async function raised(sent: SentCall, priceMax: bigint): Promise<SentCall | null> {
    const offers = offersOf(sent);
    const offer = offers.length < OFFERS_MAX ? await sender.raise(sent, priceMax) : null;
    if (offer === null) return null;
    const { number: block } = await chain.head();
    const next: SentCall = { ...sent, ...offer, block, isStuck: false, offers: [...offers, offer] };
    // Kept before it is sent, with all before it: whichever a block takes is known.
    if (!(await change(sent, next))) throw refused(`${sent.id} was changed meanwhile: ask again.`);
    await sender.broadcast(next);
    return next;
  }

  const tellStuck = (sent: SentCall, blocks: number): Promise<boolean> => {
    const price = sent.price === undefined ? '' : ` at ${gwei(sent.price)} gwei`;
    const remedy = fees.raisesByItself
      ? `Its fee would have to be above ${gwei(fees.priceMax)} gwei, the most that ROBATA_CHAIN_MAX_FEE_GWEI allows: wait, or run robata chain bump --max-fee GWEI --send.`
      : 'See robata chain bump, which raises its fee (--send).';
    const message = `No block has ${sent.id} (${sent.hash}), which was offered ${blocks} blocks ago${price}. ${remedy}`;
    return change(sent, { ...sent, isStuck: true }, (writer) =>
      writer.addIncidents([incident('chain_transaction_stuck', message)]),
    );
  };

  /** Of what no block has. */
  async function push(sent: SentCall): Promise<void> {
    const blocks = (await chain.head()).number - (sent.block ?? 0);
    if (blocks >= fees.stuckBlocks) {
      const next = fees.raisesByItself ? await raised(sent, fees.priceMax) : null;
      if (next !== null) return;
      if (sent.isStuck !== true) await tellStuck(sent, blocks);
    }
    await sender.broadcast(sent);
  }

  return {
    underWay,
    async send(subject, call, estimate, keep = nothing) {
      const before = await sentCalls();
      const sentBefore = before.filter(({ state }) => state === 'sent');
      const busy = sentBefore.find(({ gaveWayTo }) => gaveWayTo === undefined) ?? sentBefore[0];
      if (busy?.gaveWayTo !== undefined)
        throw refused(`${busy.id} gave way to ${busy.gaveWayTo}: wait until that is confirmed.`);
      if (busy !== undefined && !busy.id.startsWith(`${subject}/`))
        throw refused(`${busy.id} is under way (${busy.hash}): wait until it is confirmed.`);
      if (busy !== undefined) return busy;
      const nonce = await sender.nonce('pending');
      if (before.some((each) => isOwn(each) && each.nonce >= nonce))
        throw refused('the node is behind: it does not know the last transaction of this key yet. Ask again.');
      const price = estimate.price < fees.priceMax ? estimate.price : fees.priceMax;
      const signed = await sender.sign(call, { ...estimate, price }, nonce);
      const { number: block } = await chain.head();
      const sent: SentCall = { id: idOf(subject, before), state: 'sent', from: sender.address, block, ...signed };
      // Kept before it is sent: whoever comes after a crash sends these bytes, and no others.
      const isFirst = await storage.transaction(async (writer) => {
        if ((await sentCalls(writer)).length !== before.length) return false;
        await keep(writer);
        await putChainDocument(writer, 'chain/outbox', [...(await chainList(writer, 'chain/outbox')), sent]);
        return true;
      });
      if (!isFirst) throw refused('another transaction of this key came first: ask again.');
      await sender.broadcast(sent);
      return sent;
    },
    async follow(sends) {
      const done: SentCall[] = [];
      const faults: unknown[] = [];
      for (const sent of (await sentCalls()).filter(({ state }) => state === 'sent')) {
        const confirmed = (await chain.head()).number - confirmations;
        const found = await included(sent);
        if (found !== null) {
          const end = found.receipt.block > confirmed ? null : await ended(sent, found);
          if (end !== null) done.push(end);
        } else if (!isOwn(sent) || (confirmed >= 0 && (await sender.nonce(confirmed)) > sent.nonce)) {
          // Asked once more: a node may have come up to it between the two answers.
          if ((await included(sent)) !== null) continue;
          const next: SentCall = { ...sent, state: 'replaced' };
          const lost = failed(
            next,
            isOwn(sent)
              ? 'replaced by another transaction of its key'
              : `signed by ${sent.from}, whose key is not in use any more`,
          );
          // One of two that had the same nonce: the other one counts, and was told of when it was offered.
          const isOneOfTwo = (await sentCalls()).some((each) => each.id !== sent.id && isSameNonce(each, sent));
          if (await change(sent, next, async (writer) => (isOneOfTwo ? undefined : writer.addIncidents([lost]))))
            done.push(next);
        } else if (sent.gaveWayTo === undefined && sends(sent) && (await sender.nonce('latest')) <= sent.nonce) {
          await push(sent).catch((error: unknown) => faults.push(error));
        }
      }
      if (faults.length > 0) throw faults[0];
      return done;
    },
    async plan(priceMax = fees.priceMax) {
      const sent = await underWay();
      if (sent === null) return null;
      const { number } = await chain.head();
      const next = await sender.raise(sent, priceMax);
      return { sent, blocks: number - (sent.block ?? 0), price: sent.price ?? null, next: next?.price ?? null };
    },
    async giveWay(sent, { subject, call, estimate }, { given, held }) {
      if ((await included(sent)) !== null || (await sender.nonce('latest')) > sent.nonce) return null;
      const signed = await sender.replace(call, estimate, sent, fees.priceMax);
      if (signed === null) {
        const told = incident('chain_transaction_in_the_way', held);
        if (sent.isInTheWay !== true)
          await change(sent, { ...sent, isInTheWay: true }, (writer) => writer.addIncidents([told]));
        return null;
      }
      const { number: block } = await chain.head();
      const before = await sentCalls();
      const next: SentCall = { id: idOf(subject, before), state: 'sent', from: sender.address, block, ...signed };
      const told = { ...incident('chain_transaction_gave_way', given), severity: 'warning' as const };
      // Kept before it is sent, with the one that gives way: whichever a block takes is known.
      const isFirst = await storage.transaction(async (writer) => {
        const all = await chainList(writer, 'chain/outbox');
        const known = all.find(({ id }) => id === sent.id);
        if (known?.state !== 'sent' || known.hash !== sent.hash || known.gaveWayTo !== undefined) return false;
        if (all.some(({ id }) => id === next.id)) return false;
        const yielded: SentCall = { ...known, gaveWayTo: next.id };
        await putChainDocument(writer, 'chain/outbox', [...all.map((each) => (each === known ? yielded : each)), next]);
        await writer.addIncidents([told]);
        return true;
      });
      if (!isFirst) throw refused(`${sent.id} was changed meanwhile: ask again.`);
      await sender.broadcast(next);
      return next;
    },
    async raise(priceMax = fees.priceMax) {
      const sent = await underWay();
      if (sent === null) throw refused('no transaction is under way: there is no fee to raise.');
      if (sent.gaveWayTo !== undefined)
        throw refused(`${sent.id} gave way to ${sent.gaveWayTo}: there is no fee to raise.`);
      const found = await included(sent);
      if (found !== null)
        throw refused(
          `block ${found.receipt.block} has ${sent.id} already (${found.offer.hash}): it waits for its confirmations.`,
        );
      const next = await raised(sent, priceMax);
      if (next !== null) return next;
      throw refused(
        `the fee of ${sent.id} cannot be raised by the eighth that nodes want within ${gwei(priceMax)} gwei: allow more with --max-fee GWEI.`,
      );
    },
  };
}

/** All that were ever offered of a call. */
export const offersOf = (sent: SentCall): readonly SignedOffer[] =>
  sent.offers ?? [{ hash: sent.hash, raw: sent.raw, ...(sent.price !== undefined && { price: sent.price }) }];

const isSameNonce = (a: SentCall, b: SentCall): boolean => a.nonce === b.nonce && a.from === b.from;

const nothing: Keep = async () => undefined;
/** 1e-9 of the chain's coin. */
const gwei = (units: bigint): string => formatAmount((units * 10n ** 9n) as Amount);

function costOf(sent: SentCall, { hash }: SignedOffer, { gasUsed, price, block }: SentReceipt, now: Date): GasRow {
  const offers = offersOf(sent);
  const which =
    offers.length === 1 ? {} : { offer: offers.findIndex((each) => each.hash === hash) + 1, offers: offers.length };
  return {
    id: sent.id,
    transaction: hash,
    ...which,
    block,
    at: now.toISOString(),
    gasUsed,
    price,
    fee: gasUsed * price,
  };
}

const incident = (rule: string, message: string): IncidentRecord => {
  return { rule, severity: 'error', rows: 1, day: null, security: null, round: null, message };
};
const failed = ({ id, hash }: SentCall, how: string): IncidentRecord =>
  incident('chain_transaction_failed', `${id} (${hash}) was ${how}: see robata chain status, then send it again.`);

export const refused = (sentence: string): DomainError =>
  new DomainError('not_settled', `${sentence[0]?.toUpperCase()}${sentence.slice(1)}`);
