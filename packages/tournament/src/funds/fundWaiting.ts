import type { StorageReader } from '../storage/storage.ts';
import { fundProducts, privateKey } from './fundDocuments.ts';
import { fundOrders } from './fundOrders.ts';
import { waitingRequests } from './fundRequests.ts';

/** What of the fund waits for an operator. */
export interface FundWaiting {
  readonly fundRequests: number;
  readonly orderPlans: number;
}

/** A product without a plan that waits is told apart by its text alone: its accounts are long. */
const WAITS = '"state":"waiting"';

export async function fundWaiting(reader: Pick<StorageReader, 'document'>): Promise<FundWaiting> {
  let orderPlans = 0;
  for (const { product } of await fundProducts(reader)) {
    const held = await reader.document(privateKey(product));
    if (typeof held !== 'string' || !held.includes(WAITS)) continue;
    if ((await fundOrders(reader, product)).state === 'waiting') orderPlans += 1;
  }
  return { fundRequests: await waitingRequests(reader), orderPlans };
}
