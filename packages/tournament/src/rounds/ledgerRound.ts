import { type Journal, type LedgerRound, type RoundId, roundId } from '@robata/ledger';
import type { RoundRecord } from '../records.ts';

/** A round as the ledger names it. */
export const ledgerRoundId = ({ tournament, number }: Pick<RoundRecord, 'tournament' | 'number'>): RoundId =>
  roundId(tournament, number);

/** What the ledger holds of a round that is closed. Throws where it has no snapshot: that is a programmer's error. */
export function ledgerRoundOf(journal: Journal, record: Pick<RoundRecord, 'tournament' | 'number'>): LedgerRound {
  const found = journal.rounds.get(ledgerRoundId(record));
  if (found === undefined) throw new Error(`round ${record.number} has no snapshot`);
  return found;
}
