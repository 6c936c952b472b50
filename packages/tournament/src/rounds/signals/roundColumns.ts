import type { RoundSignals, ScoreColumn } from '../../records.ts';
import type { TournamentConfig } from '../tournamentConfig.ts';

/** The columns of a round: those of the classic part, then those of Signals that have another key. */
export function roundColumns({
  columns,
  signals,
}: Pick<TournamentConfig, 'columns' | 'signals'>): readonly ScoreColumn[] {
  if (signals === undefined) return columns;
  const known = new Set(columns.map(({ key }) => key));
  return [...columns, ...signals.columns.filter(({ key }) => !known.has(key))];
}

/** What the record of a round that opens says of its Signals part: nothing where the configuration has none. */
export const openedSignals = ({ signals }: Pick<TournamentConfig, 'signals'>): { readonly signals?: RoundSignals } =>
  signals === undefined
    ? {}
    : { signals: { keys: signals.columns.map(({ key }) => key), payoutFactor: null, planHash: null } };
