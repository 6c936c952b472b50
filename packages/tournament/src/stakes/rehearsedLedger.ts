import type { Journal } from '@robata/ledger';
import { LedgerBook } from '../rounds/ledgerBook.ts';

/** What commands of money stand on: `SharedLedger` without what it writes beside the ledger. */
export interface CommandLedger {
  journal(): Promise<Journal>;
  transact<T>(work: (book: LedgerBook) => T | Promise<T>): Promise<T>;
}

/**
 * A ledger to try things on: it begins with the journal as it stands when it is first asked, keeps what is posted to itself, and stores nothing.
 * For one request; journals are immutable, so the real one is not concerned.
 */
export function rehearsedLedger(ledger: Pick<CommandLedger, 'journal'>): CommandLedger {
  let rehearsed: Journal | null = null;
  const journal = async (): Promise<Journal> => (rehearsed ??= await ledger.journal());
  return {
    journal,
    async transact(work) {
      const book = new LedgerBook(await journal());
      const result = await work(book);
      rehearsed = book.journal;
      return result;
    },
  };
}
