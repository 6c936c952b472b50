import { type Journal, type LedgerRound, type RoundId, roundId } from '@robata/ledger';
import type { ModelRecord, RoundRecord } from '../records.ts';

/** A round as the ledger names it. */
export const ledgerRoundId = ({ tournament, number }: Pick<RoundRecord, 'tournament' | 'number'>): RoundId =>
  roundId(tournament, number);

/** The Signals part of a joint round, which is a round of its own in the ledger: snapshot, plan and payouts go by its own rules. */
export const signalsRoundId = ({ number }: Pick<RoundRecord, 'number'>): RoundId => roundId('signals', number);

/** All rounds of the ledger that a round is made of. */
export const ledgerRoundIds = (record: Pick<RoundRecord, 'tournament' | 'number' | 'signals'>): readonly RoundId[] =>
  record.signals === undefined ? [ledgerRoundId(record)] : [ledgerRoundId(record), signalsRoundId(record)];

/** Whether models of a tournament take part in a round: a joint round is one of both. */
export const takesPart = (
  { tournament, signals }: Pick<RoundRecord, 'tournament' | 'signals'>,
  asked: string,
): boolean => tournament === asked || (asked === 'signals' && signals !== undefined);

/** Whether a model is scored and paid by the rules of Signals. */
export const isSignals = ({ tournament }: Pick<ModelRecord, 'tournament'>): boolean => tournament === 'signals';

/** What the ledger holds of a round that is closed. Throws where it has no snapshot: that is a programmer's error. */
export function ledgerRoundOf(journal: Journal, record: Pick<RoundRecord, 'tournament' | 'number'>): LedgerRound {
  const found = journal.rounds.get(ledgerRoundId(record));
  if (found === undefined) throw new Error(`round ${record.number} has no snapshot`);
  return found;
}

/** What was at risk in all parts of a closed round, by model: a model is in one of them. Throws as `ledgerRoundOf`. */
export function atRiskOf(
  journal: Journal,
  record: Pick<RoundRecord, 'tournament' | 'number' | 'signals'>,
): LedgerRound['atRisk'] {
  const { atRisk } = ledgerRoundOf(journal, record);
  if (record.signals === undefined) return atRisk;
  return new Map([...atRisk, ...(journal.rounds.get(signalsRoundId(record))?.atRisk ?? [])]);
}
