import { type RoundRecord, type ScoreColumn, takesPart } from '@robata/tournament';
import type { TournamentName } from './tournaments.ts';

const parts = new WeakMap<RoundRecord, RoundRecord>();

/**
 * A round as the models of a tournament know it. A joint round is one round of classic and one of Signals: the same numbers, days and columns, with
 * each part's own payout factor. Null where it has no such part; the same object for the same round.
 */
export function partRound(round: RoundRecord, tournament: TournamentName): RoundRecord | null {
  if (!takesPart(round, tournament)) return null;
  if (round.tournament === tournament || round.signals === undefined) return round;
  const known = parts.get(round);
  if (known !== undefined) return known;
  const { payoutFactor, planHash } = round.signals;
  const part: RoundRecord = { ...round, tournament, payoutFactor, planHash };
  parts.set(round, part);
  return part;
}

/** What the scores that clients ask for by one name are called in Signals. */
export const OWN_KEYS: Readonly<Record<string, string>> = { corr: 'corrSignals', mmc: 'mmcSignals', fnc: 'fncV4' };
/** Columns in which nobody but Signals models is scored. */
const SIGNALS_ONLY = new Set(['alpha', 'mpc', 'corrSignals', 'mmcSignals', 'fncV4', 'ic', 'ric', 'coveredCorr']);

/** Where a score stands among a round's columns, by the name that clients give it; −1 where it has none. */
export function columnOf({ tournament, columns }: RoundRecord, key: string): number {
  const own = tournament === 'signals' ? (OWN_KEYS[key] ?? key) : key;
  return columns.findIndex((column) => column.key === own);
}

/** The columns of a round in which a tournament's models are scored, each with its place among all. */
export function ownColumns({ tournament, columns, signals }: RoundRecord): readonly (readonly [ScoreColumn, number])[] {
  const isOwn = (key: string): boolean =>
    tournament === 'signals' && signals !== undefined ? signals.keys.includes(key) : !SIGNALS_ONLY.has(key);
  return columns.flatMap((column, index) => (isOwn(column.key) ? [[column, index] as const] : []));
}
