import {
  confirmOrders,
  type Execution,
  LEFT_OUT,
  type LeftOutReason,
  liveCapitalOf,
  ordersCsv,
  type OrderPlan,
  orderPlan,
  type OrdersBy,
  parseExecutionsCsv,
  type PlannedOrders,
  plannedOrders,
  type Reconciliation,
  reconcileOrders,
} from '@robata/fund';
import { type Amount, formatAmount, sha256 } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { Storage, StorageReader } from '../storage/storage.ts';
import { type BrokerInbox, brokerInbox, brokerInboxKey } from './brokerInbox.ts';
import { exactDocument, type FundPrivate, fundPrivate, fundProducts } from './fundDocuments.ts';

/** An order, and what was done of it. Shares and money as exact decimals. */
export interface FundOrderLine {
  readonly id: string;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: string;
  readonly referencePrice: string;
  /** Null: at the market. */
  readonly limitPrice: string | null;
  readonly status: 'filled' | 'partly_filled' | 'unfilled';
  readonly filled: string;
  readonly remaining: string;
  readonly averagePrice: string | null;
  /** What its fills cost more than at the reference price, costs included; negative is a gain. */
  readonly shortfall: string;
}

/** A change that the plan leaves out, because nobody could be asked for it. */
export interface FundLeftOutLine {
  /** Null: it has none. */
  readonly symbol: string | null;
  readonly reason: LeftOutReason;
  /** Why, to follow its name. */
  readonly says: string;
  /** Shares that stay as they are, as an exact decimal; negative: sold short. */
  readonly heldShares: string;
  /** Share of the capital that was decided. */
  readonly wantedWeight: number;
}

/** A file of executions that was handed in. */
export interface FundExecutionFile {
  /** SHA-256 of its text. */
  readonly file: string;
  readonly by: string;
  readonly executions: number;
  /** At whose close it was booked; null: it comes in with the next one. */
  readonly day: string | null;
}

/** What a broker reported, against the orders. */
export interface FundReconciliation {
  readonly filled: number;
  readonly partlyFilled: number;
  readonly unfilled: number;
  readonly shortfall: string;
  /** Of a file that is only looked at: what must be mended before it can be booked. */
  readonly faults: Reconciliation['faults'];
}

/** `filled_by_paper`: at the close, by itself. `nothing`: no orders have been planned for a broker yet. */
export type FundOrdersState = PlannedOrders['state'] | 'filled_by_paper' | 'nothing';

/** The orders of a product in figures; the last plan unless another is asked for. */
export interface FundOrdersSummary {
  readonly product: string;
  readonly title: string;
  readonly currency: string;
  /** Who fills the orders as of the last close. */
  readonly by: OrdersBy;
  readonly state: FundOrdersState;
  /** What that means, and what to do, in a sentence. */
  readonly sentence: string;
  /** Of the plan; null where there is none. */
  readonly day: string | null;
  readonly tradingDay: string | null;
  readonly hash: string | null;
  readonly orders: number;
  /** Money at reference prices, decimals. */
  readonly bought: string;
  readonly sold: string;
  /** Changes too small for a whole share. */
  readonly skipped: number;
  /** Changes that cannot be ordered: for want of a price, a listing or a symbol. */
  readonly leftOut: number;
  readonly confirmedAt: string | null;
  readonly confirmedBy: string | null;
  readonly files: readonly FundExecutionFile[];
  /** Null before the orders are confirmed, and for the paper broker. */
  readonly reconciliation: FundReconciliation | null;
}

/** The orders of a product as an operator reads them before sending them to a broker. */
export interface FundOrders extends FundOrdersSummary {
  readonly csv: string;
  readonly lines: readonly FundOrderLine[];
  readonly leftOutLines: readonly FundLeftOutLine[];
}

/** Characters of a file of executions: some forty thousand lines. */
export const EXECUTIONS_FILE_MAX = 3_000_000;
const FAULTS_TOLD = 3;
/** A quarter of the capital: no day of trading costs that, a comma in the wrong place does. */
const LARGEST_SHORTFALL_PART = 4n;

type Reader = Pick<StorageReader, 'document'>;

/** A product with everything that is known of its orders: the fund's own log, and what waits to come into it. */
interface Desk {
  readonly product: string;
  readonly title: string;
  readonly held: FundPrivate;
  readonly inbox: BrokerInbox;
}

async function deskOf(reader: Reader, product: string): Promise<Desk> {
  const products = await fundProducts(reader);
  const held = await fundPrivate(reader, product);
  if (held !== null) {
    const title = products.find((each) => each.product === product)?.title ?? product;
    return { product, title, held, inbox: brokerInbox(await reader.document(brokerInboxKey(product))) };
  }
  const known = products.map((each) => each.product).join(', ');
  throw new DomainError('unknown_product', `There is no product '${product.slice(0, 60)}' that is open.`, {
    field: 'product',
    ...(known !== '' && { remedy: `There are ${known}.` }),
  });
}

/** A plan with what waits in the inbox. */
interface KnownPlan {
  readonly planned: PlannedOrders;
  readonly state: PlannedOrders['state'];
  readonly confirmation: { readonly at: string; readonly by: string } | null;
  readonly files: readonly FundExecutionFile[];
  readonly executions: readonly Execution[];
}

function knownPlan(planned: PlannedOrders, { confirmations, files }: BrokerInbox): KnownPlan {
  const { plan, confirmedAt, confirmedBy } = planned;
  const coming = confirmations.find((each) => each.plan === plan.hash);
  const confirmation =
    confirmedAt !== null && confirmedBy !== null ? { at: confirmedAt, by: confirmedBy } : (coming ?? null);
  const pending = files.filter(
    (each) => each.plan === plan.hash && !planned.files.some(({ file }) => file === each.file),
  );
  return {
    planned,
    state: confirmation === null ? planned.state : 'confirmed',
    confirmation,
    files: [
      ...planned.files,
      ...pending.map(({ file, by, executions }) => ({ file, by, executions: executions.length, day: null })),
    ],
    executions: [...planned.executions, ...pending.flatMap(({ executions }) => executions)],
  };
}

/** Whole shares from the book before the last rebalance to its weights, at the last prices: what the paper broker's trade comes to as orders. */
function paperPlan(product: string, { decided, accounts, instruments }: FundPrivate): OrderPlan | null {
  if (decided === null) return null;
  const known = new Map(instruments.map((each) => [each.security, each]));
  const isPriced = (security: number): boolean => known.has(security);
  return orderPlan({
    fund: product,
    day: decided.day,
    book: { ...decided.before, positions: decided.before.positions.filter(({ security }) => isPriced(security)) },
    capital: liveCapitalOf({ ...accounts, book: decided.before }),
    targetWeights: new Map(decided.weights.filter(([security]) => isPriced(security))),
    priceOf: (security) => known.get(security)?.price as Amount | undefined,
    symbolOf: (security) => known.get(security)?.symbol,
  });
}

const LAPSED = {
  not_confirmed: 'Nobody confirmed it before its trading day, so nothing was traded.',
  book_moved: 'Executions of an earlier plan came in late and moved the book it started from, so nothing was traded.',
  paper: 'The paper broker took over before it was confirmed, so it was never sent.',
} as const;

function sentenceOf({ planned, state, files }: KnownPlan): string {
  const { tradingDay, lapsed } = planned;
  switch (state) {
    case 'waiting':
      return `It waits for your confirmation until the close of ${tradingDay}; without it nothing is traded.`;
    case 'confirmed':
      return files.length === 0
        ? `Send it to the broker for ${tradingDay}, and hand in the executions: nothing is booked before they come.`
        : 'What the broker reported is below; what is unfilled has lapsed, unless another file comes.';
    case 'lapsed':
      return `${LAPSED[lapsed ?? 'not_confirmed']} The next plan follows the next rebalance and starts from what is held.`;
  }
}

const awaitsExecutions = ({ state, executions }: KnownPlan): boolean =>
  state === 'confirmed' && executions.length === 0;

const unreported = ({ tradingDay }: PlannedOrders): string =>
  `The orders for ${tradingDay} were released and nobody has handed in what came of them: do that first, for this plan starts from a book without them.`;

interface Shown {
  readonly plan: OrderPlan;
  readonly state: FundOrdersState;
  readonly sentence: string;
  readonly tradingDay: string;
  readonly known: KnownPlan | null;
}

function shownOf({ product, held, inbox }: Desk, hash: string | undefined): Shown | null {
  const { orders } = held.accounts;
  const planned = hash === undefined ? orders.plans.at(-1) : plannedOrders(orders, hash);
  if (planned !== undefined && (hash !== undefined || orders.by === 'broker')) {
    const known = knownPlan(planned, inbox);
    const { plan, tradingDay } = planned;
    const earlier = orders.plans[orders.plans.indexOf(planned) - 1];
    const isOpen = known.state === 'waiting' && earlier !== undefined && awaitsExecutions(knownPlan(earlier, inbox));
    const sentence = `${sentenceOf(known)}${isOpen ? ` ${unreported(earlier)}` : ''}`;
    return { plan, state: known.state, sentence, tradingDay, known };
  }
  if (orders.by === 'broker' || hash !== undefined) return null;
  const plan = paperPlan(product, held);
  if (plan === null) return null;
  const sentence = `The paper broker fills this product's orders by itself at the close of ${plan.day}, in fractions of shares and at the costs of the fund.`;
  return { plan, state: 'filled_by_paper', sentence, tradingDay: plan.day, known: null };
}

function fundOrdersOf(desk: Desk, hash?: string, more: readonly Execution[] = []): FundOrders {
  const { product, title, held } = desk;
  const { by } = held.accounts.orders;
  const about = { product, title, currency: held.accounts.terms.currency, by };
  const found = shownOf(desk, hash);
  if (found === null) {
    if (hash !== undefined) throw otherPlan(product);
    const none = { day: null, tradingDay: null, hash: null, orders: 0, bought: '0', sold: '0', skipped: 0, leftOut: 0 };
    const sentence = 'Nothing has been decided yet: the first plan follows the close of the next round.';
    const nobody = { confirmedAt: null, confirmedBy: null, files: [], reconciliation: null };
    return { ...about, ...none, ...nobody, state: 'nothing', sentence, csv: '', lines: [], leftOutLines: [] };
  }
  const { plan, known, state, sentence, tradingDay } = found;
  const result = reconcileOrders(plan.orders, [...(known?.executions ?? []), ...more]);
  return {
    ...about,
    state,
    sentence,
    day: plan.day,
    tradingDay,
    hash: plan.hash,
    orders: plan.orders.length,
    bought: formatAmount(plan.bought),
    sold: formatAmount(plan.sold),
    skipped: plan.skipped.length,
    leftOut: plan.leftOut?.length ?? 0,
    confirmedAt: known?.confirmation?.at ?? null,
    confirmedBy: known?.confirmation?.by ?? null,
    files: known?.files ?? [],
    reconciliation:
      known === null || state !== 'confirmed'
        ? null
        : {
            filled: result.filled,
            partlyFilled: result.partlyFilled,
            unfilled: result.unfilled,
            shortfall: formatAmount(result.shortfall),
            faults: result.faults,
          },
    csv: ordersCsv(plan.orders),
    lines: result.results.map(
      ({ order, status, filled, remaining, averagePrice, shortfall }): FundOrderLine => ({
        id: order.id,
        symbol: order.symbol,
        side: order.side,
        quantity: formatAmount(order.quantity),
        referencePrice: formatAmount(order.referencePrice),
        limitPrice: order.limitPrice === null ? null : formatAmount(order.limitPrice),
        status,
        filled: formatAmount(filled),
        remaining: formatAmount(remaining),
        averagePrice: averagePrice === null ? null : formatAmount(averagePrice),
        shortfall: formatAmount(shortfall),
      }),
    ),
    leftOutLines: (plan.leftOut ?? []).map(({ symbol, reason, heldShares, wantedWeight }) => ({
      symbol,
      reason,
      says: LEFT_OUT[reason],
      heldShares: formatAmount(heldShares),
      wantedWeight,
    })),
  };
}

const LOOK = 'robata admin fund orders and the console show the plan.';
const otherPlan = (product: string): DomainError =>
  new DomainError('other_plan', `${product} has no plan with this hash: it is another one now.`, {
    field: 'plan',
    remedy: LOOK,
  });

/** The orders of a product, to be looked at: those of its last plan, or of the plan with this hash. Throws DomainError. */
export const fundOrders = async (reader: Reader, product: string, hash?: string): Promise<FundOrders> =>
  fundOrdersOf(await deskOf(reader, product), hash);

/** The orders of all products that are open, in figures. */
export async function fundOrderDesk(reader: Reader): Promise<FundOrdersSummary[]> {
  const summaries: FundOrdersSummary[] = [];
  for (const { product } of await fundProducts(reader)) {
    if ((await fundPrivate(reader, product)) === null) continue;
    const { csv: _, lines: __, leftOutLines: ___, ...summary } = await fundOrders(reader, product);
    summaries.push(summary);
  }
  return summaries;
}

const isoSecond = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** The inbox with an act, without what belongs to plans that the fund has let go. */
const keep = ({ held, inbox }: Desk, more: Partial<BrokerInbox>): string => {
  const isKept = ({ plan }: { readonly plan: string }): boolean =>
    plannedOrders(held.accounts.orders, plan) !== undefined;
  return exactDocument({
    confirmations: [...inbox.confirmations, ...(more.confirmations ?? [])].filter(isKept),
    files: [...inbox.files, ...(more.files ?? [])].filter(isKept),
  } satisfies BrokerInbox);
};

/** The plan that is meant, of a product whose orders go to a broker. Throws DomainError. */
function brokerPlan({ product, held, inbox }: Desk, hash: string): KnownPlan {
  const { orders } = held.accounts;
  const planned = plannedOrders(orders, hash);
  if (planned !== undefined) return knownPlan(planned, inbox);
  if (orders.by === 'broker') throw otherPlan(product);
  throw new DomainError('paper_broker', `The paper broker fills the orders of ${product} by itself at the close.`, {
    field: 'product',
    remedy: `Start the server with ROBATA_FUND_BROKER=${product} to send them to a broker.`,
  });
}

/**
 * Releases the orders that were shown under this hash, to be sent to a broker. Said again it changes nothing. Throws DomainError: `paper_broker`,
 * `other_plan`, `plan_lapsed`, `book_moved`.
 */
export async function confirmFundOrders(
  storage: Storage,
  { product, hash, operator, now }: { product: string; hash: string; operator: string; now: Date },
): Promise<FundOrders> {
  return storage.transaction(async (writer) => {
    const desk = await deskOf(writer, product);
    const known = brokerPlan(desk, hash);
    if (known.state === 'confirmed') return fundOrdersOf(desk, hash);
    if (known.state === 'lapsed') {
      throw new DomainError('plan_lapsed', LAPSED[known.planned.lapsed ?? 'not_confirmed'], {
        field: 'plan',
        remedy: 'Wait for the next plan: it follows the next rebalance and starts from what is held.',
      });
    }
    const isMoving = desk.inbox.files.some(({ plan, file }) => {
      const earlier = plannedOrders(desk.held.accounts.orders, plan);
      return earlier !== undefined && !earlier.files.some((each) => each.file === file);
    });
    const answer = confirmOrders(known.planned.plan, desk.held.accounts.book, hash);
    if (isMoving || answer.status === 'refused') {
      throw new DomainError('book_moved', 'Executions of an earlier plan are moving the book it starts from.', {
        field: 'plan',
        remedy: 'Wait for the next plan: confirming this one would trade the same change twice.',
      });
    }
    const confirmation = { plan: hash, by: operator, at: isoSecond(now) };
    const document = keep(desk, { confirmations: [confirmation] });
    await writer.putDocument(brokerInboxKey(product), document);
    return fundOrdersOf({ ...desk, inbox: brokerInbox(document) }, hash);
  });
}

export interface HandedIn {
  readonly product: string;
  /** The broker's CSV. */
  readonly text: string;
  /** Of which plan; default: the last one that is confirmed. */
  readonly hash: string | undefined;
  readonly operator: string;
  readonly now: Date;
  /** Only looks: gives the reconciliation with its faults, and keeps nothing. */
  readonly isPreview: boolean;
}

/**
 * Executions of a broker against the confirmed orders; what answers to them all comes into the book with the next close. Throws DomainError and
 * keeps nothing: `invalid_file`, `nothing_confirmed`, `already_handed_in`, `other_plan`, `not_reconciled` where some answer to no order, `implausible_prices` and
 * `no_investors` for what no close could book.
 */
export async function handInExecutions(storage: Storage, handed: HandedIn): Promise<FundOrders> {
  const { product, text, operator, now, isPreview } = handed;
  const executions = executionsIn(text);
  return storage.transaction(async (writer) => {
    const desk = await deskOf(writer, product);
    const known = confirmedPlan(desk, handed.hash);
    const { plan } = known.planned;
    const file = sha256(text);
    refuseForeign(desk, plan, executions, file);
    const looked = fundOrdersOf(desk, plan.hash, executions);
    if (isPreview) return looked;
    const faults = looked.reconciliation?.faults ?? [];
    if (faults.length > 0) throw notReconciled(faults, executions.length);
    refuseRuinous(desk, known, executions);
    const handedIn = { plan: plan.hash, file, by: operator, at: isoSecond(now), executions };
    const document = keep(desk, { files: [handedIn] });
    await writer.putDocument(brokerInboxKey(product), document);
    return fundOrdersOf({ ...desk, inbox: brokerInbox(document) }, plan.hash);
  });
}

function executionsIn(text: string): readonly Execution[] {
  const invalid = (sentence: string): DomainError =>
    new DomainError('invalid_file', sentence, {
      field: 'file',
      remedy: 'It is CSV with the columns execution_id, order_id, quantity, price and cost.',
    });
  if (text.length > EXECUTIONS_FILE_MAX) throw invalid(`The file has more than ${EXECUTIONS_FILE_MAX} characters.`);
  const parsed = parseExecutionsCsv(text);
  if (parsed.status === 'refused') throw invalid(`Line ${parsed.line}: ${parsed.sentence}`);
  if (parsed.executions.length === 0) throw invalid('The file holds no executions.');
  return parsed.executions;
}

function confirmedPlan(desk: Desk, hash: string | undefined): KnownPlan {
  const { orders } = desk.held.accounts;
  const all = orders.plans.map((planned) => knownPlan(planned, desk.inbox));
  const found = hash === undefined ? all.findLast(({ state }) => state === 'confirmed') : brokerPlan(desk, hash);
  if (found?.state === 'confirmed') return found;
  throw new DomainError(
    'nothing_confirmed',
    `No orders of ${desk.product} were confirmed that these could answer to.`,
    {
      field: 'plan',
      remedy: 'Confirm the plan first: nothing is booked that nobody released.',
    },
  );
}

/** Throws where the file was handed in before, or is about the orders of another plan altogether. */
function refuseForeign({ held, inbox }: Desk, plan: OrderPlan, executions: readonly Execution[], file: string): void {
  const { plans } = held.accounts.orders;
  const twice =
    inbox.files.some((each) => each.file === file) ||
    plans.some(({ files }) => files.some((each) => each.file === file));
  if (twice) {
    throw new DomainError('already_handed_in', 'This very file was handed in before; nothing is booked twice.', {
      field: 'file',
      remedy: 'Hand in only what is new of the broker, under execution ids of its own.',
    });
  }
  const countIn = ({ orders }: OrderPlan): number => {
    const ids = new Set(orders.map(({ id }) => id));
    return executions.filter(({ orderId }) => ids.has(orderId)).length;
  };
  if (countIn(plan) > 0) return;
  const other = plans.find((each) => countIn(each.plan) > 0);
  throw new DomainError('other_plan', `None of these executions answers to an order of the plan of ${plan.day}.`, {
    field: 'file',
    remedy:
      other === undefined
        ? 'Its order_id must be those of the orders that were sent.'
        : `They belong to the plan of ${other.plan.day}: name it by its hash, ${other.plan.hash}.`,
  });
}

/**
 * Throws for what no close could book, or only as the slip of a pen: executions of a product that is nobody's any more, and those of a plan that
 * together gain or lose a large part of all that the product holds.
 */
function refuseRuinous(
  { title, held }: Desk,
  { planned, executions: before }: KnownPlan,
  more: readonly Execution[],
): void {
  const { accounts } = held;
  if (accounts.series.length === 0) {
    throw new DomainError('no_investors', `${title} has no investors left: what comes in now would belong to nobody.`, {
      field: 'product',
      remedy: 'Everything was sold when the last one left; settle these outside the fund.',
    });
  }
  const { orders } = planned.plan;
  const isLarge = (value: bigint): boolean =>
    (value < 0n ? -value : value) * LARGEST_SHORTFALL_PART > liveCapitalOf(accounts);
  const total = reconcileOrders(orders, [...before, ...more]).shortfall;
  if (!isLarge(total)) return;
  const byId = new Map(orders.map((order) => [order.id, order]));
  const alone = more.find((each) => {
    const order = byId.get(each.orderId);
    return order !== undefined && isLarge(reconcileOrders([order], [each]).shortfall);
  });
  const which = alone === undefined ? 'together' : `above all ${alone.id.slice(0, 60)}`;
  throw new DomainError(
    'implausible_prices',
    `Against the reference prices these executions, ${which}, ${total < 0n ? 'gain' : 'lose'} more than a quarter of what ${title} holds.`,
    { field: 'file', remedy: 'Look at their prices and costs: nothing of this file was booked.' },
  );
}

function notReconciled(faults: Reconciliation['faults'], executions: number): DomainError {
  const told = faults.slice(0, FAULTS_TOLD).map(({ execution, sentence }) => `${execution}: ${sentence}`);
  const more = faults.length > told.length ? ` And ${faults.length - told.length} more.` : '';
  const sentence = `${faults.length} of ${executions} executions do not answer to the orders. ${told.join(' ')}${more}`;
  return new DomainError('not_reconciled', sentence, {
    field: 'file',
    remedy: 'Let the broker explain them and hand in the mended file: nothing of this one was booked.',
  });
}
