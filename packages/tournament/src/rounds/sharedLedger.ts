import { emptyJournal, type Journal, journalOf, parseEntry } from '@robata/ledger';
import { isOvertaken, untilNotOvertaken } from '../storage/overtaken.ts';
import type { Storage, StorageReader, StorageWriter } from '../storage/storage.ts';
import { LedgerBook } from './ledgerBook.ts';

/** The ledger of a storage that several writers share: threads of one process, or processes on one PostgreSQL. */
export interface SharedLedger {
  /** The journal with everything that is stored now. */
  journal(): Promise<Journal>;
  /**
   * Runs `work` on the newest journal, in one transaction with what it writes: what it posts is stored with it, or neither is.
   * Another writer that came first makes it run again, so `work` must do nothing that cannot be done twice.
   * Whatever it throws (LedgerRefusedError among others) undoes everything.
   */
  transact<T>(work: (book: LedgerBook, writer: StorageWriter) => T | Promise<T>): Promise<T>;
}

const PAGE = 1000;

/** Keeps the journal as far as it was read and reads on from there; the storage's log is the truth, and others may write it. */
export function sharedLedger(storage: Storage): SharedLedger {
  let known: Journal = emptyJournal;
  let turn: Promise<unknown> = Promise.resolve();

  const caughtUp = async (reader: StorageReader): Promise<Journal> => {
    let journal = known;
    for (;;) {
      const page = await reader.ledger(journal.head.sequence + 1, PAGE);
      journal = journalOf(
        page.map(({ body }) => parseEntry(body)),
        journal,
      );
      if (page.length < PAGE) return journal;
    }
  };
  const attempt = async <T>(work: (book: LedgerBook, writer: StorageWriter) => T | Promise<T>): Promise<T> => {
    const [result, journal] = await storage.transaction(async (writer) => {
      const book = new LedgerBook(await caughtUp(writer));
      const value = await work(book, writer);
      await writer.appendLedger(book.takeUnsaved());
      return [value, book.journal] as const;
    });
    known = journal;
    return result;
  };
  /** One at a time within this process: its own writers never overtake each other. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };

  return {
    journal: () =>
      inTurn(async () => {
        known = await caughtUp(storage);
        return known;
      }),
    transact: (work) =>
      inTurn(() =>
        untilNotOvertaken(
          () => attempt(work),
          (error) => isOvertaken(error) || isTaken(error),
        ),
      ),
  };
}

/** Another writer has taken the sequence number, or posted under the same key. */
function isTaken(error: unknown): boolean {
  const { code, message = '' } = error as { code?: string; message?: string };
  return code === undefined ? message.includes('duplicate key') : code === '23505';
}
