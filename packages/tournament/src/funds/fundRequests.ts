import { randomUUID } from 'node:crypto';
import { applyFundEvent, type FundAccounts, requestRedemption, requestSubscription } from '@robata/fund';
import { type Amount, amount as parsed, formatAmount } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import { positiveAmount } from '../stakes/moneyRequest.ts';
import type { Storage, StorageReader } from '../storage/storage.ts';
import { fundPrivate, fundProducts } from './fundDocuments.ts';
import type { CapitalRequest } from './productBook.ts';

/** What an investor asked for. A confirmed one comes in with the next close and is dealt when its notice has run out. */
export interface FundRequest {
  readonly id: string;
  readonly product: string;
  /** The account's id: the fund's name for the investor. */
  readonly investor: string;
  readonly kind: 'subscription' | 'redemption';
  /** Decimal; null: everything. */
  readonly amount: string | null;
  readonly state: 'requested' | 'confirmed' | 'refused' | 'cancelled';
  readonly requestedAt: string;
  /** By whom it was confirmed, refused or cancelled, and when; null while it waits. */
  readonly decidedAt: string | null;
  readonly decidedBy: string | null;
  /** What names the transfer of a subscription, or why it was refused. */
  readonly remark: string | null;
}

export interface NewFundRequest {
  readonly product: string;
  readonly investor: string;
  readonly kind: FundRequest['kind'];
  /** Null, for a redemption only: everything. */
  readonly amount: string | null;
  readonly idempotencyKey?: string | undefined;
}

/** Requests of investors, in two steps: they ask, the operator confirms. Throws DomainError. */
export interface FundRequests {
  request(asked: NewFundRequest): Promise<FundRequest>;
  /** By the investor, while it waits. */
  cancel(asked: { readonly id: string; readonly investor: string }): Promise<FundRequest>;
  /** By an operator; said again it changes nothing. */
  confirm(asked: {
    readonly id: string;
    readonly operator: string;
    readonly remark: string | null;
  }): Promise<FundRequest>;
  refuse(asked: { readonly id: string; readonly operator: string; readonly reason: string }): Promise<FundRequest>;
  /** Newest first. */
  list(filter?: { readonly investor?: string; readonly state?: FundRequest['state'] }): Promise<readonly FundRequest[]>;
}

const KEY = 'fund/requests';
const KEY_LENGTH_MAX = 200;
const TEXT_LENGTH_MAX = 500;
/** Of one investor at a time. */
const WAITING_MAX = 20;
/** Of one investor, those taken back too: all are kept for ever, and read with every one. */
const WITHIN_A_DAY_MAX = 100;
const DAY_MS = 86_400_000;

type Kept = FundRequest & { readonly key: string | null };

const read = async (reader: Pick<StorageReader, 'document'>): Promise<readonly Kept[]> =>
  ((await reader.document(KEY)) as readonly Kept[] | null) ?? [];

const shown = (kept: Kept): FundRequest => {
  const { key: _, ...request } = kept;
  return request;
};

/** The book of requests in a storage: one document, changed in serializable transactions. */
export function fundRequests(storage: Storage, now: () => Date): FundRequests {
  const decide = (
    id: string,
    state: FundRequest['state'],
    by: Pick<FundRequest, 'decidedBy' | 'remark'>,
    check: (request: Kept) => void = () => undefined,
  ): Promise<FundRequest> =>
    storage.transaction(async (writer) => {
      const all = await read(writer);
      const request = all.find((each) => each.id === id);
      if (request === undefined) {
        throw new DomainError('unknown_request', `There is no request '${id.slice(0, 60)}'.`, { field: 'request' });
      }
      check(request);
      if (request.state === state) return shown(request);
      if (request.state !== 'requested') {
        throw new DomainError('already_decided', `This request is ${request.state} already.`, {
          remedy: 'Look at the list of requests again.',
        });
      }
      if (state === 'confirmed') await checkFund(writer, request, all);
      const decided: Kept = { ...request, ...by, state, decidedAt: isoSecond(now()) };
      await writer.putDocument(
        KEY,
        all.map((each) => (each.id === id ? decided : each)),
      );
      return shown(decided);
    });

  return {
    request: ({ product, investor, kind, amount, idempotencyKey }) =>
      storage.transaction(async (writer) => {
        const all = await read(writer);
        const key = idempotencyKey === undefined ? null : `${investor}:${keyIn(idempotencyKey)}`;
        const asked = {
          product,
          investor,
          kind,
          amount: amount === null ? null : formatAmount(positiveAmount(amount)),
        };
        const first = key === null ? undefined : all.find((each) => each.key === key);
        if (first !== undefined) return sameAs(first, asked);
        const waiting = all.filter((each) => each.investor === investor && each.state === 'requested');
        if (waiting.length >= WAITING_MAX) {
          throw new DomainError('too_many_requests', `You have ${waiting.length} requests that wait.`, {
            remedy: 'Wait until they are decided, or cancel one.',
          });
        }
        const dayAgo = isoSecond(new Date(now().getTime() - DAY_MS));
        const recent = all.filter((each) => each.investor === investor && each.requestedAt > dayAgo);
        if (recent.length >= WITHIN_A_DAY_MAX) {
          throw new DomainError('too_many_requests', `You made ${recent.length} requests within a day.`, {
            remedy: 'Go on tomorrow.',
          });
        }
        if (kind === 'subscription' && amount === null) {
          throw new DomainError('missing_field', 'amount is missing.', { field: 'amount', remedy: 'Say how much.' });
        }
        const requestedAt = isoSecond(now());
        const state = { state: 'requested', requestedAt, decidedAt: null, decidedBy: null, remark: null } as const;
        const made: Kept = { id: randomUUID(), ...asked, ...state, key };
        await checkFund(writer, made, all);
        await writer.putDocument(KEY, [...all, made]);
        return shown(made);
      }),
    cancel: ({ id, investor }) =>
      decide(id, 'cancelled', { decidedBy: 'the investor', remark: null }, (request) => {
        if (request.investor === investor) return;
        throw new DomainError('unknown_request', `There is no request '${id.slice(0, 60)}'.`, { field: 'request' });
      }),
    confirm: ({ id, operator, remark }) =>
      decide(id, 'confirmed', { decidedBy: operator, remark: remark === null ? null : textIn('reference', remark) }),
    refuse: ({ id, operator, reason }) =>
      decide(id, 'refused', { decidedBy: operator, remark: textIn('reason', reason) }),
    list: async ({ investor, state } = {}) =>
      (await read(storage))
        .filter((each) => investor === undefined || each.investor === investor)
        .filter((each) => state === undefined || each.state === state)
        .map(shown)
        .reverse(),
  };
}

const isoSecond = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

function keyIn(key: string): string {
  if (key.length > 0 && key.length <= KEY_LENGTH_MAX) return key;
  throw new DomainError('invalid_idempotency_key', `An idempotency key has 1 to ${KEY_LENGTH_MAX} characters.`, {
    field: 'Idempotency-Key',
  });
}

function textIn(field: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed !== '' && trimmed.length <= TEXT_LENGTH_MAX) return trimmed;
  throw new DomainError('invalid_field', `${field} has 1 to ${TEXT_LENGTH_MAX} characters.`, { field });
}

function sameAs(first: Kept, asked: Pick<FundRequest, 'product' | 'investor' | 'kind' | 'amount'>): FundRequest {
  const isSame = first.product === asked.product && first.kind === asked.kind && first.amount === asked.amount;
  if (isSame) return shown(first);
  throw new DomainError('idempotency_conflict', 'This key was used for another request.', {
    field: 'Idempotency-Key',
    remedy: 'Use a new key for a new request.',
  });
}

/** The request as an event of the fund's log. */
const eventOf = ({ id, investor, kind, amount }: FundRequest, day: string): CapitalRequest =>
  kind === 'redemption'
    ? { kind: 'redemption_requested', day, request: id, investor, amount: amount === null ? null : parsed(amount) }
    : { kind: 'subscription_requested', day, request: id, investor, amount: parsed(amount ?? '0') };

/** Throws DomainError where the fund's own rules refuse the request, those that are confirmed and have not come in yet counted. */
async function checkFund(
  reader: Pick<StorageReader, 'document'>,
  request: FundRequest,
  all: readonly FundRequest[],
): Promise<void> {
  const { product, kind } = request;
  if (!(await fundProducts(reader)).some((each) => each.product === product)) {
    throw new DomainError('unknown_product', `There is no product '${product.slice(0, 60)}'.`, { field: 'product' });
  }
  const held = await fundPrivate(reader, product);
  if (held === null) throw new DomainError('fund_not_open', 'This product is not open yet.', { field: 'product' });
  const { day } = held.accounts;
  const coming = all.filter((each) => each.product === product && each.state === 'confirmed' && each.id !== request.id);
  const accounts = coming
    .filter(({ id }) => !held.accounts.requestIds.includes(id))
    .reduce<FundAccounts>((so, each) => applyFundEvent(so, eventOf(each, day)), held.accounts);
  const asked = { day, request: request.id, investor: request.investor };
  const amount = request.amount === null ? null : parsed(request.amount);
  const answer =
    kind === 'redemption'
      ? requestRedemption(accounts, { ...asked, amount })
      : requestSubscription(accounts, { ...asked, amount: amount as Amount });
  if (answer.status === 'accepted') return;
  // The fund names the investor by an id that people need not see.
  const sentence = answer.sentence.replace(request.investor, 'The account');
  throw new DomainError(answer.reason, sentence, { field: 'amount' });
}

/** How many wait for an operator. */
export const waitingRequests = async (reader: Pick<StorageReader, 'document'>): Promise<number> =>
  (await read(reader)).filter(({ state }) => state === 'requested').length;

/** Confirmed requests as events of a day, those left out that the product's log has already. */
export async function confirmedRequests(
  storage: Pick<StorageReader, 'document'>,
): Promise<(product: string, usedIds: readonly string[], day: string) => CapitalRequest[]> {
  const confirmed = (await read(storage)).filter(({ state }) => state === 'confirmed');
  return (product, usedIds, day) =>
    confirmed
      .filter((each) => each.product === product && !usedIds.includes(each.id))
      .map((each) => eventOf(each, day));
}
