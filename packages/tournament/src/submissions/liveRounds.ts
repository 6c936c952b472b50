import type { TournamentName } from '../accounts/accountRecords.ts';

export type { TournamentName };

/** What a Signals file is answered from. */
export interface LiveSignals {
  /** The ISO day on which symbols are meant: the era's. */
  readonly day: string;
  /** The symbols in force when the round opened: they answer until it is scored. Null: none were imported. */
  readonly symbolsVersion: number | null;
  /** A file with fewer stocks of the round is refused; a smaller universe asks for all of it. */
  readonly minimumRows: number;
  /** A file with a larger share of rows that cannot be used is refused, 0…1. */
  readonly unusedShareMax: number;
}

/** A round as submissions need to know it. */
export interface LiveRound {
  readonly number: number;
  /**
   * The ids of the round's stocks, ascending; of Signals their tickers, in the order of the ids. The same array at every call, for indexes are kept
   * by it.
   */
  readonly ids: readonly string[];
  /** `closed`: no longer paid, but scored. */
  readonly state: 'open' | 'closed';
  readonly opensAt: string;
  readonly closesAt: string;
  /** Of Signals rounds. */
  readonly signals?: LiveSignals;
}

/** Which rounds take submissions; the engine knows. */
export interface LiveRounds {
  /** The latest round that has opened, while it is open or closed and not yet scored; null when there is none. */
  current(tournament: TournamentName): LiveRound | null;
  /** Earlier rounds that are closed and not yet scored, newest first: late submissions for them are taken. */
  earlier(tournament: TournamentName): readonly LiveRound[];
}

/** Live rounds that are simply set; for tests and rehearsals. */
export interface MemoryLiveRounds extends LiveRounds {
  set(tournament: TournamentName, rounds: readonly LiveRound[]): void;
}

/** `rounds`: newest first. */
export function memoryLiveRounds(): MemoryLiveRounds {
  const kept = new Map<TournamentName, readonly LiveRound[]>();
  return {
    current: (tournament) => kept.get(tournament)?.[0] ?? null,
    earlier: (tournament) => kept.get(tournament)?.slice(1) ?? [],
    set: (tournament, rounds) => void kept.set(tournament, rounds),
  };
}
