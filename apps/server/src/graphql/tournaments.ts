import { DomainError } from '@robata/tournament';

export type TournamentName = 'classic' | 'signals';

/** The numbers that clients have in their code. */
export const TOURNAMENTS = [
  { name: 'classic', tournament: 8 },
  { name: 'signals', tournament: 11 },
] as const;

const CRYPTO = 12;
const SIGNALS = 11;
/** 0 (sent by the client library's base class) and the tournaments of before 2019 all mean the one that is left of them. */
const OLD_NUMBERS_MAX = 8;

/** The tournament that a number means, null for one that this server does not run; absent means classic. */
export function tournamentNamed(number: number | null | undefined): TournamentName | null {
  if (number === null || number === undefined || (number >= 0 && number <= OLD_NUMBERS_MAX)) return 'classic';
  return number === SIGNALS ? 'signals' : null;
}

/** As `tournamentNamed`, but throws DomainError `unknown_tournament` with the reason. */
export function requireTournament(number: number | null | undefined): TournamentName {
  const name = tournamentNamed(number);
  if (name !== null) return name;
  const why =
    number === CRYPTO ? 'The crypto tournament (12) is not built on this server.' : `There is no tournament ${number}.`;
  throw new DomainError('unknown_tournament', why, { remedy: 'Use 8 (classic) or 11 (Signals).', field: 'tournament' });
}

export const tournamentNumber = (name: string): number => (name === 'signals' ? SIGNALS : 8);
