import type { FundCloseRecord, FundLogRecord } from '../records.ts';
import type { StorageReader } from '../storage/storage.ts';
import { exactDocument, productsKey } from './fundDocuments.ts';

/** The stored days and events of a fund through a channel that has an operator's commands done, wherever they are: what `verifyFunds` reads. */
export function askedFundFacts(
  ask: (words: string, input: object) => Promise<unknown>,
): Pick<StorageReader, 'fundCloses' | 'fundLog' | 'document'> {
  return {
    fundCloses: async (product) =>
      ((await ask('fund closes', { product })) as { closes: readonly FundCloseRecord[] }).closes,
    async fundLog(product, from, limit) {
      return ((await ask('fund log', { product, from, limit })) as { days: readonly FundLogRecord[] }).days;
    },
    async document(key) {
      if (key !== productsKey) throw new Error(`the document ${key} is not asked for`);
      const { products } = (await ask('fund products', {})) as { products: readonly string[] };
      return exactDocument(products.map((product) => ({ product })));
    },
  };
}
