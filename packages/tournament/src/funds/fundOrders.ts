import { confirmOrders, liveCapitalOf, ordersCsv, type OrderPlan, orderPlan } from '@robata/fund';
import { type Amount, formatAmount } from '@robata/ledger';
import { DomainError } from '../domainError.ts';
import type { Storage, StorageReader } from '../storage/storage.ts';
import { type FundPrivate, fundPrivate, fundProducts } from './fundDocuments.ts';

/** The orders of a product's last rebalance, as an operator reads them before sending them to a broker. */
export interface FundOrders {
  readonly product: string;
  readonly currency: string;
  /** Of the decision. */
  readonly day: string;
  readonly hash: string;
  readonly orders: number;
  /** Money at reference prices, decimals. */
  readonly bought: string;
  readonly sold: string;
  /** Changes too small for a whole share. */
  readonly skipped: number;
  readonly csv: string;
  /** Null until the plan with this hash is confirmed. */
  readonly confirmedAt: string | null;
  readonly confirmedBy: string | null;
}

interface KeptConfirmation {
  readonly hash: string;
  readonly day: string;
  readonly confirmedAt: string;
  readonly confirmedBy: string;
}

const confirmationsKey = (product: string): string => `fund/${product}/orders`;

const confirmationsOf = async (
  reader: Pick<StorageReader, 'document'>,
  product: string,
): Promise<readonly KeptConfirmation[]> =>
  ((await reader.document(confirmationsKey(product))) as readonly KeptConfirmation[] | null) ?? [];

/** Whole shares from the book before the last rebalance to its weights, at the last prices. */
function planOf(product: string, { decided, accounts, instruments }: FundPrivate): OrderPlan {
  if (decided === null) {
    throw new DomainError('nothing_decided', 'Nothing has been decided for this product yet.', {
      remedy: 'Its first rebalance follows the close of the next round.',
    });
  }
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

const shown = (
  product: string,
  { accounts }: FundPrivate,
  plan: OrderPlan,
  confirmation: KeptConfirmation | undefined,
): FundOrders => ({
  product,
  currency: accounts.terms.currency,
  day: plan.day,
  hash: plan.hash,
  orders: plan.orders.length,
  bought: formatAmount(plan.bought),
  sold: formatAmount(plan.sold),
  skipped: plan.skipped.length,
  csv: ordersCsv(plan.orders),
  confirmedAt: confirmation?.confirmedAt ?? null,
  confirmedBy: confirmation?.confirmedBy ?? null,
});

async function openProduct(reader: Pick<StorageReader, 'document'>, product: string): Promise<FundPrivate> {
  const held = await fundPrivate(reader, product);
  if (held !== null) return held;
  const known = (await fundProducts(reader)).map((each) => each.product).join(', ');
  throw new DomainError('unknown_product', `There is no product '${product.slice(0, 60)}' that is open.`, {
    field: 'product',
    ...(known !== '' && { remedy: `There are ${known}.` }),
  });
}

/** The orders of a product, to be looked at. Throws DomainError. */
export async function fundOrders(reader: Pick<StorageReader, 'document'>, product: string): Promise<FundOrders> {
  const held = await openProduct(reader, product);
  const plan = planOf(product, held);
  const confirmation = (await confirmationsOf(reader, product)).find(({ hash }) => hash === plan.hash);
  return shown(product, held, plan, confirmation);
}

/**
 * Releases the orders that were shown under this hash: made anew, they must be the same. Said again it changes nothing.
 * Throws DomainError `other_plan` where a price, a weight or the book has changed since.
 */
export async function confirmFundOrders(
  storage: Storage,
  { product, hash, operator, now }: { product: string; hash: string; operator: string; now: Date },
): Promise<FundOrders> {
  return storage.transaction(async (writer) => {
    const held = await openProduct(writer, product);
    const plan = planOf(product, held);
    const answer = confirmOrders(plan, held.decided?.before ?? held.accounts.book, hash);
    // A position without a price is left out of both books, which then differ: that is no movement.
    if (answer.status === 'refused' && answer.reason === 'other_plan') {
      throw new DomainError(answer.reason, answer.sentence, {
        field: 'plan',
        remedy: 'robata admin fund orders shows it.',
      });
    }
    const before = await confirmationsOf(writer, product);
    const first = before.find((each) => each.hash === hash);
    if (first !== undefined) return shown(product, held, plan, first);
    const confirmation = {
      hash,
      day: plan.day,
      confirmedAt: `${now.toISOString().slice(0, 19)}Z`,
      confirmedBy: operator,
    };
    await writer.putDocument(confirmationsKey(product), [...before, confirmation]);
    return shown(product, held, plan, confirmation);
  });
}
