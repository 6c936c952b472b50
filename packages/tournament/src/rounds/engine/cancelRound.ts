import type { ReleasePolicy } from '@robata/ledger';
import type { RoundRecord } from '../../records.ts';
import type { StorageWriter } from '../../storage/storage.ts';
import type { LedgerBook } from '../ledgerBook.ts';
import { ledgerRoundIds } from '../ledgerRound.ts';
import { advance } from '../roundState.ts';
import { withDone } from './step.ts';

export interface Cancellation {
  /** One sentence. */
  readonly reason: string;
  /** By which what waited for the round is let go; left out before the close, when nothing can wait for it. */
  readonly release?: ReleasePolicy | undefined;
}

/** Ends an unfinished round that nobody is paid for: what was at risk is free again, none of its steps is left. */
export async function cancelRound(
  book: LedgerBook,
  writer: StorageWriter,
  record: RoundRecord,
  { reason, release }: Cancellation,
): Promise<void> {
  for (const round of ledgerRoundIds(record)) book.cancel(round, reason, release);
  await writer.putRound(advance(record, 'cancelled', { reason }));
  await writer.putSteps((await writer.steps(record.number)).map(withDone));
}
